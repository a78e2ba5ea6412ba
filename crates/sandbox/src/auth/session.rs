//! Starts sessions: a token pair and a session cookie (contract 1.7, 1.8).

use cookie::Cookie;
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::{cookies, jwt::Pair};
use crate::{
    state::State,
    store::{accounts, sessions},
};

/// A session that has just begun.
#[derive(Debug)]
pub(crate) struct Session {
    /// Tokens.
    pub(crate) pair: Pair,
    /// Value of the session cookie, also told in JSON.
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
            "session": self.value,
            "token_type": "Bearer",
        });
        match body {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }
}

/// A new session id for the user; those given before stay good until they end.
pub(crate) fn renew(
    state: &State,
    connection: &Connection,
    user: &str,
) -> rusqlite::Result<String> {
    let now = state.clock.now();
    let value = state.random.base64url(48);
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
