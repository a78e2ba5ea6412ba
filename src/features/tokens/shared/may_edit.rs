//! Who may change tokens.

use crate::features::error_view::ErrorView;
use crate::session::{SessionStore, use_session};
use console_api::error::ApiError;
use console_domain::kind::TokenKind;
use console_ui::{Callout, Tone};
use console_view::prelude::*;

/// Whether the signed-in user may create and change tokens of this kind; `None` until it is known.
pub fn may_edit(kind: TokenKind) -> Memo<Option<bool>> {
    let session = use_session();
    Memo::new(move |_| may_edit_in(session, kind))
}

/// The same where that is asked when it is needed; tracked.
pub fn may_edit_in(session: SessionStore, kind: TokenKind) -> Option<bool> {
    match kind {
        // One's own, always; others' are not to be seen.
        TokenKind::Personal => Some(true),
        TokenKind::Api => session
            .permissions
            .ready()
            .map(|permissions| permissions.can_edit),
    }
}

/// Why it is not known who may change tokens of `kind`; tracked.
pub fn may_edit_failure(session: SessionStore, kind: TokenKind) -> Option<ApiError> {
    match kind {
        TokenKind::Personal => None,
        TokenKind::Api => session.permissions.failure(),
    }
}

/// Says that it could not be found out what the reader may do, with a way to try again.
pub fn may_edit_problem(kind: TokenKind) -> impl Fn() -> Option<AnyView> {
    let session = use_session();
    let failure = Memo::new(move |_| may_edit_failure(session, kind));
    move || {
        let retry = Callback::new(move |()| session.retry_permissions());
        let error = failure.get()?;
        Some(
            view! { <ErrorView error title="Your permissions could not be loaded" retry /> }
                .into_any(),
        )
    }
}

/// Above a form that was shown before it was known what the reader may do: that this could not be found
/// out, with a way to try again, and that it is refused if that is what comes. The form stays with all that
/// was typed.
pub fn late_refusal(kind: TokenKind) -> impl Fn() -> Option<AnyView> {
    let problem = may_edit_problem(kind);
    let may_edit = may_edit(kind);
    move || {
        let refusal = || {
            let title = "You may not create or change API tokens here";
            view! { <Callout tone=Tone::Warning title role="status"><p>{READ_ONLY_TEXT}</p></Callout> }
                .into_any()
        };
        problem().or_else(|| (may_edit.get() == Some(false)).then(refusal))
    }
}

/// The line above what stands for a form while it is checked whether the reader may use it.
pub fn checking() -> AnyView {
    view! { <p class="muted" role="status">{CHECKING}</p> }.into_any()
}

/// What is said while it is not known yet what the reader may do.
pub const CHECKING: &str = "Checking your permissions…";

/// What somebody is told who may only look, and who can help.
pub const READ_ONLY_TITLE: &str = "You can look at this token, not change it";
/// The sentence below.
pub const READ_ONLY_TEXT: &str =
    "Owners and admins of the organization can edit, disable, rotate and delete its API tokens.";
