//! Values of tokens within a text that somebody pastes, such as an excerpt of a log.

use crate::kind::TokenKind;
use crate::secret::TokenSecret;

/// How many values are taken out of a text at most: each is tried with a request of its own.
pub const MOST_VALUES: usize = 10;

/// How many letters and digits follow the prefix of a value (contract 4).
const LENGTH: usize = 64;

/// What has fewer letters and digits behind a prefix is no part of a value either: it may be a placeholder.
const SHORTEST_PART: usize = 8;

/// What was found in a text.
#[derive(Debug, Default)]
pub struct FoundValues {
    /// The values in their order, each once, [`MOST_VALUES`] at most.
    pub values: Vec<TokenSecret>,
    /// How many more different values there are.
    pub left_out: usize,
    /// How many times something begins like a value and is too short or too long for one.
    pub incomplete: usize,
}

/// Finds every `tola_` and `tolp_` with 64 letters and digits behind it.
pub fn found_values(text: &str) -> FoundValues {
    let mut found = FoundValues::default();
    let mut others: Vec<TokenSecret> = Vec::new();
    for (at, rest) in candidates(text) {
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        if length != LENGTH {
            found.incomplete += usize::from(length >= SHORTEST_PART);
            continue;
        }
        let end = text.len() - rest.len() + LENGTH;
        let Some(value) = text.get(at..end) else {
            continue;
        };
        let value = TokenSecret::new(value.to_owned());
        let mut known = found.values.iter().chain(&others);
        if known.any(|other| other.is_same(&value)) {
            continue;
        }
        if found.values.len() < MOST_VALUES {
            found.values.push(value);
        } else {
            others.push(value);
        }
    }
    found.left_out = others.len();
    found
}

/// Where a prefix stands in `text`, in order, and what follows it.
fn candidates(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices("tol").filter_map(|(at, _)| {
        let here = text.get(at..)?;
        let after = |kind: TokenKind| here.strip_prefix(kind.value_prefix());
        let rest = TokenKind::ALL.into_iter().find_map(after)?;
        Some((at, rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(prefix: &str, letter: char) -> String {
        format!("{prefix}{}", letter.to_string().repeat(LENGTH))
    }

    fn texts(found: &FoundValues) -> Vec<&str> {
        found.values.iter().map(TokenSecret::expose).collect()
    }

    #[test]
    fn values_are_found_in_whatever_surrounds_them() {
        let (api, personal, quoted) = (
            value("tola_", 'a'),
            value("tolp_", 'B'),
            value("tola_", '7'),
        );
        let log = format!(
            "2026-11-29T10:00:00Z GET /query Authorization: Bearer {api}\r\n\
             {{\"token\":\"{quoted}\"}} x=tola_{personal}; again {api}, tola_ tolp_short tol ü"
        );
        let found = found_values(&log);
        assert_eq!(texts(&found), [&api, &quoted, &personal]);
        assert_eq!((found.left_out, found.incomplete), (0, 0));
    }

    #[test]
    fn what_is_too_short_or_too_long_is_counted_and_not_tried() {
        let long = format!("{}x", value("tola_", 'a'));
        let short = &long[..40];
        let found = found_values(&format!("{long} {short} tola_<your-token>"));
        assert_eq!((found.values.len(), found.incomplete), (0, 2));
        assert!(found_values("").values.is_empty());
        // What the backend shows in the place of a value (contract 4).
        let masked = "*".repeat(29);
        assert_eq!(found_values(&masked).incomplete, 0);
    }

    #[test]
    fn no_more_are_tried_than_somebody_reads() {
        let letters = ('a'..='z').map(|letter| value("tola_", letter));
        let text: Vec<String> = letters.collect();
        let found = found_values(&text.join(" "));
        assert_eq!((found.values.len(), found.left_out), (MOST_VALUES, 16));
    }

    proptest! {
        #[test]
        fn a_value_is_found_wherever_it_stands(
            before in "(?s)[^a-zA-Z0-9_].*",
            after in "([^a-zA-Z0-9](?s:.*))?",
        ) {
            let token = value("tolp_", 'q');
            let text = format!("{before}{token}{after}");
            let found = found_values(&text);
            prop_assert!(texts(&found).contains(&token.as_str()));
        }
    }
}
