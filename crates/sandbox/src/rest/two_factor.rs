//! `POST /v1/2fa/validate` (contract 1.13).

use axum::{Extension, Json, extract::State as FromState};
use rusqlite::params;
use serde::Deserialize;
use serde_json::{Value, json};
use totp_rs::{Algorithm, Secret, TOTP};

use crate::{
    auth::caller::Caller,
    failure::Failure,
    input::Input,
    state::AppState,
    store::accounts,
    time::{Micros, SECOND},
};

/// The body.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Body {
    totp_code: Option<String>,
    recovery_code: Option<String>,
}

/// Checks an authenticator code, or uses up a recovery code.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Extension(caller): Extension<Caller>,
    Input(body): Input<Body>,
) -> Result<Json<Value>, Failure> {
    let connection = state.store.lock().await;
    let invalid = || Failure::invalid("invalid input");
    let user = caller.user.as_deref().ok_or_else(invalid)?;
    let account = accounts::by_id(&connection, user)?
        .filter(|account| account.two_factor)
        .ok_or_else(invalid)?;
    let given = |code: Option<String>| {
        code.map(|code| code.trim().to_owned())
            .filter(|code| !code.is_empty())
    };
    if let Some(code) = given(body.recovery_code) {
        let mut codes: Vec<String> = account
            .recovery_codes
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default();
        let position = codes
            .iter()
            .position(|known| *known == code)
            .ok_or_else(|| Failure::bad("invalid code provided"))?;
        codes.remove(position);
        connection.execute(
            "UPDATE user_settings SET recovery_codes=?2 WHERE user_id=?1",
            params![account.id, json!(codes).to_string()],
        )?;
    } else {
        let code = given(body.totp_code).ok_or_else(invalid)?;
        let secret = account.totp_secret.unwrap_or_default();
        if !totp_matches(&secret, &code, state.clock.now()) {
            return Err(Failure::bad("incorrect code provided"));
        }
    }
    Ok(Json(json!({ "success": true, "message": "" })))
}

/// Six digits, 30 seconds, one step of tolerance: what authenticator apps do.
fn totp_matches(secret: &str, code: &str, now: Micros) -> bool {
    let seconds = u64::try_from(now / SECOND).unwrap_or_default();
    Secret::Encoded(secret.to_owned())
        .to_bytes()
        .is_ok_and(|bytes| {
            TOTP::new_unchecked(Algorithm::SHA1, 6, 1, 30, bytes).check(code, seconds)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_an_authenticator_app() {
        // RFC 6238's secret "12345678901234567890" at 59 s: the last six digits of 94287082.
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        assert!(totp_matches(secret, "287082", 59 * SECOND));
        assert!(totp_matches(secret, "287082", 80 * SECOND));
        assert!(!totp_matches(secret, "287082", 300 * SECOND));
        assert!(!totp_matches("!", "287082", 59 * SECOND));
    }
}
