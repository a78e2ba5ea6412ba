//! The built console in a real browser, with the sandbox behind it.
//!
//! A spec is an ordinary test function that calls [`run`] and speaks of what a person perceives: roles and
//! accessible names. Each spec has a sandbox with a database in memory, a driver and an empty browser profile
//! of its own, so specs share nothing and may run side by side. After the spec's own assertions the harness
//! adds some that hold always: no violation of the policy, no uncaught exception, no error in the browser's
//! log that the spec did not announce.
//!
//! `cargo xtask test --only e2e` prepares what is needed and says where it is in the environment; see
//! [`Setup`].

pub mod gallery;
pub mod harness;
pub mod pages;
pub mod paths;

pub use anyhow::{Result, bail, ensure};
pub use harness::{
    Clipboard, Console, DATE_FIELD, Engine, Footprint, Key, Node, Options, Request, Setup, run,
};
