//! `/v1/account/roles…` and `/v1/account/access` (contract 6).

use axum::{
    Extension, Json,
    extract::{Path, State as FromState},
};
use rusqlite::Connection;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    auth::caller::{Caller, Kind},
    failure::Failure,
    input::Input,
    state::AppState,
};

const INVALID: &str = "invalid input";

/// Relations of the caller to an organization; nothing when it has none there.
fn relations(
    connection: &Connection,
    caller: &Caller,
    organization: &str,
) -> rusqlite::Result<Vec<String>> {
    if caller.kind == Kind::Api {
        let own = caller.active.as_deref() == Some(organization);
        return Ok(if own {
            caller.granted.iter().cloned().collect()
        } else {
            Vec::new()
        });
    }
    let role = caller.role(connection, organization)?;
    Ok(role
        .map(|role| role.relations().map(str::to_owned).collect())
        .unwrap_or_default())
}

/// `GET /v1/account/roles/organization`
pub(crate) async fn active(
    FromState(state): FromState<AppState>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Value>, Failure> {
    // A personal token of one organization needs no header here, unlike a list (contract 1.12).
    let organization = match (&caller.active, caller.organizations.as_slice()) {
        (Some(active), _) => active.clone(),
        (None, [only]) => only.clone(),
        _ => return Err(Failure::bad(INVALID)),
    };
    let connection = state.store.lock().await;
    reply(
        relations(&connection, &caller, &organization)?,
        &organization,
    )
}

/// `GET /v1/account/roles/organization/{id}`
pub(crate) async fn one(
    FromState(state): FromState<AppState>,
    Extension(caller): Extension<Caller>,
    Path(organization): Path<String>,
) -> Result<Json<Value>, Failure> {
    let connection = state.store.lock().await;
    let relations = relations(&connection, &caller, &organization)?;
    let own = caller.kind == Kind::Jwt || caller.organizations.contains(&organization);
    if !own || (relations.is_empty() && caller.kind != Kind::Api) {
        return Err(Failure::bad(INVALID));
    }
    reply(relations, &organization)
}

#[expect(clippy::unnecessary_wraps, reason = "both handlers end with it")]
fn reply(roles: Vec<String>, organization: &str) -> Result<Json<Value>, Failure> {
    Ok(Json(
        json!({ "success": true, "roles": roles, "organization_id": organization }),
    ))
}

/// The body of the two questions about objects.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Question {
    object_id: Option<String>,
    object_ids: Option<Vec<String>>,
    object_type: Option<String>,
    relation: Option<String>,
    relations: Option<Vec<String>>,
}

/// `POST /v1/account/roles`: only organizations are answered for.
pub(crate) async fn objects(
    FromState(state): FromState<AppState>,
    Extension(caller): Extension<Caller>,
    Input(question): Input<Question>,
) -> Result<Json<Value>, Failure> {
    let single = question.object_id.clone();
    let ids: Vec<String> = single
        .clone()
        .into_iter()
        .chain(question.object_ids.unwrap_or_default())
        .collect();
    if ids.is_empty() || question.object_type.as_deref() != Some("organization") {
        return Err(Failure::bad(INVALID));
    }
    let connection = state.store.lock().await;
    let mut map = Map::new();
    for id in ids {
        let mut held = relations(&connection, &caller, &id)?;
        if let Some(wanted) = &question.relations {
            held.retain(|relation| wanted.contains(relation));
        }
        map.insert(id, json!(held));
    }
    let mut reply = json!({ "success": true, "object_roles": map });
    if let Some(id) = single {
        reply["roles"] = reply["object_roles"][&id].clone();
    }
    Ok(Json(reply))
}

/// `POST /v1/account/access`: only organizations are answered for.
pub(crate) async fn access(
    FromState(state): FromState<AppState>,
    Extension(caller): Extension<Caller>,
    Input(question): Input<Question>,
) -> Result<Json<Value>, Failure> {
    let id = question
        .object_id
        .filter(|id| !id.is_empty())
        .ok_or_else(|| Failure::required("object_id"))?;
    let kind = question
        .object_type
        .filter(|kind| !kind.is_empty())
        .ok_or_else(|| Failure::required("object_type"))?;
    let relation = question
        .relation
        .filter(|name| !name.is_empty())
        .ok_or_else(|| Failure::required("relation"))?;
    let connection = state.store.lock().await;
    let allowed =
        kind == "organization" && relations(&connection, &caller, &id)?.contains(&relation);
    Ok(Json(json!({ "success": true, "allowed": allowed })))
}
