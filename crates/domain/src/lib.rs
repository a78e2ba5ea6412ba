//! The rules of the product as plain Rust: no framework, no browser, no network.
//!
//! Time, time zone and randomness are parameters everywhere, so that each rule can be tested on
//! the host for any moment and place.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    reason = "a panic ends the whole app: pass the error on or choose a value"
)]

pub mod access_summary;
pub mod batch_names;
pub mod calendar;
pub mod clock_difference;
pub mod column;
pub mod consent;
pub mod create_like;
pub mod expiry;
pub mod export;
pub mod found_values;
pub mod granted;
#[cfg(test)]
mod hostile_text;
pub mod id;
pub mod kind;
pub mod leave_history;
pub mod limits;
pub mod list_preferences;
pub mod list_query;
pub mod new_token;
pub mod object_label;
pub mod organization;
pub mod page_plan;
pub mod palette;
pub mod prefill;
pub mod reach_diff;
pub mod request_tag;
pub mod return_path;
pub mod review;
pub mod review_report;
pub mod rotation;
pub mod row_key;
pub mod row_slots;
#[cfg(test)]
mod samples;
pub mod scope;
pub mod scope_catalogue;
pub mod scope_search;
pub mod second_factor;
pub mod secret;
pub mod session_limits;
pub mod session_time;
pub mod shortcut;
pub mod snippets;
pub mod sorted;
pub mod spreadsheet;
pub mod sso_flow;
pub mod state;
pub mod state_clock;
pub mod stored_scopes;
pub mod substring;
pub mod token;
pub mod token_edit;
pub mod token_help;
pub mod token_sheet;
pub mod token_update;
pub mod transport;
pub mod unsaved_work;
pub mod use_snapshot;
pub mod visible_name;
