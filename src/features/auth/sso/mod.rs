//! Single sign-on: going to an identity provider. `sso_return` is what happens on the way back.

pub mod pending;
pub mod start;

pub use start::{begin_sign_in, leave_to_switch, sign_in_beside};
