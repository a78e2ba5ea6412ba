//! The calls of a signed-in session: bearer, cookies, CSRF, renewal, one retry.

use super::claims::{Claims, claims};
use super::error::{ApiError, GraphqlError, graphql_error, rest_error, unreadable};
use super::transport::{Answer, Call, exchange, pause};
use crate::domain::id::{OrganizationId, UserId};
use crate::domain::secret::wipe;
use crate::platform::{clock, locks};
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::cell::RefCell;
use std::rc::Rc;

/// The name of the lock under which one tab at a time renews the session.
const RENEWAL_LOCK: &str = "openlane-session-refresh";

/// For how long a CSRF token is used before it is fetched again (contract 2.1: it lives 24 h).
const CSRF_LIFETIME: TimeDelta = TimeDelta::minutes(55);

/// How often a read is sent at most.
const READ_ATTEMPTS: u32 = 3;

/// The pair that stands for a signed-in session. It never leaves memory and `sessionStorage`.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionTokens {
    access: String,
    refresh: String,
    claims: Claims,
    refresh_from: Option<DateTime<Utc>>,
    refresh_until: Option<DateTime<Utc>>,
}

impl SessionTokens {
    /// Reads what the tokens say about themselves. `None` when the access token is none, as in
    /// replies that ask for single sign-on first.
    pub fn new(access: String, refresh: String) -> Option<Self> {
        let claims = claims(&access)?;
        let refresh_claims = self::claims(&refresh);
        Some(Self {
            refresh_from: refresh_claims.as_ref().and_then(|claims| claims.nbf),
            refresh_until: refresh_claims.map(|claims| claims.exp),
            access,
            refresh,
            claims,
        })
    }

    /// The text form that other tabs and a reload get.
    pub fn to_stored(&self) -> String {
        format!("{}\n{}", self.access, self.refresh)
    }

    /// Reads [`Self::to_stored`].
    pub fn from_stored(text: &str) -> Option<Self> {
        let (access, refresh) = text.split_once('\n')?;
        Self::new(access.to_owned(), refresh.to_owned())
    }

    /// The active organization.
    pub const fn organization(&self) -> Option<&OrganizationId> {
        self.claims.org.as_ref()
    }

    /// The user.
    pub const fn user(&self) -> Option<&UserId> {
        self.claims.user_id.as_ref()
    }

    /// The refresh token, for signing out.
    pub fn refresh_token(&self) -> &str {
        &self.refresh
    }

    /// When the access token ends, UTC.
    pub const fn ends_at(&self) -> DateTime<Utc> {
        self.claims.exp
    }

    /// When to renew: a little before the access token ends, but never before the backend accepts
    /// the refresh token (contract 1.3).
    pub fn renew_at(&self) -> DateTime<Utc> {
        let early = self.claims.exp - TimeDelta::seconds(60);
        self.refresh_from.map_or(early, |from| early.max(from))
    }

    /// Whether nothing can be done with this pair any more.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.claims.exp <= now && self.refresh_until.is_none_or(|until| until <= now)
    }

    fn can_renew(&self, now: DateTime<Utc>) -> bool {
        !self.refresh.is_empty()
            && self.refresh_from.is_none_or(|from| from <= now)
            && self.refresh_until.is_none_or(|until| now < until)
    }
}

/// What happens to a session while calls are made.
pub enum SessionEvent {
    /// It has new tokens.
    Renewed(SessionTokens),
    /// It is over and could not be renewed.
    Ended,
}

struct Csrf {
    /// `None` when the backend has the protection off.
    token: Option<String>,
    fetched_at: DateTime<Utc>,
}

type Listener = Box<dyn Fn(SessionEvent)>;

struct Inner {
    base: String,
    session: RefCell<Option<SessionTokens>>,
    csrf: RefCell<Option<Csrf>>,
    on_event: RefCell<Option<Listener>>,
}

/// The one way to the backend. Copies share one session.
#[derive(Clone, Copy)]
pub struct Client(StoredValue<Rc<Inner>, LocalStorage>);

#[derive(Serialize)]
struct GraphqlRequest<'a, V> {
    query: &'a str,
    variables: &'a V,
}

#[derive(Deserialize)]
struct GraphqlAnswer<'a> {
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
    #[serde(default)]
    errors: Vec<GraphqlError>,
}

impl Client {
    /// A client of the API at `base`; "" is the console's own origin.
    pub fn new(base: &str) -> Self {
        Self(StoredValue::new_local(Rc::new(Inner {
            base: base.trim_end_matches('/').to_owned(),
            session: RefCell::new(None),
            csrf: RefCell::new(None),
            on_event: RefCell::new(None),
        })))
    }

    fn inner(self) -> Rc<Inner> {
        self.0.get_value()
    }

    /// Who is told what happens to the session.
    pub fn on_event(self, listener: impl Fn(SessionEvent) + 'static) {
        *self.inner().on_event.borrow_mut() = Some(Box::new(listener));
    }

    /// The address of the API without a final slash; "" is the console's own origin.
    pub fn base(self) -> String {
        self.inner().base.clone()
    }

    /// Makes calls for this session from now on.
    pub fn use_session(self, tokens: Option<SessionTokens>) {
        *self.inner().session.borrow_mut() = tokens;
    }

    /// The session that calls are made for.
    pub fn session(self) -> Option<SessionTokens> {
        self.inner().session.borrow().clone()
    }

    /// A call without a session: signing in and its like. `csrf` for the routes that want it.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn public<T: DeserializeOwned>(self, call: Call, csrf: bool) -> Result<T, ApiError> {
        let answer = self.checked(&call, csrf, None).await?;
        read(&answer, &answer.body)
    }

    /// A REST call of the session.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn rest<T: DeserializeOwned>(self, call: Call) -> Result<T, ApiError> {
        let answer = self.authorized(&call).await?;
        read(&answer, &answer.body)
    }

    /// A GraphQL call of the session.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn graphql<T: DeserializeOwned>(
        self,
        document: &str,
        variables: &serde_json::Value,
    ) -> Result<T, ApiError> {
        let answer = self.graphql_answer(document, variables).await?;
        let parsed = serde_json::from_str::<GraphqlAnswer<'_>>(&answer.body)
            .map_err(|_| unreadable(&answer));
        let result = match parsed {
            Ok(GraphqlAnswer { errors, .. }) if !errors.is_empty() => {
                Err(graphql_error(&errors[0], &answer))
            }
            Ok(GraphqlAnswer {
                data: Some(data), ..
            }) => read(&answer, data.get()),
            Ok(_) => Err(unreadable(&answer)),
            Err(error) => Err(error),
        };
        // The body of a create answer holds the new token's value.
        wipe(answer.body);
        result
    }

    async fn graphql_answer(
        self,
        document: &str,
        variables: &serde_json::Value,
    ) -> Result<Answer, ApiError> {
        let body = serde_json::to_string(&GraphqlRequest {
            query: document,
            variables,
        })
        .map_err(|_| ApiError::NoAnswer)?;
        let call = Call::post("/query", body);
        if is_mutation(document) {
            return self.authorized(&call).await;
        }
        let mut attempt = 1;
        loop {
            match self.authorized(&call).await {
                Err(error) if error.is_passing() && attempt < READ_ATTEMPTS => {
                    pause(wait_before_retry(&error, attempt)).await;
                    attempt += 1;
                }
                result => return result,
            }
        }
    }

    /// Sends with the session's bearer; renews and repeats once when the backend answers 401.
    async fn authorized(self, call: &Call) -> Result<Answer, ApiError> {
        let Some(tokens) = self.session() else {
            return Err(ApiError::SessionEnded);
        };
        let now = clock::now();
        if tokens.renew_at() <= now && tokens.can_renew(now) {
            // If this fails the call itself will tell why.
            let _ = self.renew().await;
        }
        let bearer = self.session().map(|tokens| tokens.access);
        match self.checked(call, true, bearer.as_deref()).await {
            Err(ApiError::SessionEnded) => {
                if self.renew().await.is_err() {
                    self.tell(SessionEvent::Ended);
                    return Err(ApiError::SessionEnded);
                }
                let bearer = self.session().map(|tokens| tokens.access);
                let again = self.checked(call, true, bearer.as_deref()).await;
                if matches!(again, Err(ApiError::SessionEnded)) {
                    self.tell(SessionEvent::Ended);
                }
                again
            }
            result => result,
        }
    }

    /// Renews the session, one tab at a time. When another tab was faster its tokens arrive by
    /// message while this one waits, and nothing is sent.
    ///
    /// # Errors
    /// [`ApiError::SessionEnded`] when it cannot be renewed now.
    pub async fn renew(self) -> Result<(), ApiError> {
        let before = self.session();
        locks::exclusive(RENEWAL_LOCK, async move {
            // Messages of the tab that just released the lock may still be on their way.
            pause(0).await;
            let current = self.session();
            if current.is_some() && current != before {
                return Ok(());
            }
            let tokens = current.ok_or(ApiError::SessionEnded)?;
            if !tokens.can_renew(clock::now()) {
                return Err(ApiError::SessionEnded);
            }
            let renewed = self.refresh(&tokens.refresh).await?;
            self.use_session(Some(renewed.clone()));
            self.tell(SessionEvent::Renewed(renewed));
            Ok(())
        })
        .await
    }

    async fn refresh(self, refresh_token: &str) -> Result<SessionTokens, ApiError> {
        #[derive(Deserialize)]
        struct Reply {
            access_token: String,
            refresh_token: String,
        }
        let body = serde_json::json!({ "refresh_token": refresh_token }).to_string();
        let answer = self
            .checked(&Call::post("/v1/refresh", body), true, None)
            .await?;
        let reply: Reply = read(&answer, &answer.body)?;
        SessionTokens::new(reply.access_token, reply.refresh_token)
            .ok_or_else(|| unreadable(&answer))
    }

    /// Sends once, and once more with a new CSRF token when the first was refused.
    async fn checked(
        self,
        call: &Call,
        csrf: bool,
        bearer: Option<&str>,
    ) -> Result<Answer, ApiError> {
        let csrf = csrf && call.is_post;
        let first = self.send(call, csrf, bearer).await?;
        match rest_error(&first) {
            Some(ApiError::CsrfRefused) if csrf => {
                *self.inner().csrf.borrow_mut() = None;
                let second = self.send(call, csrf, bearer).await?;
                rest_error_or_graphql(second)
            }
            _ => rest_error_or_graphql(first),
        }
    }

    async fn send(self, call: &Call, csrf: bool, bearer: Option<&str>) -> Result<Answer, ApiError> {
        let bearer = bearer.map(|token| format!("Bearer {token}"));
        let token = if csrf { self.csrf_token().await? } else { None };
        let mut headers = Vec::with_capacity(2);
        if let Some(bearer) = &bearer {
            headers.push(("Authorization", bearer.as_str()));
        }
        if let Some(token) = &token {
            headers.push(("X-CSRF-Token", token.as_str()));
        }
        exchange(&self.inner().base, call, &headers, false).await
    }

    async fn csrf_token(self) -> Result<Option<String>, ApiError> {
        #[derive(Deserialize)]
        struct Reply {
            csrf: Option<String>,
        }
        let inner = self.inner();
        let now = clock::now();
        if let Some(csrf) = inner
            .csrf
            .borrow()
            .as_ref()
            .filter(|csrf| now - csrf.fetched_at < CSRF_LIFETIME)
        {
            return Ok(csrf.token.clone());
        }
        let answer = exchange(&inner.base, &Call::get("/csrf"), &[], false).await?;
        if let Some(error) = rest_error(&answer) {
            return Err(error);
        }
        let token = read::<Reply>(&answer, &answer.body)?.csrf;
        *inner.csrf.borrow_mut() = Some(Csrf {
            token: token.clone(),
            fetched_at: now,
        });
        Ok(token)
    }

    fn tell(self, event: SessionEvent) {
        if let Some(listener) = self.inner().on_event.borrow().as_ref() {
            listener(event);
        }
    }
}

/// GraphQL parse and validation errors come with 4xx and a body of their own (contract 3.2); they
/// are left to the caller.
fn rest_error_or_graphql(answer: Answer) -> Result<Answer, ApiError> {
    let is_graphql = matches!(answer.status, 400 | 406 | 422)
        && serde_json::from_str::<GraphqlAnswer<'_>>(&answer.body)
            .is_ok_and(|answer| !answer.errors.is_empty());
    match rest_error(&answer) {
        Some(error) if !is_graphql => Err(error),
        _ => Ok(answer),
    }
}

fn read<T: DeserializeOwned>(answer: &Answer, text: &str) -> Result<T, ApiError> {
    serde_json::from_str(text).map_err(|_| unreadable(answer))
}

/// The same rule as the backend's, which looks at the text (contract 2.1).
fn is_mutation(document: &str) -> bool {
    document.trim_start().starts_with("mutation ")
}

/// Milliseconds to wait before a read is sent again: what the backend asks for, within 5 to 60 s,
/// else a little longer each time.
fn wait_before_retry(error: &ApiError, attempt: u32) -> u32 {
    match error {
        ApiError::RateLimited { retry_after } => retry_after.unwrap_or(5).clamp(5, 60) * 1000,
        _ => 250 << attempt.min(6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_wait_as_long_as_the_backend_asks_within_reason() {
        let limited = |retry_after| wait_before_retry(&ApiError::RateLimited { retry_after }, 1);
        assert_eq!(
            (
                limited(None),
                limited(Some(1)),
                limited(Some(30)),
                limited(Some(3600))
            ),
            (5_000, 5_000, 30_000, 60_000)
        );
        assert!(
            wait_before_retry(&ApiError::NoAnswer, 2) > wait_before_retry(&ApiError::NoAnswer, 1)
        );
    }

    #[test]
    fn graphql_answers_with_an_error_status_are_left_to_graphql() {
        let answer = |status, body: &str| Answer {
            status,
            body: body.into(),
            ..Answer::default()
        };
        assert!(
            rest_error_or_graphql(answer(422, r#"{"errors":[{"message":"x"}],"data":null}"#))
                .is_ok()
        );
        assert!(rest_error_or_graphql(answer(400, r#"{"success":false,"error":"x"}"#)).is_err());
        assert!(rest_error_or_graphql(answer(500, r#"{"errors":[]}"#)).is_err());
    }
}
