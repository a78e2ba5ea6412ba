//! The page that creates a token: its form, and then the new value.

mod form;
mod page;
mod prefill_notice;
mod summary;
mod warm_up;

pub use page::CreatePage;
pub use warm_up::prepare_form;
