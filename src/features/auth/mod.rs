//! Signing in: by password with a second factor, by single sign-on, and again when a session has ended.

mod notice;
mod restore_organization;
mod second_factor;
pub mod sign_in;
pub mod sso;
pub mod sso_return;
