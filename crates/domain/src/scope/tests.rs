use super::*;
use proptest::prelude::*;

#[test]
fn both_spellings_name_the_same_scope() {
    let scope = Scope::parse("evidence:read").unwrap();
    assert_eq!(Some(&scope), Scope::parse("can_view_evidence").as_ref());
    assert_eq!(Some(&scope), Scope::parse(" Evidence:READ ").as_ref());
    assert_eq!(Some(&scope), Scope::parse("evidence:can_view").as_ref());
    assert_eq!(scope.to_string(), "evidence:read");
    assert_eq!(
        Scope::parse("can_edit_api_token").unwrap().to_string(),
        "api_token:write"
    );
}

#[test]
fn what_is_no_scope_is_refused() {
    for text in [
        "",
        "read",
        "evidence:",
        ":read",
        "evidence:create",
        "can_create_risk",
        "read:evidence",
        "a b:read",
        "can_view_",
    ] {
        assert_eq!(Scope::parse(text), None, "{text}");
    }
}

#[test]
fn other_verbs_are_kept_and_told_apart_by_what_they_stand_for() {
    let selection = ScopeSelection::from_wire(["can_view_evidence", "Wild:Card", "", "card_wild"]);
    assert_eq!(selection.to_wire(), ["evidence:read", "Wild:Card"]);
    assert_eq!(selection.len(), 2);
    assert!(selection.contains(" CARD_WILD") && selection.contains("evidence:can_view"));
    assert_eq!(
        selection,
        ScopeSelection::from_wire(["card_wild", "evidence:read"])
    );
    let mut without = selection;
    without.choose_other("wild:card", false);
    assert_eq!(without.to_wire(), ["evidence:read"]);
}

#[test]
fn what_is_not_offered_stays_whatever_is_clicked() {
    let read_only = Verbs::from_iter([Verb::Read]);
    let mut selection = ScopeSelection::from_wire(["evidence:read", "evidence:delete"]);
    selection.choose("evidence", Verb::Read, false, read_only);
    assert_eq!(selection.to_wire(), ["evidence:delete"]);
    selection.choose("evidence", Verb::Write, true, read_only);
    assert_eq!(selection.to_wire(), ["evidence:read", "evidence:delete"]);
}

/// The table of contract 5.
#[test]
fn relations_are_those_that_the_backend_makes() {
    for (text, relation) in [
        ("evidence:read", "can_view_evidence"),
        ("can_view_evidence", "can_view_evidence"),
        (" Evidence:READ ", "can_view_evidence"),
        ("evidence:can_view", "can_view_evidence"),
        ("read:evidence", "evidence_read"),
        ("read", "can_view"),
        ("evidence:create", "create_evidence"),
    ] {
        assert_eq!(relation_of(text), relation, "{text}");
    }
}

#[test]
fn only_what_is_new_counts_as_gained() {
    let before = ScopeSelection::from_wire(["can_view_evidence", "risk:write"]);
    let after = ScopeSelection::from_wire(["evidence:read", "evidence:write"]);
    assert_eq!(after.gained_since(&before).to_wire(), ["evidence:write"]);
    assert!(before.gained_since(&before).is_empty());
}

fn object() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["evidence", "risk", "api_token", "x9"]).prop_map(str::to_owned)
}

fn verb() -> impl Strategy<Value = Verb> {
    prop::sample::select(Verb::ALL.to_vec())
}

proptest! {
    #[test]
    fn implications_hold_after_any_clicks(
        clicks in prop::collection::vec((object(), verb(), any::<bool>()), 0..60),
    ) {
        let mut selection = ScopeSelection::default();
        for (object, verb, chosen) in clicks {
            selection.choose(&object, verb, chosen, Verbs::ALL);
            prop_assert_eq!(selection.verbs(&object).contains(verb), chosen);
            for (_, verbs) in selection.objects() {
                prop_assert!(!verbs.is_empty());
                prop_assert!(!verbs.contains(Verb::Write) || verbs.contains(Verb::Read));
                prop_assert!(!verbs.contains(Verb::Delete) || verbs.contains(Verb::Write));
            }
        }
    }

    #[test]
    fn the_wire_form_survives_a_round_trip(
        scopes in prop::collection::vec(
            "[a-z]{1,6}:(read|write|delete|create)|can_(view|edit|delete)_[a-z]{1,5}|\\PC{0,8}",
            0..12,
        ),
    ) {
        let once = ScopeSelection::from_wire(&scopes);
        let twice = ScopeSelection::from_wire(once.to_wire());
        prop_assert_eq!(&once, &twice);
        prop_assert_eq!(once.len(), once.to_wire().len());
    }

    #[test]
    fn what_is_read_stands_for_what_the_backend_makes_of_it(
        text in " ?([a-zA-Z_]{1,6}:(read|Write|can_view|approve)|can_(view|edit|delete)_[a-z]{1,5}) ?",
    ) {
        if let Some(scope) = Scope::parse(&text) {
            prop_assert_eq!(relation_of(&scope.to_string()), relation_of(&text));
        }
        prop_assert!(ScopeSelection::from_wire([&text]).contains(&text));
    }
}
