//! The answers that are no success: the three families of contract 0.1, minus GraphQL's own.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

/// Text of every masked REST 500, and of some 404 (contract 0.1).
pub(crate) const MASKED: &str = "error processing request, please try again";

/// Why a request was not served.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A handler or the authentication answers on purpose.
    #[error("{error}")]
    Rest {
        /// HTTP status.
        status: StatusCode,
        /// Text for people.
        error: String,
        /// `error_code`, omitted when absent.
        code: Option<&'static str>,
    },
    /// The framework answers: the body also names the query and the URL.
    #[error("code={}, message={message}", status.as_u16())]
    Echo {
        /// HTTP status.
        status: StatusCode,
        /// Text after `message=`.
        message: String,
    },
    /// Sign-in by SSO is required for this organization: a redirect whose target has no slash at its
    /// beginning, so that a client looks for it below the directory of the route that it called (contract
    /// 1.2, 1.10).
    #[error("SSO is required for {0}")]
    Sso(String),
    /// Something is wrong with the sandbox itself; the text is masked on the wire.
    #[error("{0}")]
    Internal(String),
}

impl Failure {
    /// A REST answer.
    pub(crate) fn rest(status: StatusCode, error: impl Into<String>) -> Self {
        Self::Rest {
            status,
            error: error.into(),
            code: None,
        }
    }

    /// A REST 400.
    pub(crate) fn bad(error: impl Into<String>) -> Self {
        Self::rest(StatusCode::BAD_REQUEST, error)
    }

    /// A REST 401.
    pub(crate) fn unauthorized(error: impl Into<String>) -> Self {
        Self::rest(StatusCode::UNAUTHORIZED, error)
    }

    /// A REST 400 with the code `INVALID_INPUT`.
    pub(crate) fn invalid(error: impl Into<String>) -> Self {
        Self::Rest {
            status: StatusCode::BAD_REQUEST,
            error: error.into(),
            code: Some("INVALID_INPUT"),
        }
    }

    /// A missing field of a body or query.
    pub(crate) fn required(field: &str) -> Self {
        Self::invalid(format!("{field} is required"))
    }

    /// An answer of the framework.
    pub(crate) fn echo(status: StatusCode, message: impl Into<String>) -> Self {
        Self::Echo {
            status,
            message: message.into(),
        }
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

/// Marks a response whose body [`complete`] still has to write.
#[derive(Clone, Debug)]
struct Incomplete(String);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Rest {
                status,
                error,
                code,
            } => {
                let mut body = json!({ "success": false, "error": error });
                if let Some(code) = code {
                    body["error_code"] = json!(code);
                }
                (status, Json(body)).into_response()
            }
            Self::Echo {
                status,
                ref message,
            } => {
                let text = format!("code={}, message={message}", status.as_u16());
                let mut response = status.into_response();
                response.extensions_mut().insert(Incomplete(text));
                response
            }
            Self::Sso(organization) => {
                let location = format!("v1/sso/login?organization_id={organization}");
                let location = HeaderValue::try_from(location)
                    .unwrap_or(HeaderValue::from_static("v1/sso/login"));
                (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
            }
            Self::Internal(error) => {
                eprintln!("sandbox: {error}");
                let body = json!({ "success": false, "error": MASKED });
                (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
            }
        }
    }
}

/// Writes the body of a framework answer, now that the request's URL is at hand.
pub(crate) fn complete(mut response: Response, uri: &Uri) -> Response {
    let Some(Incomplete(text)) = response.extensions_mut().remove::<Incomplete>() else {
        return response;
    };
    let mut query = Map::new();
    for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or("").as_bytes()) {
        if let Some(list) = query
            .entry(name)
            .or_insert_with(|| json!([]))
            .as_array_mut()
        {
            list.push(Value::from(value));
        }
    }
    let url = uri.path_and_query().map_or("/", |path| path.as_str());
    let body = Json(json!({ "error": text, "query": query, "url": url })).into_response();
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    for (name, value) in body.headers() {
        parts.headers.insert(name, value.clone());
    }
    Response::from_parts(parts, body.into_body())
}
