//! Signing in with an e-mail address.

mod form;
mod page;
mod session_ended;
mod signed_out;

pub use page::SignInPage;
pub use session_ended::{SessionEndedDialog, prepare};
