//! Editing a token: what changed, what is sent, and what somebody else changed meanwhile.

use super::consent::{self, Consent, Offered};
use super::new_token::{DraftReach, Field, Problem, TokenDraft, check_name};
use super::reach_diff::{ReachDiff, draft_reach};
use super::scope_catalogue::ScopeCatalogue;
use super::secret::holds_token;
use super::stored_scopes::update_steps;
use super::token::{Reach, Token};
use super::token_update::{Change, ReachChange, TokenUpdate};
use crate::expiry::ExpiryChoice;
use crate::sorted::SortedSet;
use chrono::{DateTime, NaiveDate, Utc};

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
                from_link: SortedSet::new(),
                consents: Vec::new(),
            },
            keeps_end: true,
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

/// The updates to be sent, one after the other, so that `current` becomes what the form holds, when
/// the form began with `original`; none when there is nothing to change. Only the fields that the
/// person changed count; a field that has the wanted value already is not sent.
///
/// Nearly always it is one. Scopes that are stored twice need more (see
/// [`update_steps`]); the first update has all other fields as well.
///
/// # Errors
/// Everything that is wrong with the changed fields, at most one problem a field, in their order.
/// What is unchanged is never complained about: an older console may have written it.
pub fn plan(
    original: &Token,
    current: &Token,
    edit: &TokenEdit,
    offered: &Offered<'_>,
    calendar: &Calendar<impl Fn(NaiveDate) -> Option<DateTime<Utc>>>,
) -> Result<Vec<TokenUpdate>, Vec<(Field, Problem)>> {
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
        if description.as_deref().is_some_and(holds_token) {
            problems.push((Field::Description, Problem::HoldsToken));
        }
        update.description = Change::to(description);
    }
    let mut later = Vec::new();
    match plan_reach(original, current, &edit.draft.reach, offered.catalogue) {
        Ok(changes) => {
            let mut changes = changes.into_iter();
            update.reach = changes.next().unwrap_or_default();
            later = changes.collect();
        }
        Err(problem) => problems.push(problem),
    }
    match plan_end(original, current, edit, calendar) {
        Ok(change) => update.expires_at = change,
        Err(problem) => problems.push((Field::Expiry, problem)),
    }
    problems.extend(forbidden(original, edit, offered, calendar));
    for consent in to_confirm(original, edit, offered, calendar) {
        if !edit.draft.consents.contains(&consent) {
            problems.push((consent::field(&consent), consent.problem()));
        }
    }
    problems.sort_by_key(|(field, _)| *field);
    problems.dedup_by_key(|(field, _)| *field);
    if !problems.is_empty() {
        return Err(problems);
    }
    let later = later.into_iter().map(|reach| TokenUpdate {
        reach,
        ..TokenUpdate::default()
    });
    let updates = std::iter::once(update).chain(later);
    Ok(updates.filter(|update| !update.is_empty()).collect())
}

/// What has to be confirmed about the changes, confirmed or not: only a token that reaches more or nothing,
/// and one that ends later than it would.
pub fn to_confirm(
    original: &Token,
    edit: &TokenEdit,
    offered: &Offered<'_>,
    calendar: &Calendar<impl Fn(NaiveDate) -> Option<DateTime<Utc>>>,
) -> Vec<Consent> {
    let diff = ReachDiff::new(&original.reach, &edit.draft.reach);
    let is_emptied = matches!(&edit.draft.reach, DraftReach::Scopes(scopes) if scopes.is_empty());
    let reach = (diff.widens() || is_emptied && !diff.is_empty())
        .then(|| consent::for_reach(&edit.draft.reach, None, offered))
        .flatten();
    let end = ends_later(original, edit, calendar)
        .then(|| consent::for_end(edit.draft.expiry, calendar.today))
        .flatten();
    reach.into_iter().chain(end).collect()
}

/// What the operator forbids of the changes. A token that was beyond the limits before may stay there, and
/// may come nearer.
fn forbidden(
    original: &Token,
    edit: &TokenEdit,
    offered: &Offered<'_>,
    calendar: &Calendar<impl Fn(NaiveDate) -> Option<DateTime<Utc>>>,
) -> Vec<(Field, Problem)> {
    let limits = offered.limits;
    let diff = ReachDiff::new(&original.reach, &edit.draft.reach);
    let scopes = match &edit.draft.reach {
        DraftReach::Scopes(scopes) if diff.widens() => {
            limits.judge_scopes(scopes, offered.catalogue)
        }
        _ => None,
    };
    let end = ends_later(original, edit, calendar)
        .then(|| limits.judge_end(edit.draft.expiry, calendar.today))
        .flatten();
    let scopes = scopes.map(|problem| (Field::Scopes, problem));
    let end = end.map(|problem| (Field::Expiry, problem));
    scopes.into_iter().chain(end).collect()
}

/// Whether the token would end later than it does.
fn ends_later(
    original: &Token,
    edit: &TokenEdit,
    calendar: &Calendar<impl Fn(NaiveDate) -> Option<DateTime<Utc>>>,
) -> bool {
    let end = edit.draft.expiry.instant(calendar.today, &calendar.day_end);
    !edit.keeps_end
        && match (original.expires_at, end) {
            (Some(before), Ok(Some(end))) => end > before,
            (Some(_), Ok(None)) => true,
            // It has no end to lose.
            (None, _) | (_, Err(_)) => false,
        }
}

fn text(typed: &str) -> Option<String> {
    let typed = typed.trim();
    (!typed.is_empty()).then(|| typed.to_owned())
}

/// The changes of the reach, one after the other.
fn plan_reach(
    original: &Token,
    current: &Token,
    wanted: &DraftReach,
    catalogue: &ScopeCatalogue,
) -> Result<Vec<ReachChange>, (Field, Problem)> {
    if ReachDiff::new(&original.reach, wanted).is_empty() {
        return Ok(vec![]);
    }
    match (&current.reach, wanted) {
        (Reach::Scopes { scopes, .. }, DraftReach::Scopes(selection)) => {
            // Somebody else may have given it or taken from it what cannot be given or taken here.
            let wanted = catalogue.keep_unknown(selection, scopes.selection());
            let steps = update_steps(scopes.texts(), &wanted);
            Ok(steps.into_iter().map(ReachChange::Scopes).collect())
        }
        (_, DraftReach::Organizations(chosen)) if chosen.is_empty() => {
            Err((Field::Organizations, Problem::NoOrganization))
        }
        (_, wanted) => Ok(match ReachDiff::new(&current.reach, wanted) {
            ReachDiff::Organizations { gained, lost }
                if !(gained.is_empty() && lost.is_empty()) =>
            {
                vec![ReachChange::Organizations {
                    add: gained,
                    remove: lost,
                }]
            }
            _ => vec![],
        }),
    }
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
mod tests;
