//! Submitting a form that creates tokens: runs the effects of [`CreateFlow`] and publishes its state as
//! signals.

use super::draft_state::{DraftState, first_day};
use super::guard::{Guarded, guard_work};
use crate::app::publish::publish;
use crate::features::tokens::reveal::NewValue;
use crate::session::SessionStore;
use chrono::NaiveDate;
use console_api::client::Client;
use console_api::error::ApiError;
pub use console_api::flow::create::Outcome;
use console_api::flow::create::{CreateFlow, Effect, Event};
use console_api::tokens;
use console_domain::consent::Offered;
use console_domain::new_token::{Field, NewToken, TokenDraft};
use console_domain::request_tag::RequestTag;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::unsaved_work::{UnsavedWork, WorkKind};
use console_platform::{intl, random};
use console_reactive::prelude::*;
use leptos::task::spawn_local;
use std::pin::Pin;
use std::sync::Arc;

/// What a form asks for, or what is wrong with its fields.
pub type Checked = Result<Vec<NewToken>, Vec<(Field, String)>>;

/// Reads a form on this day.
pub type Check = fn(&TokenDraft, &Offered<'_>, NaiveDate) -> Checked;

/// The creation of tokens, on its way. Their values are where they belong before it is over.
pub type Creating = Pin<Box<dyn Future<Output = Result<(), ApiError>>>>;

/// Creates tokens with these labels.
type Create = Box<dyn Fn(Vec<NewToken>, Vec<String>) -> Creating>;

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
    is_created: RwSignal<bool>,
    check: Check,
    /// What is at stake while an answer is awaited, and while the form is filled in.
    works: (WorkKind, WorkKind),
    create: StoredValue<Create>,
    /// The labels that new tokens get besides that of the form.
    tags: StoredValue<Vec<String>>,
}

fn check_one(draft: &TokenDraft, offered: &Offered<'_>, today: NaiveDate) -> Checked {
    let checked = draft.check(offered, today, intl::local_day_end);
    let told = |(field, problem): (Field, console_domain::new_token::Problem)| {
        (field, problem.to_string())
    };
    checked
        .map(|token| vec![token])
        .map_err(|problems| problems.into_iter().map(told).collect())
}

impl Submission {
    /// For a form that creates one token with these labels, which goes into `new`.
    pub fn one(state: DraftState, session: SessionStore, new: NewValue, tags: Vec<String>) -> Self {
        let (client, kind) = (session.client, state.kind);
        let create = move |tokens: Vec<NewToken>, tags: Vec<String>| -> Creating {
            Box::pin(async move {
                for token in tokens {
                    let (token, secret) = tokens::create(client, kind, &token, &tags).await?;
                    // The page may have been left; then the value is dropped and wiped here.
                    new.put(token, secret);
                }
                Ok(())
            })
        };
        let works = (WorkKind::Creating, WorkKind::Draft);
        Self::new(state, session, check_one, works, Box::new(create), tags)
    }

    /// For a form that is read by `check` and whose tokens are created by `create`. `works` are at stake
    /// while an answer is awaited, and while the form is filled in.
    pub fn new(
        state: DraftState,
        session: SessionStore,
        check: Check,
        works: (WorkKind, WorkKind),
        create: Box<dyn Fn(Vec<NewToken>, Vec<String>) -> Creating>,
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
            is_created: RwSignal::new(false),
            check,
            works,
            create: StoredValue::new(create),
            tags: StoredValue::new(tags),
        }
    }

    /// Leaving asks while the form differs from what it holds now, and while an answer is awaited. From when
    /// the value is there, the page that shows it asks.
    pub fn guard(self) {
        let begun = untrack(|| self.state.draft());
        let is_changed = Memo::new(move |_| self.state.draft() != begun);
        let name = move || {
            let first = |name: &String| name.lines().next().unwrap_or_default().to_owned();
            self.state.name.with(first)
        };
        guard_work(move || {
            if self.is_created.get() {
                return Guarded::Elsewhere;
            }
            let is_changed = is_changed.get();
            if self.busy.get() {
                Guarded::Work(UnsavedWork::new(self.works.0, name()))
            } else if is_changed {
                Guarded::Work(UnsavedWork::new(self.works.1, name()))
            } else {
                Guarded::Nothing
            }
        });
    }

    /// What is wrong with the form as it is; tracked.
    pub fn problems(self, catalogue: &ScopeCatalogue) -> Vec<(Field, String)> {
        let own = self.checked(catalogue).err().unwrap_or_default();
        let refused = self.outcome.with(|outcome| match outcome {
            Outcome::FieldRefused(field, text) => Some((*field, text.clone())),
            _ => None,
        });
        own.into_iter().chain(refused).collect()
    }

    /// The form as it is; tracked.
    fn checked(self, catalogue: &ScopeCatalogue) -> Checked {
        let draft = self.state.draft();
        let day = first_day(draft.expiry);
        self.state
            .with_offered(catalogue, |offered| (self.check)(&draft, offered, day))
    }

    /// Sends the form unless an answer is awaited, or shows what is wrong with it.
    pub fn submit(self, catalogue: &Arc<ScopeCatalogue>) {
        let event = match untrack(|| self.checked(catalogue)) {
            Ok(tokens) => Event::Submit(tokens),
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
                Effect::Create(tokens, tag) => {
                    let mut tags = self.tags.try_get_value().unwrap_or_default();
                    tags.push(tag.as_str().to_owned());
                    let Some(creating) = self.create.try_with_value(|create| create(tokens, tags))
                    else {
                        return;
                    };
                    let answer = creating.await;
                    if answer.is_ok() {
                        self.is_created.try_set(true);
                    }
                    Event::Answered(answer)
                }
                Effect::Search(tag) => Event::Found(tokens::tagged(client, kind, &tag).await),
            };
            next = self.on(event);
        }
    }
}
