//! Somebody else at the same time, in a browser of their own: a session of the backend without this browser.

use anyhow::{Context as _, Result, ensure};
use e2e::Console;
use e2e::pages::PASSWORD;
use serde_json::{Value, json};

/// Signed in. The sandbox has to run without CSRF protection.
pub struct SecondPerson {
    origin: String,
    bearer: String,
    cookies: String,
}

impl SecondPerson {
    /// Signs in with a password.
    pub async fn sign_in(console: &Console, email: &str) -> Result<Self> {
        let origin = console.sandbox().origin().to_owned();
        let answer = reqwest::Client::new()
            .post(format!("{origin}/v1/login"))
            .json(&json!({ "username": email, "password": PASSWORD }))
            .send()
            .await?;
        let cookies: Vec<String> = answer
            .headers()
            .get_all("set-cookie")
            .iter()
            .filter_map(|cookie| Some(cookie.to_str().ok()?.split(';').next()?.to_owned()))
            .collect();
        let body: Value = answer.json().await?;
        let bearer = body["access_token"]
            .as_str()
            .with_context(|| format!("not signed in: {body}"))?;
        Ok(Self {
            origin,
            bearer: bearer.to_owned(),
            cookies: cookies.join("; "),
        })
    }

    /// Creates an API token; its id and value.
    pub async fn creates(&self, name: &str, tags: &[String]) -> Result<(String, String)> {
        let query = "mutation Create($input: CreateAPITokenInput!) { createAPIToken(input: $input) { \
             apiToken { id token } } }";
        let input = json!({ "name": name, "scopes": ["evidence:read"], "tags": tags });
        let answer: Value = reqwest::Client::new()
            .post(format!("{}/query", self.origin))
            .bearer_auth(&self.bearer)
            .header("Cookie", &self.cookies)
            .json(&json!({ "query": query, "variables": { "input": input } }))
            .send()
            .await?
            .json()
            .await?;
        let made = &answer["data"]["createAPIToken"]["apiToken"];
        let text = |field: &str| made[field].as_str().unwrap_or_default().to_owned();
        ensure!(made["id"].is_string(), "not created: {answer}");
        Ok((text("id"), text("token")))
    }
}
