//! The page that creates a token: its form, and then the new value.

mod ahead;
mod copy_link;
mod like;
mod page;
mod parts;
mod prefill_notice;
mod same_name;

pub use ahead::prepare_form;
pub use page::CreatePage;
