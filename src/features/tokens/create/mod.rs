//! The page that creates a token: its form, and then the new value.

mod copy_link;
mod like;
mod page;
mod prefill_notice;
mod same_name;
mod warm_up;

pub use page::CreatePage;
pub use warm_up::prepare_form;
