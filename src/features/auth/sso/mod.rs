//! Single sign-on: going to an identity provider. `sso_return` is what happens on the way back.

pub mod pending;
pub mod start;

pub use start::{leave_to_sign_in, leave_to_switch, sign_in_in_new_tab};
