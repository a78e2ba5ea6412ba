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
    let payload = jwt.split('.').nth(1)?.replace('-', "+").replace('_', "/");
    parse(&web_sys::window()?.atob(&payload).ok()?)
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
    fn access_and_refresh_tokens_can_be_read() {
        let access = parse(r#"{"jti":"01","exp":1795435200,"nbf":1795431600,"org":"01ORG","user_id":"01USER","aud":["x"],"scopes":{}}"#).unwrap();
        assert_eq!(access.exp.to_rfc3339(), "2026-11-23T12:00:00+00:00");
        assert_eq!(access.org, Some(OrganizationId::new("01ORG")));
        let refresh = parse(r#"{"exp":1795435200,"org":"01ORG"}"#).unwrap();
        assert_eq!((refresh.nbf, refresh.user_id), (None, None));
        assert_eq!(parse("{}"), None);
    }
}
