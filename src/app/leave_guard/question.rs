//! The words of the question before a page is left.

use console_domain::unsaved_work::{UnsavedWork, WorkKind};
use console_platform::intl;

/// The words of the question.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) heading: &'static str,
    /// What is lost.
    pub(super) text: String,
    /// On the button that leaves.
    pub(super) leave: &'static str,
    /// On the button that stays.
    pub(super) stay: &'static str,
}

impl Question {
    pub(super) fn of(kind: WorkKind) -> Self {
        let (heading, text, leave, stay) = match kind {
            WorkKind::Value => (
                "Leave without storing the token?",
                "You have not confirmed that the token is stored. It cannot be shown again; you would have \
                 to create a new one.",
                "Leave without it",
                "Stay",
            ),
            WorkKind::Values => (
                "Leave without storing the tokens?",
                "You have not confirmed that the tokens are stored. They cannot be shown again; you would \
                 have to create new ones.",
                "Leave without them",
                "Stay",
            ),
            WorkKind::Creating => (
                "Leave while the token is being created?",
                "Its value is in the answer that is on its way, and is shown only once. If you leave now, \
                 the token will exist, but nobody can use it.",
                "Leave without it",
                "Wait for it",
            ),
            WorkKind::CreatingSeveral => (
                "Leave while the tokens are being created?",
                "Their values are in the answer that is on its way, and are shown only once. If you leave \
                 now, the tokens will exist, but nobody can use them.",
                "Leave without them",
                "Wait for them",
            ),
            WorkKind::DraftOfSeveral => (
                "Leave without creating the tokens?",
                "What you have filled in is not kept.",
                "Discard the form",
                "Keep editing",
            ),
            WorkKind::Draft => (
                "Leave without creating the token?",
                "What you have filled in is not kept.",
                "Discard the form",
                "Keep editing",
            ),
            WorkKind::Changes => (
                "Leave without saving?",
                "Your changes to this token have not been saved.",
                "Discard changes",
                "Keep editing",
            ),
        };
        Self {
            heading,
            text: text.to_owned(),
            leave,
            stay,
        }
    }

    pub(super) fn of_signing_out(here: Option<&UnsavedWork>, elsewhere: &[String]) -> Self {
        let works = elsewhere.iter();
        let mut lost: Vec<String> = works
            .filter_map(|name| Some(UnsavedWork::from_lock_name(name)?.describe()))
            .collect();
        lost.dedup();
        let lost: Vec<&str> = lost.iter().map(String::as_str).collect();
        let elsewhere = intl::list_and(&lost);
        let here = here.map(|work| format!(" Here you would lose {}.", work.describe()));
        Self {
            heading: "Sign out of all tabs?",
            text: format!(
                "Another tab would lose {elsewhere}.{} A value cannot be shown again.",
                here.unwrap_or_default()
            ),
            leave: "Sign out anyway",
            stay: "Stay signed in",
        }
    }
}
