//! The create form and what follows it.

mod draft_state;
mod expiry_field;
mod form;
mod lost_answer;
mod organization_field;
mod page;
mod prefill_notice;
mod submit;
mod summary;

pub use page::CreatePage;
