//! Whether there is a network at all.

use console_reactive::{RwSignal, Signal};

use super::events::on_window;
use super::retain_until_cleanup;

/// What the browser believes; `true` proves nothing, `false` does.
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

/// The same as a signal, for as long as the current owner.
pub fn online() -> Signal<bool> {
    let online = RwSignal::new(is_online());
    retain_until_cleanup((
        on_window("online", move |_| online.set(true)),
        on_window("offline", move |_| online.set(false)),
    ));
    online.into()
}
