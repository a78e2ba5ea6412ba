//! `GET /oauth/userinfo` (contract 1.6).

use async_graphql::Value as Field;
use axum::{Extension, Json, extract::State as FromState};
use serde_json::{Map, Value, json};

use crate::{
    auth::caller::Caller,
    failure::Failure,
    state::AppState,
    store::{
        row::{self, Row},
        tables::{USER, USER_SETTING},
    },
};

/// The user entity itself, in snake case, empty values omitted.
pub(crate) async fn handle(
    FromState(state): FromState<AppState>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Value>, Failure> {
    let connection = state.store.lock().await;
    let unknown = || Failure::bad("could not identify authenticated user in request");
    let user = caller.user.ok_or_else(unknown)?;
    let row = row::find(&connection, &USER, "t0.id=?1", [&user])?.ok_or_else(unknown)?;
    let mut reply = snake(&row);
    if let Some(setting) = row::find(&connection, &USER_SETTING, "t0.user_id=?1", [&user])? {
        let mut setting = snake(&setting);
        setting.insert("edges".to_owned(), json!({}));
        reply.insert("edges".to_owned(), json!({ "setting": setting }));
    }
    Ok(Json(Value::Object(reply)))
}

fn snake(row: &Row) -> Map<String, Value> {
    row.entity
        .columns
        .iter()
        .zip(&row.values)
        .filter(|(_, value)| !matches!(value, Field::Null))
        .map(|(column, value)| (column.column.to_owned(), json!(value)))
        .collect()
}
