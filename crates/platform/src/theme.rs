//! Light, dark, or as the system says.

use super::storage::{self, Area};

/// The same key that the boot script in `index.html` reads before the first paint.
const KEY: &str = "theme";

/// What the person chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Follow the system.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Every choice, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::System];

    /// The word on the menu.
    pub const fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// What was chosen earlier in this browser.
pub fn stored() -> Theme {
    match storage::get(Area::Local, KEY).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    }
}

/// Shows `theme` without remembering it.
pub fn apply(theme: Theme) {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    let Some(root) = root else { return };
    _ = match theme.attribute() {
        Some(name) => root.set_attribute("data-theme", name),
        None => root.remove_attribute("data-theme"),
    };
}

/// Shows `theme` and remembers it.
pub fn choose(theme: Theme) {
    match theme.attribute() {
        Some(name) => _ = storage::set(Area::Local, KEY, name),
        None => storage::remove(Area::Local, KEY),
    }
    apply(theme);
}
