//! One HTTP exchange through the browser.

use super::early;
use super::error::ApiError;
use super::retry::{POST_LIMIT_MS, READ_LIMIT_MS};
use super::waiting::Waiting;
use chrono::{DateTime, Utc};
use console_platform::clock;
use console_platform::online::is_online;
use gloo_net::http::{Method, RequestBuilder, Response};
use js_sys::Uint8Array;
use std::pin::Pin;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::RequestCredentials;

/// Something to send.
#[derive(Clone, Debug)]
pub struct Call {
    /// Whether it is a POST; else a GET.
    pub is_post: bool,
    /// The path and query, beginning with a slash.
    pub path: String,
    /// A JSON body.
    pub body: Option<String>,
    /// How long the answer is awaited, in milliseconds.
    pub limit_ms: u32,
}

impl Call {
    /// A GET.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            is_post: false,
            path: path.into(),
            body: None,
            limit_ms: READ_LIMIT_MS,
        }
    }

    /// A POST of a JSON text.
    pub fn post(path: impl Into<String>, body: String) -> Self {
        Self {
            is_post: true,
            path: path.into(),
            body: Some(body),
            limit_ms: POST_LIMIT_MS,
        }
    }

    /// The same with another limit for the answer.
    #[must_use]
    pub const fn within(mut self, limit_ms: u32) -> Self {
        self.limit_ms = limit_ms;
        self
    }
}

/// What came back.
#[derive(Clone, Default)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body as text. It may hold a token's value: it has no `Debug` for that reason.
    pub body: String,
    /// `X-Request-ID`; unreadable from another origin (contract 2.2).
    pub request_id: Option<String>,
    /// `Retry-After` in seconds; unreadable from another origin.
    pub retry_after: Option<u32>,
    /// `Date`: what the backend's clock showed; unreadable from another origin.
    pub date: Option<DateTime<Utc>>,
    /// Whether the browser followed a redirect.
    pub redirected: bool,
    /// The address that answered in the end.
    pub url: String,
}

/// Sends `call` to the API at `base` ("" is the console's own origin).
///
/// `anonymous` leaves every cookie at home: for calls that a token has to stand for alone.
///
/// # Errors
/// [`ApiError::Offline`] when nothing was sent; [`ApiError::NoAnswer`], [`ApiError::TimedOut`] and
/// [`ApiError::Canceled`] when it is not known what came of it; any answer at all is `Ok`.
///
/// Boxed, so that the code is there once and not in each future that waits for it.
#[inline(never)]
pub fn exchange<'a>(
    base: &'a str,
    call: &'a Call,
    headers: &'a [(&'a str, &'a str)],
    anonymous: bool,
) -> Pin<Box<dyn Future<Output = Result<Answer, ApiError>> + 'a>> {
    Box::pin(send(base, call, headers, anonymous))
}

async fn send(
    base: &str,
    call: &Call,
    headers: &[(&str, &str)],
    anonymous: bool,
) -> Result<Answer, ApiError> {
    // Asked before and not after: whoever loses the connection while waiting has sent the request.
    if !is_online() {
        return Err(ApiError::Offline);
    }
    let method = if call.is_post {
        Method::POST
    } else {
        Method::GET
    };
    let credentials = match (anonymous, base.is_empty()) {
        (true, _) => RequestCredentials::Omit,
        (false, true) => RequestCredentials::SameOrigin,
        (false, false) => RequestCredentials::Include,
    };
    let waiting = Waiting::begin(call.limit_ms).ok_or(ApiError::NoAnswer)?;
    let lost = || waiting.given_up().unwrap_or(ApiError::NoAnswer);
    let mut builder = RequestBuilder::new(&format!("{base}{}", call.path))
        .method(method)
        .credentials(credentials)
        .abort_signal(Some(&waiting.signal()))
        .header("Accept", "application/json");
    for (name, value) in headers {
        builder = builder.header(name, value);
    }
    let request = match &call.body {
        Some(body) => builder
            .header("Content-Type", "application/json")
            .body(body.as_str()),
        None => builder.build(),
    };
    let request = request.map_err(|_| ApiError::NoAnswer)?;
    let early = match (headers, &call.body) {
        ([("Authorization", authorization)], Some(body)) => {
            early::take(authorization, body, &waiting.signal())
        }
        _ => None,
    };
    let is_early = early.is_some();
    let (response, text) = if let Some(early) = early {
        let (response, text) = early::parts(JsFuture::from(early).await.map_err(|_| lost())?);
        (Response::from(response), text)
    } else {
        (fetch(request.into()).await.ok_or_else(lost)?, None)
    };
    let headers = response.headers();
    let mut answer = Answer {
        status: response.status(),
        body: String::new(),
        request_id: headers.get("X-Request-ID"),
        retry_after: headers
            .get("Retry-After")
            .and_then(|seconds| seconds.trim().parse().ok()),
        // One that came a while ago says nothing about the clock of now.
        date: (headers.get("Date").filter(|_| !is_early)).and_then(|date| clock::read_date(&date)),
        redirected: response.redirected(),
        url: response.url(),
    };
    answer.body = if let Some(text) = text {
        text
    } else {
        // Not as a text of the browser's, which would be written out again, and first into three times the
        // room. What is not UTF-8 is no JSON either.
        let bytes = body(response.into()).await.ok_or_else(lost)?;
        String::from_utf8(bytes).unwrap_or_default()
    };
    Ok(answer)
}

/// The answer to a request; `None` if there is none. `gloo-net` would do the same, and panic where `fetch`
/// fails with something that is no `Error`, or answers with something that is no `Response`: what has wrapped
/// `fetch`, as extensions do, may do either.
async fn fetch(request: web_sys::Request) -> Option<Response> {
    let promise = web_sys::window()?.fetch_with_request(&request);
    let answer = JsFuture::from(promise).await.ok()?;
    let answer: web_sys::Response = answer.dyn_into().ok()?;
    Some(answer.into())
}

/// The body of an answer; `None` if it does not come whole, with whatever reason.
async fn body(response: web_sys::Response) -> Option<Vec<u8>> {
    let bytes = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&bytes).to_vec())
}

/// Lets `milliseconds` pass.
pub async fn pause(milliseconds: u32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let delay = i32::try_from(milliseconds).unwrap_or(i32::MAX);
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, delay);
        }
    });
    let _ = JsFuture::from(promise).await;
}
