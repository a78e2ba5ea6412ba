//! `POST /v1/switch` (contract 1.5).

use axum::{
    Extension, Json,
    extract::State as FromState,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::sso_login;
use crate::{
    auth::{caller::Caller, cookies, session::Session, sso_rule},
    failure::Failure,
    input::{Input, required},
    state::AppState,
    store::accounts,
};

/// The body.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Body {
    target_organization_id: Option<String>,
}

/// Starts a session in another organization of the caller.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Extension(caller): Extension<Caller>,
    Input(body): Input<Body>,
) -> Result<Response, Failure> {
    let target = required(body.target_organization_id, "target_organization_id")?;
    let connection = state.store.lock().await;
    let user = caller
        .user
        .clone()
        .ok_or_else(|| Failure::Internal("an API token cannot switch".to_owned()))?;
    if caller.active.as_deref() == Some(target.as_str()) {
        return Err(Failure::bad("user already switched into organization"));
    }
    if !accounts::is_member(&connection, &user, &target)? {
        return Err(Failure::Internal(format!(
            "switch: {user} is no member of {target}"
        )));
    }
    if accounts::role(&connection, &user, &target)?.is_none() {
        // The contract does not tell the text; this is the privacy layer's own (R).
        return Err(Failure::unauthorized("ent/privacy: deny rule"));
    }
    if sso_rule::required(&connection, &user, &target)? {
        drop(connection);
        let begun = sso_login::begin(&state, &target).await?;
        let mut response = Json(json!({
            "success": true,
            "access_token": "",
            "needs_sso": true,
            "redirect_uri": begun.redirect_uri,
        }))
        .into_response();
        let test = cookies::set(&state.config, state.clock.now(), cookies::flow::TEST, "1");
        cookies::append(
            response.headers_mut(),
            begun.cookies.into_iter().chain([test]),
        );
        return Ok(response);
    }
    let two_factor = accounts::by_id(&connection, &user)?.is_some_and(|account| account.two_factor);
    if !two_factor && accounts::switch(&connection, &target, "multifactor_auth_enforced")? {
        return Ok(
            Json(json!({ "success": true, "access_token": "", "needs_tfa": true })).into_response(),
        );
    }
    let session = Session::start(&state, &connection, &user, &target)?;
    let mut response = Json(session.body()).into_response();
    cookies::append(response.headers_mut(), [session.cookie(&state)]);
    Ok(response)
}
