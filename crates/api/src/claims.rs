//! What the session's tokens say about themselves (contract 1.11). Read for convenience only: the
//! backend checks them, the console never does.

use chrono::{DateTime, Utc};
use console_domain::id::{OrganizationId, UserId};
use console_json::Json;

/// The claims that the console looks at. All times are UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// When the token ends.
    pub exp: DateTime<Utc>,
    /// When it was made, by the backend's clock.
    pub iat: Option<DateTime<Utc>>,
    /// From when on it is accepted. A refresh token starts late (contract 1.3).
    pub nbf: Option<DateTime<Utc>>,
    /// The active organization.
    pub org: Option<OrganizationId>,
    /// The user; absent from a refresh token.
    pub user_id: Option<UserId>,
}

/// Reads the claims of a JWT without checking it; `None` when it is none.
pub fn claims(jwt: &str) -> Option<Claims> {
    let payload = decode_base64url(jwt.split('.').nth(1)?)?;
    parse(std::str::from_utf8(&payload).ok()?)
}

/// Base64url without padding (RFC 4648, section 5), as in a JWT (RFC 7515, section 2).
fn decode_base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut buffer, mut bits) = (0_u32, 0);
    for symbol in text.bytes() {
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        buffer = buffer << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            let [.., byte] = (buffer >> bits).to_be_bytes();
            bytes.push(byte);
        }
    }
    Some(bytes)
}

fn parse(payload: &str) -> Option<Claims> {
    let mut object = Json::parse(payload)?.into_object()?;
    let mut time = |name: &str| {
        Some(match object.take::<Option<i64>>(name)? {
            Some(seconds) => Some(DateTime::from_timestamp_secs(seconds)?),
            None => None,
        })
    };
    Some(Claims {
        exp: time("exp")??,
        iat: time("iat")?,
        nbf: time("nbf")?,
        org: object.take("org")?,
        user_id: object.take("user_id")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_of_any_length_is_decoded() {
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("Zoë ⇒ ?~", "Wm_DqyDih5IgP34"),
        ] {
            assert_eq!(decode_base64url(encoded).as_deref(), Some(text.as_bytes()));
        }
        assert_eq!(decode_base64url("a b"), None);
    }

    #[test]
    fn a_token_is_read_by_its_payload_and_anything_else_is_none() {
        let jwt = crate::session_tokens::samples::jwt(r#"{"exp":1795435200,"user_id":"Zoë"}"#);
        assert_eq!(claims(&jwt).unwrap().user_id, Some(UserId::new("Zoë")));
        for none in ["", "opaque", "a.%%.c", "a.Zm9v.c"] {
            assert_eq!(claims(none), None, "{none}");
        }
    }

    #[test]
    fn access_and_refresh_tokens_can_be_read() {
        let access = parse(concat!(
            r#"{"jti":"01","exp":1795435200,"nbf":1795431600,"org":"01ORG","#,
            r#""user_id":"01USER","aud":["x"],"scopes":{}}"#
        ))
        .unwrap();
        assert_eq!(access.exp.to_rfc3339(), "2026-11-23T12:00:00+00:00");
        assert_eq!(access.org, Some(OrganizationId::new("01ORG")));
        let refresh = parse(r#"{"exp":1795435200,"org":"01ORG"}"#).unwrap();
        assert_eq!((refresh.nbf, refresh.user_id), (None, None));
        assert_eq!(parse("{}"), None);
    }
}
