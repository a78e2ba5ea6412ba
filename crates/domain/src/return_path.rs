//! Where to go after signing in: only ever inside this app.

use super::substring::includes;

/// Accepts a path of this app as it stands in `?next=`: one leading slash, nothing that a browser
/// could read as another origin, no control characters, and no segment that a browser leaves out when it
/// resolves the path (`/..//x` becomes `//x`, another host). Everything else is `None`, and the caller goes
/// to the start page.
pub fn return_path(next: &str) -> Option<&str> {
    let path = next.split(['?', '#']).next().unwrap_or_default();
    let inside = next.starts_with('/')
        && !includes(path, "//")
        && !path.split('/').any(is_dots)
        && !next.contains(['\\', '\u{7f}'])
        && !next.chars().any(char::is_control)
        && !next.starts_with("/login");
    inside.then_some(next)
}

/// Whether a segment stands for this folder or the one above it, however it is spelled (URL Standard,
/// "single-dot" and "double-dot URL path segment").
fn is_dots(segment: &str) -> bool {
    let mut rest = segment;
    let mut dots = 0;
    while let Some(next) = without_dot(rest) {
        rest = next;
        dots += 1;
    }
    rest.is_empty() && (dots == 1 || dots == 2)
}

/// What follows the dot at the beginning of a segment, if there is one.
fn without_dot(segment: &str) -> Option<&str> {
    let plain = segment.strip_prefix('.');
    plain.or_else(|| {
        let (first, rest) = segment.split_at_checked(3)?;
        first.eq_ignore_ascii_case("%2e").then_some(rest)
    })
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
        assert_eq!(
            return_path("/developers/api-tokens?q=..//x"),
            Some("/developers/api-tokens?q=..//x"),
            "behind the path they mean nothing"
        );
        for bad in [
            "/..//x",
            "/.//x",
            "/%2e%2E//x",
            "/developers//x",
            "/developers/../login",
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
