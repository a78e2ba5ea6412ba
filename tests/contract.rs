//! The documents, the types that read their answers and the predicates, against the pruned schema;
//! and the pruned schema against what is known of the real one.
//!
//! An answer is made up for each document with every selected field in it. Then one field at a time
//! is made null, taken out or given a value of a wrong type, and the Rust type has to notice
//! exactly where the schema says so. Wrong types find fields that are selected but never read;
//! counting ignored fields would not, because `flatten` hides them.
#![cfg(not(target_arch = "wasm32"))]

use apollo_compiler::ast;
use apollo_compiler::executable::{Field, Operation, Selection, SelectionSet};
use apollo_compiler::schema::{ExtendedType, InputValueDefinition, Type};
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Node, Schema};
use chrono::{DateTime, TimeDelta, Utc};
use console_api::account::AccountData;
use console_api::documents::{
    ACCOUNT, DELETE_API_TOKENS, MAKERS, MEMBERSHIP, UPDATE_API_TOKENS, token_documents,
};
use console_api::makers::{MakersData, MembershipData};
use console_api::token_filter::{flag_predicate, state_predicate};
use console_api::token_list::{ListBeyondData, ListData, ListInPartsData, list_request};
use console_api::tokens::{
    BulkData, CreateData, DeleteData, OneData, SummaryData, UpdateData, some_variables,
};
use console_domain::id::TokenId;
use console_domain::kind::TokenKind;
use console_domain::list_query::{ListQuery, Position, Sort, SortField};
use console_domain::page_plan::PagePlan;
use console_domain::row_key::{KeyValue, RowKey};
use console_domain::sorted::SortedSet;
use console_domain::state::{Flag, TokenState};
use console_json::{FromJson, Json};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const SDL: &str = include_str!("../crates/api/src/schema.graphql");
/// Beside the repository, where there is something to compare with: all but memberships, and those.
const FACTS: [&str; 2] = [
    concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/contract/schema-facts.json"
    ),
    concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/contract/schema-facts-members.json"
    ),
];
const ULID: &str = "01JZ0000000000000000000001";
const TIME: &str = "2026-11-23T12:00:00.123456789Z";

/// Never null for the backend, optional for the console, and why. Anything else that is read more
/// loosely than the schema allows is a mistake.
const READ_LOOSELY: [(&str, &str); 4] = [
    // One type reads all answers about tokens; only a create selects the value, and misses it.
    ("APIToken", "token"),
    ("PersonalAccessToken", "token"),
    // The same type reads API tokens, which have none.
    ("PersonalAccessToken", "organizations"),
    // The same type reads the answer to a bulk update, where the list may be null.
    ("APITokenBulkDeletePayload", "deletedIDs"),
];

// ---- documents and the answers to them ----

/// Whether an answer can be read.
type Read = fn(&Value) -> bool;

/// The way an answer is read in the app: from text.
fn read<T: FromJson>(data: &Value) -> bool {
    let json = Json::parse(&data.to_string());
    json.and_then(T::from_json).is_some()
}

/// Every document with the type that reads its answer.
fn documents() -> Vec<(&'static str, Read)> {
    let mut all: Vec<(&str, Read)> = vec![
        (ACCOUNT, read::<AccountData>),
        (MAKERS, read::<MakersData>),
        (MEMBERSHIP, read::<MembershipData>),
        (UPDATE_API_TOKENS, read::<BulkData>),
        (DELETE_API_TOKENS, read::<BulkData>),
    ];
    for kind in TokenKind::ALL {
        let of_kind = token_documents(kind);
        all.extend([
            (of_kind.list, read::<ListData> as Read),
            (of_kind.list_beyond, read::<ListBeyondData>),
            (of_kind.list_in_parts, read::<ListInPartsData>),
            (of_kind.summary, read::<SummaryData>),
            (of_kind.one, read::<OneData>),
            (of_kind.create, read::<CreateData>),
            (of_kind.update, read::<UpdateData>),
            (of_kind.delete, read::<DeleteData>),
        ]);
    }
    all
}

fn schema() -> Valid<Schema> {
    Schema::parse_and_validate(SDL, "schema.graphql").unwrap_or_else(|bad| panic!("{bad}"))
}

fn parse(schema: &Valid<Schema>, text: &str) -> Valid<ExecutableDocument> {
    ExecutableDocument::parse_and_validate(schema, text, "document.graphql")
        .unwrap_or_else(|bad| panic!("{bad}\n{text}"))
}

/// The only operation: the client sends no `operationName`.
fn operation(document: &ExecutableDocument) -> &Operation {
    let mut operations = document.operations.iter();
    let first = operations.next().expect("an operation");
    assert!(operations.next().is_none(), "a second operation");
    first
}

fn title(text: &str) -> &str {
    text.split(['(', '{']).next().unwrap_or_default().trim()
}

/// A place in an answer.
struct Place {
    /// As a JSON pointer.
    pointer: String,
    /// The type that the field belongs to.
    parent: String,
    field: Node<Field>,
    ty: Type,
    /// Whether it is an element of the field's list.
    is_element: bool,
}

impl Place {
    fn is_leaf(&self) -> bool {
        self.field.selection_set.is_empty()
    }
}

/// A document's answer with everything in it, and all places in it, outer ones first.
struct Answer<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    places: Vec<Place>,
}

impl<'a> Answer<'a> {
    fn full(schema: &'a Schema, document: &'a ExecutableDocument) -> (Value, Vec<Place>) {
        let mut answer = Self {
            schema,
            document,
            places: Vec::new(),
        };
        let data = answer.object(&operation(document).selection_set, "");
        (data, answer.places)
    }

    fn object(&mut self, set: &SelectionSet, at: &str) -> Value {
        let mut object = Map::new();
        for field in self.fields(set) {
            let key = field.response_key().to_string();
            let pointer = format!("{at}/{key}");
            let value = self.value(field.ty(), &field, &set.ty, &pointer, false);
            let before = object.insert(key, value);
            assert!(before.is_none(), "{pointer} is selected twice");
        }
        Value::Object(object)
    }

    /// The fields of a selection, fragments unfolded.
    fn fields(&self, set: &SelectionSet) -> Vec<Node<Field>> {
        let unfold = |inner: &SelectionSet| {
            // With an interface or a union an answer has more than one shape: build one for each
            // possible type here when the schema gets its first.
            assert_eq!(inner.ty, set.ty, "only fragments on the type itself");
            self.fields(inner)
        };
        set.selections
            .iter()
            .flat_map(|selection| match selection {
                Selection::Field(field) => vec![field.clone()],
                Selection::FragmentSpread(spread) => {
                    let fragment = spread.fragment_def(self.document);
                    unfold(&fragment.expect("a valid document").selection_set)
                }
                Selection::InlineFragment(fragment) => unfold(&fragment.selection_set),
            })
            .collect()
    }

    fn value(
        &mut self,
        ty: &Type,
        field: &Node<Field>,
        parent: &str,
        at: &str,
        is_element: bool,
    ) -> Value {
        self.places.push(Place {
            pointer: at.to_owned(),
            parent: parent.to_owned(),
            field: field.clone(),
            ty: ty.clone(),
            is_element,
        });
        match ty {
            Type::List(item) | Type::NonNullList(item) => {
                json!([self.value(item, field, parent, &format!("{at}/0"), true)])
            }
            Type::Named(name) | Type::NonNullNamed(name) => match &self.schema.types[name] {
                ExtendedType::Object(_) => self.object(&field.selection_set, at),
                ExtendedType::Enum(words) => json!(words.values.keys().next()),
                ExtendedType::Scalar(_) => scalar_sample(name),
                _ => panic!("{at}: answers with a {name} cannot be made up yet"),
            },
        }
    }
}

fn scalar_sample(name: &str) -> Value {
    match name {
        "Boolean" => json!(true),
        "Int" => json!(1),
        "ID" => json!(ULID),
        "String" | "Cursor" => json!("gaFp"),
        "Time" => json!(TIME),
        "SSOAuthorizationMap" => json!({ ULID: TIME }),
        _ => panic!("what does a {name} look like?"),
    }
}

/// A value that nothing which reads `ty` can take.
fn wrong_value(ty: &Type) -> Value {
    match ty {
        Type::Named(name) | Type::NonNullNamed(name) if name == "Boolean" => json!(0),
        _ => json!(true),
    }
}

fn with(data: &Value, pointer: &str, value: Value) -> Value {
    let mut data = data.clone();
    *data.pointer_mut(pointer).expect("a place in the answer") = value;
    data
}

fn without(data: &Value, pointer: &str) -> Value {
    let mut data = data.clone();
    let (object, key) = pointer.rsplit_once('/').expect("a pointer");
    let object = data.pointer_mut(object).and_then(Value::as_object_mut);
    object.expect("an object in the answer").remove(key);
    data
}

/// What `read` gets wrong about the answers to `text`.
fn misreadings(schema: &Valid<Schema>, text: &str, read: Read) -> Vec<String> {
    let document = parse(schema, text);
    let (full, places) = Answer::full(schema, &document);
    let mut wrong = Vec::new();
    let mut note = |pointer: &str, what: &str| {
        wrong.push(format!("{}: {pointer} {what}", title(text)));
    };
    let mut must_be_read = |data: &Value, pointer: &str, what: &str| {
        if !read(data) {
            note(pointer, &format!("{what} cannot be read"));
        }
    };
    must_be_read(&full, "", "with everything in it");
    for leaves_only in [true, false] {
        let mut sparse = full.clone();
        for place in &places {
            let can_be_null = !place.ty.is_non_null() && (place.is_leaf() || !leaves_only);
            if let Some(value) = sparse.pointer_mut(&place.pointer).filter(|_| can_be_null) {
                *value = Value::Null;
            }
        }
        must_be_read(&sparse, "", "with everything null that may be");
    }
    for place in places.iter().filter(|place| !place.ty.is_non_null()) {
        let data = with(&full, &place.pointer, Value::Null);
        must_be_read(&data, &place.pointer, "as null, which the schema allows,");
    }
    for place in &places {
        if read(&with(&full, &place.pointer, wrong_value(&place.ty))) {
            note(&place.pointer, "is selected, but never read");
        }
    }
    for place in places.iter().filter(|place| place.ty.is_non_null()) {
        let name = (place.parent.as_str(), place.field.name.as_str());
        let may_be_loose = !place.is_element && READ_LOOSELY.contains(&name);
        let null = read(&with(&full, &place.pointer, Value::Null));
        let absent = !place.is_element && read(&without(&full, &place.pointer));
        match (null || absent, may_be_loose) {
            (true, false) => note(
                &place.pointer,
                "is never null, but optional in the Rust type: make it required",
            ),
            (false, true) => note(
                &place.pointer,
                "is not optional in the Rust type any more: take it off READ_LOOSELY",
            ),
            _ => {}
        }
    }
    wrong
}

#[test]
fn every_document_is_known_here_and_valid() {
    let schema = schema();
    let documents = documents();
    for (text, _) in &documents {
        parse(&schema, text);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/api/src/documents");
    for entry in fs::read_dir(folder).expect("the folder of documents") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a document");
        let is_known = documents.iter().any(|(known, _)| known.contains(&text));
        assert!(is_known, "add {} to `documents` here", path.display());
    }
}

/// The backend looks at the text to tell what needs a CSRF token, and so does the client
/// (contract 2.1).
#[test]
fn what_changes_something_says_so_in_its_first_word() {
    let schema = schema();
    for (text, _) in documents() {
        let document = parse(&schema, text);
        assert_eq!(
            text.starts_with("mutation "),
            operation(&document).is_mutation(),
            "{} has to begin with `mutation ` exactly when it is one",
            title(text)
        );
    }
}

/// Contract 3.1: an operation with more than 100 fields is refused, each selected field counts.
#[test]
fn every_document_is_small_enough() {
    let schema = schema();
    for (text, _) in documents() {
        let document = parse(&schema, text);
        let (_, places) = Answer::full(&schema, &document);
        let fields = places.iter().filter(|place| !place.is_element).count();
        assert!(fields < 100, "{} selects {fields} fields", title(text));
    }
}

#[test]
fn the_types_read_what_the_schema_promises_and_nothing_else() {
    let schema = schema();
    let wrong: Vec<String> = documents()
        .into_iter()
        .flat_map(|(text, read)| misreadings(&schema, text, read))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_type_that_reads_too_little_too_much_or_the_wrong_thing_is_found() {
    #[derive(FromJson)]
    #[expect(dead_code, reason = "only read, never used")]
    struct Careless {
        token: CarelessToken,
    }
    #[derive(FromJson)]
    #[expect(dead_code, reason = "only read, never used")]
    struct CarelessToken {
        id: Option<String>,
        description: String,
    }
    let text = "query Q { token: apiToken(id: 1) { id name ... on APIToken { description } } }";
    let found = misreadings(&schema(), text, read::<Careless>).join("\n");
    for expected in [
        "/token/id is never null, but optional",
        "/token/name is selected, but never read",
        "/token/description as null, which the schema allows, cannot be read",
    ] {
        assert!(found.contains(expected), "{expected} is not in\n{found}");
    }
}

// ---- variables ----

/// The fields of input types that were met.
type Met = BTreeSet<(String, String)>;

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

/// Every subset of a few things.
fn subsets<T: Copy + Ord>(all: &[T]) -> Vec<SortedSet<T>> {
    let pick = |bits: usize| {
        let chosen = |(n, item): (usize, &T)| (bits & (1 << n) != 0).then_some(*item);
        all.iter().enumerate().filter_map(chosen).collect()
    };
    (0..1 << all.len()).map(pick).collect()
}

/// Checks the variables of every kind of list, count and look-up.
fn check_reads(schema: &Valid<Schema>, met: &mut Met) {
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
                let query = ListQuery {
                    search,
                    states: states.clone(),
                    flags,
                    sort,
                    position,
                    ..ListQuery::default()
                };
                if let Some(plan) = PagePlan::new(&query) {
                    let (document, variables) = list_request(kind, &query, &plan, now());
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

// ---- the pruned schema itself ----

/// Notes the fields of input types that a document itself writes out.
fn note_inline(schema: &Schema, ty: &Type, value: &ast::Value, met: &mut Met) {
    let name = ty.inner_named_type();
    for item in value.as_list().unwrap_or_default() {
        note_inline(schema, ty, item, met);
    }
    for (key, value) in value.as_object().unwrap_or_default() {
        met.insert((name.to_string(), key.to_string()));
        if let Some(input) = schema.get_input_object(name)
            && let Some(field) = input.fields.get(key)
        {
            note_inline(schema, &field.ty, value, met);
        }
    }
}

/// A short schema is one that can be read. What `Create…` and `Update…` inputs hold is left out: it
/// is put together where the forms are.
#[test]
fn the_schema_holds_nothing_that_is_not_used() {
    let schema = schema();
    let mut used = Met::new();
    for (text, _) in documents() {
        let document = parse(&schema, text);
        let (_, places) = Answer::full(&schema, &document);
        for place in places {
            let field = place.field.name.to_string();
            for argument in &place.field.arguments {
                used.insert((place.parent.clone(), format!("{field}({})", argument.name)));
                if let Some(definition) = place.field.definition.argument_by_name(&argument.name) {
                    note_inline(&schema, &definition.ty, &argument.value, &mut used);
                }
            }
            used.insert((place.parent, field));
        }
    }
    check_reads(&schema, &mut used);
    let mut unused = Vec::new();
    for (name, ty) in schema.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        let is_built_by_forms = name.starts_with("Create") || name.starts_with("Update");
        let mut fields = Vec::new();
        match ty {
            ExtendedType::Object(object) => {
                for (key, field) in &object.fields {
                    let argument =
                        |one: &Node<InputValueDefinition>| format!("{key}({})", one.name);
                    fields.push(key.to_string());
                    fields.extend(field.arguments.iter().map(argument));
                }
            }
            ExtendedType::InputObject(input) if !is_built_by_forms => {
                fields.extend(input.fields.keys().map(ToString::to_string));
            }
            _ => {}
        }
        let of_type = |field: String| (name.to_string(), field);
        unused.extend(
            fields
                .into_iter()
                .map(of_type)
                .filter(|field| !used.contains(field)),
        );
    }
    assert!(unused.is_empty(), "take out of schema.graphql: {unused:?}");
}

/// The facts name a field's type, and its arguments where it has any.
fn fact_parts(fact: &Value) -> (&str, Option<&Map<String, Value>>) {
    let arguments = fact["args"].as_object();
    (
        fact.as_str().or(fact["type"].as_str()).unwrap_or_default(),
        arguments,
    )
}

fn compare_inputs(
    at: &str,
    ours: &[&InputValueDefinition],
    facts: &Map<String, Value>,
    wrong: &mut Vec<String>,
) {
    for input in ours {
        let default = input.default_value.as_ref();
        let default = default.map_or(String::new(), |value| format!(" = {value}"));
        let here = format!("{}{default}", input.ty);
        let there = facts.get(input.name.as_str()).and_then(Value::as_str);
        if there != Some(here.as_str()) {
            wrong.push(format!("{at}.{}: {here} here, {there:?} there", input.name));
        }
    }
    for (name, fact) in facts {
        let is_required = fact.as_str().is_some_and(|ty| ty.ends_with('!'));
        if is_required && !ours.iter().any(|input| input.name == name.as_str()) {
            wrong.push(format!("{at}.{name} is required there and absent here"));
        }
    }
}

/// Where `schema` says something else than `facts`.
fn contradictions(schema: &Schema, facts: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, ty) in schema.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        let section = match (ty, name.as_str()) {
            (_, "Query") => &facts["queries"],
            (_, "Mutation") => &facts["mutations"],
            (ExtendedType::Object(_), _) => &facts["objects"][name.as_str()],
            (ExtendedType::InputObject(_), _) => &facts["inputs"][name.as_str()],
            (ExtendedType::Enum(_), _) => &facts["enums"][name.as_str()],
            _ => &facts["scalars"],
        };
        match (ty, section) {
            (ExtendedType::Object(object), Value::Object(section)) => {
                for (key, field) in &object.fields {
                    let at = format!("{name}.{key}");
                    let fact = section.get(key.as_str()).unwrap_or(&Value::Null);
                    let (there, arguments) = fact_parts(fact);
                    let here = field.ty.to_string();
                    if here != there {
                        wrong.push(format!("{at}: {here} here, {there} there"));
                    }
                    let ours: Vec<_> = field.arguments.iter().map(|one| &**one).collect();
                    let none = Map::new();
                    compare_inputs(&at, &ours, arguments.unwrap_or(&none), &mut wrong);
                }
            }
            (ExtendedType::InputObject(input), Value::Object(section)) => {
                let ours: Vec<_> = input.fields.values().map(|field| &***field).collect();
                compare_inputs(name, &ours, section, &mut wrong);
            }
            (ExtendedType::Enum(words), Value::Array(section)) => {
                for word in words.values.keys() {
                    if !section.contains(&json!(word.as_str())) {
                        wrong.push(format!("{name}.{word} is no word there"));
                    }
                }
            }
            (ExtendedType::Scalar(_), Value::Array(section))
                if section.contains(&json!(name.as_str())) => {}
            _ => wrong.push(format!("{name} is not known there")),
        }
    }
    wrong
}

/// The facts of all files as one tree, if they are there.
fn facts() -> Option<Value> {
    let mut all = Value::Null;
    for path in FACTS {
        let text = fs::read_to_string(path).ok()?;
        merge(
            &mut all,
            serde_json::from_str(&text).expect("facts in JSON"),
        );
    }
    Some(all)
}

/// Adds the entries of `more` to those of `all`, objects within objects too.
fn merge(all: &mut Value, more: Value) {
    match (all, more) {
        (Value::Object(all), Value::Object(more)) => {
            for (key, value) in more {
                merge(all.entry(key).or_insert(Value::Null), value);
            }
        }
        (all, more) => *all = more,
    }
}

#[test]
fn the_schema_agrees_with_what_is_known_of_the_backend() {
    let Some(facts) = facts() else {
        println!("skipped: the facts about the backend's schema are not beside this repository");
        return;
    };
    let wrong = contradictions(&schema(), &facts);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    // Whatever is made up has to be noticed.
    for (from, to) in [
        ("  displayName: String!", "  displayName: String"),
        ("  is_active\n", "  IS_ACTIVE\n"),
        (
            "orgMemberships(where: OrgMembershipWhereInput)",
            "orgMemberships(where: [OrgMembershipWhereInput!])",
        ),
        ("personalOrg:", "personalOrganization:"),
        ("  ssoExempt: Boolean", "  ssoExempt: Boolean!"),
        (
            "direction: OrderDirection! = ASC",
            "direction: OrderDirection! = DESC",
        ),
        (
            "  name: String!\n  expiresAt: Time\n  description: String\n  organ",
            "  organ",
        ),
        ("scalar Time", "scalar Time scalar Moment"),
    ] {
        assert!(SDL.contains(from), "{from}");
        let altered = Schema::parse(SDL.replace(from, to), "altered.graphql").expect("a schema");
        assert!(!contradictions(&altered, &facts).is_empty(), "{to}");
    }
}
