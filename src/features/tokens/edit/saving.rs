//! Saving an edit: a fresh look at the token first, questions where they are due, then the change.

use crate::features::tokens::form::{DraftState, Outcome, place, today};
use console_api::client::Client;
use console_api::error::ApiError;
use console_api::tokens;
use console_domain::kind::TokenKind;
use console_domain::new_token::Field;
use console_domain::reach_diff::ReachDiff;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::token::Token;
use console_domain::token_edit::{Calendar, TokenEdit, differences, plan};
use console_domain::token_update::{ReachChange, TokenUpdate};
use console_platform::intl;
use console_reactive::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// What the person has to decide or to know before it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Somebody else changed it meanwhile: this is how it is now.
    Conflict(Box<Token>),
    /// The token would be able to do more: from this reading of it.
    Widens(Box<Token>),
}

/// How saving stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Not.
    No,
    /// There was nothing to save.
    Unchanged,
    /// Refused as a whole.
    Refused(ApiError),
    /// Some of several requests were accepted, and then one was refused: a scope that is stored twice is
    /// still listed.
    Partly(ApiError),
    /// Sent, and nobody can tell what became of it.
    Unsure(ApiError),
    /// A field was refused.
    FieldRefused(Field, String),
    /// It does not exist any more.
    Gone,
    /// Yes.
    Yes,
}

/// The saving of one form. Copies are the same.
#[derive(Clone, Copy)]
pub struct Saving {
    client: Client,
    state: DraftState,
    original: StoredValue<Token>,
    catalogue: StoredValue<Arc<ScopeCatalogue>>,
    /// Whether a request is on its way.
    pub busy: RwSignal<bool>,
    /// How often a submit was refused at its fields.
    pub attempt: RwSignal<u32>,
    /// What is asked.
    pub question: RwSignal<Option<Question>>,
    /// How it stands.
    pub saved: RwSignal<Saved>,
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
            original: StoredValue::new(original),
            catalogue: StoredValue::new(catalogue),
            busy: RwSignal::new(false),
            attempt: RwSignal::new(0),
            question: RwSignal::new(None),
            saved: RwSignal::new(Saved::No),
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
        let own = self.plan(&original).err().unwrap_or_default();
        let told = self.saved.with(|saved| match saved {
            Saved::FieldRefused(field, text) => Some((*field, text.clone())),
            _ => None,
        });
        own.into_iter().chain(told).collect()
    }

    fn plan(self, current: &Token) -> Result<Vec<TokenUpdate>, Vec<(Field, String)>> {
        let calendar = Calendar {
            today: today(),
            day_end: intl::local_day_end,
        };
        let planned = self.catalogue.with_value(|catalogue| {
            plan(
                &self.original(),
                current,
                &self.edit(),
                catalogue,
                &calendar,
            )
        });
        planned.map_err(|problems| {
            problems
                .into_iter()
                .map(|(field, problem)| (field, problem.to_string()))
                .collect()
        })
    }

    /// Saves the form unless it is being saved, or shows what is wrong with it.
    pub fn submit(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.saved.set(Saved::No);
        match untrack(|| self.plan(&self.original())) {
            Err(_) => self.attempt.update(|attempt| *attempt += 1),
            Ok(updates) if updates.is_empty() => self.saved.set(Saved::Unchanged),
            Ok(_) => self.look(),
        }
    }

    /// Looks at the token as it is now, and asks what is to be asked.
    fn look(self) {
        let original = self.original();
        self.busy.set(true);
        spawn_local(async move {
            let current = tokens::one(self.client, original.kind(), &original.id).await;
            match current {
                Err(ApiError::NotFound) => self.end(Saved::Gone),
                Err(error) => self.end(Saved::Refused(error)),
                // Saved before, by a request whose answer got lost, or by somebody else.
                Ok(current)
                    if untrack(|| self.plan(&current)).is_ok_and(|left| left.is_empty()) =>
                {
                    self.end(Saved::Yes);
                }
                Ok(current) if !differences(&original, &current).is_empty() => {
                    self.ask(Question::Conflict(Box::new(current)));
                }
                Ok(current) => self.save_over(current),
            }
        });
    }

    /// Goes on with `current` as what is there, after asking whether more is meant.
    pub fn save_over(self, current: Token) {
        let Some(updates) = self.planned(&current) else {
            return;
        };
        let diff = untrack(|| ReachDiff::new(&current.reach, &self.edit().draft.reach));
        let changes_reach = updates
            .iter()
            .any(|update| update.reach != ReachChange::Keep);
        if changes_reach && diff.widens() {
            self.ask(Question::Widens(Box::new(current)));
        } else {
            self.send(current.kind(), &current, updates);
        }
    }

    /// Sends what differs from `current`; everything was asked.
    pub fn save(self, current: &Token) {
        if let Some(updates) = self.planned(current) {
            self.send(current.kind(), current, updates);
        }
    }

    fn planned(self, current: &Token) -> Option<Vec<TokenUpdate>> {
        // The page may have been left.
        self.original.try_get_value()?;
        let updates = untrack(|| self.plan(current)).ok();
        if updates.is_none() {
            self.end(Saved::No);
            self.attempt.update(|attempt| *attempt += 1);
        }
        updates
    }

    /// Sends the updates one after the other, until one is refused.
    fn send(self, kind: TokenKind, current: &Token, updates: Vec<TokenUpdate>) {
        self.question.try_set(None);
        if updates.is_empty() {
            // Somebody else has made the same change.
            self.end(Saved::Yes);
            return;
        }
        self.busy.try_set(true);
        let id = current.id.clone();
        spawn_local(async move {
            let mut accepted = false;
            let mut refused = None;
            for update in &updates {
                match tokens::update(self.client, kind, &id, update).await {
                    // Whoever saves again goes on from here.
                    Ok(token) => _ = self.original.try_set_value(token),
                    Err(error) => {
                        refused = Some(error);
                        break;
                    }
                }
                accepted = true;
            }
            match refused {
                None => self.end(Saved::Yes),
                Some(ApiError::NotFound) => self.end(Saved::Gone),
                Some(error) if accepted => self.end(Saved::Partly(error)),
                Some(error) => match place(error) {
                    Outcome::FieldRefused(field, text) => {
                        self.end(Saved::FieldRefused(field, text));
                        self.attempt.try_update(|attempt| *attempt += 1);
                    }
                    Outcome::Refused(error) if error.leaves_open() => {
                        self.end(Saved::Unsure(error));
                    }
                    Outcome::Refused(error) => self.end(Saved::Refused(error)),
                    Outcome::None | Outcome::Lost(_) | Outcome::Unsure(_) => self.end(Saved::No),
                },
            }
        });
    }

    fn ask(self, question: Question) {
        self.busy.try_set(false);
        self.question.try_set(Some(question));
    }

    fn end(self, saved: Saved) {
        self.busy.try_set(false);
        self.saved.try_set(saved);
    }
}
