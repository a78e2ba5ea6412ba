//! What browsers asked for, kept for tests: not every engine's driver tells the requests of a page.

use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use serde::Serialize;

use crate::input::header_text;

/// How many requests are kept; later ones are not.
const MOST: usize = 20_000;

/// A request of a browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Record {
    method: String,
    /// The whole address.
    url: String,
    /// The body, where it is text.
    body: String,
    /// `Sec-Fetch-Dest`: `document`, `script`, `style`, `empty` for what a script fetches, or an empty text
    /// where the browser does not say.
    destination: String,
    /// 0 until it is answered.
    status: u16,
}

/// The requests so far, in the order in which they came. It keeps none unless it is told to.
#[derive(Debug)]
pub(crate) struct Recorder {
    keeps: bool,
    records: Mutex<Vec<Record>>,
}

/// Which record an answer belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry(usize);

impl Recorder {
    pub(crate) fn new(keeps: bool) -> Self {
        Self {
            keeps,
            records: Mutex::default(),
        }
    }

    /// Whether this request is one to keep: a browser's. Programs that test say no `User-Agent`.
    pub(crate) fn wants(&self, headers: &HeaderMap) -> bool {
        self.keeps && headers.contains_key(header::USER_AGENT)
    }

    /// Keeps a request.
    pub(crate) fn begin(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Option<Entry> {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        if records.len() >= MOST {
            return None;
        }
        let host = header_text(headers, header::HOST.as_str());
        records.push(Record {
            method: method.to_string(),
            url: format!("http://{host}{uri}"),
            body: String::from_utf8(body.to_vec()).unwrap_or_default(),
            destination: header_text(headers, "sec-fetch-dest").to_owned(),
            status: 0,
        });
        Some(Entry(records.len() - 1))
    }

    /// Keeps how a request was answered.
    pub(crate) fn end(&self, entry: Option<Entry>, status: StatusCode) {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(record) = entry.and_then(|Entry(at)| records.get_mut(at)) {
            record.status = status.as_u16();
        }
    }

    /// All requests so far.
    pub(crate) fn all(&self) -> Vec<Record> {
        self.records
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
