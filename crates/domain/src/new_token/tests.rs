use super::*;
use crate::limits::Limits;
use crate::scope_catalogue::Preset;
use crate::scope_catalogue::tests::sample;

fn today() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

fn check(draft: &TokenDraft) -> Result<NewToken, Vec<(Field, Problem)>> {
    let end = |day: NaiveDate| Some(day.and_hms_opt(23, 59, 59)?.and_utc());
    let offered = Offered {
        catalogue: &sample(),
        organizations: &[],
        limits: Limits::default(),
    };
    draft.check(&offered, today(), end)
}

fn api(selection: ScopeSelection) -> TokenDraft {
    let mut draft = TokenDraft::new(TokenKind::Api);
    draft.name = "  evidence-sync ".into();
    draft.reach = DraftReach::Scopes(selection);
    draft
}

#[test]
fn the_value_of_a_token_is_no_name_and_no_description() {
    let value = format!("tolp_{}", "a1B2".repeat(16));
    let mut draft = api(ScopeSelection::default());
    draft.name = format!("for {value}");
    draft.description = value;
    let problems = check(&draft).unwrap_err();
    for field in [Field::Name, Field::Description] {
        assert!(
            problems.contains(&(field, Problem::HoldsToken)),
            "{problems:?}"
        );
    }
}

#[test]
fn an_empty_form_names_everything_that_is_missing_in_order() {
    let problems = check(&TokenDraft::new(TokenKind::Api)).unwrap_err();
    assert_eq!(
        problems,
        [
            (Field::Name, Problem::NameMissing),
            (Field::Scopes, Problem::NoScopes)
        ]
    );
    let problems = check(&TokenDraft::new(TokenKind::Personal)).unwrap_err();
    assert_eq!(
        problems,
        [
            (Field::Name, Problem::NameMissing),
            (Field::Organizations, Problem::NoOrganization)
        ]
    );
}

#[test]
fn a_good_form_is_trimmed_and_ends_with_the_day() {
    let mut draft = api(ScopeSelection::from_wire(["evidence:read"]));
    draft.description = " \n".into();
    let token = check(&draft).unwrap();
    assert_eq!((token.name(), token.description()), ("evidence-sync", None));
    assert_eq!(
        token.expires_at().unwrap().to_rfc3339(),
        "2027-02-21T23:59:59+00:00"
    );
    assert_eq!(
        token.reach(),
        &NewReach::Scopes(vec!["evidence:read".into()])
    );
}

#[test]
fn the_dangerous_choices_need_their_ticks() {
    let mut draft = api(sample().preset(Preset::FullAccess));
    draft.expiry = ExpiryChoice::Never;
    let problems = check(&draft).unwrap_err();
    assert_eq!(
        problems,
        [
            (Field::Scopes, Problem::PowerUnconfirmed),
            (Field::Expiry, Problem::NeverUnconfirmed)
        ]
    );
    draft.consents = vec![Consent::to_reach(&draft.reach), Consent::Never];
    assert_eq!(check(&draft).unwrap().expires_at(), None);
    // A tick is for what was chosen then.
    draft.reach = DraftReach::Scopes(ScopeSelection::from_wire(["evidence:delete"]));
    assert_eq!(
        check(&draft).unwrap_err(),
        [(Field::Scopes, Problem::PowerUnconfirmed)]
    );
    let mut nothing = api(ScopeSelection::default());
    assert_eq!(
        check(&nothing).unwrap_err(),
        [(Field::Scopes, Problem::NoScopes)]
    );
    nothing.consents = vec![Consent::NoScopes];
    assert_eq!(check(&nothing).unwrap().reach(), &NewReach::Scopes(vec![]));
}

#[test]
fn what_a_link_has_chosen_needs_another_tick() {
    let mut draft = api(ScopeSelection::from_wire(["evidence:delete"]));
    draft.consents = vec![Consent::to_reach(&draft.reach)];
    assert!(check(&draft).is_ok());
    for field in [Field::Scopes, Field::Expiry] {
        draft.from_link = [field].into_iter().collect();
        assert_eq!(
            check(&draft).unwrap_err(),
            [(Field::Scopes, Problem::PowerUnconfirmed)]
        );
    }
    draft.from_link = [Field::Name].into_iter().collect();
    assert!(check(&draft).is_ok());
}

#[test]
fn names_are_counted_in_characters_after_trimming() {
    assert_eq!(check_name(" ab "), Err(Problem::NameTooShort));
    assert_eq!(check_name("日本語").as_deref(), Ok("日本語"));
    assert!(check_name(&"é".repeat(120)).is_ok());
    assert_eq!(check_name(&"é".repeat(121)), Err(Problem::NameTooLong));
}

#[test]
fn names_that_cannot_be_seen_are_refused() {
    for name in [
        "\u{200b}\u{200b}\u{200b}",
        "\u{3164}\u{3164}\u{3164}",
        "\u{2800}",
        "ci\u{202e}deploy",
    ] {
        assert_eq!(check_name(name), Err(Problem::NameHidden), "{name:?}");
    }
    assert!(check_name("نامه\u{200c}ها").is_ok() && check_name("👩\u{200d}💻 ok").is_ok());
}

#[test]
fn what_the_operator_forbids_no_tick_allows() {
    let mut draft = api(sample().preset(Preset::FullAccess));
    draft.expiry = ExpiryChoice::Span(100);
    draft.consents = vec![Consent::to_reach(&draft.reach)];
    let limited = Offered {
        catalogue: &sample(),
        organizations: &[],
        limits: Limits {
            longest: Some(99),
            forbids_full_access: true,
            ..Limits::default()
        },
    };
    let problems = draft.check(&limited, today(), |day| {
        Some(day.and_hms_opt(0, 0, 0)?.and_utc())
    });
    assert_eq!(
        problems.unwrap_err(),
        [
            (Field::Scopes, Problem::FullAccess),
            (Field::Expiry, Problem::TooLong(99))
        ]
    );
}
