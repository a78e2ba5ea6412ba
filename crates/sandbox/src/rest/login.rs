//! `POST /v1/login` (contract 1.2).

use axum::{
    Json,
    extract::State as FromState,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use crate::{
    auth::{cookies, password, session::Session, sso_rule},
    failure::Failure,
    input::{Input, required},
    state::AppState,
    store::accounts,
};

/// What is said of every sign-in that does not succeed.
pub(crate) const FAILED: &str = "login failed, please check your credentials and try again";
const UNVERIFIED: &str = "user is not verified: please check your email and verify your account";

/// The body.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Body {
    username: Option<String>,
    password: Option<String>,
}

/// Signs in with a password. The order of the checks is the backend's.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Input(body): Input<Body>,
) -> Result<Response, Failure> {
    let username = required(body.username, "username")?;
    let given = required(body.password, "password")?;
    let connection = state.store.lock().await;
    let account = accounts::by_email(&connection, &username)?
        .filter(|account| account.status == "ACTIVE")
        .ok_or_else(|| Failure::bad(FAILED))?;
    let organization = &account.default_organization;
    if sso_rule::required(&connection, &account.id, organization)? {
        return Err(Failure::Sso(organization.clone()));
    }
    let right = account
        .password_hash
        .as_deref()
        .is_some_and(|hash| password::verify(&given, hash));
    if !right {
        return Err(Failure::bad(FAILED));
    }
    if !account.confirmed {
        return Err(Failure::bad(UNVERIFIED));
    }
    let session = Session::start(&state, &connection, &account.id, organization)?;
    accounts::seen(&connection, &account.id, "CREDENTIALS", state.clock.now())?;
    let mut reply = session.body();
    reply.insert("message".to_owned(), json!("success"));
    if account.two_factor {
        reply.insert("tfa_enabled".to_owned(), json!(true));
    } else if accounts::switch(&connection, organization, "multifactor_auth_enforced")? {
        reply.insert("tfa_required".to_owned(), json!(true));
    }
    let mut response = Json(reply).into_response();
    cookies::append(response.headers_mut(), [session.cookie(&state)]);
    Ok(response)
}
