//! `GET /idp/{organization}/.well-known/openid-configuration`.

use axum::{
    Json,
    extract::{Path, State as FromState},
};
use serde_json::{Value, json};

use super::issuer;
use crate::state::AppState;

/// The discovery document.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Path(organization): Path<String>,
) -> Json<Value> {
    let issuer = issuer(&state.config, &organization);
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "authorization_response_iss_parameter_supported": true,
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "scopes_supported": ["openid", "profile", "email"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce", "email", "email_verified", "name"],
    }))
}
