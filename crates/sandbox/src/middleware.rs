//! What surrounds every request (contract 0.2, 2.2, 2.3): request id, faults, CORS, headers, framework
//! errors.

use axum::{
    body::Body,
    extract::{Request, State as FromState},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    failure::{self, Failure},
    input::{self, header_text},
    limits::{self, Limiter},
    state::{AppState, State},
    time,
};

/// The id of a request, echoed or made up; also `extensions.trace_id` of GraphQL answers.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) String);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const ALLOWED_METHODS: &str = "GET,HEAD,PUT,POST,DELETE,PATCH,OPTIONS";
const ALLOWED_HEADERS: &str = "Origin,Content-Length,Content-Type,Authorization,X-CSRF-Token,\
     X-User-ID,X-Organization-ID,Accept,Cache-Control";
/// What an answer says that carries a new session cookie (contract 1.8).
const SESSION_CACHE_CONTROL: HeaderValue = HeaderValue::from_static("no-cache=\"Set-Cookie\"");
const EXPOSED_HEADERS: &str = "Content-Length,Cache-Control";

/// Routes of the backend; anything else on this origin is the console.
pub(crate) fn is_api(path: &str) -> bool {
    const EXACT: [&str; 4] = ["/query", "/csrf", "/livez", "/ready"];
    const BELOW: [&str; 7] = [
        "/v1/",
        "/.well-known/",
        "/oauth/",
        "/authentication/",
        "/idp/",
        "/sandbox/",
        "/history/",
    ];
    EXACT.contains(&path) || BELOW.iter().any(|prefix| path.starts_with(prefix))
}

/// The sandbox's own controls, which nothing disturbs.
fn is_control(path: &str) -> bool {
    path.starts_with("/sandbox/")
}

/// The built-in identity provider.
fn is_provider(path: &str) -> bool {
    path.starts_with("/idp/")
}

/// The limiter of the GraphQL routes.
pub(crate) async fn graph_limited(
    FromState(state): FromState<AppState>,
    request: Request,
    next: Next,
) -> Response {
    match state.limits.refuses(Limiter::Graph, request.uri().path()) {
        Some(seconds) => limits::refusal(seconds),
        None => next.run(request).await,
    }
}

/// The outermost layer.
pub(crate) async fn surround(
    FromState(state): FromState<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = match header_text(request.headers(), "x-request-id") {
        "" => state.random.alphanumeric(32),
        given => given.to_owned(),
    };
    request.extensions_mut().insert(RequestId(id.clone()));
    let uri = request.uri().clone();
    let api = is_api(uri.path());
    let mut entry = None;
    if state.recorder.wants(request.headers()) && !is_control(uri.path()) {
        let (parts, body) = request.into_parts();
        let body = match input::read(body).await {
            Ok(body) => body,
            Err(failure) => return failure.into_response(),
        };
        entry = state
            .recorder
            .begin(&parts.method, &uri, &parts.headers, &body);
        request = Request::from_parts(parts, Body::from(body));
    }
    let limited = (api && !is_control(uri.path()))
        .then(|| state.limits.refuses(Limiter::Global, uri.path()))
        .flatten();
    let mut response = if let Some(seconds) = limited {
        match whole(request).await {
            Ok(_) => limits::refusal(seconds),
            Err(failure) => failure.into_response(),
        }
    } else if api {
        through_cors(&state, request, next).await
    } else {
        next.run(request).await
    };
    if api {
        // The limiter stands before what sets these headers.
        if limited.is_none() {
            decorate(response.headers_mut());
        }
        // Moved or standing still, the clock is one: what tokens say of the time, answers say too.
        if let Ok(value) = HeaderValue::try_from(time::http_date(state.clock.now())) {
            response.headers_mut().insert(header::DATE, value);
        }
    }
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    state.recorder.end(entry, response.status());
    failure::complete(response, &uri)
}

async fn through_cors(state: &State, request: Request, next: Next) -> Response {
    let origin = header_text(request.headers(), header::ORIGIN.as_str()).to_owned();
    let grant = Grant::of(&state.config.allow_origins, &origin);
    let preflight = request.method() == Method::OPTIONS;
    let request = match whole(request).await {
        Ok(request) => request,
        Err(failure) => return failure.into_response(),
    };
    // The built-in provider stands for another host: its page sends `Origin: null` with its form.
    if is_provider(request.uri().path()) {
        return disturbed(state, request, next).await;
    }
    if grant == Grant::Refused && !preflight {
        return Failure::echo(StatusCode::UNAUTHORIZED, "Unauthorized").into_response();
    }
    let mut response = if preflight {
        StatusCode::NO_CONTENT.into_response()
    } else {
        disturbed(state, request, next).await
    };
    grant.write(response.headers_mut(), &origin, preflight);
    response
}

/// Reads the body before anything is decided: a request that is refused half-read would cost its connection,
/// and the request after it on the same connection.
async fn whole(request: Request) -> Result<Request, Failure> {
    let (parts, body) = request.into_parts();
    Ok(Request::from_parts(
        parts,
        Body::from(input::read(body).await?),
    ))
}

/// Delay and random failures, for everything but the sandbox's own controls.
async fn disturbed(state: &State, request: Request, next: Next) -> Response {
    if is_control(request.uri().path()) {
        return next.run(request).await;
    }
    if !state.config.latency.is_zero() {
        tokio::time::sleep(state.config.latency).await;
    }
    if state.random.chance(state.config.fault_percent) {
        return Failure::echo(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
            .into_response();
    }
    next.run(request).await
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grant {
    /// No `Origin`: no cross-origin request.
    Unasked,
    /// The list is empty or holds `*`: the library's default, which credentials do not fit.
    Anyone { credentials: bool },
    /// Listed.
    Listed,
    /// Not listed.
    Refused,
}

impl Grant {
    fn of(list: &[String], origin: &str) -> Self {
        if origin.is_empty() {
            Self::Unasked
        } else if list.is_empty() {
            Self::Anyone { credentials: true }
        } else if list.iter().any(|allowed| allowed == "*") {
            Self::Anyone { credentials: false }
        } else if list.iter().any(|allowed| allowed == origin) {
            Self::Listed
        } else {
            Self::Refused
        }
    }

    fn write(self, headers: &mut HeaderMap, origin: &str, preflight: bool) {
        // The CORS middleware stands before what else writes the header.
        if let Some(later) = headers.insert(header::VARY, HeaderValue::from_static("Origin")) {
            headers.append(header::VARY, later);
        }
        let (allowed, credentials) = match self {
            Self::Unasked | Self::Refused => return,
            Self::Anyone { credentials } => (HeaderValue::from_static("*"), credentials),
            Self::Listed => match HeaderValue::try_from(origin) {
                Ok(value) => (value, true),
                Err(_) => return,
            },
        };
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
        if credentials {
            headers.insert(
                header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
                HeaderValue::from_static("true"),
            );
        }
        if preflight {
            headers.insert(
                header::ACCESS_CONTROL_ALLOW_METHODS,
                HeaderValue::from_static(ALLOWED_METHODS),
            );
            headers.insert(
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                HeaderValue::from_static(ALLOWED_HEADERS),
            );
            headers.insert(
                header::ACCESS_CONTROL_MAX_AGE,
                HeaderValue::from_static("86400"),
            );
        } else {
            headers.insert(
                header::ACCESS_CONTROL_EXPOSE_HEADERS,
                HeaderValue::from_static(EXPOSED_HEADERS),
            );
        }
    }
}

/// Headers of contract 2.3, unless the handler said otherwise.
fn decorate(headers: &mut HeaderMap) {
    let general = HeaderValue::from_static("no-cache, private, max-age=0");
    // `/query` adds a second value to the one that everything has.
    let renewed = headers.get(header::CACHE_CONTROL) == Some(&SESSION_CACHE_CONTROL);
    if renewed {
        headers.insert(header::CACHE_CONTROL, general.clone());
        headers.append(header::CACHE_CONTROL, SESSION_CACHE_CONTROL);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(general);
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, "default-src 'self'"),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_XSS_PROTECTION, "1; mode=block"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::PRAGMA, "no-cache"),
        (header::EXPIRES, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (HeaderName::from_static("x-accel-expires"), "0"),
    ];
    for (name, value) in fixed {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
}

/// Unknown route.
pub(crate) fn not_found() -> Failure {
    Failure::echo(StatusCode::NOT_FOUND, "Not Found")
}

/// Known route, other method.
pub(crate) async fn wrong_method() -> Failure {
    Failure::echo(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
}
