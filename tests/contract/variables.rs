//! The variables that the console sends, checked against the types that the documents declare.

use std::collections::{BTreeMap, BTreeSet};

use apollo_compiler::schema::{ExtendedType, InputValueDefinition, Type};
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use chrono::{DateTime, TimeDelta, Utc};
use console_api::documents::{MAKERS, MEMBERSHIP, SEARCH_TOKENS, token_documents};
use console_api::token_filter::{ListTime, flag_predicate, state_predicate};
use console_api::token_list::list_request;
use console_api::token_search::search_variables;
use console_api::tokens::{named_any_variables, some_variables};
use console_domain::id::{OrganizationId, TokenId, UserId};
use console_domain::kind::TokenKind;
use console_domain::list_query::{DayRange, ListQuery, Position, Sort, SortField};
use console_domain::page_plan::PagePlan;
use console_domain::row_key::{KeyValue, RowKey};
use console_domain::scope::Scope;
use console_domain::sorted::SortedSet;
use console_domain::state::{Flag, TokenState};
use serde_json::{Map, Value, json};

use crate::documents::{operation, parse, schema, title};
use crate::{TIME, ULID};

/// The fields of input types that were met.
pub(crate) type Met = BTreeSet<(String, String)>;

/// Whether `value` is a `ty`, more strictly than GraphQL: no list of one without its brackets, no
/// number for an identifier.
fn check_input(
    schema: &Schema,
    ty: &Type,
    value: &Value,
    at: &str,
    met: &mut Met,
) -> Result<(), String> {
    let wrong = || Err(format!("{at}: {value} is no {ty}"));
    match (ty, value) {
        (_, Value::Null) if ty.is_non_null() => wrong(),
        (_, Value::Null) => Ok(()),
        (Type::List(item) | Type::NonNullList(item), Value::Array(items)) => items
            .iter()
            .enumerate()
            .try_for_each(|(n, value)| check_input(schema, item, value, &format!("{at}/{n}"), met)),
        (Type::List(_) | Type::NonNullList(_), _) => wrong(),
        (Type::Named(name) | Type::NonNullNamed(name), _) => match &schema.types[name] {
            ExtendedType::InputObject(input) => {
                let Value::Object(object) = value else {
                    return wrong();
                };
                met.extend(object.keys().map(|key| (name.to_string(), key.clone())));
                let fields: Vec<&InputValueDefinition> =
                    input.fields.values().map(|field| &***field).collect();
                check_object(schema, &fields, object, at, met)
            }
            ExtendedType::Enum(words) => match value.as_str() {
                Some(word) if words.values.contains_key(word) => Ok(()),
                _ => wrong(),
            },
            _ => {
                let is_right = match name.as_str() {
                    "Boolean" => value.is_boolean(),
                    "Int" => value.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
                    "Time" => value
                        .as_str()
                        .is_some_and(|text| DateTime::parse_from_rfc3339(text).is_ok()),
                    _ => value.is_string(),
                };
                if is_right { Ok(()) } else { wrong() }
            }
        },
    }
}

fn check_object(
    schema: &Schema,
    fields: &[&InputValueDefinition],
    object: &Map<String, Value>,
    at: &str,
    met: &mut Met,
) -> Result<(), String> {
    let missing = fields
        .iter()
        .find(|field| field.is_required() && !object.contains_key(field.name.as_str()));
    if let Some(field) = missing {
        return Err(format!("{at}: {} is missing", field.name));
    }
    for (key, value) in object {
        let field = fields.iter().find(|field| field.name == key.as_str());
        let field = field.ok_or_else(|| format!("{at}: there is no {key}"))?;
        check_input(schema, &field.ty, value, &format!("{at}/{key}"), met)?;
    }
    Ok(())
}

/// Whether a document can be sent with these variables.
fn check_variables(
    schema: &Schema,
    document: &ExecutableDocument,
    variables: &Value,
    met: &mut Met,
) -> Result<(), String> {
    let declared = &operation(document).variables;
    for (name, value) in variables.as_object().expect("an object") {
        let variable = declared.iter().find(|one| one.name == name.as_str());
        let variable = variable.ok_or_else(|| format!("there is no ${name}"))?;
        check_input(schema, &variable.ty, value, &format!("${name}"), met)?;
    }
    for variable in declared {
        let is_there = variables.get(variable.name.as_str()).is_some();
        if variable.ty.is_non_null() && !is_there {
            return Err(format!("${} is missing", variable.name));
        }
    }
    Ok(())
}

fn now() -> DateTime<Utc> {
    TIME.parse().expect("a time")
}

fn time() -> ListTime {
    ListTime {
        now: now(),
        day_end: |day| Some(day.and_hms_opt(23, 59, 59)?.and_utc()),
    }
}

/// Every subset of a few things.
fn subsets<T: Copy + Ord>(all: &[T]) -> Vec<SortedSet<T>> {
    let pick = |bits: usize| {
        let chosen = |(n, item): (usize, &T)| (bits & (1 << n) != 0).then_some(*item);
        all.iter().enumerate().filter_map(chosen).collect()
    };
    (0..1 << all.len()).map(pick).collect()
}

/// Checks the variables of every kind of list, count and look-up.
pub(crate) fn check_reads(schema: &Valid<Schema>, met: &mut Met) {
    let mut parsed = BTreeMap::new();
    for (text, variables) in reads_with_variables() {
        let document = parsed.entry(text).or_insert_with(|| parse(schema, text));
        check_variables(schema, document, &variables, met)
            .unwrap_or_else(|wrong| panic!("{}: {wrong}\n{variables}", title(text)));
    }
}

/// One of the places in a list that is sorted by `field`.
fn place(field: SortField, n: usize) -> Position {
    let value = match field {
        SortField::Name => KeyValue::Text("ci \"é%".into()),
        SortField::IsActive => KeyValue::Flag(n.is_multiple_of(3)),
        field if field.has_gaps() && n.is_multiple_of(3) => KeyValue::Unset(now()),
        _ => KeyValue::Time(now()),
    };
    let id = TokenId::new(ULID);
    match n % 4 {
        0 => Position::First,
        1 => Position::Last,
        2 => Position::After(RowKey { value, id }),
        _ => Position::Before(RowKey { value, id }),
    }
}

/// Variables with the document that they go to.
fn reads_with_variables() -> Vec<(&'static str, Value)> {
    let sorts: Vec<Sort> = SortField::ALL
        .into_iter()
        .flat_map(|field| [false, true].map(|descending| Sort { field, descending }))
        .collect();
    let ids = json!({ "ids": [ULID] });
    let mut all = vec![(MAKERS, ids.clone()), (MEMBERSHIP, ids)];
    for kind in TokenKind::ALL {
        let documents = token_documents(kind);
        for states in subsets(&TokenState::ALL) {
            for flags in subsets(&Flag::ALL) {
                let sort = sorts[all.len() % sorts.len()];
                let position = place(sort.field, all.len() / sorts.len());
                let search = ["", "ci \"é%"][all.len() % 2].to_owned();
                let is_odd = all.len() % 2 == 1;
                let query = ListQuery {
                    search,
                    ends: DayRange {
                        from: is_odd.then(|| now().date_naive()),
                        to: is_odd.then(|| now().date_naive()),
                    },
                    creator: is_odd.then(|| UserId::new(ULID)),
                    scope: is_odd.then(|| Scope::parse("evidence:read")).flatten(),
                    organization: is_odd.then(|| OrganizationId::new(ULID)),
                    states: states.clone(),
                    flags,
                    sort,
                    position,
                    ..ListQuery::default()
                };
                if let Some(plan) = PagePlan::new(&query) {
                    let (document, variables) = list_request(kind, &query, &plan, time());
                    all.push((document, json!(variables)));
                } else {
                    // The filter leaves nothing of the part that the place is in.
                    all.push((documents.list, json!({ "first": 100 })));
                }
            }
        }
        for predicate in [
            json!({ "name": "ci" }),
            json!({ "tagsHas": "console-request:1" }),
        ] {
            all.push((documents.list, json!({ "first": 100, "where": predicate })));
        }
        all.push((documents.list, json!(some_variables(&[TokenId::new(ULID)]))));
        if kind == TokenKind::Api {
            let names = ["ci-1".to_owned(), "ci-2".to_owned()];
            all.push((documents.list, json!(named_any_variables(&names))));
            all.push((SEARCH_TOKENS, json!(search_variables("ci", time()))));
        }
        for state in TokenState::ALL {
            let predicate = state_predicate(kind, state, now());
            let variables = json!({ "active": predicate, "soon": predicate, "expired": predicate });
            all.push((documents.summary, variables));
        }
        for flag in Flag::ALL {
            let predicate = flag_predicate(flag, now() - TimeDelta::milliseconds(123));
            let variables = json!({ "unused": predicate, "endless": predicate });
            all.push((documents.summary, variables));
        }
        all.push((documents.one, json!({ "id": ULID })));
    }
    all
}

#[test]
fn every_list_count_and_look_up_can_be_asked_for() {
    check_reads(&schema(), &mut Met::new());
}

#[test]
fn variables_that_the_backend_would_refuse_are_found() {
    let schema = schema();
    let list = parse(&schema, token_documents(TokenKind::Api).list);
    for (variables, expected) in [
        (json!({ "limit": 1 }), "there is no $limit"),
        (json!({ "first": "1" }), "$first: \"1\" is no Int"),
        (
            json!({ "where": { "hasOrganizations": true } }),
            "there is no hasOrganizations",
        ),
        (
            json!({ "where": { "and": [{ "isActive": 1 }] } }),
            "is no Boolean",
        ),
        (
            json!({ "where": { "and": [null] } }),
            "null is no APITokenWhereInput!",
        ),
        (
            json!({ "where": { "expiresAtGT": "tomorrow" } }),
            "is no Time",
        ),
        (
            json!({ "orderBy": { "field": "name" } }),
            "is no [APITokenOrder!]",
        ),
        (
            json!({ "orderBy": [{ "field": "NAME" }] }),
            "is no APITokenOrderField!",
        ),
        (
            json!({ "orderBy": [{ "direction": "ASC" }] }),
            "field is missing",
        ),
    ] {
        let found = check_variables(&schema, &list, &variables, &mut Met::new());
        let found = found.expect_err("a mistake");
        assert!(found.contains(expected), "{expected} is not in {found}");
    }
    let one = parse(&schema, token_documents(TokenKind::Api).one);
    assert!(check_variables(&schema, &one, &json!({}), &mut Met::new()).is_err());
}
