//! Choosing light or dark.

use super::icon::Icon;
use super::menu::MenuItem;
use console_platform::theme::{Theme, choose, stored};

/// The three choices as lines of a menu, the present one checked.
///
/// `items=move || { let mut items = theme_items(); items.push(MenuItem::separator()); … }`
pub fn theme_items() -> Vec<MenuItem> {
    let present = stored();
    let mut items = vec![MenuItem::heading("Theme")];
    for theme in Theme::ALL {
        let icon = match theme {
            Theme::Light => Icon::SUN,
            Theme::Dark => Icon::MOON,
            Theme::System => Icon::MONITOR,
        };
        items.push(
            MenuItem::radio(theme.label(), theme == present, move || choose(theme)).icon(icon),
        );
    }
    items
}
