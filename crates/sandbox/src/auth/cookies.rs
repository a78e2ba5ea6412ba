//! The cookies of contract 1.7: one configuration for all of them.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{
    Cookie, Expiration, SameSite,
    time::{Duration as CookieDuration, OffsetDateTime},
};

use crate::{
    config::Config,
    time::{self, Micros},
};

/// Cookies of an SSO flow.
pub(crate) mod flow {
    /// Random value that comes back from the provider.
    pub(crate) const STATE: &str = "state";
    /// Random value inside the ID token.
    pub(crate) const NONCE: &str = "nonce";
    /// Organization that is signed in to.
    pub(crate) const ORGANIZATION: &str = "organization_id";
    /// Token to authorize.
    pub(crate) const TOKEN: &str = "token_id";
    /// Its kind: `api` or `personal`.
    pub(crate) const TOKEN_TYPE: &str = "token_type";
    /// Marks a sign-in that tests the provider.
    pub(crate) const TEST: &str = "user_sso";
    /// Where to go afterwards instead of answering JSON.
    pub(crate) const RETURN: &str = "return";
}

/// Cookie of the access token.
pub(crate) const ACCESS: &str = "access_token";
/// Cookie of the refresh token.
pub(crate) const REFRESH: &str = "refresh_token";

/// Name of the session cookie.
pub(crate) fn session_name(config: &Config) -> &'static str {
    if config.production_cookies {
        "__Secure-SessionId"
    } else {
        "temporary-cookie"
    }
}

/// A cookie that lives as long as a session.
pub(crate) fn set(config: &Config, now: Micros, name: &str, value: &str) -> Cookie<'static> {
    let life = config.session_life();
    let mut cookie = attributes(config, name, value);
    cookie.set_max_age(CookieDuration::seconds(life / time::SECOND));
    cookie.set_expires(expiry(now.saturating_add(life)));
    cookie
}

/// The removal of a cookie: negative age and an epoch date.
pub(crate) fn clear(config: &Config, name: &str) -> Cookie<'static> {
    let mut cookie = attributes(config, name, "");
    cookie.set_max_age(CookieDuration::seconds(-1));
    cookie.set_expires(expiry(0));
    cookie
}

fn attributes(config: &Config, name: &str, value: &str) -> Cookie<'static> {
    let production = config.production_cookies;
    Cookie::build((name.to_owned(), value.to_owned()))
        .path("/")
        .http_only(true)
        .secure(production)
        .same_site(if production {
            SameSite::Strict
        } else {
            SameSite::Lax
        })
        .build()
}

fn expiry(at: Micros) -> Expiration {
    OffsetDateTime::from_unix_timestamp(at / time::SECOND)
        .map_or(Expiration::Session, Expiration::from)
}

/// Adds `Set-Cookie` lines to a response.
pub(crate) fn append(headers: &mut HeaderMap, cookies: impl IntoIterator<Item = Cookie<'static>>) {
    for cookie in cookies {
        if let Ok(value) = HeaderValue::try_from(cookie.to_string()) {
            headers.append(header::SET_COOKIE, value);
        }
    }
}

/// The value of a cookie of the request.
pub(crate) fn get(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name && !cookie.value().is_empty())
        .map(|cookie| cookie.value().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_cookies_have_the_attributes_of_contract_1_7() {
        let config = Config {
            production_cookies: true,
            ..Config::default()
        };
        let text = set(&config, 0, session_name(&config), "v").to_string();
        assert_eq!(
            text,
            "__Secure-SessionId=v; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=3600; \
             Expires=Thu, 01 Jan 1970 01:00:00 GMT"
        );
    }

    #[test]
    fn a_cleared_cookie_expired_long_ago() {
        let text = clear(&Config::default(), ACCESS).to_string();
        assert!(
            text.contains("Max-Age=0") || text.contains("Max-Age=-1"),
            "{text}"
        );
        assert!(
            text.contains("Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
            "{text}"
        );
        assert!(!text.contains("Secure"), "{text}");
    }
}
