//! `GET /livez` and `GET /ready`.

use axum::Json;
use serde_json::{Value, json};

/// Always well.
pub(crate) async fn handle() -> Json<Value> {
    Json(json!({ "status": "UP" }))
}
