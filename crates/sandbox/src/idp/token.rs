//! `POST /idp/{organization}/token`: exchanges a code for an ID token.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State as FromState},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;
use serde_json::json;

use super::issuer;
use crate::{
    input::{Params, header_text},
    state::{AppState, State},
    store::accounts::setting,
    time::{HOUR, SECOND},
};

/// Why a code was not exchanged, in the words of OAuth 2.0.
#[derive(Clone, Copy, Debug)]
struct Refusal(StatusCode, &'static str);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

/// Exchanges a code.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Path(organization): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match exchange(&state, &organization, &headers, &Params::read(&body)).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    }
}

async fn exchange(
    state: &State,
    organization: &str,
    headers: &HeaderMap,
    params: &Params,
) -> Result<Response, Refusal> {
    let broken = |_: rusqlite::Error| Refusal(StatusCode::INTERNAL_SERVER_ERROR, "server_error");
    let (client, secret) = credentials(headers, params);
    let connection = state.store.lock().await;
    let known = |column| setting(&connection, organization, column).map_err(broken);
    if known("identity_provider_client_id")? != Some(client.clone())
        || known("identity_provider_client_secret")? != Some(secret)
    {
        return Err(Refusal(StatusCode::UNAUTHORIZED, "invalid_client"));
    }
    if params.get("grant_type") != "authorization_code" {
        return Err(Refusal(StatusCode::BAD_REQUEST, "unsupported_grant_type"));
    }
    let now = state.clock.now();
    let grant = state
        .provider
        .redeem(params.get("code"), now)
        .filter(|grant| grant.organization == organization)
        .filter(|grant| grant.redirect_uri == params.get("redirect_uri"))
        .ok_or(Refusal(StatusCode::BAD_REQUEST, "invalid_grant"))?;
    let person = grant.person;
    let claims = json!({
        "iss": issuer(&state.config, organization),
        "sub": person.subject,
        "aud": [client],
        "iat": now / SECOND,
        "exp": now.saturating_add(HOUR) / SECOND,
        "nonce": grant.nonce,
        "email": person.email,
        "email_verified": true,
        "name": person.name,
    });
    let reply = json!({
        "access_token": state.random.alphanumeric(40),
        "token_type": "Bearer",
        "expires_in": 3600,
        "id_token": state.provider.keys.sign(&claims),
    });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(reply)).into_response())
}

/// Client id and secret, from the header or from the form.
fn credentials(headers: &HeaderMap, params: &Params) -> (String, String) {
    let basic = header_text(headers, header::AUTHORIZATION.as_str())
        .strip_prefix("Basic ")
        .and_then(|text| STANDARD.decode(text.trim()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    // Written as in a form, with a plus for a space.
    let decode = |text: &str| {
        percent_decode_str(&text.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned()
    };
    match basic.as_deref().and_then(|text| text.split_once(':')) {
        Some((client, secret)) => (decode(client), decode(secret)),
        None => (
            params.get("client_id").to_owned(),
            params.get("client_secret").to_owned(),
        ),
    }
}
