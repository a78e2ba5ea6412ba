//! Pages of lists against a model of a backend that is as wrong as contract 3.9 says.

use super::model::{Arguments, Backend, now, time};
use super::*;
use crate::token_filter::order;
use chrono::TimeDelta;
use console_domain::id::{OrganizationId, TokenId};
use console_domain::list_query::{Position, Sort, SortField};
use console_domain::row_key::RowKey;
use console_domain::sorted::SortedMap;
use console_domain::state::{Flag, TokenState};
use console_domain::stored_scopes::StoredScopes;
use console_domain::token::Reach;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use serde_json::json;

/// The query of the page after `page`, or before it, as a URL carries it.
fn beside(query: &ListQuery, page: &Page, is_next: bool) -> ListQuery {
    let next = if is_next {
        query.after(page.tokens.last())
    } else {
        query.before(page.tokens.first())
    };
    let next = next.expect("a row to go on from");
    let parameters = next.to_parameters(&ListQuery::default());
    let pairs = parameters
        .iter()
        .map(|(name, value)| (*name, value.as_str()));
    assert_eq!(
        ListQuery::from_parameters(ListQuery::default(), pairs).position,
        next.position
    );
    next
}

fn ids(page: &Page) -> Vec<TokenId> {
    page.tokens.iter().map(|token| token.id.clone()).collect()
}

fn api_token() -> impl Strategy<Value = Token> {
    let moment = |days: std::ops::Range<i64>| {
        // Few enough that some are the same.
        days.prop_map(|days| now() + TimeDelta::days(days) + TimeDelta::microseconds(123_456))
    };
    (
        ("[a-c]{0,2}", any::<bool>(), any::<u32>()),
        (moment(-9..0), moment(-9..0)),
        prop::option::of(moment(-4..20)),
        prop::option::of(moment(-200..0)),
    )
        .prop_map(
            |((name, is_active, id), (created, updated), expires_at, last_used_at)| Token {
                id: TokenId::new(format!("{id:010}")),
                name,
                description: None,
                reach: Reach::Scopes {
                    owner: Some(OrganizationId::new("o")),
                    scopes: StoredScopes::default(),
                },
                created_at: Some(created),
                created_by: None,
                updated_at: Some(updated),
                updated_by: None,
                expires_at,
                last_used_at,
                is_active,
                revocation: None,
                sso_authorizations: SortedMap::new(),
                tags: vec![],
            },
        )
}

prop_compose! {
    fn backend()(mut tokens in prop::collection::vec(api_token(), 0..40)) -> Backend {
        tokens.sort_by(|one, other| one.id.cmp(&other.id));
        tokens.dedup_by(|one, other| one.id == other.id);
        Backend(tokens)
    }
}

prop_compose! {
    fn query()(
        field in prop::sample::select(SortField::ALL.to_vec()),
        descending in any::<bool>(),
        page_size in 1u16..9,
        search in prop::sample::select(vec!["", "", "a", "B"]),
        state in prop::option::of(prop::sample::select(vec![
            TokenState::Active, TokenState::ExpiresSoon, TokenState::Expired, TokenState::Disabled,
        ])),
        flag in prop::option::of(prop::sample::select(vec![
            Flag::NeverUsed, Flag::Unused, Flag::NoExpiration,
        ])),
    ) -> ListQuery {
        ListQuery {
            search: search.to_owned(),
            states: state.into_iter().collect(),
            flags: flag.into_iter().collect(),
            sort: Sort { field, descending },
            page_size,
            ..ListQuery::default()
        }
    }
}

proptest! {
    #[test]
    fn all_pages_together_are_the_list_forward_and_back(backend in backend(), query in query()) {
        let expected = backend.expected(TokenKind::Api, &query);
        let total = expected.len() as u64;
        let pages: Vec<&[TokenId]> = expected.chunks(query.page_size.into()).collect();
        let check = |page: &Page, number: usize| {
            let wanted = pages.get(number).copied().unwrap_or_default();
            prop_assert_eq!(ids(page), wanted, "page {}", number);
            prop_assert_eq!(page.total, total);
            prop_assert_eq!(page.offset, number as u64 * u64::from(query.page_size));
            prop_assert_eq!(page.has_next(), number + 1 < pages.len());
            Ok(())
        };
        let mut here = query.clone();
        for number in 0..pages.len().max(1) {
            let page = backend.page(TokenKind::Api, &here);
            check(&page, number)?;
            if page.has_next() {
                here = beside(&here, &page, true);
            }
        }
        let mut here = ListQuery { position: Position::Last, ..query.clone() };
        for number in (0..pages.len()).rev() {
            let page = backend.page(TokenKind::Api, &here);
            check(&page, number)?;
            if page.offset > 0 {
                here = beside(&here, &page, false);
            }
        }
    }

    #[test]
    fn what_is_left_is_shown_once_while_tokens_are_deleted(
        mut backend in backend(),
        query in query(),
        victims in prop::collection::vec(any::<prop::sample::Index>(), 40),
        is_forward in any::<bool>(),
    ) {
        let mut here = ListQuery {
            position: if is_forward { Position::First } else { Position::Last },
            ..query.clone()
        };
        let mut seen: Vec<TokenId> = Vec::new();
        let mut victims = victims.into_iter();
        loop {
            let page = backend.page(TokenKind::Api, &here);
            prop_assert!(page.end() <= page.total);
            prop_assert!(page.tokens.len() <= query.page_size.into());
            for id in ids(&page) {
                prop_assert!(!seen.contains(&id), "{} came twice", id);
                seen.push(id);
            }
            if !(if is_forward { page.has_next() } else { page.offset > 0 }) {
                break;
            }
            here = beside(&here, &page, is_forward);
            // Any of them: one that was shown, the one that the next page begins behind, one that is to come.
            if let Some(victim) = victims.next().filter(|_| !backend.0.is_empty()) {
                backend.0.remove(victim.index(backend.0.len()));
            }
        }
        for id in backend.expected(TokenKind::Api, &query) {
            prop_assert!(seen.contains(&id), "{} was missed", id);
        }
    }
}

/// The model is as wrong as the backend: a client that pages with its cursors sees rows that do not match,
/// and no end.
#[test]
fn a_cursor_across_the_border_goes_round_in_circles() {
    let token = |n: i64| {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let mut token = api_token().new_tree(&mut runner).unwrap().current();
        token.id = TokenId::new(format!("{n:02}"));
        token.name = if n % 2 == 0 { "even" } else { "odd" }.to_owned();
        token.expires_at = (n < 3).then(|| now() + TimeDelta::days(n));
        token
    };
    let backend = Backend((0..8).map(token).collect());
    let mut arguments = Arguments {
        first: Some(2),
        order_by: json!(order(Sort {
            field: SortField::Expires,
            descending: false
        })),
        predicate: json!({ "nameContainsFold": "even" }),
        ..Arguments::default()
    };
    let mut pages = Vec::new();
    for _ in 0..4 {
        let answered = backend.connection(&arguments);
        assert!(answered.has_next);
        assert_eq!(answered.total, 4);
        arguments.after = answered.rows.last().cloned();
        let names: Vec<&str> = answered
            .rows
            .iter()
            .map(|token| token.id.as_str())
            .collect();
        pages.push(names.join(" "));
    }
    // The third row is odd, and the last page comes for ever.
    assert_eq!(pages, ["00 02", "03 04", "03 04", "03 04"]);
    let query = ListQuery {
        search: "even".into(),
        sort: Sort {
            field: SortField::Expires,
            descending: false,
        },
        page_size: 2,
        ..ListQuery::default()
    };
    let first = backend.page(TokenKind::Api, &query);
    let second = backend.page(TokenKind::Api, &query.after(first.tokens.last()).unwrap());
    assert_eq!(ids(&first), [TokenId::new("00"), TokenId::new("02")]);
    assert_eq!(ids(&second), [TokenId::new("04"), TokenId::new("06")]);
    assert!(second.offset > 0 && !second.has_next());
}

#[test]
fn a_page_over_the_border_takes_one_request() {
    let backend = Backend(vec![]);
    let query = ListQuery {
        sort: Sort {
            field: SortField::LastUsed,
            descending: true,
        },
        ..ListQuery::default()
    };
    assert_eq!(backend.page(TokenKind::Personal, &query), Page::default());
    let plan = PagePlan::new(&query).unwrap();
    let (document, variables) = list_request(TokenKind::Personal, &query, &plan, time());
    assert!(document.contains("tokens:") && document.contains("other:"));
    assert_eq!(
        json!(variables),
        json!({
            "first": 25,
            "orderBy": [{ "field": "last_used_at", "direction": "DESC" }],
            "where": { "and": [{ "lastUsedAtNotNil": true }] },
            "wholeWhere": { "and": [{ "lastUsedAtNotNil": true }] },
            "otherFirst": 25,
            "otherOrderBy": [{ "field": "created_at", "direction": "DESC" }],
            "otherWhere": { "and": [{ "lastUsedAtIsNil": true }] },
        })
    );
}

#[test]
fn the_rows_beside_a_row_are_those_with_a_greater_value_and_those_with_the_same_behind_it() {
    let query = ListQuery {
        sort: Sort {
            field: SortField::Name,
            descending: true,
        },
        ..ListQuery::default()
    };
    let mut here = query.clone();
    here.position = Position::Before(RowKey::parse("01JZ.ci", SortField::Name).unwrap());
    let plan = PagePlan::new(&here).unwrap();
    let (document, variables) = list_request(TokenKind::Api, &here, &plan, time());
    assert!(document.contains("whole:") && !document.contains("other:"));
    assert_eq!(
        json!(variables)["where"],
        json!({ "and": [{ "or": [{ "nameGT": "ci" }, { "name": "ci", "idLT": "01JZ" }] }] })
    );
    assert_eq!(json!(variables)["last"], 25);
}
