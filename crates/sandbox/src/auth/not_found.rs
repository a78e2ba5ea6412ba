//! The server's hiccup of contract 6: while it makes long lists of relations, somebody's question for oneself
//! may be answered `NOT_FOUND`, because a check that failed reads like something that is not there.

use async_graphql::parser::{
    parse_query,
    types::{Field, Selection},
};
use axum::{
    Json,
    body::{Body, Bytes},
    extract::{Request, State as FromState},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::caller::Caller;
use crate::{graphql::http::renew, input, middleware::RequestId, state::AppState};

/// What is asked for oneself, and what is said to be missing then.
const FIELDS: [(&str, &str); 3] = [
    ("self", "user not found"),
    ("organizations", "organization not found"),
    ("organization", "organization not found"),
];

/// Answers as many questions for oneself as `POST /sandbox/roles` asked for, and lets all others pass.
pub(crate) async fn layer(
    FromState(state): FromState<AppState>,
    request: Request,
    next: Next,
) -> Response {
    if !state.role_lists.may_refuse_self() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let bytes = match input::read(body).await {
        Ok(bytes) => bytes,
        Err(failure) => return failure.into_response(),
    };
    let caller = parts.extensions.get::<Caller>().cloned();
    if let (Some((path, text)), Some(caller)) = (asked(&bytes), caller)
        && state.role_lists.refuses_self()
    {
        let trace = parts.extensions.get::<RequestId>();
        let answer = Json(json!({
            "errors": [{
                "message": text,
                "path": [path],
                "extensions": { "code": "NOT_FOUND", "message": text },
            }],
            "data": null,
            "extensions": { "trace_id": trace.map(|id| &id.0) },
        }));
        return renew(&state, &caller, answer.into_response()).await;
    }
    next.run(Request::from_parts(parts, Body::from(bytes)))
        .await
}

/// Where the document asks for oneself, and the text about it.
fn asked(body: &Bytes) -> Option<(String, &'static str)> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let document = parse_query(body["query"].as_str()?).ok()?;
    let mut operations = document.operations.iter();
    operations.find_map(|(_, operation)| {
        let selections = &operation.node.selection_set.node.items;
        selections.iter().find_map(|item| match &item.node {
            Selection::Field(field) => refusable(&field.node),
            _ => None,
        })
    })
}

fn refusable(field: &Field) -> Option<(String, &'static str)> {
    let (_, text) = FIELDS.iter().find(|(name, _)| field.name.node == *name)?;
    let name = field.alias.as_ref().unwrap_or(&field.name);
    Some((name.node.to_string(), text))
}
