//! The parts of a text that somebody looked for.

use std::ops::Range;

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

#[cfg(test)]
mod tests {
    use super::matches;

    fn found(text: &str, query: &str) -> Vec<(usize, usize)> {
        let matches = matches(text, query).into_iter();
        matches.map(|range| (range.start, range.end)).collect()
    }

    #[test]
    fn finds_every_match_whatever_the_case() {
        assert_eq!(found("Evidence", "evi"), [(0, 3)]);
        assert_eq!(found("Control Objective", "O"), [(1, 2), (5, 6), (8, 9)]);
        assert_eq!(found("Control", " on "), [(1, 3)]);
        assert!(found("File", "").is_empty());
        assert!(found("File", "files").is_empty());
    }

    #[test]
    fn ranges_stay_on_letters() {
        for (text, query) in [("İstanbul", "i\u{307}s"), ("GROẞ", "o"), ("ÉTÉ", "é")] {
            for range in matches(text, query) {
                assert!(text.get(range).is_some());
            }
        }
        assert_eq!(found("naïve ÉTÉ", "É"), [(7, 9), (10, 12)]);
    }
}
