//! What `/query` answers: statuses, errors, extensions, and the failures on demand (contract 3.2, 3.3).

use std::time::Duration;

use async_graphql::Response as Outcome;
use axum::{
    Json,
    body::{Body, Bytes},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::problem::{INVALID, PATH};
use crate::{
    auth::caller::{Caller, Kind},
    failure::Failure,
    input::header_text,
    limits,
    middleware::RequestId,
};

pub(super) fn errors(status: StatusCode, list: Vec<Value>) -> Response {
    (status, Json(json!({ "errors": list, "data": null }))).into_response()
}

/// Parse and validation errors are 422, or 400 for clients that only take the newer media type (contract
/// 3.2).
pub(super) fn refusal_status(headers: &HeaderMap) -> StatusCode {
    let accept = header_text(headers, header::ACCEPT.as_str());
    if accept.contains("graphql-response+json")
        && !accept.contains("application/json")
        && !accept.contains("*/*")
    {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    }
}

pub(super) fn refuse(
    headers: &HeaderMap,
    code: &str,
    message: &str,
    locations: Option<Value>,
) -> Response {
    let mut error = json!({ "message": message, "extensions": { "code": code } });
    if let Some(locations) = locations {
        error["locations"] = locations;
    }
    errors(refusal_status(headers), vec![error])
}

/// A body that fails before its first byte makes the server close the connection without an answer.
pub(super) fn lost() -> Response {
    let broken = futures_util::stream::once(std::future::ready(Err::<Bytes, _>(
        std::io::Error::other("lost on demand"),
    )));
    Response::new(Body::from_stream(broken))
}

/// A status that a failure on demand asked for.
pub(super) fn demanded(outcome: &Outcome) -> Option<Response> {
    let status = outcome.errors.iter().find_map(|error| {
        match error.extensions.as_ref()?.get("status")? {
            async_graphql::Value::Number(number) => number.as_u64(),
            _ => None,
        }
    })?;
    Some(match status {
        429 => limits::refusal(5),
        _ => Failure::echo(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
            .into_response(),
    })
}

pub(super) fn extensions(caller: &Caller, request_id: &RequestId, latency: Duration) -> Value {
    let kind = match caller.kind {
        Kind::Jwt => "jwt",
        Kind::Personal => "pat",
        Kind::Api => "api_token",
    };
    let mut auth = Map::new();
    auth.insert("authentication_type".to_owned(), json!(kind));
    auth.insert(
        "authorized_organization".to_owned(),
        json!(caller.organizations),
    );
    // The backend's own confusion: this is the caller's bearer, of sessions only (contract 3.3).
    if caller.kind == Kind::Jwt {
        auth.insert("refresh_token".to_owned(), json!(caller.bearer));
    }
    if let Some(session) = &caller.session {
        auth.insert("session_id".to_owned(), json!(session));
    }
    json!({ "auth": auth, "server_latency": format!("{latency:.1?}"), "trace_id": request_id.0 })
}

pub(super) fn render(
    headers: &HeaderMap,
    outcome: &Outcome,
    extensions: Option<Value>,
) -> Response {
    let mut refused = false;
    let list: Vec<Value> = outcome
        .errors
        .iter()
        .map(|error| {
            let mut out = json!({ "message": worded(&error.message) });
            let mut details = match json!(error.extensions) {
                Value::Object(details) => details,
                _ => Map::new(),
            };
            let path = details.remove(PATH);
            if path.is_none() || details.get("code") == Some(&json!(INVALID)) {
                // Without a path nothing was run: the document was refused.
                refused = true;
                let locations: Vec<Value> = error
                    .locations
                    .iter()
                    .map(|at| json!({ "line": at.line, "column": at.column }))
                    .collect();
                out["locations"] = json!(locations);
                details.insert("code".to_owned(), json!(INVALID));
            }
            if let Some(Value::Array(path)) = path {
                out["path"] = path.into_iter().map(segment).collect();
            }
            if !details.is_empty() {
                out["extensions"] = Value::from(details);
            }
            out
        })
        .collect();
    if refused {
        return errors(refusal_status(headers), list);
    }
    let mut body = Map::new();
    if !list.is_empty() {
        body.insert("errors".to_owned(), Value::from(list));
    }
    let data = if outcome.errors.is_empty() {
        json!(outcome.data)
    } else {
        Value::Null
    };
    body.insert("data".to_owned(), data);
    if let Some(extensions) = extensions {
        body.insert("extensions".to_owned(), extensions);
    }
    Json(body).into_response()
}

/// The executor's words for two mistakes, in the words of the backend's validation (contract 12).
fn worded(message: &str) -> String {
    let quoted = |text: &str, begin: &str, middle: &str| -> Option<(String, String)> {
        let (_, rest) = text.split_once(begin)?;
        let (name, rest) = rest.split_once(middle)?;
        let (parent, _) = rest.split_once('"')?;
        Some((name.to_owned(), parent.to_owned()))
    };
    if let Some((field, parent)) = quoted(message, "Unknown field \"", "\" on type \"") {
        return format!("Cannot query field \"{field}\" on type \"{parent}\".");
    }
    if message.starts_with("Invalid value for argument")
        && let Some((field, parent)) = quoted(message, "unknown field \"", "\" of type \"")
    {
        return format!("Field \"{field}\" is not defined by type \"{parent}\".");
    }
    message.to_owned()
}

/// A step of a path: a name, or an index, which is a number.
fn segment(step: Value) -> Value {
    match step.as_str().and_then(|text| text.parse::<u64>().ok()) {
        Some(index) => json!(index),
        None => step,
    }
}
