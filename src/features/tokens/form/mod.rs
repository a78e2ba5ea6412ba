//! What the forms to create, change and rotate tokens have in common.

pub mod catalogue;
mod confirm;
mod create_form;
mod draft_state;
mod draft_summary;
mod expiry_field;
mod field_id;
mod guard;
mod in_sight;
mod lost_answer;
mod new_page;
mod organization_field;
mod problems;
mod scope_picker;
mod scopes_ahead;
mod submit;

pub use confirm::Confirm;
pub use create_form::CreateForm;
pub use draft_state::{DraftState, KEEP, end_of, first_day, today};
pub use expiry_field::ExpiryField;
pub use field_id::field_id;
pub use guard::{Guarded, guard_work};
pub use in_sight::{InSight, in_sight};
pub use lost_answer::{LostAnswer, unsure};
pub use new_page::{NewPage, ReadyForm, notices};
pub use organization_field::OrganizationField;
pub use problems::FormProblems;
pub use scope_picker::ScopePicker;
pub use scopes_ahead::ask_for_scopes;
pub use submit::{Checked, Creating, Outcome, Submission};
