//! `GET /idp/{organization}/jwks`.

use axum::{Json, extract::State as FromState};
use serde_json::Value;

use crate::state::AppState;

/// The key that ID tokens are signed with.
pub(crate) async fn handle(FromState(state): FromState<AppState>) -> Json<Value> {
    Json(state.provider.keys.jwks())
}
