//! `POST /sandbox/roles` with `{"cold_ms"?, "short"?, "refuse"?, "refuse_self"?}`: what goes wrong with the
//! long list of a caller's relations from now on (contract 6). What is left out stays as it is; every list is
//! cold again.
//!
//! `cold_ms` is how long a list takes the first time, `short` leaves relations out, `can_edit` among them,
//! `refuse` makes it fail with 500, and `refuse_self` answers as many of the next GraphQL questions for
//! `self`, `organizations` or `organization` with `NOT_FOUND`. Asking for relations by name is not disturbed.

use std::time::Duration;

use axum::{Json, extract::State as FromState};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{failure::Failure, input::Input, role_lists::Change, state::AppState};

/// Longest delay, in milliseconds.
pub(crate) const MOST_MS: u64 = 600_000;

/// The body.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Body {
    cold_ms: Option<u64>,
    short: Option<bool>,
    refuse: Option<bool>,
    refuse_self: Option<u32>,
}

/// Changes what is turned on.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Input(body): Input<Body>,
) -> Result<Json<Value>, Failure> {
    if body.cold_ms.is_some_and(|delay| delay > MOST_MS) {
        let text = format!("cold_ms is {MOST_MS} at most");
        return Err(Failure::invalid(text));
    }
    let faults = state.role_lists.change(Change {
        cold: body.cold_ms.map(Duration::from_millis),
        short: body.short,
        refuse: body.refuse,
        refuse_self: body.refuse_self,
    });
    Ok(Json(json!({
        "success": true,
        "cold_ms": u64::try_from(faults.cold.as_millis()).unwrap_or(MOST_MS),
        "short": faults.short,
        "refuse": faults.refuse,
        "refuse_self": faults.refuse_self,
    })))
}
