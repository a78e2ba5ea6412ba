//! The keyboard of this device.

use super::events::property;

/// What the key for commands is called: `⌘` on devices of Apple, else `Ctrl`.
pub fn command_key() -> &'static str {
    let platform = web_sys::window()
        .and_then(|window| property(&window.navigator(), "platform"))
        .and_then(|platform| platform.as_string())
        .unwrap_or_default();
    if platform.starts_with("Mac") || platform.starts_with("iP") {
        "⌘"
    } else {
        "Ctrl"
    }
}
