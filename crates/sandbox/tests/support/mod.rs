//! A browser that calls the sandbox in memory.

#![allow(dead_code, reason = "each test file uses its own part")]

pub mod file;
pub mod operations;
pub mod sso;

use std::collections::BTreeMap;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use sandbox::{
    AppState, PASSWORD, State, app,
    config::{Config, Database, Seed},
};
use serde_json::{Value, json};
use tower::ServiceExt;

/// Acme Security.
pub const ACME: &str = "01K00000000000000000RG0001";

/// A configuration that touches no file.
pub fn config(seed: Seed) -> Config {
    Config {
        database: Database::Memory,
        seed,
        random_seed: Some(7),
        ..Config::default()
    }
}

/// A sandbox in memory.
pub fn state(config: Config) -> AppState {
    State::open(config).expect("a sandbox in memory")
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    pub json: Value,
}

impl Answer {
    pub fn at(&self, pointer: &str) -> Value {
        self.json.pointer(pointer).cloned().unwrap_or(Value::Null)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
    }
}

/// Somebody in front of the sandbox.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    pub bearer: Option<String>,
    pub csrf: Option<String>,
    /// Sent as `X-Organization-ID`.
    pub organization: Option<String>,
}

impl Browser {
    pub fn new(state: &AppState) -> Self {
        Self {
            router: app(state.clone()),
            cookies: BTreeMap::new(),
            bearer: None,
            csrf: None,
            organization: None,
        }
    }

    /// Somebody else in front of the same sandbox.
    pub fn stranger(&self) -> Self {
        Self {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
            bearer: None,
            csrf: None,
            organization: None,
        }
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.get(name).cloned()
    }

    pub async fn signed_in(state: &AppState, user: &str) -> Self {
        let mut browser = Self::new(state);
        let answer = browser
            .post(
                "/v1/login",
                &json!({ "username": user, "password": PASSWORD }),
            )
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
        browser.bearer = answer.at("/access_token").as_str().map(str::to_owned);
        browser.fetch_csrf().await;
        browser
    }

    pub async fn fetch_csrf(&mut self) {
        let token = self.get("/csrf").await.at("/csrf");
        self.csrf = token.as_str().map(str::to_owned);
    }

    pub async fn send(&mut self, request: Request<Body>) -> Answer {
        let (mut parts, body) = request.into_parts();
        let mut add = |name: &'static str, value: String| {
            if !parts.headers.contains_key(name) {
                parts
                    .headers
                    .insert(name, value.parse().expect("a header value"));
            }
        };
        if let Some(bearer) = &self.bearer {
            add("authorization", format!("Bearer {bearer}"));
        }
        if let Some(csrf) = &self.csrf {
            add("x-csrf-token", csrf.clone());
        }
        if let Some(organization) = &self.organization {
            add("x-organization-id", organization.clone());
        }
        let line: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !line.is_empty() {
            add("cookie", line.join("; "));
        }
        let request = Request::from_parts(parts, body);
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("routers do not fail");
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all("set-cookie") {
            let line = line.to_str().unwrap_or_default();
            if let Some((name, value)) =
                line.split(';').next().and_then(|pair| pair.split_once('='))
            {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = to_bytes(body, usize::MAX)
            .await
            .map(|bytes| bytes.to_vec())
            .unwrap_or_default();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
            json,
        }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request"))
            .await
    }

    pub async fn post(&mut self, path: &str, body: &Value) -> Answer {
        let request = Request::post(path).header("content-type", "application/json");
        self.send(
            request
                .body(Body::from(body.to_string()))
                .expect("a request"),
        )
        .await
    }

    pub async fn query(&mut self, query: &str, variables: Value) -> Answer {
        self.post("/query", &json!({ "query": query, "variables": variables }))
            .await
    }
}
