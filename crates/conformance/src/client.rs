//! A small browser: cookies, bearer, CSRF token.

use std::{collections::BTreeMap, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// What every read of a secret answers.
pub(super) const HIDDEN: &str = "*****************************";

/// An answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    /// HTTP status; 0 when no answer came.
    pub(super) status: u16,
    /// Lower-case name and value, in order.
    pub(super) headers: Vec<(String, String)>,
    /// Body as text.
    pub(super) text: String,
    /// Body as JSON, null when it is none.
    pub(super) json: Value,
}

impl Answer {
    /// The first value of a header, empty when absent.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// All values of a header, in order.
    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        let values = self.headers.iter().filter(|(key, _)| key == name);
        values.map(|(_, value)| value.as_str()).collect()
    }

    /// The `Set-Cookie` line of a cookie, empty when absent.
    pub(super) fn cookie(&self, name: &str) -> &str {
        let prefix = format!("{name}=");
        self.headers
            .iter()
            .find(|(key, value)| key == "set-cookie" && value.starts_with(&prefix))
            .map_or("", |(_, value)| value)
    }

    /// A JSON pointer into the body.
    pub(super) fn at(&self, pointer: &str) -> Value {
        self.json.pointer(pointer).cloned().unwrap_or(Value::Null)
    }

    /// A text in the body.
    pub(super) fn string(&self, pointer: &str) -> String {
        self.at(pointer).as_str().unwrap_or_default().to_owned()
    }

    /// Message of the first GraphQL error.
    pub(super) fn message(&self) -> String {
        self.string("/errors/0/message")
    }

    /// Code of the first GraphQL error.
    pub(super) fn code(&self) -> Value {
        self.at("/errors/0/extensions/code")
    }
}

/// Somebody in front of the server.
#[derive(Clone, Debug)]
pub(super) struct Client {
    agent: ureq::Agent,
    base: String,
    /// Cookies by name.
    pub(super) cookies: BTreeMap<String, String>,
    /// Access token.
    pub(super) bearer: Option<String>,
    /// Refresh token.
    pub(super) refresh: String,
    /// CSRF token.
    pub(super) csrf: Option<String>,
    /// Further headers of every request.
    pub(super) extra: Vec<(String, String)>,
}

impl Client {
    /// A browser without any state.
    pub(super) fn new(base: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(30)))
            .max_redirects(0)
            .http_status_as_error(false)
            .build()
            .into();
        Self {
            agent,
            base: base.trim_end_matches('/').to_owned(),
            cookies: BTreeMap::new(),
            bearer: None,
            refresh: String::new(),
            csrf: None,
            extra: Vec::new(),
        }
    }

    /// The same server, nothing else.
    pub(super) fn stranger(&self) -> Self {
        Self {
            agent: self.agent.clone(),
            ..Self::new(&self.base)
        }
    }

    /// The same server with only a token, as a script has it.
    pub(super) fn script(&self, token: &str) -> Self {
        Self {
            bearer: Some(token.to_owned()),
            ..self.stranger()
        }
    }

    /// Sends a request with everything the browser knows, and these headers.
    pub(super) fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Answer {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.base)
        };
        let mut request = ureq::http::Request::builder().method(method).uri(url);
        if let Some(bearer) = &self.bearer {
            request = request.header("authorization", format!("Bearer {bearer}"));
        }
        if let Some(csrf) = &self.csrf {
            request = request.header("x-csrf-token", csrf);
        }
        if !self.cookies.is_empty() {
            let line: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header("cookie", line.join("; "));
        }
        for (name, value) in &self.extra {
            request = request.header(name, value);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let Ok(request) = request.body(body.unwrap_or_default().to_owned()) else {
            return Answer::default();
        };
        match self.agent.run(request) {
            Ok(response) => self.read(response),
            Err(error) => Answer {
                text: error.to_string(),
                ..Answer::default()
            },
        }
    }

    fn read(&mut self, response: ureq::http::Response<ureq::Body>) -> Answer {
        let (parts, mut body) = response.into_parts();
        let headers: Vec<(String, String)> = parts
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        for (_, line) in headers.iter().filter(|(name, _)| name == "set-cookie") {
            let pair = line.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                if value.is_empty() {
                    self.cookies.remove(name);
                } else {
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
            }
        }
        let text = body.read_to_string().unwrap_or_default();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer {
            status: parts.status.as_u16(),
            headers,
            text,
            json,
        }
    }

    /// Follows a redirect as a browser does: its target may be relative to the path that answered. Gives
    /// where it led to, and what was there.
    pub(super) fn follow(&mut self, from: &str, answer: &Answer) -> (String, Answer) {
        let url = url::Url::parse(&format!("{}{from}", self.base))
            .and_then(|here| here.join(answer.header("location")));
        match url {
            Ok(url) => {
                let there = self.send("GET", url.as_str(), &[], None);
                (url.path().to_owned(), there)
            }
            Err(error) => (error.to_string(), Answer::default()),
        }
    }

    /// `GET`.
    pub(super) fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    /// `POST` of JSON.
    pub(super) fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.send(
            "POST",
            path,
            &[("content-type", "application/json")],
            Some(&body.to_string()),
        )
    }

    /// A GraphQL operation.
    pub(super) fn query(&mut self, query: &str) -> Answer {
        self.with_variables(query, &json!({}))
    }

    /// A GraphQL operation with variables.
    pub(super) fn with_variables(&mut self, query: &str, variables: &Value) -> Answer {
        self.post("/query", &json!({ "query": query, "variables": variables }))
    }

    /// Signs in and fetches a CSRF token.
    pub(super) fn sign_in(&mut self, user: &str, password: &str) -> Answer {
        let answer = self.post(
            "/v1/login",
            &json!({ "username": user, "password": password }),
        );
        self.adopt(&answer);
        answer
    }

    /// Takes over the tokens of an answer, and fetches a CSRF token.
    pub(super) fn adopt(&mut self, answer: &Answer) {
        let access = answer.string("/access_token");
        if !access.is_empty() {
            self.bearer = Some(access);
            self.refresh = answer.string("/refresh_token");
            self.csrf = None;
            self.csrf = self.get("/csrf").at("/csrf").as_str().map(str::to_owned);
        }
    }
}

/// Claims of a JWT.
pub(super) fn claims(token: &str) -> Value {
    token
        .split('.')
        .nth(1)
        .and_then(|part| URL_SAFE_NO_PAD.decode(part).ok())
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or(Value::Null)
}

/// The name of the session cookie, which depends on how the server is set up (contract 1.6).
pub(super) fn session_name(client: &Client) -> String {
    let known = ["temporary-cookie", "__Secure-SessionId"];
    known
        .into_iter()
        .find(|name| client.cookies.contains_key(*name))
        .unwrap_or_default()
        .to_owned()
}

/// The active organization of somebody who is signed in.
pub(super) fn organization(client: &Client) -> String {
    claims(client.bearer.as_deref().unwrap_or_default())["org"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}
