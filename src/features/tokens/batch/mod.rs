//! The page that creates several API tokens at once: its form, and then the new values.

mod names_field;
mod page;
mod sheet;
mod values;

pub use page::BatchPage;
