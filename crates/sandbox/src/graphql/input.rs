//! Typed reading of arguments and input objects. Null reads as absent, as in the backend's generated code.

use async_graphql::{Name, Value, dynamic::ResolverContext, indexmap::IndexMap};

use super::problem::Problem;
use crate::time::{self, Micros};

/// An input object, or the arguments of a field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input<'a>(pub(crate) Option<&'a IndexMap<Name, Value>>);

impl<'a> Input<'a> {
    /// The arguments of a field.
    pub(crate) fn arguments(context: &'a ResolverContext<'_>) -> Self {
        Self(Some(context.args.as_index_map()))
    }

    /// The value of a field that is neither absent nor null.
    pub(crate) fn get(self, field: &str) -> Option<&'a Value> {
        self.0?
            .get(field)
            .filter(|value| !matches!(value, Value::Null))
    }

    /// An input object below this one.
    pub(crate) fn object(self, field: &str) -> Self {
        Self(self.get(field).and_then(as_object))
    }

    /// Text, id or enum value.
    pub(crate) fn text(self, field: &str) -> Option<String> {
        self.get(field).and_then(text)
    }

    /// True or false.
    pub(crate) fn flag(self, field: &str) -> Option<bool> {
        match self.get(field)? {
            Value::Boolean(flag) => Some(*flag),
            _ => None,
        }
    }

    /// A switch like `clearTags`: absent is false.
    pub(crate) fn is_set(self, field: &str) -> bool {
        self.flag(field) == Some(true)
    }

    /// A whole number.
    pub(crate) fn number(self, field: &str) -> Option<i64> {
        match self.get(field)? {
            Value::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    /// A list of texts; a single value counts as a list of one.
    pub(crate) fn list(self, field: &str) -> Option<Vec<String>> {
        match self.get(field)? {
            Value::List(values) => Some(values.iter().filter_map(text).collect()),
            single => text(single).map(|text| vec![text]),
        }
    }

    /// A list of input objects; a single one counts as a list of one.
    pub(crate) fn objects(self, field: &str) -> Vec<Input<'a>> {
        match self.get(field) {
            Some(Value::List(values)) => {
                values.iter().map(|value| Input(as_object(value))).collect()
            }
            Some(single) => vec![Input(as_object(single))],
            None => Vec::new(),
        }
    }

    /// An instant in the `input` of a mutation.
    pub(crate) fn time(self, field: &str) -> Result<Option<Micros>, Problem> {
        self.get(field)
            .map(|value| instant(value, &["input", field]))
            .transpose()
    }
}

fn as_object(value: &Value) -> Option<&IndexMap<Name, Value>> {
    match value {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

/// Text of a string, an id given as a number, or an enum value.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Enum(name) => Some(name.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An instant in one of the three forms of contract 3.8; `at` is the way to it below the field.
pub(crate) fn instant(value: &Value, at: &[&str]) -> Result<Micros, Problem> {
    match value {
        Value::String(text) => time::parse(text),
        _ => None,
    }
    .ok_or_else(|| Problem::scalar(at, "time should be RFC3339Nano formatted string"))
}
