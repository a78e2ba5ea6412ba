//! `GET /.well-known/jwks.json` (contract 1.11).

use axum::{Json, extract::State as FromState};
use serde_json::Value;

use crate::state::AppState;

/// The key that access tokens are signed with.
pub(crate) async fn handle(FromState(state): FromState<AppState>) -> Json<Value> {
    Json(state.keys.jwks())
}
