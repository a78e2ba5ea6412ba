//! The form of the create page, with what is behind it.

use super::same_name::name_field;
use crate::features::tokens::form::{CreateForm, DraftState, Submission};
use crate::features::tokens::reveal::NewValue;
use crate::session::SessionStore;
use console_domain::new_token::TokenDraft;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_view::prelude::*;
use std::sync::Arc;

/// What is behind one form. Copies are the same.
#[derive(Clone, Copy)]
pub struct FormParts {
    /// What it holds.
    pub state: DraftState,
    /// The token that it creates.
    pub new: NewValue,
    /// Its sending.
    pub submission: Submission,
}

impl FormParts {
    /// A form that begins with `draft`. It belongs to the current owner.
    pub fn new(draft: TokenDraft, session: SessionStore) -> Self {
        let state = DraftState::new(draft, session);
        let new = NewValue::new();
        Self {
            state,
            new,
            submission: Submission::one(state, session, new, vec![]),
        }
    }

    /// The form; `catalogue` has the scopes that exist.
    pub fn view(self, catalogue: Arc<ScopeCatalogue>) -> AnyView {
        let Self {
            state, submission, ..
        } = self;
        let called = move || state.name.with(|name| name.trim().to_owned());
        view! {
            <CreateForm
                state
                submission
                label=format!("Create {}", state.kind.noun())
                name=Callback::new(move |error| name_field(state, error))
                called=Signal::derive(called)
                button=Signal::stored("Create Token".to_owned())
                not_created="The token was not created"
                catalogue
            />
        }
    }
}
