//! The transport of `/query` (contract 3.1 to 3.3).

use std::{collections::HashMap, time::Duration};

use async_graphql::{
    Name, Request as Operation, Variables,
    parser::{
        parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
    },
};
use axum::{
    body::Bytes,
    extract::{Extension, Request, State as FromState},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{
    answer::{demanded, errors, extensions, lost, refuse, render},
    complexity, introspection,
    op::Op,
    problem::{INVALID, SYSTEM},
};
use crate::{
    auth::{
        caller::{Caller, Kind},
        cookies, csrf, layer, session,
    },
    failure::Failure,
    input,
    middleware::RequestId,
    state::{AppState, State},
};

/// Longest document that is parsed, in bytes.
const DOCUMENT_LIMIT: usize = 1024 * 1024;

/// A request as it came.
#[derive(Debug, Default)]
struct Asked {
    query: String,
    variables: Value,
    name: Option<String>,
}

/// `POST` and `GET /query`.
pub(crate) async fn query(
    FromState(state): FromState<AppState>,
    Extension(caller): Extension<Caller>,
    Extension(request_id): Extension<RequestId>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let (method, headers) = (parts.method, parts.headers);
    let asked = match method {
        Method::GET => Ok(from_url(parts.uri.query().unwrap_or_default())),
        _ => match input::read(body).await {
            Ok(bytes) => from_body(&headers, &bytes),
            Err(failure) => return failure.into_response(),
        },
    };
    let mutates = asked
        .as_ref()
        .is_ok_and(|asked| csrf::is_mutation(&asked.query));
    let passed = match method {
        Method::POST if mutates => csrf::check(&state, &headers, &method, Some(&caller)),
        _ => Ok(csrf::Passed(None)),
    };
    let passed = match passed {
        Ok(passed) => passed,
        Err(failure) => return failure.into_response(),
    };
    let answered = match asked {
        Ok(asked) => {
            serve(
                &state,
                &caller,
                &request_id,
                &headers,
                asked,
                method == Method::GET,
            )
            .await
        }
        Err(refusal) => refusal,
    };
    let mut response = renew(&state, &caller, answered).await;
    layer::remember(&state, &mut response, &passed);
    response
}

/// Every answer to a signed-in person carries a new session id (contract 1.8).
pub(crate) async fn renew(state: &State, caller: &Caller, mut response: Response) -> Response {
    let (Kind::Jwt, Some(user)) = (caller.kind, &caller.user) else {
        return response;
    };
    let value = {
        let connection = state.store.lock().await;
        session::renew(state, &connection, user)
    };
    match value {
        Ok(value) => {
            let headers = response.headers_mut();
            cookies::append(headers, [session::session_cookie(state, &value)]);
            headers.insert(
                header::CACHE_CONTROL,
                HeaderValue::from_static("no-cache=\"Set-Cookie\""),
            );
            headers.append(header::VARY, HeaderValue::from_static("Cookie"));
            response
        }
        Err(error) => Failure::from(error).into_response(),
    }
}

fn from_url(query: &str) -> Asked {
    let pairs: HashMap<_, _> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    Asked {
        query: pairs.get("query").cloned().unwrap_or_default(),
        variables: pairs
            .get("variables")
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default(),
        name: pairs.get("operationName").cloned(),
    }
}

#[expect(
    clippy::result_large_err,
    reason = "the refusal is the answer, made once and sent"
)]
fn from_body(headers: &HeaderMap, bytes: &Bytes) -> Result<Asked, Response> {
    if !input::is_json(headers) {
        return Err(errors(
            StatusCode::BAD_REQUEST,
            vec![json!({ "message": "transport not supported" })],
        ));
    }
    let undecodable = || errors(StatusCode::BAD_REQUEST, vec![json!({ "message": SYSTEM })]);
    let Ok(Value::Object(mut body)) = serde_json::from_slice(bytes) else {
        return Err(undecodable());
    };
    match (
        body.remove("query"),
        body.remove("variables"),
        body.remove("operationName"),
    ) {
        (None | Some(Value::Null), _, _) if body.contains_key("extensions") => Err(errors(
            StatusCode::OK,
            vec![json!({
                "message": "PersistedQueryNotFound",
                "extensions": { "code": "PERSISTED_QUERY_NOT_FOUND" },
            })],
        )),
        (
            query,
            variables @ (None | Some(Value::Null | Value::Object(_))),
            name @ (None | Some(Value::Null | Value::String(_))),
        ) => {
            let query = match query {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text,
                Some(_) => return Err(undecodable()),
            };
            Ok(Asked {
                query,
                variables: variables.unwrap_or_default(),
                name: name.and_then(|name| name.as_str().map(str::to_owned)),
            })
        }
        _ => Err(undecodable()),
    }
}

async fn serve(
    state: &AppState,
    caller: &Caller,
    request_id: &RequestId,
    headers: &HeaderMap,
    asked: Asked,
    get: bool,
) -> Response {
    const PARSE: &str = "GRAPHQL_PARSE_FAILED";
    if asked.query.trim().is_empty() {
        return refuse(headers, PARSE, "no operation provided", None);
    }
    if asked.query.len() > DOCUMENT_LIMIT || complexity::too_deep(&asked.query) {
        return refuse(headers, PARSE, "the document is too long or too deep", None);
    }
    let document = match parse_query(&asked.query) {
        Ok(document) => document,
        Err(error) => {
            let locations = error
                .positions()
                .next()
                .map(|at| json!([{ "line": at.line, "column": at.column }]));
            return refuse(headers, PARSE, &error.to_string(), locations);
        }
    };
    let Some(operation) = operation(&document, asked.name.as_deref()) else {
        let name = asked.name.unwrap_or_default();
        return refuse(
            headers,
            INVALID,
            &format!("operation {name} not found"),
            None,
        );
    };
    let mutates = match operation.ty {
        OperationType::Query => false,
        OperationType::Mutation => true,
        OperationType::Subscription => {
            return refuse(headers, INVALID, "subscriptions are not enabled", None);
        }
    };
    if get && mutates {
        let error = json!({ "message": "GET requests only allow query operations" });
        return errors(StatusCode::NOT_ACCEPTABLE, vec![error]);
    }
    let name = asked.name.as_deref().or_else(|| only_name(&document));
    if let Err(text) = complexity::check(&document, operation, name) {
        return errors(StatusCode::OK, vec![json!({ "message": text })]);
    }
    // Only a development server describes itself (contract 3.1).
    if state.config.production_cookies
        && let Some(field) = introspection::asked(&document, operation)
    {
        let error = json!({ "message": "introspection disabled", "path": [field] });
        return errors(StatusCode::OK, vec![error]);
    }
    let mut request = Operation::new(asked.query).variables(Variables::from_json(asked.variables));
    if let Some(name) = &asked.name {
        request = request.operation_name(name);
    }
    execute(state, caller, request_id, headers, request, mutates).await
}

fn operation<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Option<&'a OperationDefinition> {
    let named = name.filter(|name| !name.is_empty());
    match (&document.operations, named) {
        (DocumentOperations::Single(operation), None) => Some(&operation.node),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).map(|operation| &operation.node)
        }
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next().map(|operation| &operation.node)
        }
        _ => None,
    }
}

fn only_name(document: &ExecutableDocument) -> Option<&str> {
    match &document.operations {
        DocumentOperations::Multiple(operations) if operations.len() == 1 => {
            operations.keys().next().map(Name::as_str)
        }
        _ => None,
    }
}

async fn execute(
    state: &AppState,
    caller: &Caller,
    request_id: &RequestId,
    headers: &HeaderMap,
    request: Operation,
    mutates: bool,
) -> Response {
    let begun = Instant::now();
    let connection = state.store.lock().await;
    let op = Op::new(state.clone(), caller.clone(), connection);
    if mutates && let Err(error) = op.sql(|sql| sql.execute_batch("BEGIN IMMEDIATE")) {
        return Failure::from(error).into_response();
    }
    let outcome = state.schema.execute(request.data(op.clone())).await;
    let failed = !outcome.errors.is_empty();
    if failed {
        op.roll_back();
    } else if mutates && let Err(error) = op.sql(|sql| sql.execute_batch("COMMIT")) {
        return Failure::from(error).into_response();
    }
    let effect = op.effect();
    // Gives the connection back before anything is waited for.
    drop(op);
    if let Some(response) = demanded(&outcome) {
        return response;
    }
    if effect.slow {
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
    if effect.lost && !failed {
        return lost();
    }
    if effect.garbage && !failed {
        return Html(
            "<!doctype html><title>Gateway</title><p>This is not the answer you asked for.",
        )
        .into_response();
    }
    let extensions = (!mutates || !failed).then(|| extensions(caller, request_id, begun.elapsed()));
    render(headers, &outcome, extensions)
}
