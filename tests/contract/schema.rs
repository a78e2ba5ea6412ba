//! The pruned schema: nothing in it is unused, and nothing in it contradicts what is known of the real one.

use std::fs;

use apollo_compiler::schema::{ExtendedType, InputValueDefinition, Type};
use apollo_compiler::{Node, Schema, ast};
use serde_json::{Map, Value, json};

use crate::answers::Answer;
use crate::documents::{SDL, documents, parse, schema};
use crate::variables::{Met, check_reads};

/// Beside the repository, where there is something to compare with: all but memberships, and those.
const FACTS: [&str; 2] = [
    "../shared/contract/schema-facts.json",
    "../shared/contract/schema-facts-members.json",
];

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
            "after: Cursor, where: OrgMembershipWhereInput)",
            "after: Cursor, where: [OrgMembershipWhereInput!])",
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
