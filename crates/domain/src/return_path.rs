//! Where to go after signing in: only ever inside this app.

/// Accepts a path of this app as it stands in `?next=`: one leading slash, nothing that a browser
/// could read as another origin, no control characters. Everything else is `None`, and the caller
/// goes to the start page.
pub fn return_path(next: &str) -> Option<&str> {
    let inside = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\u{7f}'])
        && !next.chars().any(char::is_control)
        && !next.starts_with("/login");
    inside.then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_app_are_followed() {
        assert_eq!(
            return_path("/developers/api-tokens?q=a"),
            Some("/developers/api-tokens?q=a")
        );
        for bad in [
            "",
            "developers",
            "//evil.test",
            "/\\evil.test",
            "https://evil.test",
            "/\t/evil.test",
            "javascript:alert(1)",
            "/login?next=/login",
        ] {
            assert_eq!(return_path(bad), None, "{bad}");
        }
    }
}
