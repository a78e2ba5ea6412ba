//! Single sign-on: going to an identity provider and coming back.

pub mod pending;
mod start;

pub use start::{begin_sign_in, leave_to_sign_in};
mod return_page;
pub use return_page::SsoReturnPage;
