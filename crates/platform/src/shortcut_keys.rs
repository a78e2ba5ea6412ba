//! Whether single keys do something, kept on this device (WCAG 2.1.4).

use crate::storage::{self, Area};

const KEY: &str = "single-keys";

/// Whether they do. On unless somebody has switched them off.
pub fn are_on() -> bool {
    storage::get(Area::Local, KEY).is_none()
}

/// Switches them on or off.
pub fn switch(on: bool) {
    if on {
        storage::remove(Area::Local, KEY);
    } else {
        storage::set(Area::Local, KEY, "off");
    }
}
