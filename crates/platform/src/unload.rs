//! Asking before the tab is closed or reloaded.

use super::events::{Listener, on_window};

/// While this value lives, the browser asks before it leaves the page.
#[derive(Debug)]
pub struct Guard(Option<Listener>);

/// Arms the question. Drop the guard to disarm it.
///
/// The listener exists only while it is armed: a permanent one would keep the page out of the back/forward
/// cache.
pub fn arm() -> Guard {
    Guard(on_window("beforeunload", |event| {
        event.prevent_default();
        // Older browsers ask only when a return value is set.
        _ = js_sys::Reflect::set(&event, &"returnValue".into(), &true.into());
    }))
}

impl Guard {
    /// Whether the browser took the listener.
    pub fn is_armed(&self) -> bool {
        self.0.is_some()
    }
}
