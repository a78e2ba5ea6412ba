//! A form that nobody sees, made while somebody is about to open one.
//!
//! A browser translates code when it is run for the first time. On a slow device that takes longer than making a form, so it is
//! done while the hand is still on its way to the button.

use super::draft_state::DraftState;
use super::form::CreateForm;
use super::submit::Submission;
use crate::features::tokens::reveal::SecretHolder;
use crate::session::SessionStore;
use console_domain::kind::TokenKind;
use console_domain::new_token::TokenDraft;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_view::prelude::*;
use leptos::prelude::Render;
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

thread_local! {
    /// Whether a form was made already. Another rehearsal would be in the way of the real one.
    static MADE: Cell<bool> = const { Cell::new(false) };
}

/// Notes that a form is made: no rehearsal is needed any more.
pub fn is_made() {
    MADE.set(true);
}

/// Makes a form once, without showing it, and takes it apart again.
pub fn rehearse(session: SessionStore, kind: TokenKind, catalogue: Arc<ScopeCatalogue>) {
    if MADE.replace(true) {
        return;
    }
    let owner = session.owner().child();
    let made = owner.with(|| {
        let state = DraftState::new(TokenDraft::new(kind));
        let submission = Submission::new(state, session.client, SecretHolder::new(), vec![]);
        view! { <CreateForm state submission catalogue /> }
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
