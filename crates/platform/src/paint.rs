//! After what the browser shows next.

use leptos::prelude::{request_animation_frame, set_timeout};
use std::time::Duration;

/// Calls `then` when the browser has painted what is in the document now.
pub fn after_paint(then: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(then, Duration::ZERO));
}
