//! `POST /v1/logout` (contract 1.4).

use axum::{
    Json,
    extract::State as FromState,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use crate::{
    auth::{bearer, cookies, session},
    failure::Failure,
    input::Input,
    state::AppState,
    store::sessions,
    time::SECOND,
};

/// The body.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Body {
    refresh_token: Option<String>,
}

/// Revokes the pair (both share one id), ends the session, clears the cookies. Never fails for a bad token.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    headers: HeaderMap,
    Input(body): Input<Body>,
) -> Result<Response, Failure> {
    let connection = state.store.lock().await;
    let shown = [
        bearer::find(&headers).ok(),
        body.refresh_token,
        cookies::get(&headers, cookies::REFRESH),
    ];
    for token in shown.into_iter().flatten() {
        // Whatever was signed here, also when it is not valid yet or any more.
        if let Ok(claims) = state.keys.open(&token) {
            sessions::revoke(&connection, &claims.jti, claims.exp.saturating_mul(SECOND))?;
        }
    }
    if let Some(id) = session::id_of(&state.config, &headers) {
        sessions::end(&connection, &id)?;
    }
    let mut response =
        Json(json!({ "success": true, "message": "logged out successfully" })).into_response();
    let session_cookie = cookies::session_name(&state.config);
    let gone = [session_cookie, cookies::ACCESS, cookies::REFRESH]
        .map(|name| cookies::clear(&state.config, name));
    cookies::append(response.headers_mut(), gone);
    Ok(response)
}
