//! Sending the form: once at a time, with every refusal in its place.

use super::draft_state::{DraftState, today};
use crate::app::leave_guard::{LeaveGuard, Stake, use_leave_guard};
use crate::features::tokens::reveal::SecretHolder;
use chrono::{DateTime, TimeDelta, Utc};
use console_api::client::Client;
use console_api::error::ApiError;
use console_api::tokens;
use console_domain::id::TokenId;
use console_domain::new_token::{Field, NewToken};
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::sorted::SortedSet;
use console_domain::token::Token;
use console_platform::intl;
use console_reactive::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::sync::Arc;

/// How far what is known of the backend's clock may be off when a token is looked for whose answer
/// was lost.
const CLOCK_DIFFERENCE: TimeDelta = TimeDelta::minutes(5);

/// What is lost by leaving while the answer is on its way.
const SENDING: Stake = Stake {
    heading: "Leave while the token is being created?",
    text: "Its value is in the answer that is on its way, and is shown only once. If you leave now, the token will exist, but nobody can use it.",
    leave: "Leave without it",
    stay: "Wait for it",
};

/// How the form stands with the backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was sent, or what came back was dealt with.
    None,
    /// Refused as a whole.
    Refused(ApiError),
    /// A field was refused.
    FieldRefused(Field, String),
    /// The request was sent and no answer came; these tokens exist, but their values never arrived.
    /// There may be several: a browser sends a request again when its connection breaks.
    Lost(Vec<Token>),
    /// The request was sent, no answer came, and looking for the token failed as well.
    Unsure(ApiError),
}

/// The sending of one form. Copies are the same.
#[derive(Clone, Copy)]
pub struct Submission {
    state: DraftState,
    client: Client,
    guard: LeaveGuard,
    /// Whether a request is on its way.
    pub busy: RwSignal<bool>,
    /// How often a submit was refused here, before anything was sent.
    pub attempt: RwSignal<u32>,
    /// How it stands.
    pub outcome: RwSignal<Outcome>,
    /// Tokens that had the name before: not the ones to look for when an answer is lost.
    known: RwSignal<SortedSet<TokenId>>,
    /// Where the new token goes.
    pub created: RwSignal<Option<Token>>,
    /// Where its value goes.
    pub secret: SecretHolder,
    /// The labels that the new token gets.
    tags: StoredValue<Vec<String>>,
    /// How often the form was sent.
    sent: StoredValue<u32>,
    /// What was sent without an answer, and when by the backend's clock.
    unanswered: StoredValue<Option<(NewToken, DateTime<Utc>)>>,
}

impl Submission {
    /// For one form. The new token gets `tags`.
    pub fn new(state: DraftState, client: Client, secret: SecretHolder, tags: Vec<String>) -> Self {
        let guard = use_leave_guard();
        let sent = StoredValue::new(0);
        on_cleanup(move || {
            // One that was not sent has not armed it.
            if sent.try_get_value() != Some(0) {
                guard.release();
            }
        });
        Self {
            state,
            client,
            guard,
            busy: RwSignal::new(false),
            attempt: RwSignal::new(0),
            outcome: RwSignal::new(Outcome::None),
            known: RwSignal::new(SortedSet::new()),
            created: RwSignal::new(None),
            secret,
            tags: StoredValue::new(tags),
            sent,
            unanswered: StoredValue::new(None),
        }
    }

    /// What is wrong with the form as it is; tracked.
    pub fn problems(self, catalogue: &ScopeCatalogue) -> Vec<(Field, String)> {
        let checked = self
            .state
            .draft()
            .check(catalogue, today(), intl::local_day_end);
        let own = checked
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|(field, problem)| (field, problem.to_string()));
        let told = self.outcome.with(|outcome| match outcome {
            Outcome::FieldRefused(field, text) => Some((*field, text.clone())),
            _ => None,
        });
        own.chain(told).collect()
    }

    /// Sends the form unless it is being sent, or shows what is wrong with it.
    pub fn submit(self, catalogue: &Arc<ScopeCatalogue>) {
        if self.busy.get_untracked() {
            return;
        }
        self.outcome.set(Outcome::None);
        let draft = untrack(|| self.state.draft());
        match draft.check(catalogue, today(), intl::local_day_end) {
            Err(_) => self.attempt.update(|attempt| *attempt += 1),
            Ok(token) => {
                self.busy.set(true);
                self.sent.update_value(|sent| *sent += 1);
                self.guard.arm(SENDING);
                spawn_local(self.send(token));
            }
        }
    }

    async fn send(self, token: NewToken) {
        let sent_at = self.client.backend_now();
        let tags = self.tags.try_get_value().unwrap_or_default();
        let result = tokens::create(self.client, self.state.kind, &token, &tags).await;
        let outcome = match result {
            Ok((token, secret)) => {
                // The page may have been left; then the value is dropped and wiped here.
                note_made(&token.id);
                if self.secret.put(secret) {
                    self.created.try_set(Some(token));
                }
                Outcome::None
            }
            Err(error) if error.leaves_open() => {
                let outcome = self.look_for(&token, sent_at).await;
                self.unanswered.try_set_value(Some((token, sent_at)));
                outcome
            }
            Err(error) => place(error),
        };
        // The value is guarded by the page that shows it.
        if self.created.try_get_untracked().flatten().is_none() && !self.busy.is_disposed() {
            self.guard.pause();
        }
        if matches!(outcome, Outcome::FieldRefused(..)) {
            self.attempt.try_update(|attempt| *attempt += 1);
        }
        self.outcome.try_set(outcome);
        self.busy.try_set(false);
    }

    /// Remembers that these tokens had the name before, unless the form was sent since `sent`: then
    /// they may be its own.
    pub fn note_known(self, tokens: &[Token], sent: Option<u32>) {
        if sent.is_some() && sent == self.sent_before() {
            self.known
                .try_update(|known| known.extend(tokens.iter().map(|token| token.id.clone())));
        }
    }

    /// How often the form was sent; nothing while it is being sent, and after an answer was lost: from then on a token of this
    /// name may be the one that is looked for.
    pub fn sent_before(self) -> Option<u32> {
        let is_resting = self.busy.try_get_untracked() == Some(false);
        let is_clear = self.unanswered.try_with_value(Option::is_none) == Some(true);
        self.sent.try_get_value().filter(|_| is_resting && is_clear)
    }

    /// Looks once more for the token whose answer was lost, after [`Outcome::Unsure`].
    pub fn look_again(self) {
        let Some((token, sent_at)) = self.unanswered.get_value() else {
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let outcome = self.look_for(&token, sent_at).await;
            self.outcome.try_set(outcome);
            self.busy.try_set(false);
        });
    }

    /// Looks for the token whose answer was lost.
    async fn look_for(self, token: &NewToken, sent_at: DateTime<Utc>) -> Outcome {
        let since = sent_at - CLOCK_DIFFERENCE;
        match tokens::named(self.client, self.state.kind, token.name(), Some(since)).await {
            Ok(found) => {
                let known = self.known.try_get_untracked().unwrap_or_default();
                let lost: Vec<_> = found
                    .into_iter()
                    // Not one that somebody may be using: it may get deleted.
                    .filter(|token| {
                        !known.contains(&token.id)
                            && token.last_used_at.is_none()
                            && !was_made(&token.id)
                    })
                    .collect();
                if lost.is_empty() {
                    Outcome::Refused(ApiError::NoAnswer)
                } else {
                    Outcome::Lost(lost)
                }
            }
            Err(error) => Outcome::Unsure(error),
        }
    }
}

thread_local! {
    /// The tokens whose values arrived here: never the ones to look for when an answer is lost.
    static MADE: RefCell<Vec<TokenId>> = const { RefCell::new(Vec::new()) };
}

fn note_made(id: &TokenId) {
    MADE.with_borrow_mut(|made| made.push(id.clone()));
}

fn was_made(id: &TokenId) -> bool {
    MADE.with_borrow(|made| made.contains(id))
}

/// Puts a refusal of the backend where it belongs.
pub fn place(error: ApiError) -> Outcome {
    let field = match &error {
        ApiError::ExpiryPast => Field::Expiry,
        ApiError::ScopeRefused(_) => Field::Scopes,
        ApiError::FieldRefused { field, .. } => match field.as_str() {
            "name" => Field::Name,
            "description" => Field::Description,
            "expiresAt" | "expires_at" => Field::Expiry,
            "scopes" => Field::Scopes,
            _ => return Outcome::Refused(error),
        },
        _ => return Outcome::Refused(error),
    };
    Outcome::FieldRefused(field, error.to_string())
}
