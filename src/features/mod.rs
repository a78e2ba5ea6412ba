//! One folder per capability: its components and their state.

pub mod error_view;
pub mod help;
pub mod lazy_pages;
pub mod leave_guard;
pub mod not_found;
pub mod page;
pub mod shell;
pub mod sign_in;
pub mod sso;
pub mod tokens;
