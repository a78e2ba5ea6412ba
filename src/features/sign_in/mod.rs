//! Signing in.

mod form;
mod notice;
mod page;
mod second_factor;
mod session_ended;
mod settle;

pub use page::SignInPage;
pub use second_factor::SecondFactorForm;
pub use session_ended::{SessionEndedDialog, login_href, prepare};
pub use settle::{NotThere, settle};
