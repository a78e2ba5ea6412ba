//! The value of a token: shown once, never copied, never logged.

use crate::kind::TokenKind;
use console_json::{FromJson, Json};
use secrecy::zeroize::Zeroize;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;

/// The value of a token. It cannot be cloned, serialized or printed, has one owner, and its memory
/// is overwritten when that owner drops it. What is handed to the page as text is a copy that the
/// page owns: make none but the one that is shown.
pub struct TokenSecret(SecretString);

impl TokenSecret {
    /// Takes a value over. Its old memory becomes the secret's own, nothing is copied.
    pub fn new(value: String) -> Self {
        Self(SecretString::from(value))
    }

    /// The value itself: for the clipboard, the shown field, a download or a request.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What stands in the place of the value while it is hidden: its prefix and as many dots as
    /// tell nothing about its length.
    pub fn masked(&self) -> String {
        let prefix = self
            .expose()
            .get(..5)
            .filter(|prefix| prefix.ends_with('_'))
            .unwrap_or_default();
        format!("{prefix}{}", "•".repeat(24))
    }

    /// Which kind of token it is the value of, by its prefix (contract 4).
    pub fn kind(&self) -> Option<TokenKind> {
        let is_of = |kind: &TokenKind| self.expose().starts_with(kind.value_prefix());
        TokenKind::ALL.into_iter().find(is_of)
    }

    /// The prefix and the last four characters: what tells values apart that somebody has in front of them,
    /// and leaves 60 characters to guess.
    pub fn abbreviated(&self) -> String {
        let prefix = self.kind().map_or("", TokenKind::value_prefix);
        let value = self.expose();
        let from = value.len().saturating_sub(ABBREVIATED).max(prefix.len());
        format!("{prefix}…{}", value.get(from..).unwrap_or_default())
    }

    /// Whether both are the same value.
    pub fn is_same(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

/// How many characters of a value are shown to tell it from others.
const ABBREVIATED: usize = 4;

impl fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSecret(redacted)")
    }
}

impl FromJson for TokenSecret {
    fn from_json(json: Json) -> Option<Self> {
        String::from_json(json).map(Self::new)
    }
}

/// What is searched for and stands in an address instead of the value of a token. The script in `index.html`
/// writes the same into the address of the page.
pub const REMOVED: &str = "tola_removed";

/// What values begin with.
const PREFIXES: [&str; 2] = ["tola_", "tolp_"];

/// From this many letters and digits after a prefix on, a text holds a good part of a value.
const PART: usize = 16;

/// Whether a text holds what looks like the value of a token or a good part of one, or held one: `tola_` or
/// `tolp_` and letters or digits after it.
pub fn holds_token(text: &str) -> bool {
    PREFIXES.iter().any(|prefix| {
        text.split(prefix).skip(1).any(|rest| {
            let letters = rest.bytes().take_while(u8::is_ascii_alphanumeric);
            letters.count() >= PART || rest.starts_with("removed")
        })
    })
}

/// The text with [`REMOVED`] in the place of each value of a token, or a good part of one; `None` when there
/// is none in it.
pub fn without_values(text: &str) -> Option<String> {
    let mut rest = text;
    let mut without = String::new();
    let mut is_changed = false;
    while let Some(at) = PREFIXES.iter().filter_map(|prefix| rest.find(prefix)).min() {
        let (before, found) = rest.split_at(at);
        let (prefix, behind) = found.split_at(PREFIXES[0].len());
        let letters = behind.bytes().take_while(u8::is_ascii_alphanumeric).count();
        without.push_str(before);
        if letters >= PART {
            is_changed = true;
            without.push_str(REMOVED);
            rest = behind.get(letters..).unwrap_or_default();
        } else {
            without.push_str(prefix);
            rest = behind;
        }
    }
    without.push_str(rest);
    is_changed.then_some(without)
}

/// Overwrites a text that held a secret, such as the body of the answer it came in.
pub fn wipe(mut text: String) {
    text.zeroize();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_a_token_is_recognized_within_a_text() {
        let value = format!("tola_{}", "a1B2".repeat(16));
        assert!(holds_token(&value) && holds_token(&format!("tola_ Bearer {value}.")));
        assert!(
            holds_token(REMOVED),
            "what was taken out is still to be told about"
        );
        assert!(
            !holds_token("tola_") && !holds_token("tola_x tolp_y") && !holds_token(&value[1..])
        );
    }

    #[test]
    fn it_is_never_printed_and_its_mask_tells_only_the_kind() {
        let secret = TokenSecret::new(format!("tola_{}", "a1B2".repeat(16)));
        assert_eq!(format!("{secret:?}"), "TokenSecret(redacted)");
        assert!(secret.masked().starts_with("tola_•"));
        assert!(!secret.masked().contains("a1B2"));
        assert!(!TokenSecret::new("short".into()).masked().contains("short"));
    }

    #[test]
    fn values_are_taken_out_of_a_text_and_the_rest_stays() {
        let value = format!("tola_{}", "a1B2".repeat(16));
        let other = format!("tolp_{}", "q".repeat(20));
        let text = format!("OPS-12, was {value} and {other}; tola_x");
        let without = "OPS-12, was tola_removed and tola_removed; tola_x";
        assert_eq!(without_values(&text).as_deref(), Some(without));
        // What was taken out is no value, and somebody can go on writing behind it.
        assert_eq!(without_values(&format!("{without} and more")), None);
        assert_eq!(without_values("ü tola"), None);
    }

    #[test]
    fn values_are_told_apart_by_their_ends() {
        let value = |prefix: &str| TokenSecret::new(format!("{prefix}{}wxyz", "a".repeat(60)));
        assert_eq!(value("tola_").abbreviated(), "tola_…wxyz");
        assert_eq!(value("tolp_").abbreviated(), "tolp_…wxyz");
        assert_eq!(value("tola_").kind(), Some(TokenKind::Api));
        assert_eq!(value("tolp_").kind(), Some(TokenKind::Personal));
        assert_eq!(value("tolx_").kind(), None);
        assert!(
            value("tola_").is_same(&value("tola_")) && !value("tola_").is_same(&value("tolp_"))
        );
        assert_eq!(TokenSecret::new("tola_ab".into()).abbreviated(), "tola_…ab");
        assert_eq!(TokenSecret::new(String::new()).abbreviated(), "…");
    }
}
