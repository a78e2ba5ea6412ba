//! The served schema against the machine-readable facts of the contract, where those are at hand.

use std::{collections::BTreeMap, path::Path};

use async_graphql::Positioned;
use async_graphql::parser::{
    parse_schema,
    types::{FieldDefinition, InputValueDefinition, TypeKind, TypeSystemDefinition},
};
use sandbox::{
    State,
    config::{Config, Database},
};
use serde_json::Value;

fn sdl() -> String {
    let config = Config {
        database: Database::Memory,
        ..Config::default()
    };
    State::open(config).expect("a sandbox in memory").sdl()
}

fn argument(definition: &Positioned<InputValueDefinition>) -> (String, String) {
    let definition = &definition.node;
    let default = definition
        .default_value
        .as_ref()
        .map_or(String::new(), |value| format!(" = {}", value.node));
    (
        definition.name.node.to_string(),
        format!("{}{default}", definition.ty.node),
    )
}

fn field(definition: &Positioned<FieldDefinition>) -> (String, Value) {
    let definition = &definition.node;
    let arguments: BTreeMap<String, String> = definition.arguments.iter().map(argument).collect();
    let ty = definition.ty.node.to_string();
    let value = if arguments.is_empty() {
        Value::from(ty)
    } else {
        serde_json::json!({ "type": ty, "args": arguments })
    };
    (definition.name.node.to_string(), value)
}

/// Fields that the facts leave out but the contract's text has.
const BEYOND: [&str; 4] = [
    "Organization.avatarFile",
    "Query.organizationSettings",
    "OrganizationSetting.organization",
    "Mutation.updateOrganizationSetting",
];

fn compare(
    differences: &mut Vec<String>,
    name: &str,
    facts: &Value,
    served: &BTreeMap<String, Value>,
) {
    for (field, fact) in facts.as_object().into_iter().flatten() {
        let known = BEYOND.contains(&format!("{name}.{field}").as_str());
        match served.get(field) {
            Some(ours) if ours == fact || known => {}
            ours => differences.push(format!("{name}.{field}: {ours:?} instead of {fact}")),
        }
    }
    for field in served.keys() {
        let named = facts.get(field).is_some();
        if !named && !BEYOND.contains(&format!("{name}.{field}").as_str()) {
            differences.push(format!("{name}.{field}: not in the facts"));
        }
    }
}

#[test]
fn the_served_schema_agrees_with_the_facts() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/contract/schema-facts.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: the facts of the contract are not here");
        return;
    };
    let facts: Value = serde_json::from_str(&text).expect("JSON");
    let mut types: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    for definition in parse_schema(sdl()).expect("a schema").definitions {
        let TypeSystemDefinition::Type(definition) = definition else {
            continue;
        };
        let fields = match definition.node.kind {
            TypeKind::Object(kind) => kind.fields.iter().map(field).collect(),
            TypeKind::InputObject(kind) => kind
                .fields
                .iter()
                .map(argument)
                .map(|(name, ty)| (name, Value::from(ty)))
                .collect(),
            TypeKind::Enum(kind) => kind
                .values
                .iter()
                .map(|value| (value.node.value.node.to_string(), Value::Null))
                .collect(),
            _ => BTreeMap::new(),
        };
        types.insert(definition.node.name.node.to_string(), fields);
    }
    let mut differences = Vec::new();
    let mut compared = 0;
    for family in ["objects", "inputs"] {
        for (name, fields) in facts[family].as_object().expect("an object") {
            compared += 1;
            match types.get(name) {
                Some(served) => compare(&mut differences, name, fields, served),
                None => differences.push(format!("{name} is not served")),
            }
        }
    }
    for (name, values) in facts["enums"].as_object().expect("an object") {
        compared += 1;
        let values: Vec<&str> = values
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let served: Vec<&str> = types
            .get(name)
            .into_iter()
            .flat_map(|fields| fields.keys().map(String::as_str))
            .collect();
        let mut sorted = values.clone();
        sorted.sort_unstable();
        if sorted != served {
            differences.push(format!("{name}: {served:?} instead of {values:?}"));
        }
    }
    for (root, family) in [("Query", "queries"), ("Mutation", "mutations")] {
        compared += 1;
        compare(&mut differences, root, &facts[family], &types[root]);
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    println!("{compared} types agree");
}
