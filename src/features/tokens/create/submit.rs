//! Sending the form: once at a time, with every refusal in its place.

use super::draft_state::{DraftState, today};
use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::tokens;
use crate::domain::id::TokenId;
use crate::domain::new_token::{Field, NewToken};
use crate::domain::scope_catalogue::ScopeCatalogue;
use crate::domain::token::Token;
use crate::features::tokens::reveal::SecretHolder;
use crate::platform::{clock, intl};
use chrono::TimeDelta;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How far the clocks of the browser and the backend may be apart when a token is looked for whose
/// answer was lost.
const CLOCK_DIFFERENCE: TimeDelta = TimeDelta::minutes(5);

/// How the form stands with the backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was sent, or what came back was dealt with.
    None,
    /// Refused as a whole.
    Refused(ApiError),
    /// A field was refused.
    FieldRefused(Field, String),
    /// The request was sent and no answer came; this token exists, but its value never arrived.
    Lost(Box<Token>),
}

/// The sending of one form. Copies are the same.
#[derive(Clone, Copy)]
pub struct Submission {
    state: DraftState,
    client: Client,
    /// Whether a request is on its way.
    pub busy: RwSignal<bool>,
    /// How often a submit was refused here, before anything was sent.
    pub attempt: RwSignal<u32>,
    /// How it stands.
    pub outcome: RwSignal<Outcome>,
    /// Tokens that had the name before: not the ones to look for when an answer is lost.
    pub known: RwSignal<BTreeSet<TokenId>>,
    /// Where the new token goes.
    pub created: RwSignal<Option<Token>>,
    /// Where its value goes.
    pub secret: SecretHolder,
    /// The labels that the new token gets.
    tags: StoredValue<Vec<String>>,
}

impl Submission {
    /// For one form. The new token gets `tags`.
    pub fn new(state: DraftState, client: Client, secret: SecretHolder, tags: Vec<String>) -> Self {
        Self {
            state,
            client,
            busy: RwSignal::new(false),
            attempt: RwSignal::new(0),
            outcome: RwSignal::new(Outcome::None),
            known: RwSignal::new(BTreeSet::new()),
            created: RwSignal::new(None),
            secret,
            tags: StoredValue::new(tags),
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
                spawn_local(self.send(token));
            }
        }
    }

    async fn send(self, token: NewToken) {
        let sent_at = clock::now();
        let tags = self.tags.try_get_value().unwrap_or_default();
        let result = tokens::create(self.client, self.state.kind, &token, &tags).await;
        let outcome = match result {
            Ok((token, secret)) => {
                // The page may have been left; then the value is dropped and wiped here.
                if self.secret.put(secret) {
                    self.created.try_set(Some(token));
                }
                Outcome::None
            }
            Err(ApiError::NoAnswer | ApiError::Unreadable { status: 200, .. }) => {
                self.look_for(&token, sent_at).await
            }
            Err(error) => place(error),
        };
        if matches!(outcome, Outcome::FieldRefused(..)) {
            self.attempt.try_update(|attempt| *attempt += 1);
        }
        self.outcome.try_set(outcome);
        self.busy.try_set(false);
    }

    /// Looks for the token whose answer was lost.
    async fn look_for(self, token: &NewToken, sent_at: chrono::DateTime<chrono::Utc>) -> Outcome {
        let since = sent_at - CLOCK_DIFFERENCE;
        match tokens::named(self.client, self.state.kind, token.name(), Some(since)).await {
            Ok(found) => {
                let known = self.known.try_get_untracked().unwrap_or_default();
                found
                    .into_iter()
                    .find(|token| !known.contains(&token.id))
                    .map_or(Outcome::Refused(ApiError::NoAnswer), |token| {
                        Outcome::Lost(Box::new(token))
                    })
            }
            Err(error) => Outcome::Refused(error),
        }
    }
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
