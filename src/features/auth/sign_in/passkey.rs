//! Asking the browser for a passkey: in a dialog of its own, or among the suggestions of the e-mail field.

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

/// How often is looked whether a challenge has come that was asked for already, and how long it is waited for
/// each time, in milliseconds.
const LOOKS: usize = 200;
const LOOK_AGAIN: u32 = 50;

/// The requests of one form. A page can have one at a time at the browser, and a browser has one challenge at
/// the backend, by its cookie. Copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Passkeys {
    client: Client,
    /// Ends with the form.
    scope: Scope,
    field: StoredValue<Option<Ceremony>>,
    dialog: StoredValue<Option<Ceremony>>,
    /// A challenge that nothing has answered yet.
    unused: StoredValue<Option<(PasskeyRequest, DateTime<Utc>)>>,
    is_asking_backend: StoredValue<bool>,
    /// Whether the browser's dialog is open.
    pub(super) is_asking: RwSignal<bool>,
}

impl Passkeys {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            scope: Scope::current(),
            field: StoredValue::new(None),
            dialog: StoredValue::new(None),
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

    async fn request(
        self,
        place: StoredValue<Option<Ceremony>>,
        mediation: Mediation,
    ) -> Result<String, PasskeyProblem> {
        let ceremony = Ceremony::new();
        let asked = self.challenge().await?;
        let begun = clock::device_now();
        let answer = ceremony.request(&asked.options, mediation);
        if place.try_set_value(Some(ceremony)).is_some() {
            // The form is gone, and the request with it.
            return Err(PasskeyProblem::Dismissed);
        }
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
            if self.is_asking_backend.try_get_value() != Some(true) {
                break;
            }
            pause(LOOK_AGAIN).await;
        }
        let now = clock::device_now();
        let unused = self.unused.try_get_value().flatten();
        if let Some((request, at)) = unused
            && now - at < FRESH_FOR
        {
            return Ok(request);
        }
        self.is_asking_backend.try_set_value(true);
        let answer = passkey::begin(self.client).await;
        self.is_asking_backend.try_set_value(false);
        if let Ok(request) = &answer {
            self.unused.try_set_value(Some((request.clone(), now)));
        }
        answer
    }
}
