//! `POST /sandbox/payment` with `{"organization", "on_file"}`: puts a payment method on file, or takes it away. The organization
//! is named as in its URL.

use axum::{Json, extract::State as FromState, http::StatusCode};
use rusqlite::params;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{failure::Failure, input::Input, state::AppState};

/// The body.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Body {
    organization: String,
    on_file: Option<bool>,
}

/// Changes it.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Input(body): Input<Body>,
) -> Result<Json<Value>, Failure> {
    let on_file = body.on_file.ok_or_else(|| Failure::required("on_file"))?;
    let connection = state.store.lock().await;
    let changed = connection.execute(
        "UPDATE organization_settings SET payment_method_added=?2 \
         WHERE organization_id=(SELECT id FROM organizations WHERE slug_name=?1)",
        params![body.organization, on_file],
    )?;
    if changed == 0 {
        let text = format!("there is no organization {}", body.organization);
        return Err(Failure::rest(StatusCode::NOT_FOUND, text));
    }
    Ok(Json(json!({ "success": true, "on_file": on_file })))
}
