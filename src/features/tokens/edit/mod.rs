//! Changing a token: the fields of the create form, what will be different, and nothing sent that
//! was not changed.

mod changes;
mod form;
mod page;
mod questions;
mod saving;

pub use changes::difference_view;
pub use page::{EditPage, NeedsToken};
