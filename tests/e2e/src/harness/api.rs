//! Requests that a spec makes itself: as a script would with a token, or as the sandbox's own controls.

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::console::Console;

/// Status and body of an answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Such as 200.
    pub status: u16,
    /// Its JSON, or its text as a JSON string.
    pub body: Value,
}

impl Console {
    /// `GET` with a bearer, and nothing else: no cookie, no CSRF token.
    ///
    /// # Errors
    /// If there is no answer.
    pub async fn get_as(&self, path: &str, bearer: &str) -> Result<Answer> {
        let address = format!("{}{path}", self.sandbox.origin());
        answer(reqwest::Client::new().get(address).bearer_auth(bearer)).await
    }

    /// `POST` of JSON with a bearer, and nothing else.
    ///
    /// # Errors
    /// If there is no answer.
    pub async fn post_as(&self, path: &str, bearer: &str, body: &Value) -> Result<Answer> {
        let address = format!("{}{path}", self.sandbox.origin());
        answer(
            reqwest::Client::new()
                .post(address)
                .bearer_auth(bearer)
                .json(body),
        )
        .await
    }

    /// One of the sandbox's controls: `reset`, `clock`.
    ///
    /// # Errors
    /// If there is no answer.
    pub async fn control(&self, name: &str, body: &Value) -> Result<Answer> {
        let address = format!("{}/sandbox/{name}", self.sandbox.origin());
        answer(reqwest::Client::new().post(address).json(body)).await
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Result<Answer> {
    let response = request.send().await.context("no answer from the sandbox")?;
    let status = response.status().as_u16();
    let text = response
        .text()
        .await
        .context("half an answer from the sandbox")?;
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok(Answer { status, body })
}
