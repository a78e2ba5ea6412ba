//! `POST /sandbox/anonymous` with
//! `{"user_id": "anon_…", "organization_id"?, "trust_center_id"?, "assessment_id"?}`: an access token of
//! somebody who is not signed in, as trust centers and questionnaires give out; the sandbox has neither.

use axum::{Json, extract::State as FromState};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    auth::{bearer::ANONYMOUS_PREFIX, jwt::Claims},
    failure::Failure,
    input::{Input, required},
    state::AppState,
};

/// The body.
#[derive(Debug, Default, Deserialize)]
#[expect(clippy::struct_field_names, reason = "named as the claims are")]
pub(crate) struct Body {
    user_id: Option<String>,
    organization_id: Option<String>,
    trust_center_id: Option<String>,
    assessment_id: Option<String>,
}

/// Signs the token.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Input(body): Input<Body>,
) -> Result<Json<Value>, Failure> {
    let user = required(body.user_id, "user_id")?;
    if !user.starts_with(ANONYMOUS_PREFIX) {
        let text = format!("user_id begins with \"{ANONYMOUS_PREFIX}\"");
        return Err(Failure::invalid(text));
    }
    let pair = state.keys.issue(
        &state.config,
        &state.random,
        state.clock.now(),
        &user,
        "",
        &body.organization_id.unwrap_or_default(),
    );
    let issued = state.keys.open(&pair.access).map_err(Failure::Internal)?;
    let claims = Claims {
        trust_center_id: body.trust_center_id.unwrap_or_default(),
        assessment_id: body.assessment_id.unwrap_or_default(),
        ..issued
    };
    let token = state.keys.sign(&claims);
    Ok(Json(json!({ "success": true, "access_token": token })))
}
