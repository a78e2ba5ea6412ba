//! `POST /sandbox/catalogue` with `{"catalogue": "current" | "next"}`: offers the scopes of this version of upstream or of the
//! next one, in which tokens may hold scopes that nobody knows any more.

use axum::{Json, extract::State as FromState};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{config::Catalogue, failure::Failure, input::Input, state::AppState};

/// The body.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Body {
    catalogue: String,
}

/// Offers another catalogue.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Input(body): Input<Body>,
) -> Result<Json<Value>, Failure> {
    let catalogue = Catalogue::parse(&body.catalogue)
        .ok_or_else(|| Failure::invalid(format!("there is no catalogue \"{}\"", body.catalogue)))?;
    state.catalogue.set(catalogue);
    Ok(Json(
        json!({ "success": true, "catalogue": body.catalogue }),
    ))
}
