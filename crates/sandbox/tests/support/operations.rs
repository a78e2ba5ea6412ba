//! Random GraphQL operations that are valid by the served schema, or nearly so.

use std::collections::BTreeMap;

use async_graphql::parser::{
    parse_schema,
    types::{BaseType, InputValueDefinition, Type, TypeKind, TypeSystemDefinition},
};
use rand::{Rng, rngs::StdRng, seq::SliceRandom};

/// Most fields of one operation; more would be refused as too complex.
const FIELDS: usize = 60;

struct Argument {
    name: String,
    ty: Type,
    required: bool,
}

struct Field {
    name: String,
    ty: Type,
    arguments: Vec<Argument>,
}

/// What there is to ask for.
pub struct Operations {
    objects: BTreeMap<String, Vec<Field>>,
    inputs: BTreeMap<String, Vec<Argument>>,
    enums: BTreeMap<String, Vec<String>>,
    /// Cursors that answers gave.
    pub cursors: Vec<String>,
}

fn argument(definition: &InputValueDefinition) -> Argument {
    Argument {
        name: definition.name.node.to_string(),
        ty: definition.ty.node.clone(),
        required: !definition.ty.node.nullable && definition.default_value.is_none(),
    }
}

fn base(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => base(inner),
    }
}

fn fixed_id(rng: &mut StdRng, kind: &str, most: usize) -> String {
    format!(
        "\"01K00000000000000000{kind}{:04}\"",
        rng.gen_range(1..=most)
    )
}

/// The id of something that the field knows, or a list of them.
fn id_for(rng: &mut StdRng, field: &Field, ty: &Type) -> String {
    let name = field.name.to_lowercase();
    let (kind, most) = if name.contains("personal") {
        ("PT", 12)
    } else if name.contains("setting") {
        ("ST", 1)
    } else if name.contains("organization") {
        ("RG", 6)
    } else if name.contains("user") {
        ("VS", 5)
    } else {
        ("AT", 31)
    };
    match ty.base {
        BaseType::Named(_) => fixed_id(rng, kind, most),
        BaseType::List(_) => format!(
            "[{}, {}]",
            fixed_id(rng, kind, most),
            fixed_id(rng, kind, most)
        ),
    }
}

impl Operations {
    /// Reads the schema.
    pub fn new(sdl: &str) -> Self {
        let mut all = Self {
            objects: BTreeMap::new(),
            inputs: BTreeMap::new(),
            enums: BTreeMap::new(),
            cursors: Vec::new(),
        };
        for definition in parse_schema(sdl).expect("a schema").definitions {
            let TypeSystemDefinition::Type(definition) = definition else {
                continue;
            };
            let name = definition.node.name.node.to_string();
            match definition.node.kind {
                TypeKind::Object(kind) => {
                    let fields = kind.fields.iter().map(|field| Field {
                        name: field.node.name.node.to_string(),
                        ty: field.node.ty.node.clone(),
                        arguments: field
                            .node
                            .arguments
                            .iter()
                            .map(|item| argument(&item.node))
                            .collect(),
                    });
                    all.objects.insert(name, fields.collect());
                }
                TypeKind::InputObject(kind) => {
                    let fields = kind.fields.iter().map(|field| argument(&field.node));
                    all.inputs.insert(name, fields.collect());
                }
                TypeKind::Enum(kind) => {
                    let values = kind.values.iter();
                    let values = values.map(|value| value.node.value.node.to_string());
                    all.enums.insert(name, values.collect());
                }
                _ => {}
            }
        }
        all
    }

    /// A query or a mutation with one to three fields at its root.
    pub fn random(&self, rng: &mut StdRng) -> String {
        let (word, root) = if rng.gen_bool(0.6) {
            ("query", "Query")
        } else {
            ("mutation", "Mutation")
        };
        let mut left = FIELDS;
        let mut parts = Vec::new();
        // One that fails takes the others with it, so mostly there is one.
        let fields = if rng.gen_bool(0.8) { 1 } else { 3 };
        for place in 0..fields {
            let field = self.objects[root].choose(rng).expect("a field");
            parts.push(format!(
                "f{place}: {}",
                self.field(rng, field, 0, &mut left)
            ));
        }
        format!("{word} Fuzz {{ {}}}", parts.concat())
    }

    fn field(&self, rng: &mut StdRng, field: &Field, depth: usize, left: &mut usize) -> String {
        *left = left.saturating_sub(1);
        let mut out = field.name.clone();
        let mut arguments = Vec::new();
        let other_way = if rng.gen_bool(0.6) {
            ["last", "before"]
        } else {
            ["first", "after"]
        };
        for argument in &field.arguments {
            let fits = !other_way.contains(&argument.name.as_str()) || rng.gen_bool(0.02);
            if argument.required || (fits && rng.gen_bool(0.3)) {
                let value = if argument.name.starts_with("id") && rng.gen_bool(0.95) {
                    id_for(rng, field, &argument.ty)
                } else {
                    self.value(rng, &argument.ty, 0)
                };
                arguments.push(format!("{}: {value}", argument.name));
            }
        }
        if !arguments.is_empty() {
            out = format!("{out}({})", arguments.join(", "));
        }
        if let Some(fields) = self.objects.get(base(&field.ty)) {
            out += " { ";
            let leaf = |field: &&Field| !self.objects.contains_key(base(&field.ty));
            let mut chosen = 0;
            for inner in fields {
                let deep = !leaf(&inner);
                // What lies below a list is what there is most to go wrong with.
                let chance = if deep { 0.6 } else { 0.3 };
                if *left > 0 && (depth < 5 || !deep) && rng.gen_bool(chance) {
                    out += &self.field(rng, inner, depth + 1, left);
                    chosen += 1;
                }
            }
            if chosen == 0 {
                out += "__typename ";
            }
            out += "}";
        }
        out + " "
    }

    fn value(&self, rng: &mut StdRng, ty: &Type, depth: usize) -> String {
        if ty.nullable && rng.gen_bool(0.03) {
            return "null".to_owned();
        }
        let name = match &ty.base {
            BaseType::Named(name) => name.as_str(),
            BaseType::List(inner) => {
                let items: Vec<String> = (0..rng.gen_range(0..4))
                    .map(|_| self.value(rng, inner, depth + 1))
                    .collect();
                return format!("[{}]", items.join(", "));
            }
        };
        if let Some(values) = self.enums.get(name) {
            return values.choose(rng).expect("a value").clone();
        }
        match self.inputs.get(name) {
            Some(fields) => self.object(rng, fields, depth),
            None => self.scalar(rng, name),
        }
    }

    fn object(&self, rng: &mut StdRng, fields: &[Argument], depth: usize) -> String {
        let mut parts = Vec::new();
        let put = |rng: &mut StdRng, parts: &mut Vec<String>, field: &Argument| {
            parts.push(format!(
                "{}: {}",
                field.name,
                self.value(rng, &field.ty, depth + 1)
            ));
        };
        let simple = |field: &&Argument| !self.inputs.contains_key(base(&field.ty));
        for field in fields.iter().filter(|field| field.required) {
            put(rng, &mut parts, field);
        }
        let optional: Vec<&Argument> = fields
            .iter()
            .filter(|field| !field.required && (depth < 4 || simple(field)))
            .collect();
        // An object without any field is refused in some places, so there is one at least.
        let wanted = rng.gen_range(1..4).min(optional.len());
        for field in optional.choose_multiple(rng, wanted) {
            put(rng, &mut parts, field);
        }
        format!("{{{}}}", parts.join(", "))
    }

    fn scalar(&self, rng: &mut StdRng, name: &str) -> String {
        const TEXTS: [&str; 14] = [
            "a",
            "Release",
            "%",
            "_",
            "'",
            "\"",
            "\\",
            "\u{202e}",
            "🚀",
            "evidence:read",
            "can_view_control",
            "!denied",
            "!lost",
            "!garbage",
        ];
        const TIMES: [&str; 5] = [
            "2026-01-01T00:00:00Z",
            "2090-06-30T23:59:59.999999999+14:00",
            "2091-01-01 00:00:00",
            "1970-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
        ];
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        match name {
            "Boolean" => rng.gen_bool(0.5).to_string(),
            "Int" => rng.gen_range(-1..150).to_string(),
            "ID" => {
                let kind = ["AT", "PT", "RG", "VS", "ST"].choose(rng);
                fixed_id(rng, kind.expect("a kind"), 9)
            }
            "Time" | "DateTime" if rng.gen_bool(0.02) => quoted("yesterday"),
            "Time" | "DateTime" => quoted(TIMES.choose(rng).expect("a time")),
            "Cursor" => match self.cursors.choose(rng) {
                Some(cursor) if rng.gen_bool(0.9) => quoted(cursor),
                _ => "null".to_owned(),
            },
            _ if rng.gen_bool(0.02) => rng.gen_range(0..9).to_string(),
            _ => quoted(TEXTS.choose(rng).expect("a text")),
        }
    }
}
