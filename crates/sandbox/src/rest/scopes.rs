//! `GET /v1/scopes` (contract 5).

use axum::{Json, extract::State as FromState};
use serde_json::{Map, Value, json};

use crate::{auth::roles, state::AppState};

/// Every object with its three verbs.
pub(crate) async fn handle(FromState(state): FromState<AppState>) -> Json<Value> {
    let scopes: Map<String, Value> = roles::objects(state.catalogue.offered())
        .map(|object| (object.to_owned(), json!(["delete", "read", "write"])))
        .collect();
    Json(json!({ "success": true, "scopes": scopes }))
}
