//! `POST /sandbox/passkey` with `{"email", "credential_id", "public_key", "sign_count"?, "backup_eligible"?}`
//! stores a passkey of somebody, as its registration would; `{"enabled": bool}` turns the provider on or off.
//! `GET` tells the relying party. The wire of the backend's own registration is not written down, so nothing
//! here imitates it.
//!
//! Id and key are base64url. The key is a `SubjectPublicKeyInfo` (DER) of P-256 or Ed25519, which is what a
//! browser's `getPublicKey()` gives; the user handle is the user's id.

use axum::{Json, extract::State as FromState, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    failure::Failure,
    input::{Input, required},
    passkeys::{ELIGIBLE, SINGLE_DEVICE, check_key},
    state::{AppState, State},
    store::{
        accounts,
        passkeys::{self, Passkey},
    },
};

/// The body.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Body {
    email: Option<String>,
    credential_id: Option<String>,
    public_key: Option<String>,
    sign_count: Option<u32>,
    backup_eligible: Option<bool>,
    enabled: Option<bool>,
}

/// Stores a passkey, or turns the provider on or off.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Input(body): Input<Body>,
) -> Result<Json<Value>, Failure> {
    if let Some(enabled) = body.enabled {
        state.passkeys.turn(enabled);
        return Ok(Json(party(&state)));
    }
    let email = required(body.email, "email")?;
    let id = required(body.credential_id, "credential_id")?;
    let key = required(body.public_key, "public_key")?;
    check_key(&key).map_err(Failure::invalid)?;
    let connection = state.store.lock().await;
    let account = accounts::by_email(&connection, &email)?
        .ok_or_else(|| Failure::rest(StatusCode::NOT_FOUND, format!("there is no {email}")))?;
    let passkey = Passkey {
        user: account.id,
        public_key: key,
        sign_count: body.sign_count.unwrap_or_default(),
        backup: match body.backup_eligible {
            Some(true) => ELIGIBLE,
            _ => SINGLE_DEVICE,
        }
        .to_owned(),
    };
    passkeys::store(&connection, &id, &passkey)?;
    let mut reply = party(&state);
    reply["user_handle"] = json!(passkey.user);
    Ok(Json(reply))
}

/// Tells the relying party.
pub(crate) async fn read(FromState(state): FromState<AppState>) -> Json<Value> {
    Json(party(&state))
}

fn party(state: &State) -> Value {
    json!({
        "success": true,
        "enabled": state.passkeys.are_on(),
        "rp_id": state.passkeys.id(),
        "origins": state.passkeys.origins(),
    })
}
