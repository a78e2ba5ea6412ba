//! Sentences with somebody's names in them.

use console_view::prelude::*;

/// A part of a sentence.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Words(&'a str),
    Name(&'a str),
}

/// The parts of a text in which names stand between U+2068 and U+2069. A name without an end is the rest.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut pieces = text.split('\u{2068}');
    let mut all = vec![Part::Words(pieces.next().unwrap_or_default())];
    for piece in pieces {
        let (name, words) = piece.split_once('\u{2069}').unwrap_or((piece, ""));
        all.extend([Part::Name(name), Part::Words(words)]);
    }
    all.retain(|part| *part != Part::Words(""));
    all
}

/// A text as a person reads it: names between U+2068 and U+2069 have a direction of their own (UAX #9,
/// isolates), and translators leave them alone.
pub fn with_names(text: impl Fn() -> String + 'static) -> AnyView {
    let view = move || {
        parts(&text())
            .into_iter()
            .map(|part| match part {
                Part::Words(words) => words.to_owned().into_any(),
                Part::Name(name) => {
                    let name = name.to_owned();
                    view! { <bdi translate="no">{name}</bdi> }.into_any()
                }
            })
            .collect_view()
    };
    view! { {view} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::Part::{Name, Words};
    use super::*;

    #[test]
    fn names_are_told_from_the_words_around_them() {
        let all = [
            ("Nothing", vec![Words("Nothing")]),
            ("", vec![]),
            (
                "Delete \u{2068}ci\u{2069}?",
                vec![Words("Delete "), Name("ci"), Words("?")],
            ),
            (
                "\u{2068}a\u{2069} and \u{2068}b\u{2069}",
                vec![Name("a"), Words(" and "), Name("b")],
            ),
            ("Cut \u{2068}off", vec![Words("Cut "), Name("off")]),
        ];
        for (text, expected) in all {
            assert_eq!(parts(text), expected, "{text:?}");
        }
    }
}
