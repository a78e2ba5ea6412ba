//! Openlane Developer Console: the *Developer Settings* of Openlane as a single-page app.
//!
//! `features` holds one folder per capability. What they are made of are crates of their own in `crates/`:
//! the rules in `console-domain`, the wire in `console-api`, the parts of a page in `console-ui`. Cargo holds
//! the directions between them.

pub mod app;
pub mod config;
pub mod failure;
pub mod features;
pub mod lazy;
pub mod load;
pub mod navigation;
pub mod route;
pub mod session;
