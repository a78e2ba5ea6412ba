//! `POST /sandbox/role` with `{"email", "organization", "role"}`: gives somebody another role, as a colleague
//! would in another session. The organization is named as in its URL; what is signed in stays signed in.
//! `NONE` leaves the membership and takes every relation away, as a half-done change upstream does.

use axum::{Json, extract::State as FromState, http::StatusCode};
use rusqlite::params;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    auth::roles::{NO_ROLE, Role},
    failure::Failure,
    input::Input,
    state::AppState,
};

/// The body.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Body {
    email: String,
    organization: String,
    role: String,
}

/// Changes the role.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Input(body): Input<Body>,
) -> Result<Json<Value>, Failure> {
    let role = match Role::parse(&body.role) {
        Some(role) => role.to_string(),
        None if body.role == NO_ROLE => body.role,
        None => {
            let text = format!("there is no role \"{}\"", body.role);
            return Err(Failure::invalid(text));
        }
    };
    let connection = state.store.lock().await;
    let changed = connection.execute(
        "UPDATE memberships SET role=?3 WHERE user_id=(SELECT id FROM users WHERE email=?1) \
         AND organization_id=(SELECT id FROM organizations WHERE slug_name=?2)",
        params![body.email, body.organization, role],
    )?;
    if changed == 0 {
        return Err(Failure::rest(
            StatusCode::NOT_FOUND,
            format!("{} is no member of {}", body.email, body.organization),
        ));
    }
    Ok(Json(json!({ "success": true, "role": role })))
}
