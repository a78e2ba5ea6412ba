//! Rate limiters. Those of the backend never refuse in its default configuration (contract 8), so here they
//! refuse on demand only.

use std::sync::{Mutex, PoisonError};

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::failure::Failure;

/// Where in the order of the middlewares a limiter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limiter {
    /// Before CORS, for every route.
    Global,
    /// Behind CORS, for GraphQL only.
    Graph,
}

/// What is refused.
#[derive(Clone, Debug)]
pub(crate) struct Limit {
    /// Which limiter refuses.
    pub(crate) limiter: Limiter,
    /// How many more requests.
    pub(crate) requests: u32,
    /// What the answer says in `Retry-After`, in seconds.
    pub(crate) retry_after: u32,
    /// Only requests for this path.
    pub(crate) path: Option<String>,
}

/// The limit that is set, if one is.
#[derive(Debug, Default)]
pub(crate) struct Limits(Mutex<Option<Limit>>);

impl Limits {
    /// Sets a limit in place of the one before.
    pub(crate) fn set(&self, limit: Limit) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(limit);
    }

    /// Sets none.
    pub(crate) fn lift(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The seconds to wait if this limiter refuses a request for this path; it counts as one.
    pub(crate) fn refuses(&self, limiter: Limiter, path: &str) -> Option<u32> {
        let mut set = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let limit = set.as_mut().filter(|limit| {
            let meant = limit.path.as_deref().is_none_or(|only| only == path);
            limit.limiter == limiter && meant
        })?;
        limit.requests = limit.requests.checked_sub(1)?;
        Some(limit.retry_after)
    }
}

/// What a limiter answers.
pub(crate) fn refusal(retry_after: u32) -> Response {
    let failure = Failure::echo(StatusCode::TOO_MANY_REQUESTS, "Too many requests");
    ([(header::RETRY_AFTER, retry_after.to_string())], failure).into_response()
}
