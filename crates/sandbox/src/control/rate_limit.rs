//! `POST /sandbox/rate-limit` with `{"requests": N, "retry_after"?: SECONDS, "path"?, "limiter"?: "global" |
//! "graph"}`: the next N requests are answered 429, on every route or only on this one. 0 ends it.
//!
//! The global limiter stands before everything but the request id (contract 0.2), so its answers have no CORS
//! headers and start no session; the one of the GraphQL routes stands behind CORS and before the
//! authentication (contract 8).

use axum::{Json, extract::State as FromState};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    failure::Failure,
    input::Input,
    limits::{Limit, Limiter},
    state::AppState,
};

/// The body.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Body {
    requests: Option<u32>,
    retry_after: Option<u32>,
    path: Option<String>,
    limiter: Option<String>,
}

/// Sets the limit, in place of the one before.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Input(body): Input<Body>,
) -> Result<Json<Value>, Failure> {
    let requests = body.requests.ok_or_else(|| Failure::required("requests"))?;
    let limiter = match body.limiter.as_deref() {
        None | Some("global") => Limiter::Global,
        Some("graph") => Limiter::Graph,
        Some(other) => {
            return Err(Failure::invalid(format!("there is no limiter \"{other}\"")));
        }
    };
    state.limits.set(Limit {
        limiter,
        requests,
        retry_after: body.retry_after.unwrap_or(5),
        path: body.path,
    });
    Ok(Json(json!({ "success": true, "requests": requests })))
}
