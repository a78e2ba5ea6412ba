//! The create form and what follows it.

mod draft_state;
mod expiry_field;
mod form;
mod lost_answer;
mod organization_field;
mod page;
mod prefill_notice;
mod rehearsal;
mod submit;
mod summary;

pub use draft_state::{DraftState, KEEP, today};
pub use expiry_field::ExpiryField;
pub use form::{field_id, unsure};
pub use lost_answer::LostAnswer;
pub use organization_field::OrganizationField;
pub use page::CreatePage;
pub use rehearsal::rehearse;
pub use submit::{Outcome, Submission, place};
