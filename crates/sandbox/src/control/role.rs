//! `POST /sandbox/role` with `{"email", "organization", "role"?, "sso_exempt"?}`: gives somebody another
//! role, or exempts them from single sign-on (contract 7.6), as a colleague would in another session. The
//! organization is named as in its URL; what is signed in stays signed in. The role `NONE` leaves the
//! membership and takes every relation away, as a half-done change upstream does.

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
    role: Option<String>,
    sso_exempt: Option<bool>,
}

/// Changes what is named.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Input(body): Input<Body>,
) -> Result<Json<Value>, Failure> {
    let role = match body.role {
        None => None,
        Some(role) if role == NO_ROLE => Some(role),
        Some(role) => match Role::parse(&role) {
            Some(role) => Some(role.to_string()),
            None => return Err(Failure::invalid(format!("there is no role \"{role}\""))),
        },
    };
    let connection = state.store.lock().await;
    let changed = connection.execute(
        "UPDATE memberships SET role=ifnull(?3, role), sso_exempt=ifnull(?4, sso_exempt) \
         WHERE user_id=(SELECT id FROM users WHERE email=?1) \
         AND organization_id=(SELECT id FROM organizations WHERE slug_name=?2)",
        params![body.email, body.organization, role, body.sso_exempt],
    )?;
    if changed == 0 {
        return Err(Failure::rest(
            StatusCode::NOT_FOUND,
            format!("{} is no member of {}", body.email, body.organization),
        ));
    }
    Ok(Json(json!({ "success": true, "role": role })))
}
