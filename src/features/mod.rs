//! One folder per capability: its components and their state.

pub mod auth;
pub mod clock_notice;
pub mod error_view;
pub mod help;
pub mod not_found;
pub mod page;
pub mod shell;
pub mod tokens;
