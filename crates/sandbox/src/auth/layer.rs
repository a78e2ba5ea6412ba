//! The tiers of contract 0.2 as layers around groups of routes.

use axum::{
    extract::{Request, State as FromState},
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    bearer::{self, Group},
    caller::{Caller, Kind},
    cookies,
    csrf::{self, Passed},
    session,
};
use crate::{
    failure::Failure,
    state::{AppState, State},
    store::sessions,
};

/// Authenticated tier: finds the caller, or answers 401.
pub(crate) async fn authenticated(
    FromState(state): FromState<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let group = if request.uri().path() == "/query" {
        Group::GraphQl
    } else {
        Group::Rest
    };
    let caller = {
        let connection = state.store.lock().await;
        bearer::identify(&state, &connection, request.headers(), group)
    };
    match caller {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(failure) => failure.into_response(),
    }
}

/// GraphQL group: a JWT must come with a session cookie. It is looked up and no more: whose it is makes no
/// difference (contract 1.8).
pub(crate) async fn with_session(
    FromState(state): FromState<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(caller) = request.extensions().get::<Caller>().cloned() else {
        return Failure::unauthorized("no authorization header in request").into_response();
    };
    if caller.kind == Kind::Jwt {
        let id = session::id_of(&state.config, request.headers());
        match living(&state, id).await {
            Ok(Some(session)) => {
                request.extensions_mut().insert(Caller {
                    session: Some(session),
                    ..caller
                });
            }
            Ok(None) => return Failure::unauthorized("invalid session provided").into_response(),
            Err(failure) => return failure.into_response(),
        }
    }
    next.run(request).await
}

/// The session id, if such a session has not ended.
async fn living(state: &State, id: Option<String>) -> Result<Option<String>, Failure> {
    let Some(id) = id else {
        return Ok(None);
    };
    let connection = state.store.lock().await;
    let owner = sessions::user(&connection, &id, state.clock.now())?;
    Ok(owner.map(|_| id))
}

/// CSRF for REST routes. The cookie is set again on every answer, whatever it says.
pub(crate) async fn csrf_checked(
    FromState(state): FromState<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let passed = csrf::check(
        &state,
        request.headers(),
        request.method(),
        request.extensions().get::<Caller>(),
    );
    match passed {
        Ok(passed) => {
            request.extensions_mut().insert(passed.clone());
            let mut response = next.run(request).await;
            remember(&state, &mut response, &passed);
            response
        }
        Err(failure) => failure.into_response(),
    }
}

/// Sets the CSRF cookie again on an answer.
pub(crate) fn remember(state: &State, response: &mut Response, passed: &Passed) {
    if let Some(token) = &passed.0 {
        cookies::append(response.headers_mut(), [csrf::set(state, token)]);
        response
            .headers_mut()
            .append(header::VARY, HeaderValue::from_static("Cookie"));
    }
}
