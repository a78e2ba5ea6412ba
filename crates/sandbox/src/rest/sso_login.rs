//! `POST /v1/sso/login` and `GET /v1/orgs/{slug}/sso` (contract 7.2).

use axum::{
    Json,
    extract::{Path, State as FromState},
    response::{IntoResponse, Response},
};
use cookie::Cookie;
use rusqlite::OptionalExtension;
use serde::Deserialize;
use serde_json::json;

use crate::{
    auth::cookies::{self, flow},
    failure::Failure,
    input::{Input, required},
    sso::Registration,
    state::{AppState, State},
};

/// The body.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Body {
    organization_id: Option<String>,
    #[serde(rename = "return")]
    return_to: Option<String>,
    is_test: Option<bool>,
}

/// A flow that has begun.
#[derive(Debug)]
pub(crate) struct Begun {
    /// Where to send the browser.
    pub(crate) redirect_uri: String,
    /// What to remember until it comes back.
    pub(crate) cookies: Vec<Cookie<'static>>,
}

/// Begins a flow for an organization.
pub(crate) async fn begin(state: &State, organization: &str) -> Result<Begun, Failure> {
    let registration = {
        let connection = state.store.lock().await;
        Registration::of(&connection, organization, state.config.redirect_uri())?
    };
    let (csrf, nonce) = (state.random.base64url(16), state.random.base64url(16));
    let redirect_uri = registration.authorize_url(&csrf, &nonce).await?;
    let now = state.clock.now();
    let cookies = [
        (flow::ORGANIZATION, organization),
        (flow::STATE, &csrf),
        (flow::NONCE, &nonce),
    ]
    .map(|(name, value)| cookies::set(&state.config, now, name, value));
    Ok(Begun {
        redirect_uri,
        cookies: cookies.to_vec(),
    })
}

/// The answer of every route that begins a flow.
pub(crate) fn reply(begun: Begun) -> Response {
    let body = json!({ "success": true, "redirect_uri": begun.redirect_uri });
    let mut response = Json(body).into_response();
    cookies::append(response.headers_mut(), begun.cookies);
    response
}

/// Begins a sign-in.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Input(body): Input<Body>,
) -> Result<Response, Failure> {
    let organization = required(body.organization_id, "organization_id")?;
    let mut begun = begin(&state, &organization).await?;
    let mut remember = |name: &str, value: &str| {
        begun
            .cookies
            .push(cookies::set(&state.config, state.clock.now(), name, value));
    };
    if let Some(target) = body.return_to.filter(|target| !target.is_empty()) {
        remember(flow::RETURN, &target);
    }
    if body.is_test == Some(true) {
        remember(flow::TEST, "1");
    }
    Ok(reply(begun))
}

/// The same, by the name in URLs.
pub(crate) async fn by_slug(
    FromState(state): FromState<AppState>,
    Path(slug): Path<String>,
) -> Result<Response, Failure> {
    let organization: Option<String> = {
        let connection = state.store.lock().await;
        connection
            .query_row(
                "SELECT id FROM organizations WHERE slug_name=?1",
                [&slug],
                |row| row.get(0),
            )
            .optional()?
    };
    let organization =
        organization.ok_or_else(|| Failure::bad("generated: organization not found"))?;
    Ok(reply(begin(&state, &organization).await?))
}
