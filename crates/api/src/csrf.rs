//! The double-submit token (contract 2.1).

use super::client::read;
use super::error::{ApiError, rest_error};
use super::transport::{Call, exchange};
use chrono::{DateTime, TimeDelta, Utc};
use console_json::FromJson;
use console_platform::clock;
use std::cell::RefCell;

/// For how long a token is used before it is fetched again (contract 2.1: it lives 24 h).
const LIFETIME: TimeDelta = TimeDelta::minutes(55);

struct Fetched {
    /// `None` when the backend has the protection off.
    token: Option<String>,
    at: DateTime<Utc>,
}

/// The token that writes have to show, fetched when it is first needed.
#[derive(Default)]
pub(super) struct CsrfToken(RefCell<Option<Fetched>>);

impl CsrfToken {
    /// The token, or `None` when the backend has the protection off.
    pub(super) async fn get(&self, base: &str) -> Result<Option<String>, ApiError> {
        #[derive(FromJson)]
        struct Reply {
            csrf: Option<String>,
        }
        let now = clock::now();
        if let Some(fetched) = self
            .0
            .borrow()
            .as_ref()
            .filter(|fetched| now - fetched.at < LIFETIME)
        {
            return Ok(fetched.token.clone());
        }
        let answer = exchange(base, &Call::get("/csrf"), &[], false).await?;
        if let Some(error) = rest_error(&answer) {
            return Err(error);
        }
        let reply: Reply = read(&answer)?;
        *self.0.borrow_mut() = Some(Fetched {
            token: reply.csrf.clone(),
            at: now,
        });
        Ok(reply.csrf)
    }

    /// The backend refused the token.
    pub(super) fn forget(&self) {
        *self.0.borrow_mut() = None;
    }
}
