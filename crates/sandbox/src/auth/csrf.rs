//! The double-submit check of contract 2.1.

use axum::http::{HeaderMap, Method, StatusCode};
use cookie::{
    Cookie, SameSite,
    time::{Duration, OffsetDateTime},
};
use subtle::ConstantTimeEq;

use super::{
    caller::{Caller, Kind},
    cookies,
};
use crate::{
    failure::Failure,
    input::header_text,
    state::State,
    time::{DAY, SECOND},
};

/// Name of the cookie.
pub(crate) const COOKIE: &str = "ol.csrf-token";
/// Name of the header.
pub(crate) const HEADER: &str = "x-csrf-token";

/// A request that passed: its token, when the cookie is to be set again.
#[derive(Clone, Debug)]
pub(crate) struct Passed(pub(crate) Option<String>);

/// Whether a GraphQL document is checked: the backend only looks for `mutation ` at its start, and so lets
/// `mutation{`, a comment before it, or another operation before it pass.
pub(crate) fn is_mutation(document: &str) -> bool {
    document
        .trim_start()
        .get(..9)
        .is_some_and(|word| word.eq_ignore_ascii_case("mutation "))
}

/// Checks a request that is not exempt by its kind.
pub(crate) fn check(
    state: &State,
    headers: &HeaderMap,
    method: &Method,
    caller: Option<&Caller>,
) -> Result<Passed, Failure> {
    if !state.config.csrf || caller.is_some_and(|caller| caller.kind != Kind::Jwt) {
        return Ok(Passed(None));
    }
    let cookie = cookies::get(headers, COOKIE);
    if !matches!(
        *method,
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE
    ) {
        let header = header_text(headers, HEADER);
        if header.is_empty() {
            let message = "Bad Request, internal=missing value in request header";
            return Err(Failure::echo(StatusCode::BAD_REQUEST, message));
        }
        let equal = cookie
            .as_deref()
            .is_some_and(|cookie| cookie.as_bytes().ct_eq(header.as_bytes()).into());
        if !equal {
            return Err(Failure::echo(StatusCode::FORBIDDEN, "invalid csrf token"));
        }
    }
    Ok(Passed(Some(
        cookie.unwrap_or_else(|| state.random.alphanumeric(32)),
    )))
}

/// The cookie of a token.
pub(crate) fn set(state: &State, token: &str) -> Cookie<'static> {
    let end = OffsetDateTime::from_unix_timestamp((state.clock.now().saturating_add(DAY)) / SECOND);
    let mut cookie = Cookie::build((COOKIE, token.to_owned()))
        .path("/")
        .max_age(Duration::DAY)
        .same_site(SameSite::Lax)
        .secure(state.config.production_cookies)
        .build();
    if let Ok(end) = end {
        cookie.set_expires(end);
    }
    cookie
}
