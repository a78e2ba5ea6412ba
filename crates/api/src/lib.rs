//! The backend on the wire. The only module that knows HTTP; see `error` for the one place where
//! answers become errors.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    reason = "a panic ends the whole app: pass the error on or choose a value"
)]

pub mod account;
pub mod auth;
pub mod claims;
pub mod client;
mod csrf;
pub mod documents;
pub mod early;
pub mod error;
pub mod flow;
pub mod held_pairs;
pub mod inspect;
pub mod makers;
pub mod passkey;
pub mod permissions;
pub mod renewal_schedule;
mod retry;
pub mod scopes;
pub mod session;
pub mod session_tokens;
pub mod settings;
pub mod sso;
pub mod tab_message;
pub mod time;
pub mod token_filter;
pub mod token_list;
pub mod token_node;
pub mod token_refusal;
pub mod token_search;
pub mod token_update;
pub mod tokens;
pub mod transport;
pub mod waiting;
