//! `GET /v1/sso/token/callback` (contract 7.5).

use axum::{
    Json,
    extract::State as FromState,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::sso_callback::{check_cookies, stamp};
use crate::{
    auth::cookies::{self, flow},
    failure::Failure,
    input::Params,
    sso::Registration,
    state::AppState,
    store::accounts,
};

/// Authorizes a token without starting a session. Works for personal tokens only (R).
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, Failure> {
    let cookie =
        |name| cookies::get(&headers, name).ok_or_else(|| Failure::bad("missing required field"));
    let (token, kind) = (cookie(flow::TOKEN)?, cookie(flow::TOKEN_TYPE)?);
    let organization = cookie(flow::ORGANIZATION)?;
    let code = params.required("code")?;
    let nonce = check_cookies(&headers, &params.required("state")?)?;
    let registration = {
        let connection = state.store.lock().await;
        Registration::of(&connection, &organization, state.config.redirect_uri())?
    };
    let identity = registration
        .exchange(code, nonce, state.clock.now())
        .await?;
    if kind == "api" {
        return Err(Failure::bad(
            "could not identify authenticated user in request",
        ));
    }
    let connection = state.store.lock().await;
    let account = accounts::by_email(&connection, &identity.email)?
        .ok_or_else(|| Failure::Internal(format!("{} is nobody here", identity.email)))?;
    stamp(&state, &connection, &account, &organization, &token, &kind)?;
    let mut response = Json(json!({
        "success": true,
        "organization_id": organization,
        "token_id": token,
        "message": "authorized",
    }))
    .into_response();
    let gone = [
        flow::TOKEN,
        flow::TOKEN_TYPE,
        flow::ORGANIZATION,
        flow::STATE,
        flow::NONCE,
    ]
    .map(|name| cookies::clear(&state.config, name));
    cookies::append(response.headers_mut(), gone);
    Ok(response)
}
