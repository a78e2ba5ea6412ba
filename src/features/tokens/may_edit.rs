//! Who may change tokens.

use crate::domain::kind::TokenKind;
use crate::session::use_session;
use leptos::prelude::*;

/// Whether the signed-in user may create and change tokens of this kind; `None` until it is known.
pub fn may_edit(kind: TokenKind) -> Memo<Option<bool>> {
    let permissions = use_session().permissions;
    Memo::new(move |_| match kind {
        // One's own, always; others' are not to be seen.
        TokenKind::Personal => Some(true),
        TokenKind::Api => permissions.ready().map(|permissions| permissions.can_edit),
    })
}

/// What somebody is told who may only look, and who can help.
pub const READ_ONLY_TITLE: &str = "You can look at this token, not change it";
/// The sentence below.
pub const READ_ONLY_TEXT: &str =
    "Owners and admins of the organization can edit, disable, rotate and delete its API tokens.";
