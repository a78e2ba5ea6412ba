//! Editing a token: what changed, what is sent, and what somebody else changed meanwhile.

use super::new_token::{DraftReach, Field, Problem, TokenDraft, check_name};
use super::reach_diff::{ReachDiff, draft_reach};
use super::scope_catalogue::ScopeCatalogue;
use super::stored_scopes::update_steps;
use super::token::{Reach, Token};
use super::token_update::{Change, ReachChange, TokenUpdate};
use crate::expiry::ExpiryChoice;
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
                never_is_meant: false,
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
    catalogue: &ScopeCatalogue,
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
        update.description = Change::to(description);
    }
    let mut later = Vec::new();
    match plan_reach(original, current, &edit.draft.reach, catalogue) {
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
        (
            Reach::Scopes { scopes, .. },
            DraftReach::Scopes {
                selection,
                none_is_meant,
                full_is_meant,
            },
        ) => {
            if selection.is_empty() && !none_is_meant {
                return Err((Field::Scopes, Problem::NoScopes));
            }
            if catalogue.is_full(selection) && !full_is_meant {
                return Err((Field::Scopes, Problem::FullAccessUnconfirmed));
            }
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
mod tests {
    use super::*;
    use crate::id::{OrganizationId, TokenId};
    use crate::organization::OrganizationRef;
    use crate::scope::ScopeSelection;
    use crate::scope_catalogue::tests::sample;
    use crate::sorted::SortedMap;
    use crate::stored_scopes::StoredScopes;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn token(reach: Reach) -> Token {
        Token {
            id: TokenId::new("t"),
            name: "evidence-sync".into(),
            description: Some("nightly".into()),
            reach,
            created_at: None,
            created_by: None,
            updated_at: None,
            updated_by: None,
            expires_at: Some(at("2027-01-01T10:00:00Z")),
            last_used_at: None,
            is_active: true,
            revocation: None,
            sso_authorizations: SortedMap::new(),
            tags: vec![],
        }
    }

    fn api(scopes: &[&str]) -> Token {
        token(Reach::Scopes {
            owner: None,
            scopes: StoredScopes::from_wire(scopes),
        })
    }

    fn personal(names: &[&str]) -> Token {
        let entry = |name: &&str| OrganizationRef {
            id: OrganizationId::new(*name),
            name: (*name).into(),
        };
        token(Reach::Organizations(names.iter().map(entry).collect()))
    }

    fn set_scopes(edit: &mut TokenEdit, scopes: &[&str]) {
        edit.draft.reach = DraftReach::Scopes {
            selection: ScopeSelection::from_wire(scopes),
            none_is_meant: false,
            full_is_meant: false,
        };
    }

    fn set_organizations(edit: &mut TokenEdit, names: &[&str]) {
        edit.draft.reach = DraftReach::Organizations(
            names
                .iter()
                .map(|name| OrganizationId::new(*name))
                .collect(),
        );
    }

    fn planned(
        original: &Token,
        current: &Token,
        edit: &TokenEdit,
    ) -> Result<TokenUpdate, Vec<(Field, Problem)>> {
        let mut updates = all_planned(original, current, edit)?;
        assert!(updates.len() <= 1, "{updates:?}");
        Ok(updates.pop().unwrap_or_default())
    }

    fn all_planned(
        original: &Token,
        current: &Token,
        edit: &TokenEdit,
    ) -> Result<Vec<TokenUpdate>, Vec<(Field, Problem)>> {
        let calendar = Calendar {
            today: "2026-11-23".parse().unwrap(),
            day_end: |day: NaiveDate| Some(day.and_hms_opt(23, 59, 59)?.and_utc()),
        };
        plan(original, current, edit, &sample(), &calendar)
    }

    #[test]
    fn an_untouched_form_sends_nothing_whatever_the_token_is_like() {
        let mut odd = api(&["can_view_evidence", "Wild:Card"]);
        odd.name = " x ".into();
        odd.expires_at = Some(at("2020-01-01T00:00:00Z"));
        for token in [odd, api(&[]), personal(&[]), personal(&["acme", "globex"])] {
            let edit = TokenEdit::of(&token);
            assert_eq!(planned(&token, &token, &edit), Ok(TokenUpdate::default()));
            assert!(changed_fields(&token, &edit).is_empty());
            assert!(differences(&token, &token).is_empty());
        }
    }

    #[test]
    fn only_what_changed_is_sent() {
        let token = api(&["evidence:read"]);
        let mut edit = TokenEdit::of(&token);
        edit.draft.name = " renamed ".into();
        let update = planned(&token, &token, &edit).unwrap();
        let only_name = TokenUpdate {
            name: Some("renamed".into()),
            ..TokenUpdate::default()
        };
        assert_eq!(update, only_name);
        let mut edit = TokenEdit::of(&token);
        edit.draft.description = "  ".into();
        let update = planned(&token, &token, &edit).unwrap();
        assert_eq!(update.description, Change::Clear);
        let mut edit = TokenEdit::of(&token);
        edit.keeps_end = false;
        edit.draft.expiry = ExpiryChoice::Never;
        assert_eq!(
            planned(&token, &token, &edit),
            Err(vec![(Field::Expiry, Problem::NeverUnconfirmed)])
        );
        edit.draft.never_is_meant = true;
        let update = planned(&token, &token, &edit).unwrap();
        assert_eq!(update.expires_at, Change::Clear);
    }

    #[test]
    fn the_past_is_refused_here_because_the_backend_does_not() {
        let token = api(&["evidence:read"]);
        let mut edit = TokenEdit::of(&token);
        edit.keeps_end = false;
        edit.draft.expiry = ExpiryChoice::Date(Some("2026-11-22".parse().unwrap()));
        let problems = planned(&token, &token, &edit).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].0, Field::Expiry);
    }

    #[test]
    fn scopes_replace_and_organizations_come_and_go() {
        let token = api(&["evidence:read", "risk:read"]);
        let mut edit = TokenEdit::of(&token);
        set_scopes(&mut edit, &["evidence:read", "evidence:write"]);
        let update = planned(&token, &token, &edit).unwrap();
        assert_eq!(
            update.reach,
            ReachChange::Scopes(vec!["evidence:read".into(), "evidence:write".into()])
        );
        assert!(ReachDiff::new(&token.reach, &edit.draft.reach).widens());
        set_scopes(&mut edit, &[]);
        assert_eq!(
            planned(&token, &token, &edit),
            Err(vec![(Field::Scopes, Problem::NoScopes)])
        );
        let token = personal(&["acme", "globex"]);
        let mut edit = TokenEdit::of(&token);
        set_organizations(&mut edit, &["globex", "umbrella"]);
        let update = planned(&token, &token, &edit).unwrap();
        assert_eq!(
            update.reach,
            ReachChange::Organizations {
                add: vec![OrganizationId::new("umbrella")],
                remove: vec![OrganizationId::new("acme")]
            }
        );
        set_organizations(&mut edit, &["acme"]);
        assert!(!ReachDiff::new(&token.reach, &edit.draft.reach).widens());
    }

    #[test]
    fn scopes_that_stay_keep_their_spelling_and_unknown_ones_stay() {
        let token = api(&[
            "can_view_evidence",
            "risk:read",
            "gone:read",
            "risk:approve",
        ]);
        let mut edit = TokenEdit::of(&token);
        set_scopes(&mut edit, &["evidence:read", "control:read", "gone:read"]);
        let update = planned(&token, &token, &edit).unwrap();
        let sent = [
            "can_view_evidence",
            "gone:read",
            "risk:approve",
            "control:read",
        ];
        assert_eq!(
            update.reach,
            ReachChange::Scopes(sent.map(str::to_owned).into())
        );
        // What somebody else changed about unknown ones meanwhile is not undone: it could not be.
        let current = api(&["can_view_evidence", "lost:read"]);
        let update = planned(&token, &current, &edit).unwrap();
        let sent = ["can_view_evidence", "lost:read", "control:read"];
        assert_eq!(
            update.reach,
            ReachChange::Scopes(sent.map(str::to_owned).into())
        );
    }

    #[test]
    fn what_is_stored_twice_goes_in_two_updates_and_the_rest_with_the_first() {
        let token = api(&["evidence:read", "can_view_evidence", "risk:read"]);
        let mut edit = TokenEdit::of(&token);
        set_scopes(&mut edit, &["risk:read"]);
        edit.draft.name = "renamed".into();
        let updates = all_planned(&token, &token, &edit).unwrap();
        let scopes = |texts: &[&str]| {
            ReachChange::Scopes(texts.iter().map(|text| (*text).to_owned()).collect())
        };
        let first = TokenUpdate {
            name: Some("renamed".into()),
            reach: scopes(&["can_view_evidence", "risk:read"]),
            ..TokenUpdate::default()
        };
        let second = TokenUpdate {
            reach: scopes(&["risk:read"]),
            ..TokenUpdate::default()
        };
        assert_eq!(updates, [first, second]);
        // When the second fails, the next attempt sends what is left.
        let half = api(&["can_view_evidence", "risk:read"]);
        let updates = all_planned(&half, &half, &edit).unwrap();
        assert_eq!(updates.last().unwrap().reach, scopes(&["risk:read"]));
    }

    #[test]
    fn overwriting_sends_only_ones_own_changes_and_leaves_those_of_others() {
        let original = personal(&["acme"]);
        let mut current = personal(&["acme", "globex"]);
        current.name = "renamed elsewhere".into();
        current.updated_at = Some(at("2026-11-23T10:00:00Z"));
        assert_eq!(
            differences(&original, &current),
            [Field::Name, Field::Organizations]
        );
        let mut edit = TokenEdit::of(&original);
        set_organizations(&mut edit, &["acme", "umbrella"]);
        let update = planned(&original, &current, &edit).unwrap();
        assert_eq!(update.name, None);
        assert_eq!(
            update.reach,
            ReachChange::Organizations {
                add: vec![OrganizationId::new("umbrella")],
                remove: vec![OrganizationId::new("globex")]
            }
        );
    }

    #[test]
    fn a_use_of_the_token_is_no_change() {
        let original = api(&["evidence:read"]);
        let mut current = original.clone();
        current.last_used_at = Some(at("2026-11-23T10:00:00Z"));
        current.updated_at = current.last_used_at;
        assert!(differences(&original, &current).is_empty());
    }

    proptest! {
        /// After sending the plan the token has what the form holds, and a second plan is empty.
        #[test]
        fn the_plan_leads_to_what_the_form_holds(had in prop::collection::btree_set("[a-e]", 0..5), theirs in prop::collection::btree_set("[a-e]", 0..5), wanted in prop::collection::btree_set("[a-e]", 1..5)) {
            let names = |all: &std::collections::BTreeSet<String>| personal(&all.iter().map(String::as_str).collect::<Vec<_>>());
            let (original, current) = (names(&had), names(&theirs));
            let mut edit = TokenEdit::of(&original);
            set_organizations(&mut edit, &wanted.iter().map(String::as_str).collect::<Vec<_>>());
            let update = planned(&original, &current, &edit).unwrap();
            let mut after = theirs.clone();
            if let ReachChange::Organizations { add, remove } = &update.reach {
                for id in remove { prop_assert!(after.remove(id.as_str())); }
                for id in add { prop_assert!(after.insert(id.as_str().to_owned())); }
            }
            if had == wanted {
                prop_assert_eq!(&after, &theirs);
            } else {
                prop_assert_eq!(&after, &wanted);
            }
        }
    }
}
