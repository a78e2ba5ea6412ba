//! Submitting a form that creates a token: runs the effects of [`CreateFlow`] and publishes its state as
//! signals.

use super::draft_state::{DraftState, first_day};
use crate::app::leave_guard::{LeaveGuard, UnsavedWork, use_leave_guard};
use crate::app::publish::publish;
use crate::features::tokens::reveal::SecretHolder;
use console_api::client::Client;
pub use console_api::flow::create::Outcome;
use console_api::flow::create::{CreateFlow, Effect, Event, NameCheck};
use console_api::tokens;
use console_domain::id::TokenId;
use console_domain::new_token::Field;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::token::Token;
use console_platform::intl;
use console_reactive::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::sync::Arc;

/// What is lost by leaving before the answer is here.
const SENDING: UnsavedWork = UnsavedWork {
    heading: "Leave while the token is being created?",
    text: "Its value is in the answer that is on its way, and is shown only once. \
        If you leave now, the token will exist, but nobody can use it.",
    leave: "Leave without it",
    stay: "Wait for it",
};

/// The submission of one form. Copies are the same.
#[derive(Clone, Copy)]
pub struct Submission {
    state: DraftState,
    client: Client,
    guard: LeaveGuard,
    flow: StoredValue<CreateFlow>,
    /// Whether an answer is awaited.
    pub busy: RwSignal<bool>,
    /// How often a submit was refused at its fields.
    pub attempt: RwSignal<u32>,
    /// How the last submit ended.
    pub outcome: RwSignal<Outcome>,
    /// The new token.
    pub created: RwSignal<Option<Token>>,
    /// The value of the new token.
    pub secret: SecretHolder,
    /// The labels that the new token gets.
    tags: StoredValue<Vec<String>>,
}

impl Submission {
    /// For one form. The new token gets `tags`.
    pub fn new(state: DraftState, client: Client, secret: SecretHolder, tags: Vec<String>) -> Self {
        let guard = use_leave_guard();
        let flow = StoredValue::new(CreateFlow::new());
        on_cleanup(move || {
            // A form that was never sent has not armed the guard: the guard may belong to another page by
            // now.
            if flow.try_with_value(CreateFlow::was_sent) != Some(false) {
                guard.release();
            }
        });
        Self {
            state,
            client,
            guard,
            flow,
            busy: RwSignal::new(false),
            attempt: RwSignal::new(0),
            outcome: RwSignal::new(Outcome::None),
            created: RwSignal::new(None),
            secret,
            tags: StoredValue::new(tags),
        }
    }

    /// What is wrong with the form as it is; tracked.
    pub fn problems(self, catalogue: &ScopeCatalogue) -> Vec<(Field, String)> {
        let draft = self.state.draft();
        let checked = draft.check(catalogue, first_day(draft.expiry), intl::local_day_end);
        let own = checked
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|(field, problem)| (field, problem.to_string()));
        let refused = self.outcome.with(|outcome| match outcome {
            Outcome::FieldRefused(field, text) => Some((*field, text.clone())),
            _ => None,
        });
        own.chain(refused).collect()
    }

    /// Sends the form unless an answer is awaited, or shows what is wrong with it.
    pub fn submit(self, catalogue: &Arc<ScopeCatalogue>) {
        let (draft, day) = untrack(|| {
            let draft = self.state.draft();
            let day = first_day(draft.expiry);
            (draft, day)
        });
        let event = match draft.check(catalogue, day, intl::local_day_end) {
            Ok(token) => Event::Submit {
                token,
                now: self.client.backend_now(),
            },
            Err(_) => Event::Invalid,
        };
        self.dispatch(event);
    }

    /// The form was changed: what the backend said about a field is no longer about the form as it is.
    pub fn edited(self) {
        self.dispatch(Event::Edited);
    }

    /// Searches once more for the token whose answer was lost, after [`Outcome::Unsure`].
    pub fn search_again(self) {
        self.dispatch(Event::SearchAgain);
    }

    /// The tokens whose values never arrived are deleted: submits the form again.
    pub fn submit_after_deletion(self, catalogue: &Arc<ScopeCatalogue>) {
        // The page may have been left.
        if !self.outcome.is_disposed() {
            self.dispatch(Event::LostDeleted);
            self.submit(catalogue);
        }
    }

    /// See [`CreateFlow::begin_name_check`].
    pub fn begin_name_check(self) -> Option<NameCheck> {
        self.flow
            .try_with_value(CreateFlow::begin_name_check)
            .flatten()
    }

    /// See [`CreateFlow::note_known`].
    pub fn note_known(self, check: Option<NameCheck>, tokens: &[Token]) {
        self.flow
            .try_update_value(|flow| flow.note_known(check, tokens));
    }

    fn dispatch(self, event: Event) {
        if let Some(effect) = self.on(event) {
            if matches!(effect, Effect::Create(_)) {
                self.guard.arm(SENDING);
            }
            // Not bound to the page: a token that was created after the page was left must still be noted as
            // received.
            spawn_local(self.run(effect));
        }
    }

    /// Hands `event` to the machine and publishes its state. `None` when the page was left, too.
    fn on(self, event: Event) -> Option<Effect> {
        let (effect, busy, attempts, outcome) = self.flow.try_update_value(|flow| {
            let effect = flow.on(event);
            let outcome = flow.outcome().clone();
            (effect, flow.is_busy(), flow.attempts(), outcome)
        })?;
        publish(self.outcome, outcome);
        publish(self.attempt, attempts);
        publish(self.busy, busy);
        effect
    }

    async fn run(self, effect: Effect) {
        let mut next = Some(effect);
        let mut was_sent = false;
        while let Some(effect) = next {
            let event = match effect {
                Effect::Create(token) => {
                    was_sent = true;
                    let tags = self.tags.try_get_value().unwrap_or_default();
                    let answer = tokens::create(self.client, self.state.kind, &token, &tags).await;
                    Event::Answered(answer.map(|(token, secret)| {
                        note_received(&token.id);
                        // The page may have been left; then the value is dropped and wiped here.
                        if self.secret.put(secret) {
                            self.created.try_set(Some(token));
                        }
                    }))
                }
                Effect::Search { name, since } => Event::Found {
                    found: tokens::named(self.client, self.state.kind, &name, Some(since)).await,
                    received: received(),
                },
            };
            next = self.on(event);
        }
        // A value that has arrived is guarded by the page that shows it.
        let is_created = self.created.try_get_untracked().flatten().is_some();
        if was_sent && !is_created && !self.busy.is_disposed() {
            self.guard.pause();
        }
    }
}

thread_local! {
    /// The tokens whose values arrived in this tab: never the ones to search for when an answer is lost.
    static RECEIVED: RefCell<Vec<TokenId>> = const { RefCell::new(Vec::new()) };
}

fn note_received(id: &TokenId) {
    RECEIVED.with_borrow_mut(|received| received.push(id.clone()));
}

fn received() -> Vec<TokenId> {
    RECEIVED.with_borrow(Clone::clone)
}
