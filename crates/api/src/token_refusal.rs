//! Why the backend refuses a token that is presented alone.

use console_json::{FromJson, Json};

/// Why the backend refused a token that was presented alone (contract 1.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenRefusal {
    /// Its time is over.
    Expired,
    /// Disabled or revoked.
    Revoked,
    /// Its organization demands single sign-on and has not authorized it.
    NeedsSso,
    /// What the backend says about every personal token that it refuses, and about every value
    /// that it does not know.
    Unknown,
}

/// The reason in a 401 to a token that was presented alone.
pub fn token_refusal(body: &str) -> TokenRefusal {
    match Json::parse(body)
        .and_then(Body::from_json)
        .map(|body| body.error)
        .as_deref()
    {
        Some("the provided credentials have expired") => TokenRefusal::Expired,
        Some("token has been revoked") => TokenRefusal::Revoked,
        Some("token requires SSO authorization") => TokenRefusal::NeedsSso,
        _ => TokenRefusal::Unknown,
    }
}

#[derive(FromJson)]
struct Body {
    #[json(or_default)]
    error: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_presented_token_is_refused_for_a_reason() {
        let reason =
            |text: &str| token_refusal(&format!(r#"{{"success":false,"error":"{text}"}}"#));
        assert_eq!(
            reason("the provided credentials have expired"),
            TokenRefusal::Expired
        );
        assert_eq!(reason("token has been revoked"), TokenRefusal::Revoked);
        assert_eq!(
            reason("token requires SSO authorization"),
            TokenRefusal::NeedsSso
        );
        assert_eq!(
            reason("generated: api_token not found"),
            TokenRefusal::Unknown
        );
        assert_eq!(token_refusal("<html>"), TokenRefusal::Unknown);
    }
}
