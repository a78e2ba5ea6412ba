//! Signing in.

mod form;
mod notice;
mod page;
mod session_ended;
mod settle;

pub use page::SignInPage;
pub use session_ended::{SessionEndedDialog, login_href};
pub use settle::{NotThere, settle};
