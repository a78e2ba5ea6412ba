//! Before and after.

use crate::session::use_session;
use chrono::{DateTime, Utc};
use console_domain::expiry::ExpiryProblem;
use console_domain::id::OrganizationId;
use console_domain::new_token::Field;
use console_domain::reach_diff::{Effect, ReachDiff, ScopeChange, draft_reach};
use console_domain::token::{Reach, Token};
use console_domain::token_edit::{TokenEdit, differences};
use console_domain::visible_name::isolated;
use console_platform::intl;
use console_ui::{VisuallyHidden, with_names};
use console_view::prelude::*;

/// What is said before the later reading of a token.
const NOW: &str = "Now: ";

/// The name of an organization, as far as it is known.
pub fn organization_name(id: &OrganizationId, token: &Token) -> String {
    if let Reach::Organizations(all) = &token.reach
        && let Some(entry) = all.iter().find(|entry| entry.id == *id)
    {
        return entry.name.clone();
    }
    untrack(|| use_session().organization_name_or_id(id))
}

/// What a reach gains and loses, in words.
pub fn diff_words(diff: &ReachDiff, token: &Token) -> (Vec<String>, Vec<String>) {
    match diff {
        ReachDiff::Scopes { gained, lost, .. } => {
            let words = |all: &[ScopeChange], nothing: &str| {
                let word = |change: &ScopeChange| change_words(change, nothing);
                all.iter().map(word).collect()
            };
            (
                words(gained, "it can already do this"),
                words(lost, "it can still do this"),
            )
        }
        ReachDiff::Organizations { gained, lost } => {
            let names = |all: &[OrganizationId]| {
                let name = |id| isolated(&organization_name(id, token));
                all.iter().map(name).collect()
            };
            (names(gained), names(lost))
        }
    }
}

/// A scope that comes or goes, and what that means where it is not what its name says.
fn change_words(change: &ScopeChange, nothing: &str) -> String {
    let label = change.label();
    match change.effect {
        Effect::Right => label,
        Effect::Nothing => format!("{label} ({nothing})"),
        Effect::Included => format!("{label} (included)"),
    }
}

/// The list of what comes and what goes.
pub fn change_list(gained: Vec<String>, lost: Vec<String>) -> AnyView {
    let line = |class: &'static str, sign: &'static str, word: &'static str, text: String| {
        view! {
            <li class=class>
                <span aria-hidden="true">{sign}</span>
                <VisuallyHidden>{word}</VisuallyHidden>
                <span dir="auto">{with_names(move || text.clone())}</span>
            </li>
        }
    };
    let lost = lost
        .into_iter()
        .map(|text| line("change-removed", "−", "Removed: ", text));
    let gained = gained
        .into_iter()
        .map(|text| line("change-added", "+", "Added: ", text));
    view! { <ul class="changes">{lost.chain(gained).collect_view()}</ul> }.into_any()
}

/// An end in words.
pub fn end_words(end: Option<DateTime<Utc>>) -> String {
    end.map_or_else(|| "Never".to_owned(), intl::date_time_medium)
}

/// The end that a form chooses, in words.
fn chosen_words(end: Result<Option<DateTime<Utc>>, ExpiryProblem>) -> String {
    match end {
        Ok(end) => end_words(end),
        Err(ExpiryProblem::NoDate) => "No date chosen".to_owned(),
        Err(ExpiryProblem::Past | ExpiryProblem::TooFar) => "Not possible".to_owned(),
    }
}

/// One changed field: what it was and what it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field.
    pub field: Field,
    /// What it was; empty for a reach, which has a list.
    pub before: String,
    /// What it becomes.
    pub after: String,
    /// What a reach gains.
    pub gained: Vec<String>,
    /// What a reach loses.
    pub lost: Vec<String>,
}

impl FieldChange {
    fn text(field: Field, before: String, after: String) -> Self {
        Self {
            field,
            before,
            after,
            gained: vec![],
            lost: vec![],
        }
    }

    fn reach(field: Field, diff: &ReachDiff, token: &Token) -> Self {
        let (gained, lost) = diff_words(diff, token);
        Self {
            field,
            before: String::new(),
            after: String::new(),
            gained,
            lost,
        }
    }
}

/// What the form changes; `fields` are those that it changes.
pub fn form_changes(
    original: &Token,
    edit: &TokenEdit,
    end: Result<Option<DateTime<Utc>>, ExpiryProblem>,
    fields: &[Field],
) -> Vec<FieldChange> {
    fields
        .iter()
        .map(|field| match field {
            Field::Name => FieldChange::text(*field, own(&original.name), own(&edit.draft.name)),
            Field::Description => FieldChange::text(
                *field,
                own(original.description.as_deref().unwrap_or_default()),
                own(&edit.draft.description),
            ),
            Field::Scopes | Field::Organizations => FieldChange::reach(
                *field,
                &ReachDiff::new(&original.reach, &edit.draft.reach),
                original,
            ),
            Field::Expiry => {
                FieldChange::text(*field, end_words(original.expires_at), chosen_words(end))
            }
        })
        .collect()
}

/// The changes as a list of fields.
pub fn changes_view(changes: Vec<FieldChange>) -> AnyView {
    let rows = changes
        .into_iter()
        .map(|change| {
            let FieldChange {
                field,
                before,
                after,
                gained,
                lost,
            } = change;
            let value = if gained.is_empty() && lost.is_empty() {
                before_and_after(before, "After: ", after)
            } else {
                change_list(gained, lost)
            };
            view! { <div><dt>{field.label()}</dt><dd>{value}</dd></div> }
        })
        .collect_view();
    view! { <dl class="summary-list">{rows}</dl> }.into_any()
}

/// What differs between two readings of a token, with a word about each field where there is one.
pub fn difference_view(
    before: &Token,
    now: &Token,
    fate: impl Fn(Field) -> Option<&'static str>,
) -> AnyView {
    let rows = differences(before, now)
        .into_iter()
        .map(|field| {
            let change = match field {
                Field::Scopes | Field::Organizations => {
                    let diff = ReachDiff::new(&before.reach, &draft_reach(&now.reach));
                    let (gained, lost) = diff_words(&diff, now);
                    change_list(gained, lost)
                }
                Field::Name => before_and_after(own(&before.name), NOW, own(&now.name)),
                Field::Description => {
                    let words = |token: &Token| own(token.description.as_deref().unwrap_or_default());
                    before_and_after(words(before), NOW, words(now))
                }
                Field::Expiry => {
                    before_and_after(end_words(before.expires_at), NOW, end_words(now.expires_at))
                }
            };
            view! {
                <div>
                    <dt>{field.label()}</dt>
                    <dd>{change} {fate(field).map(|text| view! { <p class="muted small">{text}</p> })}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="summary-list">{rows}</dl> }.into_any()
}

/// A text in somebody's own words, which is not for translators; empty for none.
fn own(text: &str) -> String {
    match text.trim() {
        "" => String::new(),
        text => isolated(text),
    }
}

/// What a field was and what it is after `word`, for screen readers in words.
fn before_and_after(before: String, word: &'static str, after: String) -> AnyView {
    let words = |text: String| {
        let text = if text.is_empty() {
            "None".to_owned()
        } else {
            text
        };
        with_names(move || text.clone())
    };
    view! {
        <del class="muted" dir="auto"><VisuallyHidden>"Before: "</VisuallyHidden>{words(before)}</del>
        <span aria-hidden="true">" → "</span>
        <ins dir="auto"><VisuallyHidden>{word}</VisuallyHidden>{words(after)}</ins>
    }
    .into_any()
}
