use super::*;
use crate::id::{OrganizationId, TokenId};
use crate::limits::Limits;
use crate::organization::OrganizationRef;
use crate::scope::ScopeSelection;
use crate::scope_catalogue::Preset;
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
    edit.draft.reach = DraftReach::Scopes(ScopeSelection::from_wire(scopes));
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
    planned_within(Limits::default(), original, current, edit)
}

fn planned_within(
    limits: Limits,
    original: &Token,
    current: &Token,
    edit: &TokenEdit,
) -> Result<Vec<TokenUpdate>, Vec<(Field, Problem)>> {
    let calendar = Calendar {
        today: "2026-11-23".parse().unwrap(),
        day_end: |day: NaiveDate| Some(day.and_hms_opt(23, 59, 59)?.and_utc()),
    };
    let organizations = ["acme", "globex", "initech"].map(OrganizationId::new);
    let offered = Offered {
        catalogue: &sample(),
        organizations: &organizations,
        limits,
    };
    plan(original, current, edit, &offered, &calendar)
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
    edit.draft.consents = vec![Consent::Never];
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
    let scopes =
        |texts: &[&str]| ReachChange::Scopes(texts.iter().map(|text| (*text).to_owned()).collect());
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
    fn the_plan_leads_to_what_the_form_holds(
        had in prop::collection::btree_set("[a-e]", 0..5),
        theirs in prop::collection::btree_set("[a-e]", 0..5),
        wanted in prop::collection::btree_set("[a-e]", 1..5),
    ) {
        let names = |all: &std::collections::BTreeSet<String>| {
            personal(&all.iter().map(String::as_str).collect::<Vec<_>>())
        };
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

#[test]
fn only_what_widens_is_to_be_confirmed() {
    let token = api(&["evidence:delete", "risk:read"]);
    let mut edit = TokenEdit::of(&token);
    // Less than it could, although that is still much.
    set_scopes(&mut edit, &["evidence:delete"]);
    assert!(planned(&token, &token, &edit).is_ok());
    set_scopes(&mut edit, &["evidence:delete", "risk:read", "file:read"]);
    assert_eq!(
        planned(&token, &token, &edit),
        Err(vec![(Field::Scopes, Problem::PowerUnconfirmed)])
    );
    edit.draft.consents = vec![Consent::to_reach(&edit.draft.reach)];
    assert!(planned(&token, &token, &edit).is_ok());

    let mine = personal(&["acme", "globex"]);
    let mut edit = TokenEdit::of(&mine);
    set_organizations(&mut edit, &["acme", "globex", "initech"]);
    assert_eq!(
        planned(&mine, &mine, &edit),
        Err(vec![(
            Field::Organizations,
            Problem::OrganizationsUnconfirmed
        )])
    );
    edit.draft.consents = vec![Consent::to_reach(&edit.draft.reach)];
    assert!(planned(&mine, &mine, &edit).is_ok());
}

#[test]
fn a_later_end_is_to_be_confirmed_and_an_earlier_one_is_not() {
    let mut token = api(&["evidence:read"]);
    token.expires_at = Some(at("2030-01-01T23:59:59Z"));
    let with_end = |day: &str| {
        let mut edit = TokenEdit::of(&token);
        edit.keeps_end = false;
        edit.draft.expiry = ExpiryChoice::Date(Some(day.parse().unwrap()));
        edit
    };
    assert!(planned(&token, &token, &with_end("2029-06-01")).is_ok());
    let mut later = with_end("2031-01-01");
    assert_eq!(
        planned(&token, &token, &later),
        Err(vec![(Field::Expiry, Problem::LongLifeUnconfirmed)])
    );
    later.draft.consents = vec![Consent::LongLife("2031-01-01".parse().unwrap())];
    assert!(planned(&token, &token, &later).is_ok());
}

#[test]
fn limits_bind_what_grows_and_not_what_was_there() {
    let limits = Limits {
        longest: Some(30),
        forbids_full_access: true,
        ..Limits::default()
    };
    let planned = |token: &Token, edit: &TokenEdit| planned_within(limits, token, token, edit);
    let mut token = api(&["evidence:read"]);
    token.expires_at = Some(at("2030-01-01T23:59:59Z"));
    let mut edit = TokenEdit::of(&token);
    edit.keeps_end = false;
    edit.draft.expiry = ExpiryChoice::Date(Some("2029-01-01".parse().unwrap()));
    assert!(planned(&token, &edit).is_ok());
    edit.draft.expiry = ExpiryChoice::Date(Some("2031-01-01".parse().unwrap()));
    assert_eq!(
        planned(&token, &edit),
        Err(vec![(Field::Expiry, Problem::TooLong(30))])
    );
    edit.draft.expiry = ExpiryChoice::Never;
    assert_eq!(
        planned(&token, &edit),
        Err(vec![(Field::Expiry, Problem::EndForced)])
    );
    let mut edit = TokenEdit::of(&token);
    edit.draft.reach = DraftReach::Scopes(sample().preset(Preset::FullAccess));
    edit.draft.consents = vec![Consent::to_reach(&edit.draft.reach)];
    assert_eq!(
        planned(&token, &edit),
        Err(vec![(Field::Scopes, Problem::FullAccess)])
    );
}
