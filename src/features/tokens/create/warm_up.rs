//! Runs the form's code once, unseen, before the form is asked for: the first run compiles it.
//!
//! On a slow device compiling takes longer than rendering the form, so it is done when somebody points at the
//! link to it.

use super::same_name::name_field;
use crate::app::load::Load;
use crate::features::tokens::form::catalogue::load_ahead;
use crate::features::tokens::form::{CreateForm, DraftState, Submission};
use crate::features::tokens::reveal::NewValue;
use crate::session::SessionStore;
use console_domain::kind::TokenKind;
use console_domain::new_token::TokenDraft;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_platform::paint::after_paint;
use console_view::prelude::*;
use leptos::prelude::Render;
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

thread_local! {
    /// Whether a form was rendered already: its code is compiled then, and warming up would only delay the
    /// real one.
    static IS_WARM: Cell<bool> = const { Cell::new(false) };
}

/// Records that a form is rendered: its code is compiled from now on.
pub fn mark_warm() {
    IS_WARM.set(true);
}

/// Loads what the next form for a token of this kind offers, unless it was loaded before, and compiles its
/// code.
pub fn prepare_form(session: SessionStore, kind: TokenKind) {
    if kind == TokenKind::Personal {
        warm_up_form(session, kind, Arc::default());
        return;
    }
    let Some(catalogue) = load_ahead(session) else {
        return;
    };
    session.owner().with(|| {
        Effect::new(move |_| {
            if let Load::Ready(catalogue) = catalogue.get() {
                after_paint(move || warm_up_form(session, kind, catalogue));
            }
        });
    });
}

/// Renders a form once, outside the document, and drops it.
fn warm_up_form(session: SessionStore, kind: TokenKind, catalogue: Arc<ScopeCatalogue>) {
    if IS_WARM.replace(true) {
        return;
    }
    let owner = session.owner().child();
    let made = owner.with(|| {
        let state = DraftState::new(TokenDraft::new(kind), session);
        let submission = Submission::one(state, session, NewValue::new(), vec![]);
        view! {
            <CreateForm
                state
                submission
                label=String::new()
                name=Callback::new(move |error| name_field(state, error))
                called=Signal::derive(move || state.name.get())
                button=Signal::stored(String::new())
                not_created=""
                catalogue
            />
        }
        .into_node()
        .build()
    });
    // Its effects run before.
    set_timeout(
        move || {
            drop(made);
            owner.cleanup();
        },
        Duration::ZERO,
    );
}
