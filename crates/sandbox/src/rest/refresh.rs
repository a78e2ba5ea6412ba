//! `POST /v1/refresh` (contract 1.3).

use axum::{
    Json,
    extract::State as FromState,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use crate::{
    auth::{cookies, session::Session},
    failure::{Failure, MASKED},
    input::{Input, required},
    state::AppState,
    store::{accounts, sessions},
};

/// The body.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Body {
    refresh_token: Option<String>,
}

/// A new pair for the same organization. The pair that was shown stays valid to its end.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Input(body): Input<Body>,
) -> Result<Response, Failure> {
    let token = required(body.refresh_token, "refresh_token")?;
    let connection = state.store.lock().await;
    let unverifiable = || Failure::bad("unable to verify token, please try again");
    let claims = state
        .keys
        .verify(&token, state.clock.now())
        .map_err(|_| unverifiable())?;
    if !claims.is_refresh() || sessions::revoked(&connection, &claims.jti)? {
        return Err(unverifiable());
    }
    accounts::by_id(&connection, &claims.sub)?
        .filter(|account| account.status == "ACTIVE")
        .ok_or_else(|| Failure::rest(StatusCode::NOT_FOUND, MASKED))?;
    let session = Session::start(&state, &connection, &claims.sub, &claims.org)?;
    let mut response = Json(json!({
        "success": true,
        "message": "success",
        "access_token": session.pair.access,
        "refresh_token": session.pair.refresh,
    }))
    .into_response();
    let [access, refresh] = session.pair_cookies(&state);
    cookies::append(
        response.headers_mut(),
        [access, refresh, session.cookie(&state)],
    );
    Ok(response)
}
