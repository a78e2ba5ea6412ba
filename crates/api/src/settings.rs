//! The settings that the operator writes into `index.html`, read strictly.
//!
//! A mistake in them is never taken for "not set": the address of the API that is not set is the console's own
//! origin, and a password must not go to another server because of a comma.

use console_json::{FromJson, Json};

/// Run-time settings. Each may be left out; what is left out suits an API on the console's own origin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Address of the API; "" is the console's own origin.
    pub api_base: String,
    /// Where a payment method is added; "" hides the link.
    pub billing_url: String,
    /// Openlane's documentation; "" hides the links.
    pub docs_url: String,
    /// A sentence above the sign-in form.
    pub sign_in_notice: String,
}

/// What is wrong with the settings, to be read after "The settings are wrong:".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// There is no text at all.
    #[error("they are missing")]
    Missing,
    /// The text is no JSON object.
    #[error("they are no JSON object; a comma too many and a missing quote are the usual reasons")]
    NotJson,
    /// A name that no setting has.
    #[error("there is no setting “{0}”")]
    Unknown(String),
    /// A setting that stands there more than once.
    #[error("“{0}” stands there twice")]
    Twice(String),
    /// A setting whose value is no text.
    #[error("“{0}” must be a text in quotes")]
    NotText(String),
    /// A setting whose value cannot be used as an address.
    #[error("“{0}” must be empty, a path, or an address that begins with https://")]
    NotAddress(String),
    /// The page's own policy, or the rule against plain http below https, keeps the API away.
    #[error(
        "browsers do not let this page call the address in “apiBase”; seal the page again \
         after a change, and use https:// where the page does"
    )]
    ApiBlocked,
}

/// The page in which the settings stand.
#[derive(Clone, Copy, Debug)]
pub struct PageContext<'a> {
    /// Its origin, such as `https://console.example.com`.
    pub origin: &'a str,
    /// The content security policy that it brings along; "" when it has none.
    pub policy: &'a str,
}

/// Reads the text of the settings.
///
/// # Errors
/// The first [`Mistake`] in it. No request may be sent then.
pub fn read(text: &str, page: PageContext<'_>) -> Result<Settings, Mistake> {
    if text.trim().is_empty() {
        return Err(Mistake::Missing);
    }
    let object = Json::parse(text).and_then(Json::into_object);
    let mut settings = Settings::default();
    let mut seen = Vec::new();
    for (name, value) in object.ok_or(Mistake::NotJson)?.into_entries() {
        let (place, is_address) = match name.as_str() {
            "apiBase" => (&mut settings.api_base, true),
            "billingUrl" => (&mut settings.billing_url, true),
            "docsUrl" => (&mut settings.docs_url, true),
            "signInNotice" => (&mut settings.sign_in_notice, false),
            _ => return Err(Mistake::Unknown(name)),
        };
        if seen.contains(&name) {
            return Err(Mistake::Twice(name));
        }
        match String::from_json(value) {
            Some(text) if is_address && !is_web_address(&text) => {
                return Err(Mistake::NotAddress(name));
            }
            Some(text) => *place = text,
            None => return Err(Mistake::NotText(name)),
        }
        seen.push(name);
    }
    if settings.api_base.contains(['?', '#']) {
        return Err(Mistake::NotAddress("apiBase".to_owned()));
    }
    match origin_of(&settings.api_base) {
        Some(origin) if !may_be_called(origin, page) => Err(Mistake::ApiBlocked),
        _ => Ok(settings),
    }
}

/// Whether a setting is "", a path of this origin, or an address of the web.
fn is_web_address(text: &str) -> bool {
    if text.contains(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '\\')
    {
        return false;
    }
    match origin_of(text).and_then(|origin| origin.split_once("://")) {
        Some((_, host)) => is_host(host),
        None => text.is_empty() || (text.starts_with('/') && !text.starts_with("//")),
    }
}

/// `https://host:port` of an absolute address.
fn origin_of(address: &str) -> Option<&str> {
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    address.get(..address.len() - rest.len() + host.len())
}

/// Whether this is a host with or without a port, and without a user's name.
fn is_host(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (text, "443"),
    };
    !host.is_empty() && !host.contains('@') && port.parse::<u16>().is_ok()
}

/// Whether browsers let the page send requests to this origin.
fn may_be_called(origin: &str, page: PageContext<'_>) -> bool {
    let is_own = origin.eq_ignore_ascii_case(page.origin);
    // Browsers make an exception for this machine.
    let is_mixed = page.origin.starts_with("https:")
        && origin
            .strip_prefix("http://")
            .is_some_and(|host| !host.starts_with("localhost") && !host.starts_with("127."));
    let mut sources = page
        .policy
        .split(';')
        .filter_map(|directive| directive.trim().strip_prefix("connect-src "))
        .flat_map(str::split_whitespace)
        .peekable();
    let is_allowed = sources.peek().is_none()
        || sources.any(|source| {
            source.eq_ignore_ascii_case(origin)
                || source.contains('*')
                || origin
                    .strip_prefix(source)
                    .is_some_and(|rest| rest.starts_with("//"))
        });
    is_own || (is_allowed && !is_mixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: PageContext<'_> = PageContext {
        origin: "https://console.test",
        policy: "default-src 'none'; connect-src 'self' https://api.test:8443; form-action 'self'",
    };

    fn mistake(text: &str) -> Option<Mistake> {
        read(text, PAGE).err()
    }

    #[test]
    fn every_setting_may_be_left_out() {
        assert_eq!(read("{}", PAGE), Ok(Settings::default()));
        let expected = Settings {
            api_base: "https://api.test:8443".into(),
            billing_url: "/billing?from=console".into(),
            docs_url: String::new(),
            sign_in_notice: "Hello, \"you\".".into(),
        };
        let text = r#" {"apiBase": "https://api.test:8443", "billingUrl": "/billing?from=console",
            "docsUrl": "", "signInNotice": "Hello, \"you\"."} "#;
        assert_eq!(read(text, PAGE), Ok(expected));
    }

    #[test]
    fn what_is_no_json_object_is_said() {
        assert_eq!(mistake(""), Some(Mistake::Missing));
        assert_eq!(mistake(" \n "), Some(Mistake::Missing));
        let broken = [
            r#"{"apiBase": "https://api.test:8443",}"#,
            r#"{"apiBase": "https://api.test:8443"}}"#,
            r#"{apiBase: "https://api.test:8443"}"#,
            r#"["https://api.test:8443"]"#,
            r#""https://api.test:8443""#,
            "null",
        ];
        for text in broken {
            assert_eq!(mistake(text), Some(Mistake::NotJson), "{text}");
        }
    }

    #[test]
    fn a_wrong_name_never_means_that_the_setting_was_left_out() {
        for name in ["apibase", "apiBase ", "api_base", "later"] {
            let text = format!(r#"{{"{name}": "https://api.test:8443"}}"#);
            assert_eq!(mistake(&text), Some(Mistake::Unknown(name.into())));
        }
        let twice = r#"{"apiBase": "https://api.test:8443", "apiBase": ""}"#;
        assert_eq!(mistake(twice), Some(Mistake::Twice("apiBase".into())));
    }

    #[test]
    fn a_value_that_is_no_text_is_said() {
        for value in ["null", "true", "1", "[]", "{}"] {
            let text = format!(r#"{{"apiBase": {value}}}"#);
            assert_eq!(mistake(&text), Some(Mistake::NotText("apiBase".into())));
        }
    }

    #[test]
    fn an_address_that_cannot_be_used_is_said() {
        for name in ["apiBase", "billingUrl", "docsUrl"] {
            for value in [
                "api.test",
                "//api.test",
                "https:/api.test",
                "https://",
                "https:///v1",
                "https://api.test:port",
                "https://api.test:99999",
                "https://me@api.test",
                "https://api.test\\\\x",
                "https://api .test",
                " ",
                "javascript:alert(1)",
                "ftp://api.test",
            ] {
                let text = format!(r#"{{"{name}": "{value}"}}"#);
                assert_eq!(
                    mistake(&text),
                    Some(Mistake::NotAddress(name.into())),
                    "{value}"
                );
            }
        }
        for value in ["https://api.test:8443/?x", "/api#x"] {
            let text = format!(r#"{{"apiBase": "{value}"}}"#);
            assert_eq!(mistake(&text), Some(Mistake::NotAddress("apiBase".into())));
        }
    }

    #[test]
    fn an_api_that_browsers_keep_away_is_said() {
        let blocked = |base: &str, page| {
            let text = format!(r#"{{"apiBase": "{base}"}}"#);
            read(&text, page).err() == Some(Mistake::ApiBlocked)
        };
        assert!(blocked("https://api.test", PAGE));
        assert!(blocked("https://api.test:8444", PAGE));
        for fine in [
            "https://api.test:8443/below",
            "https://console.test/api",
            "/api",
        ] {
            assert!(!blocked(fine, PAGE), "{fine}");
        }
        let without = |origin| PageContext { origin, policy: "" };
        assert!(blocked("http://api.test", without("https://console.test")));
        for (base, origin) in [
            ("http://127.0.0.1:1", "https://console.test"),
            ("http://api.test", "http://console.test"),
            ("https://[::1]:8443", "https://console.test"),
        ] {
            assert!(!blocked(base, without(origin)), "{base}");
        }
        for policy in [
            "connect-src *",
            "connect-src https:",
            "connect-src https://*.test",
        ] {
            let page = PageContext { policy, ..PAGE };
            assert!(!blocked("https://api.test", page), "{policy}");
        }
    }
}
