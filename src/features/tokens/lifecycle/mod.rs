//! Switching a token off and on, revoking and deleting it: one dialog for a whole page.

mod action;
mod copy;
mod dialog;
mod refocus;
mod store;

pub use action::{Action, Done};
pub use copy::{id_end, is_in_use};
pub use dialog::LifecycleDialog;
pub use refocus::menu_place;
pub use store::{Lifecycle, provide_lifecycle, use_lifecycle};
