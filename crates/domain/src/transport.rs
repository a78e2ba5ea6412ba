//! Whether what is sent can be read on its way.

/// Whether what goes to this origin (`http://host:port`) is sent without encryption over a network: `http:`,
/// and not to this very machine (Secure Contexts, "potentially trustworthy origin").
pub fn is_in_the_clear(origin: &str) -> bool {
    let Some(rest) = origin.strip_prefix("http://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(address) => address.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let is_numbers = host
        .bytes()
        .all(|byte| byte == b'.' || byte.is_ascii_digit());
    let is_loopback = host == "localhost"
        || host.ends_with(".localhost")
        || host == "::1"
        || (is_numbers && host.starts_with("127."));
    !is_loopback
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_and_https_are_safe() {
        for safe in [
            "https://console.example.com",
            "http://127.0.0.1:8080",
            "http://127.9.8.7",
            "http://localhost",
            "http://localhost:8443/path",
            "http://console.localhost:8080",
            "http://[::1]:8080",
        ] {
            assert!(!is_in_the_clear(safe), "{safe}");
        }
        for exposed in [
            "http://console.example.com",
            "http://10.0.0.7:8080",
            "http://127.example.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://[2001:db8::1]:80",
            "http://",
        ] {
            assert!(is_in_the_clear(exposed), "{exposed}");
        }
    }
}
