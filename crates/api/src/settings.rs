//! The settings that the operator writes into `index.html`, read strictly.
//!
//! A mistake in them is never taken for "not set": the address of the API that is not set is the console's
//! own origin, and a password must not go to another server because of a comma.

use console_domain::limits::Limits;
use console_domain::session_limits::{self, IdleLimit};
use console_domain::substring::{after, includes};
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
    /// Where somebody gets a new password; "" hides the link.
    pub password_reset_url: String,
    /// What tokens may be made here.
    pub limits: Limits,
    /// For how long a session lasts without anybody's input.
    pub idle: IdleLimit,
}

/// What is wrong with the settings, to be read after "The settings are wrong:".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// There is no text at all.
    #[error("they are missing")]
    Missing,
    /// The text is no JSON object.
    #[error("they are not a JSON object; the usual reasons are an extra comma or a missing quote")]
    NotJson,
    /// A name that no setting has.
    #[error("there is no setting “{0}”")]
    Unknown(String),
    /// A setting that stands there more than once.
    #[error("“{0}” appears twice")]
    Twice(String),
    /// A setting whose value is no text.
    #[error("“{0}” must be a text in quotes")]
    NotText(String),
    /// A setting whose value is no number of days or minutes between two others.
    #[error("“{0}” must be a number of {1} from {2} to {3}")]
    NotNumber(String, &'static str, u16, u16),
    /// A setting whose value is neither true nor false.
    #[error("“{0}” must be true or false")]
    NotSwitch(String),
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

/// Reads the text of the settings. On every start: written for few bytes.
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
        if seen.contains(&name) {
            return Err(Mistake::Twice(name));
        }
        let limits = &mut settings.limits;
        match name.as_str() {
            "apiBase" => settings.api_base = address(&name, value)?,
            "billingUrl" => settings.billing_url = address(&name, value)?,
            "docsUrl" => settings.docs_url = address(&name, value)?,
            "signInNotice" => settings.sign_in_notice = string(&name, value)?,
            "passwordResetUrl" => settings.password_reset_url = address(&name, value)?,
            "longestDays" => limits.longest = Some(days(&name, value)?),
            "defaultDays" => limits.usual = days(&name, value)?,
            "forbidNever" => limits.forbids_never = switch(&name, value)?,
            "idleMinutes" => settings.idle = IdleLimit(minutes(&name, value)?),
            "forbidFullAccess" => limits.forbids_full_access = switch(&name, value)?,
            _ => return Err(Mistake::Unknown(name)),
        }
        seen.push(name);
    }
    let longest = settings.limits.longest.unwrap_or(LONGEST_SPAN_DAYS);
    settings.limits.usual = settings.limits.usual.min(longest);
    match origin_of(&settings.api_base) {
        Some(origin) if !may_be_called(origin, page) => Err(Mistake::ApiBlocked),
        _ => Ok(settings),
    }
}

/// The longest span of days that a setting may name: ten years.
const LONGEST_SPAN_DAYS: u16 = 3650;

fn string(name: &str, value: Json) -> Result<String, Mistake> {
    String::from_json(value).ok_or_else(|| Mistake::NotText(name.to_owned()))
}

fn address(name: &str, value: Json) -> Result<String, Mistake> {
    let address = string(name, value)?;
    if is_web_address(&address, name == "apiBase") {
        Ok(address)
    } else {
        Err(Mistake::NotAddress(name.to_owned()))
    }
}

fn days(name: &str, value: Json) -> Result<u16, Mistake> {
    number(name, value, "days", 1, LONGEST_SPAN_DAYS)
}

fn minutes(name: &str, value: Json) -> Result<u16, Mistake> {
    let (least, most) = (
        session_limits::SHORTEST_MINUTES,
        session_limits::LONGEST_MINUTES,
    );
    number(name, value, "minutes", least, most)
}

fn number(
    name: &str,
    value: Json,
    unit: &'static str,
    least: u16,
    most: u16,
) -> Result<u16, Mistake> {
    let number = u64::from_json(value).and_then(|number| u16::try_from(number).ok());
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| Mistake::NotNumber(name.to_owned(), unit, least, most))
}

fn switch(name: &str, value: Json) -> Result<bool, Mistake> {
    bool::from_json(value).ok_or_else(|| Mistake::NotSwitch(name.to_owned()))
}

/// Whether a setting is "", a path of this origin, or an address of the web. `is_base`: paths are put after
/// it.
fn is_web_address(text: &str, is_base: bool) -> bool {
    let is_odd =
        |byte: u8| byte <= b' ' || byte == b'\\' || (is_base && (byte == b'?' || byte == b'#'));
    if text.bytes().any(is_odd) {
        return false;
    }
    match origin_of(text) {
        Some(origin) => is_origin(origin),
        None => text.is_empty() || (text.starts_with('/') && !text.starts_with("//")),
    }
}

/// `https://host:port` of an absolute address.
fn origin_of(address: &str) -> Option<&str> {
    let scheme = if address.starts_with("https://") {
        "https://".len()
    } else if address.starts_with("http://") {
        "http://".len()
    } else {
        return None;
    };
    let end = address
        .bytes()
        .skip(scheme)
        .position(|byte| matches!(byte, b'/' | b'?' | b'#'));
    address.get(..end.map_or(address.len(), |end| scheme + end))
}

/// Whether this has a host, a port of digits if one, and no user's name.
fn is_origin(origin: &str) -> bool {
    let mut host = 0;
    // Digits since the last colon; `None` before the first one, and within the brackets of IPv6.
    let mut port = None;
    for byte in origin.bytes().skip_while(|byte| *byte != b'/').skip(2) {
        port = match byte {
            b'@' => return false,
            b':' => Some(0),
            b']' => None,
            b'0'..=b'9' => port.map(|digits| digits + 1),
            // No port can be read from here on, unless this is IPv6.
            _ => port.map(|_| 9),
        };
        host += u32::from(port.is_none());
    }
    host > 0 && port.is_none_or(|digits| (1..=5).contains(&digits))
}

/// Whether browsers let the page send requests to this origin.
fn may_be_called(origin: &str, page: PageContext<'_>) -> bool {
    if origin == page.origin {
        return true;
    }
    // Browsers make an exception for this machine.
    let is_mixed = page.origin.starts_with("https:")
        && origin.starts_with("http:")
        && !origin.starts_with("http://localhost")
        && !origin.starts_with("http://127.");
    let Some(after) = after(page.policy, "connect-src") else {
        return !is_mixed;
    };
    let sources = after.bytes().position(|byte| byte == b';');
    let sources = after.get(..sources.unwrap_or(after.len()));
    let sources = format!("{} ", sources.unwrap_or_default());
    let names = |source: &str| includes(&sources, &format!(" {source} "));
    !is_mixed && (names(origin) || names("https:") || sources.contains('*'))
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
            password_reset_url: "https://app.test/forgot-password".into(),
            limits: Limits {
                longest: Some(180),
                usual: 30,
                forbids_never: true,
                forbids_full_access: true,
            },
            idle: IdleLimit(15),
        };
        let text = r#" {"apiBase": "https://api.test:8443", "billingUrl": "/billing?from=console",
            "docsUrl": "", "signInNotice": "Hello, \"you\".", "longestDays": 180, "defaultDays": 30,
            "passwordResetUrl": "https://app.test/forgot-password",
            "forbidNever": true, "forbidFullAccess": true, "idleMinutes": 15} "#;
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
    fn limits_that_make_no_sense_are_said() {
        for value in ["0", "-1", "3651", "1.5", "\"90\"", "null", "true"] {
            let text = format!(r#"{{"longestDays": {value}}}"#);
            assert_eq!(
                mistake(&text),
                Some(Mistake::NotNumber("longestDays".into(), "days", 1, 3650)),
                "{value}"
            );
        }
        for value in ["0", "1", "721", "\"30\"", "null"] {
            let text = format!(r#"{{"idleMinutes": {value}}}"#);
            assert_eq!(
                mistake(&text),
                Some(Mistake::NotNumber("idleMinutes".into(), "minutes", 2, 720)),
                "{value}"
            );
        }
        for value in ["0", "\"true\"", "null"] {
            let text = format!(r#"{{"forbidNever": {value}}}"#);
            assert_eq!(
                mistake(&text),
                Some(Mistake::NotSwitch("forbidNever".into())),
                "{value}"
            );
        }
        // New forms begin with what is allowed.
        for text in [
            r#"{"longestDays": 30}"#,
            r#"{"defaultDays": 31, "longestDays": 30}"#,
        ] {
            let limits = read(text, PAGE).unwrap().limits;
            assert_eq!((limits.longest, limits.usual), (Some(30), 30));
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
                "https://api.test:123456",
                "https://:443",
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
