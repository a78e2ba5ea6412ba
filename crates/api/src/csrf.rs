//! The double-submit token (contract 2.1).

use super::client::read;
use super::error::{ApiError, rest_error};
use super::transport::{Call, exchange};
use chrono::{DateTime, TimeDelta, Utc};
use console_json::FromJson;
use console_platform::clock;
use futures::channel::oneshot;
use std::cell::{Cell, RefCell};

/// For how long a token is used before it is fetched again (contract 2.1: it lives 24 h).
const LIFETIME: TimeDelta = TimeDelta::minutes(55);

struct Fetched {
    /// `None` when the backend has the protection off.
    token: Option<String>,
    at: DateTime<Utc>,
}

/// The token that writes have to show, fetched when it is first needed.
#[derive(Default)]
pub(super) struct CsrfToken {
    fetched: RefCell<Option<Fetched>>,
    is_being_fetched: Cell<bool>,
    /// Who waits for the fetch that is on its way.
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
}

/// A fetch that is on its way. When it ends, however it does, those who wait look for themselves.
struct Fetching<'a>(&'a CsrfToken);

impl Drop for Fetching<'_> {
    fn drop(&mut self) {
        self.0.is_being_fetched.set(false);
        for waiting in self.0.waiting.take() {
            // Whoever waited may be gone.
            let _ = waiting.send(());
        }
    }
}

impl CsrfToken {
    /// The token, or `None` when the backend has the protection off. It is fetched once for all who ask meanwhile.
    pub(super) async fn get(&self, base: &str) -> Result<Option<String>, ApiError> {
        #[derive(FromJson)]
        struct Reply {
            csrf: Option<String>,
        }
        loop {
            let now = clock::now();
            if let Some(fetched) = self
                .fetched
                .borrow()
                .as_ref()
                .filter(|fetched| now - fetched.at < LIFETIME)
            {
                return Ok(fetched.token.clone());
            }
            if !self.is_being_fetched.replace(true) {
                break;
            }
            let (ended, when_ended) = oneshot::channel();
            self.waiting.borrow_mut().push(ended);
            // Whether it worked shows when the loop looks again; if not, this one fetches.
            let _ = when_ended.await;
        }
        let fetching = Fetching(self);
        let answer = exchange(base, &Call::get("/csrf"), &[], false).await?;
        if let Some(error) = rest_error(&answer) {
            return Err(error);
        }
        let reply: Reply = read(&answer)?;
        *self.fetched.borrow_mut() = Some(Fetched {
            token: reply.csrf.clone(),
            at: clock::now(),
        });
        drop(fetching);
        Ok(reply.csrf)
    }

    /// The backend refused the token.
    pub(super) fn forget(&self) {
        *self.fetched.borrow_mut() = None;
    }
}
