//! Editing a token: what changed, what is sent, and what somebody else changed meanwhile.

use super::id::OrganizationId;
use super::new_token::{DraftReach, Field, Problem, TokenDraft, check_name};
use super::scope::ScopeSelection;
use super::scope_catalogue::{Preset, ScopeCatalogue};
use super::token::{Reach, Token};
use super::token_update::{Change, ReachChange, TokenUpdate};
use crate::domain::expiry::ExpiryChoice;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;

/// What the edit form holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenEdit {
    /// The fields.
    pub draft: TokenDraft,
    /// The end stays as it is; the end in the draft does not count.
    pub keeps_end: bool,
}

impl TokenEdit {
    /// The form with `token` as it is. What the token has already needs no tick any more.
    pub fn of(token: &Token) -> Self {
        Self {
            draft: TokenDraft {
                name: token.name.clone(),
                description: token.description.clone().unwrap_or_default(),
                reach: draft_reach(&token.reach),
                expiry: ExpiryChoice::default(),
                never_is_meant: false,
            },
            keeps_end: true,
        }
    }
}

/// The reach of a token as a form holds it.
pub fn draft_reach(reach: &Reach) -> DraftReach {
    match reach {
        Reach::Scopes { scopes, .. } => DraftReach::Scopes {
            selection: scopes.clone(),
            none_is_meant: false,
            full_is_meant: false,
        },
        Reach::Organizations(_) => DraftReach::Organizations(organizations(reach)),
    }
}

fn organizations(reach: &Reach) -> BTreeSet<OrganizationId> {
    match reach {
        Reach::Scopes { .. } => BTreeSet::new(),
        Reach::Organizations(all) => all.iter().map(|entry| entry.id.clone()).collect(),
    }
}

/// What a reach gains and loses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReachDiff {
    /// Scopes as sent.
    Scopes {
        /// New ones.
        gained: Vec<String>,
        /// Those that go.
        lost: Vec<String>,
    },
    /// Organizations.
    Organizations {
        /// New ones.
        gained: Vec<OrganizationId>,
        /// Those that go.
        lost: Vec<OrganizationId>,
    },
}

impl ReachDiff {
    /// From `before` to what a form holds.
    pub fn new(before: &Reach, after: &DraftReach) -> Self {
        match (before, after) {
            (Reach::Scopes { scopes, .. }, DraftReach::Scopes { selection, .. }) => Self::Scopes {
                gained: selection.gained_since(scopes),
                lost: scopes.gained_since(selection),
            },
            (_, DraftReach::Organizations(chosen)) => {
                let had = organizations(before);
                Self::Organizations {
                    gained: chosen.difference(&had).cloned().collect(),
                    lost: had.difference(chosen).cloned().collect(),
                }
            }
            // A form is made from its token, so the kinds are the same.
            (Reach::Organizations(_), DraftReach::Scopes { .. }) => Self::Organizations {
                gained: vec![],
                lost: vec![],
            },
        }
    }

    /// Whether the token could do more than before.
    pub fn widens(&self) -> bool {
        match self {
            Self::Scopes { gained, .. } => !gained.is_empty(),
            Self::Organizations { gained, .. } => !gained.is_empty(),
        }
    }

    /// Whether nothing comes and nothing goes.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Scopes { gained, lost } => gained.is_empty() && lost.is_empty(),
            Self::Organizations { gained, lost } => gained.is_empty() && lost.is_empty(),
        }
    }
}

/// Where a person is in time: today in their zone, and the instant at which a day ends there.
pub struct Calendar<F> {
    /// The current day.
    pub today: NaiveDate,
    /// The instant of 23:59:59 of a day.
    pub day_end: F,
}

/// What has to be sent so that `current` becomes what the form holds, when the form began with
/// `original`. Only the fields that the person changed count; a field that has the wanted value
/// already is not sent.
///
/// # Errors
/// Everything that is wrong with the changed fields, at most one problem a field, in their order.
/// What is unchanged is never complained about: an older console may have written it.
pub fn plan(
    original: &Token,
    current: &Token,
    edit: &TokenEdit,
    catalogue: &ScopeCatalogue,
    calendar: &Calendar<impl Fn(NaiveDate) -> Option<DateTime<Utc>>>,
) -> Result<TokenUpdate, Vec<(Field, Problem)>> {
    let mut problems = Vec::new();
    let mut update = TokenUpdate::default();
    if edit.draft.name.trim() != original.name.trim() {
        match check_name(&edit.draft.name) {
            Ok(name) => update.name = (name != current.name).then_some(name),
            Err(problem) => problems.push((Field::Name, problem)),
        }
    }
    let description = text(&edit.draft.description);
    if description != text(original.description.as_deref().unwrap_or_default())
        && description != current.description
    {
        update.description = Change::to(description);
    }
    match plan_reach(original, current, &edit.draft.reach, catalogue) {
        Ok(change) => update.reach = change,
        Err(problem) => problems.push(problem),
    }
    match plan_end(original, current, edit, calendar) {
        Ok(change) => update.expires_at = change,
        Err(problem) => problems.push((Field::Expiry, problem)),
    }
    if problems.is_empty() {
        Ok(update)
    } else {
        Err(problems)
    }
}

fn text(typed: &str) -> Option<String> {
    let typed = typed.trim();
    (!typed.is_empty()).then(|| typed.to_owned())
}

fn plan_reach(
    original: &Token,
    current: &Token,
    wanted: &DraftReach,
    catalogue: &ScopeCatalogue,
) -> Result<ReachChange, (Field, Problem)> {
    if ReachDiff::new(&original.reach, wanted).is_empty() {
        return Ok(ReachChange::Keep);
    }
    match wanted {
        DraftReach::Scopes {
            selection,
            none_is_meant,
            full_is_meant,
        } => {
            if selection.is_empty() && !none_is_meant {
                return Err((Field::Scopes, Problem::NoScopes));
            }
            if is_full(catalogue, selection) && !full_is_meant {
                return Err((Field::Scopes, Problem::FullAccessUnconfirmed));
            }
        }
        DraftReach::Organizations(chosen) if chosen.is_empty() => {
            return Err((Field::Organizations, Problem::NoOrganization));
        }
        DraftReach::Organizations(_) => {}
    }
    let diff = ReachDiff::new(&current.reach, wanted);
    Ok(match (diff, wanted) {
        (diff, _) if diff.is_empty() => ReachChange::Keep,
        (_, DraftReach::Scopes { selection, .. }) => ReachChange::Scopes(selection.to_wire()),
        (ReachDiff::Organizations { gained, lost }, _) => ReachChange::Organizations {
            add: gained,
            remove: lost,
        },
        (ReachDiff::Scopes { .. }, DraftReach::Organizations(_)) => ReachChange::Keep,
    })
}

fn is_full(catalogue: &ScopeCatalogue, selection: &ScopeSelection) -> bool {
    !selection.is_empty() && catalogue.matching_preset(selection) == Some(Preset::FullAccess)
}

fn plan_end(
    original: &Token,
    current: &Token,
    edit: &TokenEdit,
    calendar: &Calendar<impl Fn(NaiveDate) -> Option<DateTime<Utc>>>,
) -> Result<Change<DateTime<Utc>>, Problem> {
    if edit.keeps_end {
        return Ok(Change::Keep);
    }
    let end = edit
        .draft
        .expiry
        .instant(calendar.today, &calendar.day_end)?;
    if end == original.expires_at || end == current.expires_at {
        return Ok(Change::Keep);
    }
    if end.is_none() && !edit.draft.never_is_meant {
        return Err(Problem::NeverUnconfirmed);
    }
    Ok(Change::to(end))
}

/// The fields that differ between two readings of a token. Uses of the token count as changes for
/// the backend (contract 4), so its time of change says nothing; what a person can edit does.
pub fn differences(before: &Token, after: &Token) -> Vec<Field> {
    let reach = match before.reach {
        Reach::Scopes { .. } => Field::Scopes,
        Reach::Organizations(_) => Field::Organizations,
    };
    let mut fields = Vec::new();
    let mut note = |differs: bool, field| {
        if differs {
            fields.push(field);
        }
    };
    note(before.name != after.name, Field::Name);
    note(before.description != after.description, Field::Description);
    let diff = ReachDiff::new(&before.reach, &draft_reach(&after.reach));
    note(!diff.is_empty(), reach);
    note(before.expires_at != after.expires_at, Field::Expiry);
    fields
}

/// The fields that a person has changed in a form that began with `original`.
pub fn changed_fields(original: &Token, edit: &TokenEdit) -> Vec<Field> {
    let mut fields = Vec::new();
    if edit.draft.name.trim() != original.name.trim() {
        fields.push(Field::Name);
    }
    if text(&edit.draft.description) != text(original.description.as_deref().unwrap_or_default()) {
        fields.push(Field::Description);
    }
    let diff = ReachDiff::new(&original.reach, &edit.draft.reach);
    if !diff.is_empty() {
        fields.push(match diff {
            ReachDiff::Scopes { .. } => Field::Scopes,
            ReachDiff::Organizations { .. } => Field::Organizations,
        });
    }
    if !edit.keeps_end {
        fields.push(Field::Expiry);
    }
    fields
}

#[cfg(test)]
#[path = "token_edit_tests.rs"]
mod tests;
