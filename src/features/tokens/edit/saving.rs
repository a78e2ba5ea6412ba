//! Saving an edit: runs the effects of [`SaveFlow`] and publishes its state as signals.

use crate::app::publish::publish;
use crate::features::tokens::form::{DraftState, first_day};
use chrono::{DateTime, NaiveDate, Utc};
use console_api::client::Client;
use console_api::flow::save::{Effect, Event, Plan, SaveFlow};
pub use console_api::flow::save::{Question, SaveFailure, SaveResult};
use console_api::tokens;
use console_domain::consent::{Consent, Offered};
use console_domain::new_token::Field;
use console_domain::reach_diff::ReachDiff;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::token::Token;
use console_domain::token_edit::{Calendar, TokenEdit, changed_fields, plan, to_confirm};
use console_domain::token_update::{ReachChange, TokenUpdate};
use console_domain::visible_name::isolated;
use console_platform::intl;
use console_reactive::prelude::*;
use console_ui::Toast;
use leptos::task::spawn_local;
use std::sync::Arc;

/// The saving of one form. Copies are the same.
#[derive(Clone, Copy)]
pub struct Saving {
    client: Client,
    state: DraftState,
    original: StoredValue<Token>,
    catalogue: StoredValue<Arc<ScopeCatalogue>>,
    flow: StoredValue<SaveFlow>,
    /// Whether an answer is awaited.
    pub busy: RwSignal<bool>,
    /// How often a submit was refused at its fields.
    pub attempt: RwSignal<u32>,
    /// What is asked.
    pub question: RwSignal<Option<Question>>,
    /// How saving ended.
    pub result: RwSignal<Option<SaveResult>>,
}

impl Saving {
    /// For the form that began with `original`.
    pub fn new(
        client: Client,
        state: DraftState,
        original: Token,
        catalogue: Arc<ScopeCatalogue>,
    ) -> Self {
        Self {
            client,
            state,
            flow: StoredValue::new(SaveFlow::new(original.clone())),
            original: StoredValue::new(original),
            catalogue: StoredValue::new(catalogue),
            busy: RwSignal::new(false),
            attempt: RwSignal::new(0),
            question: RwSignal::new(None),
            result: RwSignal::new(None),
        }
    }

    /// What the form holds; tracked.
    pub fn edit(self) -> TokenEdit {
        TokenEdit {
            draft: self.state.draft(),
            keeps_end: self.state.keeps_end(),
        }
    }

    /// The token that the form began with.
    pub fn original(self) -> Token {
        self.original.get_value()
    }

    /// What is wrong with the form as it is; tracked.
    pub fn problems(self) -> Vec<(Field, String)> {
        let original = self.original();
        let own = self.updates(&original).err().unwrap_or_default();
        let refused = self.result.with(|result| match result {
            Some(SaveResult::Failed {
                failure: SaveFailure::FieldRefused(field, text),
                ..
            }) => Some((*field, text.clone())),
            _ => None,
        });
        own.into_iter().chain(refused).collect()
    }

    /// What has to be confirmed about the changes; tracked.
    pub fn to_confirm(self) -> Vec<Consent> {
        let (original, edit) = (self.original(), self.edit());
        self.with_offered(|offered, calendar| to_confirm(&original, &edit, offered, calendar))
    }

    fn with_offered<T>(
        self,
        then: impl FnOnce(&Offered<'_>, &Calendar<fn(NaiveDate) -> Option<DateTime<Utc>>>) -> T,
    ) -> T {
        let calendar = Calendar {
            today: first_day(self.state.expiry_choice()),
            day_end: intl::local_day_end as fn(_) -> _,
        };
        self.catalogue.with_value(|catalogue| {
            let then = |offered: &Offered<'_>| then(offered, &calendar);
            self.state.with_offered(catalogue, then)
        })
    }

    fn updates(self, current: &Token) -> Result<Vec<TokenUpdate>, Vec<(Field, String)>> {
        let (original, edit) = (self.original(), self.edit());
        let planned = self
            .with_offered(|offered, calendar| plan(&original, current, &edit, offered, calendar));
        planned.map_err(|problems| {
            problems
                .into_iter()
                .map(|(field, problem)| (field, problem.to_string()))
                .collect()
        })
    }

    /// What the form wants of `current`; `None` when its fields have problems.
    fn plan(self, current: &Token) -> Option<Plan> {
        untrack(|| {
            let steps = self.updates(current).ok()?;
            let edit = self.edit();
            let diff = ReachDiff::new(&current.reach, &edit.draft.reach);
            Some(Plan {
                widens: steps.iter().any(|step| step.reach != ReachChange::Keep) && diff.widens(),
                changed: changed_fields(&self.original(), &edit),
                steps,
            })
        })
    }

    /// Saves the form unless an answer is awaited, or shows what is wrong with it.
    pub fn submit(self) {
        self.dispatch(Event::Submit(self.plan(&self.original())));
    }

    /// Saves over what somebody else has changed.
    pub fn overwrite(self) {
        self.dispatch(Event::Overwrite(self.plan_for_question()));
    }

    /// Saves although the token will be able to do more.
    pub fn confirm(self) {
        self.dispatch(Event::Confirm(self.plan_for_question()));
    }

    /// Closes the question; nothing is saved.
    pub fn cancel(self) {
        self.dispatch(Event::Cancel);
    }

    /// The form was changed: what was said about it is no longer about the form as it is.
    pub fn edited(self) {
        self.dispatch(Event::Edited);
    }

    fn plan_for_question(self) -> Option<Plan> {
        let question = self.question.get_untracked()?;
        self.plan(question.current())
    }

    fn dispatch(self, event: Event) {
        if let Some(effect) = self.on(event) {
            spawn_local(self.run(effect));
        }
    }

    /// Hands `event` to the machine and publishes its state. `None` when the page was left, too.
    fn on(self, event: Event) -> Option<Effect> {
        let (effect, now) = self.flow.try_update_value(|flow| {
            let effect = flow.on(event);
            (effect, flow.clone())
        })?;
        publish(self.busy, now.is_busy());
        publish(self.question, now.question().cloned());
        publish(self.result, now.result().cloned());
        publish(self.attempt, now.attempts());
        effect
    }

    async fn run(self, effect: Effect) {
        let Some(token) = self.original.try_get_value() else {
            return;
        };
        let (id, kind) = (token.id, self.state.kind);
        let mut next = Some(effect);
        // Goes on when the page is left: what was begun is finished, and its outcome told.
        let mut detached = None;
        while let Some(effect) = next {
            detached = self.flow.try_get_value().or(detached);
            let event = match effect {
                Effect::Read => {
                    let read = tokens::one(self.client, kind, &id).await;
                    // The page may have been left, and the form with it.
                    if self.busy.is_disposed() {
                        return;
                    }
                    Event::Read(read.map(|current| {
                        let plan = self.plan(&current);
                        (Box::new(current), plan)
                    }))
                }
                Effect::Write(update) => {
                    let answer = tokens::update(self.client, kind, &id, &update).await;
                    Event::Written(answer.map(Box::new))
                }
            };
            next = match &mut detached {
                Some(flow) if self.busy.is_disposed() => flow.on(event),
                _ => self.on(event),
            };
        }
        // Nobody is told of what somebody else has done who was signed in before.
        if self.busy.is_disposed()
            && self.client.session().is_some()
            && let Some(result) = detached.as_ref().and_then(SaveFlow::result)
        {
            tell(&token.name, result);
        }
    }
}

/// Tells the outcome for the token of this name where its page was left.
fn tell(name: &str, result: &SaveResult) {
    let name = isolated(name);
    let toast = match result {
        SaveResult::Saved => Toast::success(format!("The changes to {name} are saved.")),
        SaveResult::Unchanged => return,
        SaveResult::Deleted => {
            Toast::danger(format!("Nothing was saved: {name} no longer exists."))
        }
        SaveResult::Failed { failure, .. } => Toast::danger(match failure {
            SaveFailure::FieldRefused(_, text) => {
                format!("The changes to {name} were not saved. {text}")
            }
            SaveFailure::Refused(error) => format!("The changes to {name} were not saved. {error}"),
            SaveFailure::Unsure(error) => {
                format!("It is not known whether the changes to {name} were saved. {error}")
            }
        }),
    };
    toast.show();
}
