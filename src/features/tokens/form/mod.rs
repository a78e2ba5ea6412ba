//! What the forms to create, change and rotate a token have in common.

pub mod catalogue;
mod confirm;
mod draft_state;
mod expiry_field;
mod field_id;
mod guard;
mod lost_answer;
mod organization_field;
mod problems;
mod scope_picker;
mod submit;

pub use confirm::Confirm;
pub use draft_state::{DraftState, KEEP, end_of, first_day, today};
pub use expiry_field::ExpiryField;
pub use field_id::field_id;
pub use guard::{Guarded, guard_work};
pub use lost_answer::{LostAnswer, unsure};
pub use organization_field::OrganizationField;
pub use problems::FormProblems;
pub use scope_picker::ScopePicker;
pub use submit::{Outcome, Submission};
