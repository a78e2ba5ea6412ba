//! Asking the browser for a passkey: in a dialog of its own, or among the suggestions of the e-mail field.

use crate::session::{SessionStore, SignOut};
use chrono::{DateTime, TimeDelta, Utc};
use console_api::client::Client;
use console_api::passkey::{self, PasskeyProblem, PasskeyRequest};
use console_api::session_tokens::SessionTokens;
use console_api::transport::pause;
use console_platform::clock;
use console_platform::passkey::{Ceremony, Mediation, PasskeyFailure, is_offered_in_fields};
use console_reactive::prelude::*;

/// A challenge that was not used may be used for so long. The backend keeps it for an hour (contract 1.7).
const FRESH_FOR: TimeDelta = TimeDelta::minutes(10);

/// How often is looked whether a challenge has come that was asked for already, or a sign-out is done, and
/// how long it is waited for each time, in milliseconds.
const LOOKS: usize = 200;
const LOOK_AGAIN: u32 = 50;
const SETTLING_LOOKS: usize = 60;

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
        let answer = self.request(self.dialog, Mediation::Dialog).await;
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
        self.scope.spawn(async move {
            if !is_offered_in_fields().await {
                return;
            }
            if let Ok(assertion) = self.request(self.field, Mediation::Field).await {
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
    pub(super) async fn settle(self) {
        for _ in 0..SETTLING_LOOKS {
            if self.is_asking_backend.try_get_value() != Some(true) {
                return;
            }
            pause(LOOK_AGAIN).await;
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

    async fn request(
        self,
        place: StoredValue<Request>,
        mediation: Mediation,
    ) -> Result<String, PasskeyProblem> {
        let number = self.last.try_update_value(|last| {
            *last += 1;
            *last
        });
        let number = number.ok_or(PasskeyProblem::Dismissed)?;
        place.try_set_value(Some((number, Ceremony::new())));
        let asked = self.challenge().await?;
        let begun = clock::device_now();
        // It may have been taken back meanwhile, or the form is gone.
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

    /// A challenge: the one that was not used, or a new one.
    async fn challenge(self) -> Result<PasskeyRequest, PasskeyProblem> {
        for _ in 0..LOOKS {
            let is_ending = self
                .sign_out
                .try_with_untracked(|state| *state == SignOut::Ending);
            if self.is_asking_backend.try_get_value() != Some(true) && is_ending != Some(true) {
                break;
            }
            pause(LOOK_AGAIN).await;
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
