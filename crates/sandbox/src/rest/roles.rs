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
    state::{AppState, State},
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

/// The long list of a caller's relations to an organization, with what goes wrong with it (contract 6).
async fn long_list(
    state: &State,
    caller: &Caller,
    organization: &str,
) -> Result<Vec<String>, Failure> {
    let delay = state.role_lists.delay(&caller.subject, organization);
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    let held = {
        let connection = state.store.lock().await;
        relations(&connection, caller, organization)?
    };
    let refused = || Failure::Internal("the long list of relations fails on demand".to_owned());
    state.role_lists.list(held).ok_or_else(refused)
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
    let list = long_list(&state, &caller, &organization).await?;
    Ok(reply(&list, &organization))
}

/// `GET /v1/account/roles/organization/{id}`: only for an organization that the caller may act in, which for
/// somebody who is signed in is the active one.
pub(crate) async fn one(
    FromState(state): FromState<AppState>,
    Extension(caller): Extension<Caller>,
    Path(organization): Path<String>,
) -> Result<Json<Value>, Failure> {
    if !caller.organizations.contains(&organization) {
        return Err(Failure::bad(INVALID));
    }
    let list = long_list(&state, &caller, &organization).await?;
    if list.is_empty() && caller.kind != Kind::Api {
        return Err(Failure::bad(INVALID));
    }
    Ok(reply(&list, &organization))
}

fn reply(roles: &[String], organization: &str) -> Json<Value> {
    Json(json!({ "success": true, "roles": roles, "organization_id": organization }))
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

/// `POST /v1/account/roles`: of any organizations, whether the caller may act in them or not; other objects
/// are not answered for. `roles` is there for one only.
pub(crate) async fn objects(
    FromState(state): FromState<AppState>,
    Extension(caller): Extension<Caller>,
    Input(question): Input<Question>,
) -> Result<Json<Value>, Failure> {
    let several = question.object_ids.unwrap_or_default();
    let mut ids: Vec<String> = question.object_id.into_iter().chain(several).collect();
    ids.sort();
    ids.dedup();
    if ids.is_empty() || question.object_type.as_deref() != Some("organization") {
        return Err(Failure::bad(INVALID));
    }
    let mut map = Map::new();
    for id in &ids {
        let held = match &question.relations {
            None => long_list(&state, &caller, id).await?,
            Some(wanted) => {
                let connection = state.store.lock().await;
                let mut held = relations(&connection, &caller, id)?;
                held.retain(|relation| wanted.contains(relation));
                held
            }
        };
        map.insert(id.clone(), json!(held));
    }
    let roles = match ids.as_slice() {
        [only] => map.get(only).cloned().unwrap_or_default(),
        _ => Value::Null,
    };
    Ok(Json(
        json!({ "success": true, "roles": roles, "object_roles": map }),
    ))
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
