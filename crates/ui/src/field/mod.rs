//! Form fields: label, control, hint and error, tied together.
//!
//! The label holds the field's name and nothing else, so that the field can be found by it; marks such as
//! *optional* are part of the description. An error is shown below its field, in words that say what to do.

mod checkbox;
mod description;
mod group;
mod search;
mod select;
mod text;

pub use checkbox::Checkbox;
pub use group::{Choice, FieldGroup, RadioGroup};
pub use search::SearchField;
pub use select::Select;
pub use text::{DateField, TextArea, TextField};
