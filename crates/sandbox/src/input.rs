//! Reads request bodies without ever panicking or answering out of shape.

use std::convert::Infallible;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use serde::de::DeserializeOwned;

use crate::failure::Failure;

/// Largest body that is read, in bytes. The backend has no limit; a laptop has.
pub(crate) const BODY_LIMIT: usize = 32 * 1024 * 1024;

/// A JSON body of a REST route (contract 0.1). An empty one reads as all fields absent, whatever its type;
/// otherwise the content type has to begin with `application/json`, as the framework's binder looks no
/// further.
#[derive(Debug)]
pub(crate) struct Input<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for Input<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let json = header_text(request.headers(), header::CONTENT_TYPE.as_str())
            .starts_with("application/json");
        let bytes = read(request.into_body()).await?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        if !json {
            return Err(Failure::bad("code=415, message=Unsupported Media Type"));
        }
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Failure::invalid(format!("code=400, message=Syntax error: {error}")))
    }
}

/// The whole body, or the framework's 413.
pub(crate) async fn read(body: Body) -> Result<Bytes, Failure> {
    to_bytes(body, BODY_LIMIT)
        .await
        .map_err(|_| Failure::echo(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large"))
}

/// Whether the content type is JSON and nothing else, as GraphQL wants it (contract 3.1).
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    header_text(headers, header::CONTENT_TYPE.as_str())
        .split(';')
        .next()
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// A header as text; empty when absent or not text.
pub(crate) fn header_text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
}

/// The parameters of the URL; of a repeated one the first counts.
#[derive(Debug)]
pub(crate) struct Params(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::read(parts.uri.query().unwrap_or_default().as_bytes()))
    }
}

impl Params {
    /// Reads URL-encoded pairs.
    pub(crate) fn read(encoded: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// The value of a parameter, empty when absent.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// The trimmed value of a required parameter.
    pub(crate) fn required(&self, name: &str) -> Result<String, Failure> {
        required(Some(self.get(name).to_owned()), name)
    }
}

/// The trimmed value of a required field.
pub(crate) fn required(value: Option<String>, field: &str) -> Result<String, Failure> {
    value
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .ok_or_else(|| Failure::required(field))
}
