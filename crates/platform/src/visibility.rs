//! Whether anybody can see the page.

use super::events::{Listener, on_document, on_window};

/// Whether the tab is in front.
pub fn is_visible() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_none_or(|document| document.visibility_state() == web_sys::VisibilityState::Visible)
}

/// Calls back with `true` when the tab comes to the front and `false` when it goes to the back.
pub fn on_change(mut handler: impl FnMut(bool) + 'static) -> Option<Listener> {
    on_document("visibilitychange", move |_| handler(is_visible()))
}

/// Calls back when the page is about to go away or to be frozen for the back button.
pub fn on_page_hide(mut handler: impl FnMut() + 'static) -> Option<Listener> {
    on_window("pagehide", move |_| handler())
}

/// Calls back when the page comes back out of the back button's cache.
pub fn on_page_restored(mut handler: impl FnMut() + 'static) -> Option<Listener> {
    on_window("pageshow", move |event| {
        let restored =
            super::events::property(&event, "persisted").and_then(|persisted| persisted.as_bool());
        if restored == Some(true) {
            handler();
        }
    })
}

/// Calls back when the window loses the focus: to another window, another program, or the browser's own bars.
pub fn on_window_blur(mut handler: impl FnMut() + 'static) -> Option<Listener> {
    on_window("blur", move |_| handler())
}

/// Calls back when the window gets the focus.
pub fn on_window_focus(mut handler: impl FnMut() + 'static) -> Option<Listener> {
    on_window("focus", move |_| handler())
}
