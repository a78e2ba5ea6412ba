//! The double-submit token (contract 2.1).

use super::client::read;
use super::error::{ApiError, rest_error};
use super::transport::{Call, exchange};
use chrono::{DateTime, TimeDelta, Utc};
use console_json::FromJson;
use console_platform::clock;
use futures::channel::oneshot;
use std::cell::RefCell;
use std::pin::Pin;

/// For how long a token is used before it is fetched again (contract 2.1: it lives 24 h).
const LIFETIME: TimeDelta = TimeDelta::minutes(55);

/// A token; `None` when the backend has the protection off.
type Token = Option<String>;

/// What somebody does who needs a token.
#[derive(Debug, PartialEq, Eq)]
enum Need {
    /// Use this one.
    Use(Token),
    /// Fetch one, then call [`Cache::fetched`] or [`Cache::failed`].
    Fetch,
    /// Wait until the fetch that is on its way has ended, then look again.
    Wait,
}

/// The token as far as it is known.
#[derive(Debug, Default)]
struct Cache {
    fetched: Option<(Token, DateTime<Utc>)>,
    is_fetching: bool,
}

impl Cache {
    fn need(&mut self, now: DateTime<Utc>) -> Need {
        match &self.fetched {
            Some((token, at)) if now - *at < LIFETIME => Need::Use(token.clone()),
            _ if self.is_fetching => Need::Wait,
            _ => {
                self.is_fetching = true;
                Need::Fetch
            }
        }
    }

    fn fetched(&mut self, token: Token, now: DateTime<Utc>) {
        self.is_fetching = false;
        self.fetched = Some((token, now));
    }

    const fn failed(&mut self) {
        self.is_fetching = false;
    }

    /// The backend refused `used`. A newer one, fetched after another refusal, stays.
    fn refused(&mut self, used: &Token) {
        if self
            .fetched
            .as_ref()
            .is_some_and(|(token, _)| token == used)
        {
            self.fetched = None;
        }
    }
}

/// The token that writes have to show, fetched when it is first needed.
#[derive(Default)]
pub(super) struct CsrfToken {
    cache: RefCell<Cache>,
    /// Who waits for the fetch that is on its way.
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
}

/// A fetch that is on its way. When it ends, however it does, those who wait look for themselves.
struct Fetching<'a>(&'a CsrfToken);

impl Drop for Fetching<'_> {
    fn drop(&mut self) {
        self.0.cache.borrow_mut().failed();
        for waiting in self.0.waiting.take() {
            // Whoever waited may be gone.
            let _ = waiting.send(());
        }
    }
}

impl CsrfToken {
    /// The token, or `None` when the backend has the protection off. It is fetched once for all who ask
    /// meanwhile. Boxed, so that its code is there once.
    #[inline(never)]
    pub(super) fn get<'a>(
        &'a self,
        base: &'a str,
    ) -> Pin<Box<dyn Future<Output = Result<Token, ApiError>> + 'a>> {
        Box::pin(self.fetch_once(base))
    }

    async fn fetch_once(&self, base: &str) -> Result<Token, ApiError> {
        #[derive(FromJson)]
        struct Reply {
            csrf: Option<String>,
        }
        loop {
            let need = self.cache.borrow_mut().need(clock::device_now());
            match need {
                Need::Use(token) => return Ok(token),
                Need::Fetch => break,
                Need::Wait => {
                    let (ended, when_ended) = oneshot::channel();
                    self.waiting.borrow_mut().push(ended);
                    // Whether it worked shows when the loop looks again; if not, this one fetches.
                    let _ = when_ended.await;
                }
            }
        }
        let fetching = Fetching(self);
        let answer = exchange(base, &Call::get("/csrf"), &[], false).await?;
        if let Some(error) = rest_error(&answer) {
            return Err(error);
        }
        let reply: Reply = read(&answer)?;
        let mut cache = self.cache.borrow_mut();
        cache.fetched(reply.csrf.clone(), clock::device_now());
        drop(cache);
        drop(fetching);
        Ok(reply.csrf)
    }

    /// The backend refused this token.
    pub(super) fn refused(&self, used: &Token) {
        self.cache.borrow_mut().refused(used);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session_tokens::samples::at;

    fn token(text: &str) -> Token {
        Token::from(text.to_owned())
    }

    fn with(text: &str, time: &str) -> Cache {
        let mut cache = Cache::default();
        assert_eq!(cache.need(at(time)), Need::Fetch);
        cache.fetched(token(text), at(time));
        cache
    }

    #[test]
    fn a_token_is_fetched_once_and_kept_for_55_minutes() {
        let mut cache = with("a", "12:00:00");
        assert_eq!(cache.need(at("12:54:59")), Need::Use(token("a")));
        assert_eq!(cache.need(at("12:55:00")), Need::Fetch);
    }

    #[test]
    fn whoever_needs_one_while_it_is_fetched_waits() {
        let mut cache = Cache::default();
        assert_eq!(cache.need(at("12:00:00")), Need::Fetch);
        assert_eq!(cache.need(at("12:00:01")), Need::Wait);
        cache.failed();
        // The fetch has failed: the next one tries for itself.
        assert_eq!(cache.need(at("12:00:02")), Need::Fetch);
    }

    #[test]
    fn a_backend_without_the_protection_is_asked_once_too() {
        let mut cache = Cache::default();
        cache.need(at("12:00:00"));
        cache.fetched(None, at("12:00:00"));
        assert_eq!(cache.need(at("12:10:00")), Need::Use(None));
    }

    #[test]
    fn a_refused_token_is_replaced_once_for_all_writes_that_used_it() {
        let mut cache = with("old", "12:00:00");
        cache.refused(&token("old"));
        assert_eq!(cache.need(at("12:01:00")), Need::Fetch);
        cache.fetched(token("new"), at("12:01:00"));
        // Another write was refused with the old one too: fetching again would spoil what the first repeats
        // with.
        cache.refused(&token("old"));
        assert_eq!(cache.need(at("12:01:01")), Need::Use(token("new")));
    }
}
