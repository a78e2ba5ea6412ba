//! Openlane Developer Console: the *Developer Settings* of Openlane as a single-page app.
//!
//! `app` maps an address to its page and navigates, `session` knows who is signed in, and `features` holds
//! one folder per capability. What they are made of are crates of their own in `crates/`: the rules in
//! `console-domain`, the API client in `console-api`, the components in `console-ui`. The dependencies that
//! their manifests declare enforce the directions between them.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    reason = "a panic ends the whole app: pass the error on or choose a value"
)]

pub mod app;
pub mod features;
pub mod session;
