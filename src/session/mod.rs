//! Who is signed in, in this tab and in the other tabs of the browser.
//!
//! The tokens of a session live in memory and `sessionStorage`. A new tab asks the open ones over
//! a broadcast channel; signing in, renewing and signing out reach them all. What follows from a
//! message of another tab is decided by [`console_api::session`].

mod later;
mod limits;
mod permissions;
mod renewal;
mod sign_out;
mod store;
mod tabs;

pub use console_api::session::{EndReason, Identity, Session};
pub use sign_out::SignOut;
pub use store::{REVIEW_KEY, SessionStore, provide_session, use_session};
