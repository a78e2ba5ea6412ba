//! Submitting a form that creates a token: runs the effects of [`CreateFlow`] and publishes its state as
//! signals.

use super::draft_state::{DraftState, first_day};
use super::guard::{Guarded, guard_work};
use crate::app::publish::publish;
use crate::features::tokens::reveal::SecretHolder;
use crate::session::SessionStore;
use console_api::client::Client;
pub use console_api::flow::create::Outcome;
use console_api::flow::create::{CreateFlow, Effect, Event};
use console_api::tokens;
use console_domain::new_token::Field;
use console_domain::request_tag::RequestTag;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::token::Token;
use console_domain::unsaved_work::{UnsavedWork, WorkKind};
use console_platform::{intl, random};
use console_reactive::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// The submission of one form. Copies are the same.
#[derive(Clone, Copy)]
pub struct Submission {
    state: DraftState,
    client: Client,
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
    /// The labels that the new token gets besides that of the form.
    tags: StoredValue<Vec<String>>,
}

impl Submission {
    /// For one form. The new token gets `tags`.
    pub fn new(
        state: DraftState,
        session: SessionStore,
        secret: SecretHolder,
        tags: Vec<String>,
    ) -> Self {
        let tag = RequestTag::new(&random::identifier());
        Self {
            state,
            client: session.client,
            flow: StoredValue::new(CreateFlow::new(tag, session.user_untracked())),
            busy: RwSignal::new(false),
            attempt: RwSignal::new(0),
            outcome: RwSignal::new(Outcome::None),
            created: RwSignal::new(None),
            secret,
            tags: StoredValue::new(tags),
        }
    }

    /// Leaving asks while the form differs from what it holds now, and while an answer is awaited. From when
    /// the value is there, the page that shows it asks.
    pub fn guard(self) {
        let begun = untrack(|| self.state.draft());
        let is_changed = Memo::new(move |_| self.state.draft() != begun);
        let name = move || self.state.name.get();
        guard_work(move || {
            if self.created.with(Option::is_some) {
                return Guarded::Elsewhere;
            }
            let is_changed = is_changed.get();
            if self.busy.get() {
                Guarded::Work(UnsavedWork::new(WorkKind::Creating, name()))
            } else if is_changed {
                Guarded::Work(UnsavedWork::new(WorkKind::Draft, name()))
            } else {
                Guarded::Nothing
            }
        });
    }

    /// What is wrong with the form as it is; tracked.
    pub fn problems(self, catalogue: &ScopeCatalogue) -> Vec<(Field, String)> {
        let draft = self.state.draft();
        let checked = self.state.with_offered(catalogue, |offered| {
            draft.check(offered, first_day(draft.expiry), intl::local_day_end)
        });
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
        let checked = untrack(|| {
            let draft = self.state.draft();
            let day = first_day(draft.expiry);
            self.state.with_offered(catalogue, |offered| {
                draft.check(offered, day, intl::local_day_end)
            })
        });
        let event = match checked {
            Ok(token) => Event::Submit(token),
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
        self.dispatch(Event::LostDeleted);
        self.submit(catalogue);
    }

    fn dispatch(self, event: Event) {
        if let Some(effect) = self.on(event) {
            // Not bound to the page: the value is wiped when it arrives after the page was left.
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
        let (client, kind) = (self.client, self.state.kind);
        let mut next = Some(effect);
        while let Some(effect) = next {
            let event = match effect {
                Effect::Create(token, tag) => {
                    let mut tags = self.tags.try_get_value().unwrap_or_default();
                    tags.push(tag.as_str().to_owned());
                    let answer = tokens::create(client, kind, &token, &tags).await;
                    Event::Answered(answer.map(|(token, secret)| {
                        // The page may have been left; then the value is dropped and wiped here.
                        if self.secret.put(secret) {
                            self.created.try_set(Some(token));
                        }
                    }))
                }
                Effect::Search(tag) => Event::Found(tokens::tagged(client, kind, &tag).await),
            };
            next = self.on(event);
        }
    }
}
