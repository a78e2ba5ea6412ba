//! What the browser has to say: its console, and the requests that it made.

use std::cell::RefCell;

use anyhow::Result;
use serde_json::Value;
use thirtyfour::{BrowserLogEntry, WebDriver};

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
    expected: RefCell<Vec<String>>,
}

impl Logs {
    /// An error whose text contains this is part of what a spec does.
    pub(crate) fn expect(&self, text: &str) {
        self.expected.borrow_mut().push(text.to_owned());
    }

    /// The console's lines.
    pub(crate) async fn entries(&self, driver: &WebDriver) -> Result<Vec<BrowserLogEntry>> {
        let new = driver.get_log("browser").await?;
        self.entries.borrow_mut().extend(new);
        Ok(self.entries.borrow().clone())
    }

    /// Lines that no page may cause: errors that were not expected, and anything about the policy.
    pub(crate) async fn faults(&self, driver: &WebDriver) -> Result<Vec<String>> {
        let entries = self.entries(driver).await?;
        let expected = self.expected.borrow();
        Ok(entries
            .iter()
            .filter(|entry| {
                is_fault(entry) && !expected.iter().any(|text| entry.message.contains(text))
            })
            .map(|entry| format!("{}: {}", entry.level, entry.message))
            .collect())
    }

    /// The requests so far, in order.
    pub(crate) async fn requests(&self, driver: &WebDriver) -> Result<Vec<Request>> {
        for entry in driver.get_log("performance").await? {
            let event: Value = serde_json::from_str(&entry.message)?;
            note(&mut self.requests.borrow_mut(), &event["message"]);
        }
        Ok(self.requests.borrow().clone())
    }
}

fn is_fault(entry: &BrowserLogEntry) -> bool {
    entry.level == "SEVERE"
        || entry.message.contains("Content Security Policy")
        || entry.message.contains("Refused to ")
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
        let sent = |id: &str, url: &str| json!({"method": "Network.requestWillBeSent", "params": {"requestId": id, "type": "Fetch", "request": {"method": "POST", "url": url, "postData": "{}"}}});
        note(&mut requests, &sent("1", "http://a/query"));
        note(&mut requests, &sent("2", "data:image/svg+xml,x"));
        note(
            &mut requests,
            &json!({"method": "Network.responseReceived", "params": {"requestId": "1", "response": {"status": 200}}}),
        );
        assert_eq!(requests.len(), 1);
        assert_eq!((requests[0].status, requests[0].body.as_str()), (200, "{}"));
    }

    #[test]
    fn errors_and_violations_are_faults() {
        let entry = |level: &str, message: &str| BrowserLogEntry {
            level: level.to_owned(),
            message: message.to_owned(),
            timestamp: 0,
            source: None,
        };
        assert!(is_fault(&entry("SEVERE", "x")));
        assert!(is_fault(&entry(
            "INFO",
            "violates the following Content Security Policy directive"
        )));
        assert!(!is_fault(&entry("WARNING", "x")));
    }
}
