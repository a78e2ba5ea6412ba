//! Texts within texts. The search of the standard library is made for long texts, and weighs 3 kB in the
//! browser; these texts are short.

/// Whether `part` stands somewhere in `text`.
pub fn includes(text: &str, part: &str) -> bool {
    after(text, part).is_some()
}

/// What follows the first `part` in `text`, if it stands there.
pub fn after<'a>(text: &'a str, part: &str) -> Option<&'a str> {
    text.char_indices()
        .find_map(|(at, _)| text.get(at..)?.strip_prefix(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_wherever_they_stand() {
        assert_eq!(
            after("connect-src 'self'; x", "connect-src"),
            Some(" 'self'; x")
        );
        assert_eq!(after("a é//é", "//"), Some("é"));
        assert_eq!(after("aab", "ab"), Some(""));
        assert_eq!(after("aab", "abc"), None);
        assert_eq!(after("", "a"), None);
        assert!(includes("/a//b", "//") && !includes("/a/b", "//"));
    }
}
