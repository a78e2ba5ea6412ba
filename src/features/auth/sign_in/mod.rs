//! Signing in with an e-mail address.

mod form;
mod limits;
mod page;
mod passkey;
mod run;
mod session_ended;
mod signed_out;

pub use page::SignInPage;
pub use session_ended::{SessionEndedDialog, prepare};
