//! The served schema against what the console depends on, and against the machine-readable facts of the
//! contract where those are at hand.

mod expected;

use std::{collections::BTreeMap, path::Path};

use async_graphql::Positioned;
use async_graphql::parser::{
    parse_schema,
    types::{FieldDefinition, InputValueDefinition, TypeKind, TypeSystemDefinition},
};
use expected::{EXACT, PART, listed, predicates};
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

/// Name and type of every field of every type, with the arguments of those that have some.
fn served() -> BTreeMap<String, BTreeMap<String, Value>> {
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
    types
}

/// Fields that the facts leave out but the contract's text has.
const BEYOND: [&str; 8] = [
    "Organization.avatarFile",
    "Query.organizationSettings",
    "OrganizationSetting.organization",
    "Mutation.updateOrganizationSetting",
    "OrgMembershipWhereInput.hasUser",
    "Query.tfaSettings",
    "Query.userSettings",
    "User.tfaSettings",
];

/// The machine-readable facts of the contract, where they are at hand; those of memberships are in a separate
/// file.
fn facts() -> Option<Value> {
    let folder = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"))
        .join("../../../shared/contract");
    let read = |name: &str| -> Option<Value> {
        let text = std::fs::read_to_string(folder.join(name)).ok()?;
        Some(serde_json::from_str(&text).expect("JSON"))
    };
    let mut facts = read("schema-facts.json")?;
    let members = read("schema-facts-members.json").unwrap_or_default();
    for (family, more) in members.as_object().into_iter().flatten() {
        for (name, fact) in more.as_object().into_iter().flatten() {
            facts[family][name] = fact.clone();
        }
    }
    Some(facts)
}

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
    let Some(facts) = facts() else {
        println!("skipped: the facts of the contract are not here");
        return;
    };
    let types = served();
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

/// `name: type` of each field, as the tables write it.
fn plain(fields: &BTreeMap<String, Value>) -> BTreeMap<String, String> {
    let ty = |value: &Value| match value {
        Value::Object(field) => field["type"].as_str().unwrap_or_default().to_owned(),
        value => value.as_str().unwrap_or_default().replace(' ', ""),
    };
    fields
        .iter()
        .map(|(name, value)| (name.clone(), ty(value)))
        .collect()
}

#[test]
fn what_the_console_depends_on_is_served() {
    let types = served();
    for (name, fields) in EXACT {
        assert_eq!(plain(&types[name]), listed(fields), "{name}");
    }
    for (name, fields) in PART {
        let served = plain(&types[name]);
        for (field, ty) in listed(fields) {
            assert_eq!(served.get(&field), Some(&ty), "{name}.{field}");
        }
    }
    let organization = [
        ("edge", "hasOwner"),
        ("id", "ownerID?"),
        ("OrganizationWhereInput", "hasOwnerWith"),
    ];
    let user = [
        ("edge", "hasOwner hasOrganizations hasEvents"),
        ("UserWhereInput", "hasOwnerWith"),
        ("OrganizationWhereInput", "hasOrganizationsWith"),
    ];
    for (name, more) in [
        ("APITokenWhereInput", organization.as_slice()),
        ("PersonalAccessTokenWhereInput", &user),
    ] {
        assert_eq!(plain(&types[name]), predicates(name, more), "{name}");
    }
}

#[test]
fn lists_take_what_a_page_needs() {
    for (root, fields) in &served() {
        for (field, value) in fields {
            let ty = value["type"].as_str().unwrap_or_default();
            let Some(entity) = ty.strip_suffix("Connection!") else {
                continue;
            };
            let expected = serde_json::json!({
                "after": "Cursor", "before": "Cursor", "first": "Int", "last": "Int",
                "orderBy": format!("[{entity}Order!]"), "where": format!("{entity}WhereInput"),
            });
            assert_eq!(value["args"], expected, "{root}.{field}");
        }
    }
}
