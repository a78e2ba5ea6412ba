//! Text with the parts marked that somebody looked for.

use std::ops::Range;

use crate::view::prelude::*;

/// Where `query` occurs in `text`, the case of ASCII letters aside. Byte ranges, in order, never overlapping.
pub fn matches(text: &str, query: &str) -> Vec<Range<usize>> {
    let query = query.trim();
    let mut found = Vec::new();
    if query.is_empty() {
        return found;
    }
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(first) = rest.chars().next() else {
            break;
        };
        match prefix(rest, query) {
            Some(length) => {
                found.push(at..at + length);
                at += length;
            }
            None => at += first.len_utf8(),
        }
    }
    found
}

/// How many bytes of `text` match `query` at its beginning.
fn prefix(text: &str, query: &str) -> Option<usize> {
    let beginning = text.get(..query.len())?;
    beginning
        .eq_ignore_ascii_case(query)
        .then_some(beginning.len())
}

/// The pieces of `text`, each with whether it matches.
pub fn pieces<'a>(text: &'a str, query: &str) -> Vec<(&'a str, bool)> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for Range { start, end } in matches(text, query) {
        pieces.extend(
            text.get(from..start)
                .filter(|piece| !piece.is_empty())
                .map(|piece| (piece, false)),
        );
        pieces.extend(text.get(start..end).map(|piece| (piece, true)));
        from = end;
    }
    pieces.extend(
        text.get(from..)
            .filter(|piece| !piece.is_empty())
            .map(|piece| (piece, false)),
    );
    pieces
}

/// Text with every match in `<mark>`.
///
/// `<Highlight text=object.label query=search/>`
#[component(transparent)]
pub fn Highlight(
    /// The text.
    #[prop(into)]
    text: String,
    /// What was looked for.
    #[prop(into)]
    query: Signal<String>,
) -> impl IntoView {
    move || {
        let query = query.get();
        pieces(&text, &query)
            .into_iter()
            .map(|(piece, hit)| {
                let piece = piece.to_owned();
                if hit {
                    view! { <mark>{piece}</mark> }.into_any()
                } else {
                    piece.into_any()
                }
            })
            .collect_view()
    }
}

#[cfg(test)]
mod tests {
    use super::{matches, pieces};

    #[test]
    fn finds_every_match_whatever_the_case() {
        assert_eq!(pieces("Evidence", "evi"), [("Evi", true), ("dence", false)]);
        assert_eq!(
            pieces("Control Objective", "O"),
            [
                ("C", false),
                ("o", true),
                ("ntr", false),
                ("o", true),
                ("l ", false),
                ("O", true),
                ("bjective", false),
            ]
        );
        assert_eq!(pieces("File", ""), [("File", false)]);
        assert!(matches("File", "files").is_empty());
    }

    #[test]
    fn ranges_stay_on_letters() {
        for (text, query) in [("İstanbul", "i\u{307}s"), ("GROẞ", "o"), ("ÉTÉ", "é")] {
            for range in matches(text, query) {
                assert!(text.get(range).is_some());
            }
        }
        assert_eq!(
            pieces("naïve ÉTÉ", "É"),
            [("naïve ", false), ("É", true), ("T", false), ("É", true)]
        );
    }
}
