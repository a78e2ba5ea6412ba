//! `POST /v1/sso/token/authorize` (contract 7.4).

use axum::{Extension, extract::State as FromState, response::Response};
use serde::Deserialize;

use super::sso_login::{begin, reply};
use crate::{
    auth::{
        caller::Caller,
        cookies::{self, flow},
    },
    failure::Failure,
    input::{Input, required},
    state::AppState,
    store::{
        row,
        tables::{API_TOKEN, PERSONAL_ACCESS_TOKEN},
    },
};

/// The body.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Body {
    organization_id: Option<String>,
    token_id: Option<String>,
    token_type: Option<String>,
}

/// Begins the authorization of a token: a sign-in whose return also stamps the token.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Extension(caller): Extension<Caller>,
    Input(body): Input<Body>,
) -> Result<Response, Failure> {
    let organization = required(body.organization_id, "organization_id")?;
    let token = required(body.token_id, "token_id")?;
    let kind = required(body.token_type, "token_type")?;
    {
        let connection = state.store.lock().await;
        let active = caller.active.clone().unwrap_or_default();
        let user = caller.user.clone().unwrap_or_default();
        let (entity, owner, missing) = match kind.as_str() {
            "api" => (&API_TOKEN, active, "generated: api_token not found"),
            "personal" => (
                &PERSONAL_ACCESS_TOKEN,
                user,
                "generated: personal_access_token not found",
            ),
            _ => return Err(Failure::bad("invalid token type")),
        };
        row::find(
            &connection,
            entity,
            "t0.id=?1 AND t0.owner_id=?2",
            [&token, &owner],
        )?
        .ok_or_else(|| Failure::bad(missing))?;
    }
    let mut begun = begin(&state, &organization).await?;
    let now = state.clock.now();
    for (name, value) in [
        (flow::TOKEN, token.as_str()),
        (flow::TOKEN_TYPE, &kind),
        (flow::TEST, "1"),
    ] {
        begun
            .cookies
            .push(cookies::set(&state.config, now, name, value));
    }
    Ok(reply(begun))
}
