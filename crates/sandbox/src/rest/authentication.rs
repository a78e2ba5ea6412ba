//! `POST /authentication/options` and `POST /authentication/verification`: sign-in with a passkey (contract
//! 1.14).

use axum::{
    Json,
    extract::State as FromState,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    auth::{
        cookies,
        session::{self, Session},
        sso_rule,
    },
    failure::Failure,
    input::Input,
    rest::login::FAILED,
    state::{AppState, State},
    store::{accounts, sessions},
};

/// What the backend says of every assertion that it does not take.
const INVALID: &str = "credentials are missing or invalid";

/// The body of the first call.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Body {
    #[expect(
        dead_code,
        reason = "any credential may answer, so nobody is looked up"
    )]
    email: Option<String>,
}

/// Without its provider the backend crashes, and its framework answers with the trace.
fn require_provider(state: &State) -> Result<(), Failure> {
    if state.passkeys.is_enabled() {
        return Ok(());
    }
    let text = "[PANIC RECOVER] runtime error: invalid memory address or nil pointer dereference";
    Err(Failure::echo(StatusCode::INTERNAL_SERVER_ERROR, text))
}

/// Begins: a challenge, and a session cookie that stands for it.
pub(crate) async fn options(
    FromState(state): FromState<AppState>,
    Input(_): Input<Body>,
) -> Result<Response, Failure> {
    require_provider(&state)?;
    let (id, now) = (session::new_id(&state), state.clock.now());
    let expires = now.saturating_add(state.config.session_life());
    let asked = state
        .passkeys
        .begin(&id, now, expires)
        .map_err(Failure::Internal)?;
    let reply = json!({
        // The backend's field has no name in JSON, so its capital letter shows.
        "Reply": { "success": true },
        "publicKey": {
            "challenge": asked.challenge,
            "timeout": asked.timeout,
            "rpId": state.passkeys.id(),
            "userVerification": "preferred",
        },
        "session": session::json_form(&id),
    });
    let mut response = Json(reply).into_response();
    let cookie = session::session_cookie(&state, &id);
    cookies::append(response.headers_mut(), [cookie]);
    Ok(response)
}

/// Ends: what the authenticator signed becomes a session.
pub(crate) async fn verification(
    FromState(state): FromState<AppState>,
    headers: HeaderMap,
    Input(assertion): Input<Value>,
) -> Result<Response, Failure> {
    require_provider(&state)?;
    let invalid = || Failure::bad(INVALID);
    let now = state.clock.now();
    let id = session::id_of(&state.config, &headers).ok_or_else(invalid)?;
    let connection = state.store.lock().await;
    if !state.passkeys.has_challenge(&id, now) {
        let known = sessions::user(&connection, &id, now)?.is_some();
        return Err(if known {
            Failure::bad(FAILED)
        } else {
            invalid()
        });
    }
    let user = match state.passkeys.verify(&connection, &id, &assertion) {
        Ok(user) => user,
        Err(reason) => {
            eprintln!("sandbox: a passkey was refused: {reason}");
            return Err(invalid());
        }
    };
    let account = accounts::by_id(&connection, &user)?.ok_or_else(invalid)?;
    let organization = &account.default_organization;
    if sso_rule::required(&connection, &user, organization)? {
        return Err(Failure::Sso(organization.clone()));
    }
    let session = Session::start(&state, &connection, &user, organization)?;
    accounts::seen(&connection, &user, "WEBAUTHN", now)?;
    let mut reply = session.body();
    reply.insert("message".to_owned(), json!("success"));
    let mut response = Json(reply).into_response();
    cookies::append(response.headers_mut(), [session.cookie(&state)]);
    Ok(response)
}
