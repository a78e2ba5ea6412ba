//! Names that people can read: what is invisible in a name is shown, and no new name has it.
//!
//! Any text can be a token's name, characters included that show nothing or turn the text around. Such a
//! name looks like another one, or like none at all.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Characters that show nothing, or change how others are shown, and that no name needs: controls, overrides
/// and isolates of direction (UAX #9), zero-width and filling characters. As ranges, in order.
const HIDDEN: [(char, char); 20] = [
    ('\u{0}', '\u{1f}'),
    ('\u{7f}', '\u{9f}'),
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180e}', '\u{180e}'),
    ('\u{200b}', '\u{200b}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e001f}'),
];

/// Characters that show nothing by themselves and that names need: joiners and marks of direction in the
/// scripts of Asia, and what selects and joins the parts of emoji.
const JOINING: [(char, char); 4] = [
    ('\u{200c}', '\u{200f}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{e0020}', '\u{e007f}'),
    ('\u{e0100}', '\u{e01ef}'),
];

fn is_in(ranges: &[(char, char)], letter: char) -> bool {
    ranges
        .iter()
        .any(|(first, last)| (*first..=*last).contains(&letter))
}

/// Whether a new name may not have this: it cannot be seen, and nothing that can be seen needs it.
pub fn is_hidden(letter: char) -> bool {
    is_in(&HIDDEN, letter)
}

/// Whether a character shows something by itself: it is neither white space, nor hidden, nor a joiner.
pub fn shows(letter: char) -> bool {
    !letter.is_whitespace() && !is_hidden(letter) && !is_in(&JOINING, letter)
}

/// Whether there is anything to see in a name.
pub fn is_visible(name: &str) -> bool {
    name.chars().any(shows)
}

/// The name as it is shown: what is hidden stands there by its code point, `[U+200B]`. All of it does where
/// there would be nothing to see.
pub fn visible_name(name: &str) -> Cow<'_, str> {
    let all = !is_visible(name);
    if !all && !name.chars().any(is_hidden) {
        return Cow::Borrowed(name);
    }
    let mut shown = String::new();
    for letter in name.chars() {
        if all || is_hidden(letter) {
            // Writing into a string never fails.
            let _ = write!(shown, "[U+{:04X}]", u32::from(letter));
        } else {
            shown.push(letter);
        }
    }
    if shown.is_empty() {
        shown.push_str("[no name]");
    }
    Cow::Owned(shown)
}

/// The name as it stands in a sentence: visible, and between U+2068 and U+2069, so that its direction is its
/// own (UAX #9, isolates) and the page can tell it from the words around it.
pub fn isolated(name: &str) -> String {
    format!("\u{2068}{}\u{2069}", visible_name(name.trim()))
}

/// Whether `typed` confirms `name`: what can be seen is the same. Nobody can type what is hidden, nor see how
/// many spaces there are; where nothing can be seen the code points are typed as they are shown.
pub fn confirms(typed: &str, name: &str) -> bool {
    typed.trim() == visible_name(name).trim() || (is_visible(name) && seen(typed) == seen(name))
}

/// What can be seen of a text.
fn seen(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|letter| !is_hidden(*letter) && !is_in(&JOINING, *letter));
    let kept: String = kept.collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_seen_is_shown_by_its_code_point() {
        for (name, shown) in [
            ("deploy", "deploy"),
            ("\u{200b}\u{200b}\u{200b}", "[U+200B][U+200B][U+200B]"),
            ("\u{3164}", "[U+3164]"),
            ("\u{2800}", "[U+2800]"),
            ("\u{a0}\u{200d}", "[U+00A0][U+200D]"),
            ("a\u{202e}b", "a[U+202E]b"),
            ("", "[no name]"),
            ("نامه\u{200c}ها", "نامه\u{200c}ها"),
            ("👩\u{200d}💻 ❤\u{fe0f}", "👩\u{200d}💻 ❤\u{fe0f}"),
        ] {
            assert_eq!(visible_name(name), shown);
        }
    }

    #[test]
    fn a_name_is_confirmed_by_what_can_be_seen_of_it() {
        let name = "ci\u{200b}-\u{202e}deploy  now ";
        assert!(confirms("ci-deploy now", name));
        assert!(confirms(&visible_name(name), name));
        assert!(confirms(name, name));
        assert!(!confirms("ci-deploy", name) && !confirms("", name));
        let blank = "\u{200b}\u{200b}";
        assert!(confirms("[U+200B][U+200B]", blank));
        assert!(!confirms("", blank) && !confirms("[U+200B]", blank));
    }

    proptest! {
        #[test]
        fn every_name_is_visible_and_confirms_itself(name in any::<String>()) {
            prop_assert!(is_visible(&visible_name(&name)));
            prop_assert!(!visible_name(&name).chars().any(is_hidden));
            prop_assert!(confirms(&visible_name(&name), &name));
        }
    }
}
