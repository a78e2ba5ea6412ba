//! An answer is made up for each document with every selected field in it. Then one field at a time is made
//! null, taken out or given a value of a wrong type, and the Rust type has to notice exactly where the schema
//! says so. Wrong types find fields that are selected but never read; counting ignored fields would not,
//! because `flatten` hides them.

use std::fs;
use std::path::Path;

use apollo_compiler::executable::{Field, Selection, SelectionSet};
use apollo_compiler::schema::{ExtendedType, Type};
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Node, Schema};
use console_json::FromJson;
use serde_json::{Map, Value, json};

use crate::documents::{Read, documents, operation, parse, read, schema, title};
use crate::{TIME, ULID};

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

/// A place in an answer.
pub(crate) struct Place {
    /// As a JSON pointer.
    pointer: String,
    /// The type that the field belongs to.
    pub(crate) parent: String,
    pub(crate) field: Node<Field>,
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
pub(crate) struct Answer<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    places: Vec<Place>,
}

impl<'a> Answer<'a> {
    pub(crate) fn full(
        schema: &'a Schema,
        document: &'a ExecutableDocument,
    ) -> (Value, Vec<Place>) {
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
    let folder = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"))
        .join("crates/api/src/documents");
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
