//! `GET /v1/scopes` (contract 5).

use axum::Json;
use serde_json::{Map, Value, json};

use crate::auth::roles;

/// Every object with its three verbs.
pub(crate) async fn handle() -> Json<Value> {
    let scopes: Map<String, Value> = roles::objects()
        .map(|object| (object.to_owned(), json!(["delete", "read", "write"])))
        .collect();
    Json(json!({ "success": true, "scopes": scopes }))
}
