//! Finds the credential of a request and who it belongs to (contract 1.9, 1.10, 1.12).

use std::collections::BTreeSet;

use axum::http::{HeaderMap, StatusCode, header};
use rusqlite::Connection;

use super::{
    caller::{Caller, Kind},
    cookies,
    jwt::{self, Claims},
    rights, sso_rule,
};
use crate::{
    failure::Failure,
    input::header_text,
    state::State,
    store::{
        accounts, sessions,
        tokens::{self, Credential},
        tuples,
    },
    time::Micros,
};

/// Prefix of API tokens.
pub(crate) const API_PREFIX: &str = "tola_";
/// Prefix of personal access tokens.
pub(crate) const PERSONAL_PREFIX: &str = "tolp_";

/// Beginning of the user ids of people who are not signed in.
pub(crate) const ANONYMOUS_PREFIX: &str = "anon_";

/// Which routes a caller is identified for: an anonymous one hears different things there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// The authenticated tier of REST.
    Rest,
    /// `/query`.
    GraphQl,
}

/// Who calls, or the 401 (or 302) that says why not.
pub(crate) fn identify(
    state: &State,
    connection: &Connection,
    headers: &HeaderMap,
    group: Group,
) -> Result<Caller, Failure> {
    let now = state.clock.now();
    let bearer = find(headers)?;
    if bearer.starts_with(API_PREFIX) {
        return api_token(state, connection, &bearer, now);
    }
    if bearer.starts_with(PERSONAL_PREFIX) {
        // A failing personal token is looked up as an API token, and that is what the caller hears of.
        return match personal(connection, &bearer, headers, now)? {
            Some(caller) => Ok(caller),
            None => api_token(state, connection, &bearer, now),
        };
    }
    match session_token(state, connection, &bearer, now, group)? {
        Ok(caller) => Ok(caller),
        // What was not signed here names nobody.
        Err(text) if text == jwt::BAD_SIGNATURE => Err(Failure::unauthorized(text)),
        Err(text) => Err(sso_instead(connection, &bearer, headers)?
            .unwrap_or_else(|| Failure::unauthorized(text))),
    }
}

/// The bearer of the header, or of the cookie when there is no header at all.
pub(crate) fn find(headers: &HeaderMap) -> Result<String, Failure> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return cookies::get(headers, cookies::ACCESS)
            .ok_or_else(|| Failure::unauthorized("no authorization header in request"));
    };
    value
        .to_str()
        .ok()
        .and_then(|text| text.trim().strip_prefix(['B', 'b']))
        .and_then(|text| text.strip_prefix("earer"))
        .filter(|text| text.starts_with(char::is_whitespace))
        .map(str::trim)
        .filter(|token| !token.is_empty())
        .filter(|token| {
            token
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
        })
        .map(str::to_owned)
        .ok_or_else(|| {
            Failure::unauthorized("could not parse bearer token from authorization header")
        })
}

fn session_token(
    state: &State,
    connection: &Connection,
    bearer: &str,
    now: Micros,
    group: Group,
) -> Result<Result<Caller, String>, Failure> {
    let claims = match state.keys.verify(bearer, now) {
        Ok(claims) => claims,
        Err(text) => return Ok(Err(text)),
    };
    if sessions::revoked(connection, &claims.jti)? {
        return Ok(Err("unable to verify token".to_owned()));
    }
    if claims.user_id.starts_with(ANONYMOUS_PREFIX) {
        return Err(anonymous(&claims, group));
    }
    // A refresh token names its user in `sub` only, so nobody is found for it.
    if claims.is_refresh() || accounts::by_id(connection, &claims.user_id)?.is_none() {
        return Ok(Err("generated: user not found".to_owned()));
    }
    Ok(Ok(Caller {
        kind: Kind::Jwt,
        subject: claims.user_id.clone(),
        user: Some(claims.user_id),
        organizations: vec![claims.org.clone()],
        active: Some(claims.org),
        granted: BTreeSet::new(),
        bearer: bearer.to_owned(),
        session: None,
    }))
}

/// Somebody anonymous is nobody here. GraphQL answers in the framework's shape where the token is well
/// formed, that is where its user id names what its claims name (contract 1.10; the ids (R)).
fn anonymous(claims: &Claims, group: Group) -> Failure {
    let visits = [
        ("anon_trustcenter_", &claims.trust_center_id),
        ("anon_questionnaire_", &claims.assessment_id),
    ];
    let well_formed = !claims.org.is_empty()
        && visits.iter().any(|(prefix, place)| {
            let visitor = claims.user_id.strip_prefix(prefix);
            visitor.is_some_and(|visitor| !visitor.is_empty()) && !place.is_empty()
        });
    if well_formed && group == Group::GraphQl {
        return Failure::echo(StatusCode::UNAUTHORIZED, "Unauthorized");
    }
    Failure::unauthorized("anonymous access not allowed")
}

/// When a session ran out and its user must use SSO there, the answer is a redirect instead of a 401.
fn sso_instead(
    connection: &Connection,
    bearer: &str,
    headers: &HeaderMap,
) -> Result<Option<Failure>, Failure> {
    let from_cookie =
        || cookies::get(headers, cookies::REFRESH).and_then(|token| jwt::unverified(&token));
    let Some(Claims { sub, org, .. }) = jwt::unverified(bearer).or_else(from_cookie) else {
        return Ok(None);
    };
    if accounts::by_id(connection, &sub)?.is_some() && sso_rule::required(connection, &sub, &org)? {
        return Ok(Some(Failure::Sso(org)));
    }
    Ok(None)
}

fn api_token(
    state: &State,
    connection: &Connection,
    bearer: &str,
    now: Micros,
) -> Result<Caller, Failure> {
    let token = tokens::api_credential(connection, bearer)?
        .ok_or_else(|| Failure::unauthorized("generated: api_token not found"))?;
    if token.expired(now) {
        return Err(Failure::unauthorized(
            "the provided credentials have expired",
        ));
    }
    if token.revoked() {
        return Err(Failure::unauthorized("token has been revoked"));
    }
    if sso_rule::enforced(connection, &token.owner)? && !token.authorized(&token.owner) {
        return Err(Failure::unauthorized("token requires SSO authorization"));
    }
    tokens::used(connection, "api_tokens", &token.id, &token.id, now)?;
    let held = tuples::held(connection, &token.id, now, state.config.scope_delay())?;
    Ok(Caller {
        kind: Kind::Api,
        subject: token.id,
        user: None,
        organizations: vec![token.owner.clone()],
        active: Some(token.owner),
        granted: rights::closure(held),
        bearer: bearer.to_owned(),
        session: None,
    })
}

fn personal(
    connection: &Connection,
    bearer: &str,
    headers: &HeaderMap,
    now: Micros,
) -> Result<Option<Caller>, Failure> {
    let Some(token) = tokens::personal_credential(connection, bearer)? else {
        return Ok(None);
    };
    let organizations = tokens::organizations_of(connection, &token.id)?;
    let usable = !token.expired(now) && !token.revoked() && !organizations.is_empty();
    if !usable || !authorized_everywhere(connection, &token, &organizations)? {
        return Ok(None);
    }
    tokens::used(
        connection,
        "personal_access_tokens",
        &token.id,
        &token.owner,
        now,
    )?;
    let chosen = header_text(headers, "x-organization-id");
    let active = organizations
        .iter()
        .find(|organization| organization.as_str() == chosen)
        .cloned();
    Ok(Some(Caller {
        kind: Kind::Personal,
        subject: token.owner.clone(),
        user: Some(token.owner),
        organizations,
        active,
        granted: BTreeSet::new(),
        bearer: bearer.to_owned(),
        session: None,
    }))
}

fn authorized_everywhere(
    connection: &Connection,
    token: &Credential,
    organizations: &[String],
) -> rusqlite::Result<bool> {
    for organization in organizations {
        if !token.authorized(organization)
            && sso_rule::required(connection, &token.owner, organization)?
        {
            return Ok(false);
        }
    }
    Ok(true)
}
