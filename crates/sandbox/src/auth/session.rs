//! Starts sessions: a token pair and a session cookie (contract 1.7, 1.8).

use axum::http::HeaderMap;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cookie::Cookie;
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::{cookies, jwt::Pair};
use crate::{
    config::Config,
    state::State,
    store::{accounts, sessions},
};

/// Random bytes of a session id.
const ID_BYTES: usize = 48;

/// A session that has just begun.
#[derive(Debug)]
pub(crate) struct Session {
    /// Tokens.
    pub(crate) pair: Pair,
    /// Value of the session cookie.
    pub(crate) value: String,
}

impl Session {
    /// Starts a session of a user in an organization.
    pub(crate) fn start(
        state: &State,
        connection: &Connection,
        user: &str,
        organization: &str,
    ) -> rusqlite::Result<Self> {
        let now = state.clock.now();
        let email = accounts::email(connection, user)?.unwrap_or_default();
        let pair = state.keys.issue(
            &state.config,
            &state.random,
            now,
            user,
            &email,
            organization,
        );
        let value = renew(state, connection, user)?;
        Ok(Self { pair, value })
    }

    /// The session cookie.
    pub(crate) fn cookie(&self, state: &State) -> Cookie<'static> {
        session_cookie(state, &self.value)
    }

    /// The cookies of the token pair.
    pub(crate) fn pair_cookies(&self, state: &State) -> [Cookie<'static>; 2] {
        let now = state.clock.now();
        [
            cookies::set(&state.config, now, cookies::ACCESS, &self.pair.access),
            cookies::set(&state.config, now, cookies::REFRESH, &self.pair.refresh),
        ]
    }

    /// `AuthData` of contract 1.1, with `success`.
    pub(crate) fn body(&self) -> Map<String, Value> {
        let body = json!({
            "success": true,
            "access_token": self.pair.access,
            "refresh_token": self.pair.refresh,
            "session": json_form(&self.value),
            "token_type": "Bearer",
        });
        match body {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }
}

/// A session id that nobody has yet.
pub(crate) fn new_id(state: &State) -> String {
    state.random.base64url(ID_BYTES)
}

/// What JSON answers call `session`: another encoding of what the cookie holds. Either is good as the cookie
/// (contract 1.8).
pub(crate) fn json_form(id: &str) -> String {
    URL_SAFE_NO_PAD.encode(id)
}

/// The session id in the cookie of a request, whichever encoding it came in.
pub(crate) fn id_of(config: &Config, headers: &HeaderMap) -> Option<String> {
    let value = cookies::get(headers, cookies::session_name(config))?;
    let decoded = URL_SAFE_NO_PAD
        .decode(&value)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .filter(|id| {
            let bytes = URL_SAFE_NO_PAD.decode(id);
            bytes.is_ok_and(|bytes| bytes.len() == ID_BYTES)
        });
    Some(decoded.unwrap_or(value))
}

/// A new session id for the user; those given before stay good until they end.
pub(crate) fn renew(
    state: &State,
    connection: &Connection,
    user: &str,
) -> rusqlite::Result<String> {
    let now = state.clock.now();
    let value = new_id(state);
    sessions::start(
        connection,
        &value,
        user,
        now,
        now.saturating_add(state.config.session_life()),
    )?;
    Ok(value)
}

/// The cookie of a session id.
pub(crate) fn session_cookie(state: &State, value: &str) -> Cookie<'static> {
    cookies::set(
        &state.config,
        state.clock.now(),
        cookies::session_name(&state.config),
        value,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_takes_both_encodings() {
        let config = Config::default();
        let id = URL_SAFE_NO_PAD.encode([7; ID_BYTES]);
        assert_ne!(json_form(&id), id);
        for value in [id.clone(), json_form(&id)] {
            let line = format!("{}={value}", cookies::session_name(&config));
            let headers = HeaderMap::from_iter([(
                axum::http::header::COOKIE,
                line.parse().expect("a header value"),
            )]);
            assert_eq!(id_of(&config, &headers).as_deref(), Some(id.as_str()));
        }
    }
}
