//! Who may change tokens.

use crate::app::load::Load;
use crate::features::error_view::ErrorView;
use crate::session::{SessionStore, use_session};
use console_domain::kind::TokenKind;
use console_view::prelude::*;

/// Whether the signed-in user may create and change tokens of this kind; `None` until it is known.
pub fn may_edit(kind: TokenKind) -> Memo<Option<bool>> {
    let session = use_session();
    Memo::new(move |_| may_edit_in(session, kind))
}

/// The same at this moment: for what is there many times, because the session remembers who asked.
pub fn may_edit_now(session: SessionStore, kind: TokenKind) -> Option<bool> {
    untrack(|| may_edit_in(session, kind))
}

fn may_edit_in(session: SessionStore, kind: TokenKind) -> Option<bool> {
    match kind {
        // One's own, always; others' are not to be seen.
        TokenKind::Personal => Some(true),
        TokenKind::Api => session
            .permissions
            .ready()
            .map(|permissions| permissions.can_edit),
    }
}

/// Says that it could not be found out what the reader may do, with a way to try again.
pub fn may_edit_problem(kind: TokenKind) -> impl Fn() -> Option<AnyView> {
    let session = use_session();
    let failure = Memo::new(move |_| match session.permissions.get() {
        Load::Failed(error) if kind == TokenKind::Api => Some(error),
        _ => None,
    });
    move || {
        let retry = Callback::new(move |()| session.permissions.load());
        let error = failure.get()?;
        Some(
            view! { <ErrorView error title="What you may do could not be loaded" retry /> }
                .into_any(),
        )
    }
}

/// What somebody is told who may only look, and who can help.
pub const READ_ONLY_TITLE: &str = "You can look at this token, not change it";
/// The sentence below.
pub const READ_ONLY_TEXT: &str =
    "Owners and admins of the organization can edit, disable, rotate and delete its API tokens.";
