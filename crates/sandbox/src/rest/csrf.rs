//! `GET /csrf` (contract 2.1).

use axum::{Extension, Json};
use serde_json::{Value, json};

use crate::auth::csrf::Passed;

/// The token that the layer sets as a cookie; null when protection is off.
pub(crate) async fn handle(Extension(passed): Extension<Passed>) -> Json<Value> {
    Json(json!({ "csrf": passed.0 }))
}
