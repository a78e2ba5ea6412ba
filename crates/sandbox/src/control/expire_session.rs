//! `POST /sandbox/expire-session`: ends the caller's session as time would.

use axum::{Json, extract::State as FromState, http::HeaderMap};
use serde_json::{Value, json};

use crate::{
    auth::{bearer, session},
    failure::Failure,
    state::AppState,
    store::sessions,
    time::SECOND,
};

/// All session ids of the caller end, and its token pair is revoked, so that no refresh helps.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    headers: HeaderMap,
) -> Result<Json<Value>, Failure> {
    let connection = state.store.lock().await;
    let now = state.clock.now();
    let mut ended = 0;
    if let Some(value) = session::id_of(&state.config, &headers)
        && let Some(user) = sessions::user(&connection, &value, now)?
    {
        ended += sessions::end_all(&connection, &user)?;
    }
    if let Some(claims) = bearer::find(&headers)
        .ok()
        .and_then(|token| state.keys.verify(&token, now).ok())
    {
        ended += sessions::end_all(&connection, &claims.sub)?;
        sessions::revoke(&connection, &claims.jti, claims.exp.saturating_mul(SECOND))?;
    }
    Ok(Json(json!({ "success": true, "ended": ended })))
}
