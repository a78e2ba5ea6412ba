//! JSON as a tree, and types that are read from it. `serde_json` parses and prints the text. The console's
//! types are read from this one tree type, because `derive(Deserialize)` makes code for each type and field:
//! an eighth of the first download.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    reason = "a panic ends the whole app: pass the error on or choose a value"
)]

// The derive names this crate from outside.
#[cfg(test)]
extern crate self as console_json;

use secrecy::zeroize::{Zeroize, ZeroizeOnDrop};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

pub use console_json_derive::FromJson;

/// A value of JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Json {
    /// Nothing.
    #[default]
    Null,
    /// Yes or no.
    Flag(bool),
    /// A number without a fraction. The backend sends no other ones (contract 3); such are read as null.
    Number(i64),
    /// A text.
    Text(Text),
    /// Values in order.
    List(Vec<Self>),
    /// Values by name.
    Object(Object),
}

/// A string in a tree. Any of them may be a new token's value, so a string that no reader has taken is
/// zeroized when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// The text itself.
    fn take(mut self) -> String {
        std::mem::take(&mut self.0)
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Text(redacted)")
    }
}

/// Values by name, in the order in which they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object(Vec<(Cow<'static, str>, Json)>);

/// Makes a [`Json::Object`]: `object! { "name" => name, "first" => 100 }`.
#[macro_export]
macro_rules! object {
    ($($name:literal => $value:expr),* $(,)?) => {
        $crate::Json::Object($crate::Object::from(vec![
            $((::std::borrow::Cow::Borrowed($name), $crate::Json::from($value))),*
        ]))
    };
}

impl Object {
    /// Adds a value under a name that has none.
    pub fn put(&mut self, name: &'static str, value: impl Into<Json>) {
        self.push(name, value.into());
    }

    fn push(&mut self, name: &'static str, value: Json) {
        self.0.push((Cow::Borrowed(name), value));
    }

    /// Takes out the value of a name and reads it; a missing name reads as null. `None` when the value is not
    /// a `T`.
    pub fn take<T: FromJson>(&mut self, name: &str) -> Option<T> {
        T::from_json(self.take_json(name))
    }

    fn take_json(&mut self, name: &str) -> Json {
        let entry = self.0.iter_mut().find(|entry| entry.0 == name);
        entry
            .map(|entry| std::mem::take(&mut entry.1))
            .unwrap_or_default()
    }

    /// All names with their values.
    pub fn into_entries(self) -> impl Iterator<Item = (String, Json)> {
        self.0
            .into_iter()
            .map(|(name, value)| (name.into_owned(), value))
    }
}

impl From<Vec<(Cow<'static, str>, Json)>> for Object {
    fn from(entries: Vec<(Cow<'static, str>, Json)>) -> Self {
        Self(entries)
    }
}

impl Json {
    /// Reads a text; `None` when it is no JSON.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// A list of these values.
    pub fn list<T: Into<Self>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }

    /// The values by name, if it is an object.
    pub fn into_object(self) -> Option<Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }
}

/// The text of the value.
impl fmt::Display for Json {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

// ---- to and from text ----

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json, E> {
        Ok(Json::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(number.try_into().map_or(Json::Null, Json::Number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = values.next_element()? {
            list.push(value);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut values: A) -> Result<Json, A::Error> {
        let mut object = Object::default();
        while let Some((name, value)) = values.next_entry()? {
            object.0.push((Cow::Owned(name), value));
        }
        Ok(Json::Object(object))
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Text(Text(text)) => serializer.serialize_str(text),
            Self::List(list) => {
                let mut written = serializer.serialize_seq(Some(list.len()))?;
                for value in list {
                    written.serialize_element(value)?;
                }
                written.end()
            }
            Self::Object(Object(entries)) => {
                let mut written = serializer.serialize_map(Some(entries.len()))?;
                for (name, value) in entries {
                    written.serialize_entry(&**name, value)?;
                }
                written.end()
            }
        }
    }
}

// ---- from Rust ----

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(Text(text))
    }
}

impl From<&String> for Json {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl From<bool> for Json {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<u32> for Json {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<Object> for Json {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl From<Vec<Self>> for Json {
    fn from(list: Vec<Self>) -> Self {
        Self::List(list)
    }
}

impl<T: Into<Self>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

// ---- to Rust ----

/// What can be read from a value of JSON.
///
/// `derive(FromJson)` on a struct reads the fields by their names. `#[json(camel_case)]` reads `camelCase`
/// names, `#[json(name = "…")]` on a field reads another name, and `#[json(or_default)]` reads null or a
/// missing name as the default.
pub trait FromJson: Sized {
    /// Reads the value; `None` when it is not one of these.
    fn from_json(json: Json) -> Option<Self>;
}

impl FromJson for Json {
    fn from_json(json: Json) -> Option<Self> {
        Some(json)
    }
}

impl FromJson for String {
    fn from_json(json: Json) -> Option<Self> {
        match json {
            Json::Text(text) => Some(text.take()),
            _ => None,
        }
    }
}

impl FromJson for bool {
    fn from_json(json: Json) -> Option<Self> {
        match json {
            Json::Flag(flag) => Some(flag),
            _ => None,
        }
    }
}

impl FromJson for i64 {
    fn from_json(json: Json) -> Option<Self> {
        match json {
            Json::Number(number) => Some(number),
            _ => None,
        }
    }
}

impl FromJson for u64 {
    fn from_json(json: Json) -> Option<Self> {
        i64::from_json(json)?.try_into().ok()
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(json: Json) -> Option<Self> {
        match json {
            Json::Null => Some(None),
            json => T::from_json(json).map(Some),
        }
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: Json) -> Option<Self> {
        match json {
            Json::List(list) => list.into_iter().map(T::from_json).collect(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, PartialEq, FromJson)]
    #[json(camel_case)]
    struct Reading {
        id: String,
        is_active: Option<bool>,
        #[json(name = "deletedIDs")]
        deleted: Vec<String>,
        #[json(or_default)]
        how_many: u64,
    }

    fn reading(text: &str) -> Option<Reading> {
        Json::parse(text).and_then(Reading::from_json)
    }

    #[test]
    fn a_text_that_was_not_taken_out_is_overwritten() {
        fn is_overwritten<T: ZeroizeOnDrop>(_: &T) {}
        let Json::Text(text) = Json::from("tola_secret") else {
            panic!("a text is a text");
        };
        is_overwritten(&text);
        assert!(!format!("{text:?}").contains("secret"));
        assert_eq!(text.take(), "tola_secret");
    }

    #[test]
    fn fields_are_read_by_their_names_and_what_must_be_there_is_missed() {
        let full = reading(r#"{"howMany":3,"x":[{}],"deletedIDs":["a"],"isActive":true,"id":"1"}"#);
        let expected = Reading {
            id: "1".into(),
            is_active: Some(true),
            deleted: vec!["a".into()],
            how_many: 3,
        };
        assert_eq!(full, Some(expected));
        for less in [
            r#"{"id":"1","deletedIDs":[]}"#,
            r#"{"id":"1","deletedIDs":[],"isActive":null,"howMany":null}"#,
        ] {
            let less = reading(less).expect("enough");
            assert_eq!((less.is_active, less.how_many), (None, 0));
        }
        for wrong in [
            r#"{"deletedIDs":[]}"#,
            r#"{"id":null,"deletedIDs":[]}"#,
            r#"{"id":1,"deletedIDs":[]}"#,
            r#"{"id":"1","deletedIDs":[null]}"#,
            r#"{"id":"1","deletedIDs":{}}"#,
            r#"{"id":"1","deletedIDs":[],"isActive":"yes"}"#,
            r#"{"id":"1","deletedIDs":[],"howMany":-1}"#,
            "[]",
            "{",
            "",
        ] {
            assert_eq!(reading(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_that_are_none_of_the_contracts_are_null() {
        let read = Json::parse("[1.5, 1e300, 18446744073709551615, -7]");
        let numbers = vec![Json::Null, Json::Null, Json::Null, Json::Number(-7)];
        assert_eq!(read, Some(Json::List(numbers)));
    }

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::Flag),
            any::<i64>().prop_map(Json::Number),
            any::<String>().prop_map(Json::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            let entry = (".*", inner.clone()).prop_map(|(name, value)| (Cow::Owned(name), value));
            prop_oneof![
                prop::collection::vec(inner, 0..6).prop_map(Json::List),
                prop::collection::vec(entry, 0..6).prop_map(|all| Json::Object(Object(all))),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(json in any_json()) {
            let text = json.to_string();
            prop_assert_eq!(Json::parse(&text), Some(json));
            let other: serde_json::Value = serde_json::from_str(&text).expect("JSON for everybody");
            prop_assert!(!other.to_string().is_empty());
        }
    }
}
