//! Which key does what, and when it does nothing.

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// The command palette.
    Palette,
    /// The list of all keys.
    Help,
    /// The search of a list.
    Search,
    /// The next row of a list.
    Next,
    /// The row before.
    Previous,
    /// Selects a row, or takes that back.
    Select,
    /// The edit form of a row.
    Edit,
    /// The menu of a row.
    Menu,
    /// The form for a new token.
    Create,
}

/// A key that was pressed.
#[expect(
    clippy::struct_excessive_bools,
    reason = "a keyboard has them side by side"
)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Press<'a> {
    /// As `KeyboardEvent.key` names it; "" while an input method composes.
    pub key: &'a str,
    /// Whether Ctrl or ⌘ is down.
    pub with_command: bool,
    /// Whether Alt is down. With Ctrl it is `AltGr`, which makes characters.
    pub with_alt: bool,
    /// Whether Shift is down.
    pub with_shift: bool,
    /// Whether the focus is where a letter means something else: in a field, in a menu.
    pub is_typing: bool,
}

impl Shortcut {
    /// What a press asks for. With `singles` off only keys with Ctrl or ⌘ do something (WCAG 2.1.4).
    pub fn of(press: Press<'_>, singles: bool) -> Option<Self> {
        if press.with_alt {
            return None;
        }
        if press.with_command {
            let is_palette = press.key.eq_ignore_ascii_case("k") && !press.with_shift;
            return is_palette.then_some(Self::Palette);
        }
        if press.is_typing || !singles {
            return None;
        }
        Some(match press.key {
            "?" => Self::Help,
            "/" => Self::Search,
            "j" => Self::Next,
            "k" => Self::Previous,
            "x" => Self::Select,
            "e" => Self::Edit,
            "." => Self::Menu,
            "c" => Self::Create,
            _ => return None,
        })
    }

    /// Whether it is about a list, and means nothing elsewhere.
    pub const fn is_of_lists(self) -> bool {
        !matches!(self, Self::Palette | Self::Help)
    }
}

/// Every key with what it does, in the order in which people are told.
pub const ALL: [(&str, &str); 9] = [
    ("?", "Shows these keys"),
    ("/", "Search in a list"),
    ("j", "Next row"),
    ("k", "Previous row"),
    ("Enter", "Details of the row"),
    ("x", "Select the row"),
    ("e", "Edit the row"),
    (".", "Menu of the row"),
    ("c", "Create a token"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str) -> Press<'_> {
        Press {
            key,
            ..Press::default()
        }
    }

    #[test]
    fn every_key_that_people_are_told_does_something() {
        for (key, _) in ALL {
            // A link takes Enter by itself.
            assert_eq!(
                Shortcut::of(press(key), true).is_some(),
                key != "Enter",
                "{key}"
            );
        }
    }

    #[test]
    fn single_keys_rest_while_somebody_types_or_has_switched_them_off() {
        for (key, _) in ALL {
            let typing = Press {
                is_typing: true,
                ..press(key)
            };
            assert_eq!(Shortcut::of(typing, true), None, "{key}");
            assert_eq!(Shortcut::of(press(key), false), None, "{key}");
        }
    }

    #[test]
    fn the_palette_opens_from_everywhere() {
        for key in ["k", "K"] {
            let command = Press {
                with_command: true,
                is_typing: true,
                ..press(key)
            };
            assert_eq!(Shortcut::of(command, false), Some(Shortcut::Palette));
            // The browser's own, and a character of some keyboards.
            for other in [
                Press {
                    with_shift: true,
                    ..command
                },
                Press {
                    with_alt: true,
                    ..command
                },
            ] {
                assert_eq!(Shortcut::of(other, true), None);
            }
        }
        for key in ["j", "?", ""] {
            let command = Press {
                with_command: true,
                ..press(key)
            };
            assert_eq!(Shortcut::of(command, true), None);
        }
    }

    #[test]
    fn capitals_are_no_shortcuts() {
        assert_eq!(Shortcut::of(press("X"), true), None);
        assert_eq!(Shortcut::of(press(""), true), None);
        assert!(Shortcut::Next.is_of_lists() && !Shortcut::Help.is_of_lists());
    }
}
