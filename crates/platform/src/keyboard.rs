//! The keyboard of this device.

use super::events::property;

/// Whether the key for commands is ⌘, as on devices of Apple, and not Ctrl.
pub fn has_command_key() -> bool {
    let platform = web_sys::window()
        .and_then(|window| property(&window.navigator(), "platform"))
        .and_then(|platform| platform.as_string())
        .unwrap_or_default();
    platform.starts_with("Mac") || platform.starts_with("iP")
}
