//! Asking the browser for a passkey: in a dialog of its own, or among the suggestions of the e-mail field.

use crate::session::{SessionStore, SignOut};
use chrono::{DateTime, TimeDelta, Utc};
use console_api::client::Client;
use console_api::error::ApiError;
use console_api::passkey::{self, PasskeyProblem, PasskeyRequest};
use console_api::session_tokens::SessionTokens;
use console_api::transport::pause;
use console_platform::clock;
use console_platform::passkey::{Ceremony, Mediation, PasskeyFailure, is_offered_in_fields};
use console_reactive::prelude::*;

/// A challenge that was not used may be used for so long. The backend keeps it for an hour (contract 1.7).
const FRESH_FOR: TimeDelta = TimeDelta::minutes(10);

/// How often, and at what interval in milliseconds, a pending challenge or sign-out is polled.
const MAX_POLLS: usize = 200;
const POLL_INTERVAL_MS: u32 = 50;
const MAX_SHORT_POLLS: usize = 60;

/// A request to the browser, with its number.
type Request = Option<(u32, Ceremony)>;

/// The requests of one form. A page can have one at a time at the browser, and a browser has one challenge at
/// the backend, by its cookie. Copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Passkeys {
    client: Client,
    /// Ends with the form.
    scope: Scope,
    /// How the last sign-out stands: each pair that it ends takes the cookie along (contract 1.4).
    sign_out: RwSignal<SignOut>,
    field: StoredValue<Request>,
    dialog: StoredValue<Request>,
    /// The number of the last request.
    last: StoredValue<u32>,
    /// A challenge that nothing has answered yet.
    unused: StoredValue<Option<(PasskeyRequest, DateTime<Utc>)>>,
    is_asking_backend: StoredValue<bool>,
    /// Whether the browser's dialog is open, or about to open.
    pub(super) is_asking: RwSignal<bool>,
}

impl Passkeys {
    pub(super) fn new(session: SessionStore) -> Self {
        Self {
            client: session.client,
            scope: Scope::current(),
            sign_out: session.sign_out_state(),
            field: StoredValue::new(None),
            dialog: StoredValue::new(None),
            last: StoredValue::new(0),
            unused: StoredValue::new(None),
            is_asking_backend: StoredValue::new(false),
            is_asking: RwSignal::new(false),
        }
    }

    /// Has the browser ask, and signs in with what it answers.
    pub(super) async fn ask(self) -> Result<SessionTokens, PasskeyProblem> {
        self.take_back_offer();
        self.is_asking.try_set(true);
        let number = self.begin(self.dialog);
        let answer = self.request(self.dialog, number, Mediation::Dialog).await;
        self.is_asking.try_set(false);
        self.try_assertion(answer?).await
    }

    /// Gives up what [`Self::ask`] has begun.
    pub(super) fn cancel(self) {
        self.dialog.try_set_value(None);
    }

    /// Signs in with what the browser has answered. That uses the challenge up.
    pub(super) async fn try_assertion(
        self,
        assertion: String,
    ) -> Result<SessionTokens, PasskeyProblem> {
        self.unused.try_set_value(None);
        passkey::finish(self.client, assertion).await
    }

    /// Offers passkeys among the suggestions of the e-mail field, where the browser can do that. Whatever
    /// keeps it from doing so is told when somebody asks for a passkey.
    pub(super) fn offer(self, chosen: impl Fn(String) + 'static) {
        let number = self.begin(self.field);
        self.scope.spawn(async move {
            if !is_offered_in_fields().await {
                return;
            }
            if let Ok(assertion) = self.request(self.field, number, Mediation::Field).await {
                chosen(assertion);
            }
        });
    }

    /// Ends what [`Self::offer`] has begun.
    pub(super) fn take_back_offer(self) {
        self.field.try_set_value(None);
    }

    /// Waits until the answer to a question for a challenge is there, three seconds at most. Two calls that
    /// are the first of a browser get a CSRF token each, and only the cookie of one of them stays (contract
    /// 2.1).
    pub(super) async fn wait_for_pending_challenge(self) {
        for _ in 0..MAX_SHORT_POLLS {
            if self.is_asking_backend.try_get_value() != Some(true) {
                return;
            }
            pause(POLL_INTERVAL_MS).await;
        }
    }

    /// The cookie of the challenge is no longer there.
    pub(super) fn forget_challenge(self) {
        self.unused.try_set_value(None);
    }

    /// Whether a challenge waits that may be too old.
    pub(super) fn is_stale(self) -> bool {
        let unused = self.unused.try_get_value().flatten();
        unused.is_some_and(|(_, at)| clock::device_now() - at >= FRESH_FOR)
    }

    /// Makes room for a request, and gives it a number.
    fn begin(self, place: StoredValue<Request>) -> u32 {
        let number = self.last.try_update_value(|last| {
            *last += 1;
            *last
        });
        let number = number.unwrap_or_default();
        place.try_set_value(Some((number, Ceremony::new())));
        number
    }

    async fn request(
        self,
        place: StoredValue<Request>,
        number: u32,
        mediation: Mediation,
    ) -> Result<String, PasskeyProblem> {
        // It may be taken back at any time, or the form is gone.
        let is_held = move || {
            let held = place.try_with_value(|held| held.as_ref().map(|(held, _)| *held));
            held.flatten() == Some(number)
        };
        let asked = self.challenge(is_held).await?;
        let begun = clock::device_now();
        let answer = place.try_with_value(|held| match held {
            Some((held, ceremony)) if *held == number => {
                Some(ceremony.request(&asked.options, mediation))
            }
            _ => None,
        });
        let answer = answer.flatten().ok_or(PasskeyProblem::Dismissed)?;
        answer.await.map_err(|failure| match failure {
            PasskeyFailure::WrongSite => PasskeyProblem::WrongSite,
            PasskeyFailure::NotAllowed => {
                PasskeyProblem::not_allowed(clock::device_now() - begun, asked.limit)
            }
            PasskeyFailure::Aborted => PasskeyProblem::Dismissed,
            PasskeyFailure::Failed => PasskeyProblem::BrowserFailed,
        })
    }

    /// Whether a challenge, or a sign-out that ends its cookie, is pending.
    fn is_waiting(self) -> bool {
        let is_ending = self
            .sign_out
            .try_with_untracked(|state| *state == SignOut::Ending);
        self.is_asking_backend.try_get_value() == Some(true) || is_ending == Some(true)
    }

    /// A challenge: the one that was not used, or a new one.
    async fn challenge(self, is_held: impl Fn() -> bool) -> Result<PasskeyRequest, PasskeyProblem> {
        for _ in 0..MAX_POLLS {
            if !self.is_waiting() {
                break;
            }
            pause(POLL_INTERVAL_MS).await;
        }
        if self.is_waiting() {
            return Err(ApiError::TimedOut.into());
        }
        if !is_held() {
            return Err(PasskeyProblem::Dismissed);
        }
        let unused = self.unused.try_get_value().flatten();
        if let Some((request, _)) = unused
            && !self.is_stale()
        {
            return Ok(request);
        }
        let now = clock::device_now();
        self.is_asking_backend.try_set_value(true);
        let answer = passkey::begin(self.client).await;
        self.is_asking_backend.try_set_value(false);
        if let Ok(request) = &answer {
            self.unused.try_set_value(Some((request.clone(), now)));
        }
        answer
    }
}
