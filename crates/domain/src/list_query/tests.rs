//! URLs of lists, and the parts that they are asked for in.

use super::*;
use crate::column::Column;
use crate::id::TokenId;
use crate::row_key::KeyValue;
use proptest::prelude::*;

fn read(parameters: &[(&str, &str)]) -> ListQuery {
    ListQuery::from_parameters(ListQuery::default(), parameters.iter().copied())
        .normalize_position(true)
}

#[test]
fn nonsense_in_a_url_leads_to_the_plain_list() {
    let query = read(&[
        ("state", "gone,,"),
        ("sort", "token"),
        ("size", "7"),
        ("page", "-3"),
        ("x", "y"),
        ("after", ""),
        ("expires_from", "tomorrow"),
        ("creator", ""),
        ("scope", "everything"),
        ("organization", ""),
        ("columns", ""),
    ]);
    assert_eq!(query, ListQuery::default());
    assert!(query.to_parameters(&ListQuery::default()).is_empty());
}

#[test]
fn a_page_number_needs_a_place() {
    assert_eq!(read(&[("page", "99")]).position, Position::Unknown);
    assert_eq!(read(&[("page", "1")]), ListQuery::default());
    let after = ("after", "01JZ.2026-11-23T12:00:00Z");
    for page in ["1", "4", "4294967295"] {
        let query = read(&[("page", page), after]);
        assert!(matches!(query.position, Position::After(_)), "{page}");
    }
    // Greater than any number: the place counts.
    assert_eq!(read(&[("page", "99999999999"), after]).page, 1);
    for nonsense in ["nonsense", "%%%", "AAAA", "01JZ.Zoe"] {
        assert_eq!(read(&[("before", nonsense)]).position, Position::Unknown);
    }
    // The order decides how a place is read, wherever it stands.
    let named = [("before", "01JZ.Zoe"), ("sort", "name")];
    assert!(matches!(read(&named).position, Position::Before(_)));
}

#[test]
fn a_page_that_is_gone_leads_to_the_last_one() {
    let third = read(&[("page", "3"), ("after", "01JZ.2026-11-23T12:00:00Z")]);
    let last = third.clone().at_end(51, true);
    assert_eq!((last.page, &last.position), (3, &Position::Last));
    assert_eq!(read(&[("before", ""), ("page", "3")]), last);
    assert_eq!(third.clone().at_end(25, true), ListQuery::default());
    assert_eq!(third.at_end(0, true), ListQuery::default());
    let scan = read(&[("state", "needs_sso"), ("page", "9")]);
    assert_eq!(scan.at_end(30, true).page, 2);
}

#[test]
fn a_filter_that_decides_about_gaps_leaves_one_part() {
    let both = (Part::Set, Some(Part::Unset));
    for (sort, filter, parts) in [
        ("created_at", ("q", "ci"), (Part::All, None)),
        ("expires_at", ("q", "ci"), both),
        (
            "-expires_at",
            ("flag", "no_expiration"),
            (Part::Unset, None),
        ),
        ("expires_at", ("flag", "never_used"), both),
        (
            "expires_at",
            ("state", "expired,expires_soon"),
            (Part::Set, None),
        ),
        ("expires_at", ("state", "expired,active"), both),
        (
            "expires_at",
            ("expires_to", "2027-01-01"),
            (Part::Set, None),
        ),
        ("last_used_at", ("expires_from", "2027-01-01"), both),
        ("-last_used_at", ("flag", "never_used"), (Part::Unset, None)),
        ("last_used_at", ("flag", "unused"), (Part::Set, None)),
        ("last_used_at", ("state", "expired"), both),
    ] {
        assert_eq!(
            read(&[("sort", sort), filter]).parts(),
            parts,
            "{sort} {filter:?}"
        );
    }
}

#[test]
fn tokens_are_looked_at_only_where_single_sign_on_decides() {
    for (states, concerns) in [
        ("", false),
        ("expired,revoked", false),
        ("active", true),
        ("expires_soon,expired", true),
        ("needs_sso", true),
        ("active,needs_sso", true),
        ("active,expires_soon,needs_sso", false),
    ] {
        let query = read(&[("state", states)]);
        assert_eq!(query.concerns_sso(), concerns, "{states}");
        assert_eq!(query.needs_scan(true), concerns, "{states}");
        assert!(!query.needs_scan(false), "{states}");
    }
    assert!(read(&[("flag", "broad_access")]).needs_scan(false));
    assert!(read(&[("flag", "creator_left")]).needs_scan(false));
    let place = ("after", "01JZ.2026-11-23T12:00:00Z");
    let linked = ListQuery::from_parameters(
        ListQuery::default(),
        [("state", "active"), ("page", "2"), place],
    );
    assert_eq!(
        linked.clone().normalize_position(true).position,
        Position::First
    );
    assert_eq!(linked.clone().normalize_position(false), linked);
}

#[test]
fn where_nobody_demands_it_no_token_waits_for_single_sign_on() {
    assert_eq!(read(&[("state", "needs_sso")]).without_sso(), None);
    let rest = read(&[("state", "needs_sso,expired")]).without_sso();
    assert_eq!(rest, Some(read(&[("state", "expired")])));
    assert_eq!(read(&[]).without_sso(), Some(read(&[])));
}

fn position(field: SortField, id: &str, text: &str, side: usize) -> Position {
    let time = "2026-11-23T12:00:00.5Z".parse().unwrap();
    let value = match field {
        SortField::Name => KeyValue::Text(text.to_owned()),
        SortField::IsActive => KeyValue::Flag(text.is_empty()),
        field if field.has_gaps() && text.is_empty() => KeyValue::Unset(time),
        _ => KeyValue::Time(time),
    };
    let id = TokenId::new(id);
    match side {
        0 => Position::First,
        1 => Position::Last,
        2 => Position::After(RowKey { value, id }),
        _ => Position::Before(RowKey { value, id }),
    }
}

/// The filters with one value each.
type Others = (
    Option<NaiveDate>,
    Option<NaiveDate>,
    Option<String>,
    Option<String>,
    Option<String>,
);

fn others() -> impl Strategy<Value = Others> {
    let day = || {
        prop::option::of(
            (0_i32..4000)
                .prop_map(|days| NaiveDate::from_num_days_from_ce_opt(738_000 + days).unwrap()),
        )
    };
    let id = || prop::option::of("[0-9A-Z]{1,26}");
    let scope = prop::option::of("(evidence|control_objective):(read|write|delete)");
    (day(), day(), id(), scope, id())
}

prop_compose! {
    fn view()(
        search in "\\PC{0,20}",
        states in prop::collection::btree_set(prop::sample::select(TokenState::ALL.to_vec()), 0..7),
        flags in prop::collection::btree_set(prop::sample::select(Flag::ALL.to_vec()), 0..4),
        (from, to, creator, scope, organization) in others(),
        columns in prop::option::of(prop::collection::vec(0_usize..5, 0..6)),
        field in prop::sample::select(SortField::ALL.to_vec()),
        descending in any::<bool>(),
        page_size in prop::sample::select(PAGE_SIZES.to_vec()),
        (id, text, side, page) in ("[0-9A-Z]{26}", "\\PC{0,9}", 0usize..4, 1u32..9),
    ) -> ListQuery {
        let mut query = ListQuery {
            search: search.trim().to_owned(),
            states: states.into_iter().collect(),
            flags: flags.into_iter().collect(),
            ends: DayRange { from, to },
            creator: creator.map(UserId::new),
            scope: scope.and_then(|scope| Scope::parse(&scope)),
            organization: organization.map(OrganizationId::new),
            columns: columns.map(|columns| {
                let words = columns.into_iter().map(|n| Column::ALL[n].parameter());
                Columns::parse(&words.collect::<Vec<_>>().join(","))
            }),
            sort: Sort { field, descending },
            page_size,
            ..ListQuery::default()
        };
        if !query.needs_scan(true) {
            query.position = position(field, &id, &text, side);
        }
        if query.needs_scan(true) || query.position != Position::First {
            query.page = page;
        }
        query
    }
}

proptest! {
    #[test]
    fn a_url_restores_the_same_view(query in view(), size in prop::sample::select(PAGE_SIZES.to_vec())) {
        let remembered = ListQuery {
            page_size: size,
            columns: (size == 50).then(|| Columns::parse("reach,state")),
            ..ListQuery::default()
        };
        for plain in [ListQuery::default(), remembered] {
            let parameters = query.to_parameters(&plain);
            let pairs = parameters.iter().map(|(name, value)| (*name, value.as_str()));
            let read = ListQuery::from_parameters(plain, pairs).normalize_position(true);
            prop_assert_eq!(read.columns(), query.columns());
            prop_assert_eq!(ListQuery { columns: query.columns.clone(), ..read }, query.clone());
        }
    }
}
