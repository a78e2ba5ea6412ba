//! What a relying party asks of `/idp/{organization}/authorize`.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use rusqlite::Connection;
use url::Url;

use super::issuer;
use crate::{input::Params, state::State, store::accounts::setting};

/// What the relying party asked for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Client id.
    pub(super) client_id: String,
    /// Where to send the browser back to.
    pub(super) redirect_uri: String,
    /// To be given back unchanged.
    pub(super) state: String,
    /// To be put into the ID token.
    pub(super) nonce: String,
    /// Who answers.
    issuer: String,
}

impl Asked {
    /// Reads it, and refuses what must not be answered by a redirect.
    pub(super) fn read(
        state: &State,
        connection: &Connection,
        organization: &str,
        params: &Params,
    ) -> Result<Self, String> {
        let text = |name| params.get(name).to_owned();
        let asked = Self {
            client_id: text("client_id"),
            redirect_uri: text("redirect_uri"),
            state: text("state"),
            nonce: text("nonce"),
            issuer: issuer(&state.config, organization),
        };
        let known = setting(connection, organization, "identity_provider_client_id")
            .map_err(|error| error.to_string())?;
        if known.as_deref() != Some(asked.client_id.as_str()) {
            return Err("This client is not registered here.".to_owned());
        }
        if asked.redirect_uri != state.config.redirect_uri() {
            return Err(format!(
                "The registered return address is {}.",
                state.config.redirect_uri()
            ));
        }
        if params.get("response_type") != "code" {
            return Err("Only the response type \"code\" is supported.".to_owned());
        }
        Ok(asked)
    }

    pub(super) fn back(&self, pairs: &[(&str, &str)]) -> Response {
        let Ok(mut url) = Url::parse(&self.redirect_uri) else {
            return StatusCode::BAD_REQUEST.into_response();
        };
        url.query_pairs_mut()
            .extend_pairs(pairs)
            .append_pair("state", &self.state)
            // RFC 9207: who answers, so that no other provider's answer is taken for this one's.
            .append_pair("iss", &self.issuer);
        (StatusCode::SEE_OTHER, [(header::LOCATION, url.to_string())]).into_response()
    }
}

/// Id, name, e-mail.
pub(super) type Somebody = (String, String, String);
