//! `POST /sandbox/clock` with `{"now": RFC 3339}` or `{"advance_seconds": N}`; `GET` reads it.

use axum::{Json, extract::State as FromState};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    failure::Failure,
    input::Input,
    state::{AppState, State},
    time::{self, SECOND},
};

/// The body.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Body {
    now: Option<String>,
    advance_seconds: Option<i64>,
}

/// Moves the clock.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Input(body): Input<Body>,
) -> Result<Json<Value>, Failure> {
    let at = match (body.now, body.advance_seconds) {
        (Some(text), None) => time::parse(&text)
            .ok_or_else(|| Failure::invalid("time should be RFC3339Nano formatted string"))?,
        (None, Some(seconds)) => state
            .clock
            .now()
            .saturating_add(seconds.saturating_mul(SECOND)),
        _ => {
            return Err(Failure::invalid(
                "either now or advance_seconds is required",
            ));
        }
    };
    // Beyond the years that RFC 3339 can write, nothing could be shown.
    if !(0..253_402_300_800 * SECOND).contains(&at) {
        return Err(Failure::invalid("the clock goes from 1970 to 9999"));
    }
    state.clock.set(at);
    Ok(Json(told(&state)))
}

/// Tells the time.
pub(crate) async fn read(FromState(state): FromState<AppState>) -> Json<Value> {
    Json(told(&state))
}

fn told(state: &State) -> Value {
    json!({ "success": true, "now": time::format(state.clock.now()) })
}
