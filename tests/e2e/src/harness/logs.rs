//! What the browser has to say: its console, and the requests that it made.
//!
//! Only Chromium's driver tells them. In the other engines the sandbox tells what it was asked for, and
//! nobody the console's lines.
//!
//! The driver says which part of the browser a line comes from (`source`), so most lines are recognized
//! without their wording. Where the wording is needed it is in [`Expected`], and only there: Chromium has
//! kept it since version 60.

use std::cell::RefCell;

use anyhow::Result;
use serde_json::Value;
use thirtyfour::BrowserLogEntry;

use super::browser::Browser;
use super::engine::Engine;

/// A request of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    id: String,
    /// `GET`, `POST` …
    pub method: String,
    /// The whole address.
    pub url: String,
    /// What was sent, if it was text.
    pub body: String,
    /// What kind of thing asked: `Document`, `Script`, `Stylesheet`, `Fetch` …
    pub kind: String,
    /// The answer's status; 0 as long as there is none.
    pub status: u64,
}

/// Everything since the start: the driver gives each entry only once, so they are kept here.
#[derive(Default)]
pub(crate) struct Logs {
    entries: RefCell<Vec<BrowserLogEntry>>,
    requests: RefCell<Vec<Request>>,
    expected: RefCell<Vec<Expected>>,
}

/// A line of the console that a spec causes and announces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Contains this.
    Text(String),
    /// A request whose address contains this failed or was refused.
    FailedRequest(String),
    /// A request was answered with this status.
    Status(u16),
    /// A request got no answer: no network, or blocked.
    NetworkFailure,
    /// The content security policy kept something away.
    PolicyViolation,
}

impl Expected {
    fn is(&self, entry: &BrowserLogEntry) -> bool {
        let (message, source) = (&entry.message, entry.source.as_deref());
        match self {
            Self::Text(text) => message.contains(text),
            Self::FailedRequest(address) => source == Some("network") && message.contains(address),
            Self::Status(status) => {
                source == Some("network") && message.contains(&format!("status of {status}"))
            }
            Self::NetworkFailure => {
                message.contains("net::ERR") || message.contains("Failed to fetch")
            }
            Self::PolicyViolation => is_about_policy(entry),
        }
    }
}

impl Logs {
    /// Such a line is part of what a spec does.
    pub(crate) fn expect(&self, line: Expected) {
        self.expected.borrow_mut().push(line);
    }

    /// The console's lines.
    pub(crate) async fn entries(&self, browser: &Browser) -> Result<Vec<BrowserLogEntry>> {
        if browser.engine != Engine::Chromium {
            return Ok(Vec::new());
        }
        let new = browser.driver.get_log("browser").await?;
        self.entries.borrow_mut().extend(new);
        Ok(self.entries.borrow().clone())
    }

    /// Lines that no page may cause: errors that were not expected, and anything about the policy.
    pub(crate) async fn faults(&self, browser: &Browser) -> Result<Vec<String>> {
        let entries = self.entries(browser).await?;
        let expected = self.expected.borrow();
        Ok(entries
            .iter()
            .filter(|entry| is_fault(entry) && !expected.iter().any(|line| line.is(entry)))
            .map(|entry| format!("{}: {}", entry.level, entry.message))
            .collect())
    }

    /// The requests so far, in order, as Chromium's driver tells them.
    pub(crate) async fn requests(&self, browser: &Browser) -> Result<Vec<Request>> {
        for entry in browser.driver.get_log("performance").await? {
            let event: Value = serde_json::from_str(&entry.message)?;
            note(&mut self.requests.borrow_mut(), &event["message"]);
        }
        Ok(self.requests.borrow().clone())
    }
}

fn is_fault(entry: &BrowserLogEntry) -> bool {
    entry.level == "SEVERE" || is_about_policy(entry)
}

fn is_about_policy(entry: &BrowserLogEntry) -> bool {
    let says_so = ["Content Security Policy", "Fetch API cannot load"];
    entry.source.as_deref() == Some("security")
        || says_so.iter().any(|text| entry.message.contains(text))
}

/// Reads a request as the sandbox has recorded it.
pub(crate) fn recorded(entry: &Value) -> Request {
    let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    let url = text("url");
    let kind = match entry["destination"].as_str() {
        Some("document") => "Document",
        Some("script") => "Script",
        Some("style") => "Stylesheet",
        Some("") if url.contains(".js") => "Script",
        Some("") if url.contains(".css") => "Stylesheet",
        _ => "Fetch",
    };
    Request {
        id: String::new(),
        method: text("method"),
        url,
        body: text("body"),
        kind: kind.to_owned(),
        status: entry["status"].as_u64().unwrap_or_default(),
    }
}

fn note(requests: &mut Vec<Request>, event: &Value) {
    let parameters = &event["params"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let id = text(&parameters["requestId"]);
    match event["method"].as_str() {
        Some("Network.requestWillBeSent") => {
            let request = &parameters["request"];
            let url = text(&request["url"]);
            if url.starts_with("data:") || url.starts_with("blob:") {
                return;
            }
            // A redirect keeps its id and begins a new request.
            if let Some(before) = requests.iter_mut().rev().find(|before| before.id == id) {
                before.status = parameters["redirectResponse"]["status"]
                    .as_u64()
                    .unwrap_or(before.status);
            }
            requests.push(Request {
                id,
                method: text(&request["method"]),
                url,
                body: text(&request["postData"]),
                kind: text(&parameters["type"]),
                status: 0,
            });
        }
        Some("Network.responseReceived") => {
            if let Some(request) = requests.iter_mut().rev().find(|request| request.id == id) {
                request.status = parameters["response"]["status"]
                    .as_u64()
                    .unwrap_or_default();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn requests_are_noted_with_their_answers() {
        let mut requests = Vec::new();
        let sent = |id: &str, url: &str| {
            json!({
                "method": "Network.requestWillBeSent",
                "params": {
                    "requestId": id,
                    "type": "Fetch",
                    "request": { "method": "POST", "url": url, "postData": "{}" },
                },
            })
        };
        note(&mut requests, &sent("1", "http://a/query"));
        note(&mut requests, &sent("2", "data:image/svg+xml,x"));
        note(
            &mut requests,
            &json!({
                "method": "Network.responseReceived",
                "params": { "requestId": "1", "response": { "status": 200 } },
            }),
        );
        assert_eq!(requests.len(), 1);
        assert_eq!((requests[0].status, requests[0].body.as_str()), (200, "{}"));
    }

    fn entry(level: &str, source: &str, message: &str) -> BrowserLogEntry {
        BrowserLogEntry {
            level: level.to_owned(),
            message: message.to_owned(),
            timestamp: 0,
            source: Some(source.to_owned()),
        }
    }

    #[test]
    fn errors_and_violations_are_faults() {
        assert!(is_fault(&entry("SEVERE", "javascript", "x")));
        assert!(is_fault(&entry(
            "INFO",
            "javascript",
            "violates the following Content Security Policy directive"
        )));
        assert!(is_fault(&entry(
            "INFO",
            "security",
            "in words of a later version"
        )));
        assert!(!is_fault(&entry("WARNING", "javascript", "x")));
    }

    #[test]
    fn only_what_was_announced_is_expected() {
        let refused = entry(
            "SEVERE",
            "network",
            "http://a/v1/login - Failed to load resource: the server responded with a status of 401 ()",
        );
        for expected in [
            Expected::Status(401),
            Expected::FailedRequest("/v1/login".to_owned()),
            Expected::FailedRequest(String::new()),
        ] {
            assert!(expected.is(&refused), "{expected:?}");
        }
        for other in [
            Expected::Status(500),
            Expected::FailedRequest("/v1/refresh".to_owned()),
            Expected::NetworkFailure,
            Expected::PolicyViolation,
            Expected::Text("panicked".to_owned()),
        ] {
            assert!(!other.is(&refused), "{other:?}");
        }
        let script = entry("SEVERE", "javascript", "Uncaught TypeError");
        assert!(!Expected::FailedRequest(String::new()).is(&script));
    }
}
