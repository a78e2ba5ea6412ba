//! Thin wrappers over what the browser offers.
//!
//! Nothing in here knows the API, the features or the routes. Every call that the browser may refuse returns
//! an `Option` or a `Result`; none panics. What holds a resource (a listener, a channel, a guard) releases it
//! when it is dropped; to tie one to the life of a component, hand it to [`retain_until_cleanup`].

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    reason = "a panic ends the whole app: pass the error on or choose a value"
)]

pub mod broadcast;
pub mod clipboard;
pub mod clock;
pub mod download;
pub mod events;
pub mod focus;
pub mod highlights;
pub mod intl;
pub mod keyboard;
pub mod last_input;
pub mod list_preferences;
pub mod locks;
pub mod media;
pub mod online;
pub mod paint;
pub mod passkey;
pub mod random;
pub mod shortcut_keys;
pub mod storage;
pub mod theme;
pub mod unload;
pub mod visibility;

use console_reactive::StoredValue;

/// Keeps a value alive until the current reactive owner is cleaned up.
///
/// JavaScript handles are not `Send`, so `on_cleanup` does not take them; a value stored in the owner's arena
/// is dropped with it.
pub fn retain_until_cleanup<T: 'static>(value: T) {
    _ = StoredValue::new(value);
}
