//! The calls of a signed-in session: bearer, cookies, CSRF, renewal, one retry.

mod call;
mod check;
mod event;
mod message;
mod renewal;

pub use event::SessionEvent;
pub(super) use message::{GraphqlAnswer, graphql_body, read};
pub use renewal::{NotRenewed, Renewer, Renewing};

use call::{AuthorizedCall, Event, Step, is_over};
use message::{graphql_json, is_mutation, rest_error_or_graphql, rest_json};

use super::csrf::CsrfToken;
use super::error::{ApiError, rest_error, unreadable};
use super::retry::{READ_LIMIT_MS, WRITE_LIMIT_MS, wait_before_retry};
use super::session_tokens::SessionTokens;
use super::transport::{Answer, Call, exchange, pause};
use super::waiting::Waiting;
use chrono::{DateTime, TimeDelta, Utc};
use console_domain::secret::wipe;
use console_json::{FromJson, Json};
use console_platform::clock;
use console_platform::storage::keeps_cookies;
use console_reactive::prelude::*;
use futures::channel::oneshot;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;

/// Where GraphQL is answered.
const GRAPHQL: &str = "/query";

type Answering<'a> = Pin<Box<dyn Future<Output = Result<Answer, ApiError>> + 'a>>;
type Listener = Box<dyn Fn(SessionEvent)>;

struct Inner {
    base: String,
    session: RefCell<Option<SessionTokens>>,
    /// The tokens of a session that is over but may go on after signing in again.
    paused: RefCell<Option<SessionTokens>>,
    /// The reads that wait for that.
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
    csrf: CsrfToken,
    /// How far the `Date` of the last answer was ahead of this clock.
    dated_ahead: Cell<Option<TimeDelta>>,
    on_event: RefCell<Option<Listener>>,
    /// How many pairs of other tabs are being checked.
    checks: Cell<u32>,
    renewer: Renewer,
}

/// The one way to the backend. Copies share one session.
#[derive(Clone, Copy)]
pub struct Client(StoredValue<Rc<Inner>>);

impl Client {
    /// A client of the API at `base`; "" is the console's own origin. `renewer` renews its session by
    /// [`renew_exclusively`](Self::renew_exclusively), whose code need not be there until then.
    pub fn new(base: &str, renewer: Renewer) -> Self {
        Self(StoredValue::new(Rc::new(Inner {
            base: base.trim_end_matches('/').to_owned(),
            session: RefCell::new(None),
            paused: RefCell::new(None),
            waiting: RefCell::default(),
            csrf: CsrfToken::default(),
            dated_ahead: Cell::new(None),
            on_event: RefCell::new(None),
            checks: Cell::new(0),
            renewer,
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
        let inner = self.inner();
        // The answer that brought them had a date too: this clock may be set before the next one comes.
        let dated = |tokens: SessionTokens| tokens.dated(inner.dated_ahead.get());
        let tokens = tokens.map(dated);
        if let Some(tokens) = &tokens {
            clock::set_ahead(tokens.ahead());
        }
        *inner.session.borrow_mut() = tokens;
        inner.paused.borrow_mut().take();
        // Each looks for itself whether this is the session that it waits for.
        for waiting in inner.waiting.take() {
            let _ = waiting.send(());
        }
    }

    /// The session is over. Reads wait from now on until it goes on or another one begins; writes
    /// are refused.
    pub fn pause_session(self) {
        let inner = self.inner();
        let over = inner.session.borrow_mut().take();
        if over.is_some() {
            *inner.paused.borrow_mut() = over;
        }
    }

    /// The session that calls are made for.
    pub fn session(self) -> Option<SessionTokens> {
        self.inner().session.borrow().clone()
    }

    /// What the backend's clock shows now, as far as the session knows.
    pub fn backend_now(self) -> DateTime<Utc> {
        let now = clock::device_now();
        self.session()
            .map_or(now, |tokens| tokens.backend_time(now))
    }

    /// A call without a session: signing in and its like. `csrf` for the routes that want it.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn public<T: FromJson>(self, call: Call, csrf: bool) -> Result<T, ApiError> {
        let answer = self.send_with_csrf(&call, csrf, None).await?;
        read(&answer)
    }

    /// A REST call of the session.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn rest<T: FromJson>(self, call: Call) -> Result<T, ApiError> {
        let answer = self.rest_answer(&call).await?;
        T::from_json(answer.0).ok_or_else(|| unreadable(&answer.1))
    }

    /// The answer to a REST call of the session, and what it says.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub(super) async fn rest_answer(self, call: &Call) -> Result<(Json, Answer), ApiError> {
        self.send_with_retry(call, !call.is_post, rest_json).await
    }

    /// A REST call of a session that is not the client's, or not yet: nothing is renewed.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn rest_as<T: FromJson>(
        self,
        tokens: &SessionTokens,
        call: Call,
    ) -> Result<T, ApiError> {
        let answer = self
            .send_with_csrf(&call, true, Some(tokens.bearer()))
            .await?;
        read(&answer)
    }

    /// A REST question of the session that has to be put as a POST. It changes nothing, so it is sent again
    /// like any read; being a POST it needs a CSRF token all the same (contract 2.1).
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn rest_question<T: FromJson>(self, call: Call) -> Result<T, ApiError> {
        let call = call.within(READ_LIMIT_MS);
        let (json, answer) = self.send_with_retry(&call, true, rest_json).await?;
        T::from_json(json).ok_or_else(|| unreadable(&answer))
    }

    /// A GraphQL call of the session.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn graphql<T: FromJson>(
        self,
        document: &str,
        variables: Json,
    ) -> Result<T, ApiError> {
        let is_read = !is_mutation(document);
        let limit = if is_read {
            READ_LIMIT_MS
        } else {
            WRITE_LIMIT_MS
        };
        let call = Call::post(GRAPHQL, graphql_body(document, variables)).within(limit);
        let (data, answer) = self.send_with_retry(&call, is_read, graphql_json).await?;
        T::from_json(data).ok_or_else(|| unreadable(&answer))
    }

    /// Sends, and sends a read again as long as its error is one that passes. The answer comes back without
    /// its body, which is wiped: that of a create answer holds the new token's value.
    async fn send_with_retry(
        self,
        call: &Call,
        is_read: bool,
        read: fn(&Answer) -> Result<Json, ApiError>,
    ) -> Result<(Json, Answer), ApiError> {
        let mut attempt = 1;
        let mut late = None;
        loop {
            let result = match self.authorized(call, is_read).await {
                Ok(mut answer) => {
                    let result = read(&answer);
                    wipe(std::mem::take(&mut answer.body));
                    result.map(|json| (json, answer))
                }
                Err(error) => Err(error),
            };
            let wait = match &result {
                Err(error) if is_read => wait_before_retry(error, attempt),
                _ => None,
            };
            let Some(wait) = wait else { return result };
            if matches!(result, Err(ApiError::TimedOut)) {
                late = Waiting::between_attempts();
            }
            pause(wait).await;
            if let Some(error) = late.as_ref().and_then(Waiting::given_up) {
                return Err(error);
            }
            attempt += 1;
        }
    }

    /// Sends with the session's bearer; renews and repeats once when the backend refuses that. When
    /// the session is over a read waits until somebody has signed in again. See [`AuthorizedCall`].
    /// Boxed, so that the code is there once.
    #[inline(never)]
    fn authorized(self, call: &Call, is_read: bool) -> Answering<'_> {
        Box::pin(self.send_authorized(call, is_read))
    }

    async fn send_authorized(self, call: &Call, is_read: bool) -> Result<Answer, ApiError> {
        // The backend asks for none with a GraphQL read, and fetching one first is a round trip (contract
        // 2.1).
        let csrf = !is_read || call.path != GRAPHQL;
        let mut state = AuthorizedCall::new(is_read);
        let mut tokens = self.session();
        let mut answer = Err(ApiError::SessionEnded);
        let mut event = Event::Begin {
            has_session: tokens.is_some(),
        };
        loop {
            event = match state.on(event) {
                Step::Send => {
                    let bearer = tokens.as_ref().map(SessionTokens::bearer);
                    answer = self.send_with_csrf(call, csrf, bearer).await;
                    match &answer {
                        Err(error) if error.ends_session() => Event::Refused {
                            needs_sso: matches!(error, ApiError::SsoRequired(_)),
                        },
                        _ => Event::Answered,
                    }
                }
                Step::Renew => {
                    let Some(used) = tokens.clone() else {
                        return answer;
                    };
                    let renewed = self.renew(&used).await;
                    // Another session may have begun meanwhile. What was asked in one is not done in the
                    // other.
                    if renewed
                        .as_ref()
                        .is_ok_and(|now| !now.is_same_session(&used))
                    {
                        return answer;
                    }
                    Event::Renewed(renewed.map(|renewed| {
                        tokens = Some(renewed);
                    }))
                }
                Step::WaitForSignIn => {
                    let goes_on = self.wait_for_sign_in().await;
                    tokens = self.session();
                    Event::Resumed(goes_on && tokens.is_some())
                }
                Step::End { needs_sso, goes_on } => {
                    if is_over(self.session().as_ref(), tokens.as_ref(), needs_sso) {
                        self.emit(SessionEvent::Ended { needs_sso });
                    }
                    if !goes_on {
                        return answer;
                    }
                    tokens = self.session();
                    Event::Begin {
                        has_session: tokens.is_some(),
                    }
                }
                Step::Return => return answer,
                Step::Fail(error) => return Err(error),
            };
        }
    }

    /// Waits while the session is over. Whether the same one has gone on.
    async fn wait_for_sign_in(self) -> bool {
        let inner = self.inner();
        let Some(paused) = inner.paused.borrow().clone() else {
            return false;
        };
        let (resumed, when_resumed) = oneshot::channel();
        inner.waiting.borrow_mut().push(resumed);
        when_resumed.await.is_ok()
            && self
                .session()
                .is_some_and(|tokens| tokens.is_same_session(&paused))
    }

    /// Fetches the CSRF token of the writes to come, so that the first one need not wait for it.
    pub fn prepare_to_write(self) {
        let inner = self.inner();
        spawn_local(async move {
            // Who writes fetches it again, and is told what is wrong.
            let _ = inner.csrf.get(&inner.base).await;
        });
    }

    /// Sends once, and once more with a new CSRF token when it was refused for want of one (contract 2.1).
    async fn send_with_csrf(
        self,
        call: &Call,
        csrf: bool,
        bearer: Option<&str>,
    ) -> Result<Answer, ApiError> {
        let inner = self.inner();
        // A GET never needs one.
        let used = if csrf && call.is_post {
            inner.csrf.get(&inner.base).await?
        } else {
            None
        };
        let first = self.send(call, used.as_deref(), bearer).await?;
        if !call.is_post || rest_error(&first) != Some(ApiError::CsrfRefused) {
            return rest_error_or_graphql(first);
        }
        inner.csrf.refused(&used);
        let renewed = inner.csrf.get(&inner.base).await?;
        let second = self.send(call, renewed.as_deref(), bearer).await?;
        rest_error_or_graphql(second).map_err(|error| match error {
            ApiError::CsrfRefused if !keeps_cookies() => ApiError::CookiesBlocked,
            error => error,
        })
    }

    async fn send(
        self,
        call: &Call,
        csrf: Option<&str>,
        bearer: Option<&str>,
    ) -> Result<Answer, ApiError> {
        let bearer = bearer.map(|token| format!("Bearer {token}"));
        let mut headers = Vec::with_capacity(2);
        if let Some(bearer) = &bearer {
            headers.push(("Authorization", bearer.as_str()));
        }
        if let Some(token) = csrf {
            headers.push(("X-CSRF-Token", token));
        }
        let answer = exchange(&self.inner().base, call, &headers, false).await?;
        self.compare_clocks(&answer);
        Ok(answer)
    }

    /// People set their clocks while a session lives; without noticing it could look as if it were
    /// over, or as if it lasted.
    fn compare_clocks(self, answer: &Answer) {
        let Some(date) = answer.date else { return };
        let ahead = date - clock::device_now();
        let moved = {
            let inner = self.inner();
            inner.dated_ahead.set(Some(ahead));
            let mut session = inner.session.borrow_mut();
            let Some(tokens) = session.as_mut() else {
                return;
            };
            tokens.note_date(ahead).then(|| tokens.clone())
        };
        if let Some(tokens) = moved {
            clock::set_ahead(tokens.ahead());
            self.emit(SessionEvent::ClockMoved(tokens));
        }
    }

    fn emit(self, event: SessionEvent) {
        if let Some(listener) = self.inner().on_event.borrow().as_ref() {
            listener(event);
        }
    }
}
