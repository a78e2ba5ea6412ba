//! Openlane Developer Console: the *Developer Settings* of Openlane as a single-page app.
//!
//! `domain` holds the rules and knows nothing of the browser; `api` is the only module that knows
//! HTTP; `features` holds one folder per capability; `ui` and `platform` are the parts they are
//! made of. The arrows point one way, `domain` ← `api` ← `features` ← `app`, and a test checks it.

extern crate self as developer_console;

pub mod api;
pub mod app;
pub mod config;
pub mod domain;
pub mod failure;
pub mod features;
pub mod json;
pub mod lazy;
pub mod load;
pub mod navigation;
pub mod platform;
pub mod reactive;
pub mod route;
pub mod session;
pub mod ui;
pub mod view;
