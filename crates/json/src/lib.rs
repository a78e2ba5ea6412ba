//! JSON as a tree, and types that are read from it. The console's types are read from this one tree type,
//! because `derive(Deserialize)` makes code for each type and field: an eighth of the first download.
//!
//! `hifijson` reads the text and `serde_json` prints it. `serde_json` reads as well, but has a table for
//! numbers with fractions, which no answer has: with the code around it 3 kB of the first download.

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

use hifijson::SliceLexer;
use hifijson::num::LexWrite as _;
use hifijson::str::LexAlloc as _;
use hifijson::token::{Expect, Lex};
use secrecy::zeroize::{Zeroize, ZeroizeOnDrop};
use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};
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
        let mut text = SliceLexer::new(text.as_bytes());
        let value = text.exactly_one(Lex::ws_peek, |next, text| read(DEPTH, next, text));
        value.ok()
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

/// How many lists and objects may be inside each other: more would exhaust the stack.
const DEPTH: usize = 128;

/// Reads the value that begins with `next`.
fn read(depth: usize, next: u8, text: &mut SliceLexer<'_>) -> Result<Json, hifijson::Error> {
    match next {
        b'"' => Ok(text.discarded().str_string()?.into_owned().into()),
        b'0'..=b'9' | b'-' => {
            let (number, _) = text.num_string().validated()?;
            Ok(number.parse().map_or(Json::Null, Json::Number))
        }
        b'[' => {
            let depth = depth.checked_sub(1).ok_or(hifijson::Error::Depth)?;
            let mut list = Vec::new();
            text.discarded().seq(b']', Lex::ws_peek, |next, text| {
                list.push(read(depth, next, text)?);
                Ok::<_, hifijson::Error>(())
            })?;
            Ok(Json::List(list))
        }
        b'{' => {
            let depth = depth.checked_sub(1).ok_or(hifijson::Error::Depth)?;
            let mut object = Object::default();
            text.discarded().seq(b'}', Lex::ws_peek, |next, text| {
                text.expect(|_| Some(next), b'"').ok_or(Expect::String)?;
                let name = text.str_string()?.into_owned();
                text.expect(Lex::ws_peek, b':').ok_or(Expect::Colon)?;
                let next = text.ws_peek().ok_or(Expect::Value)?;
                object.0.push((Cow::Owned(name), read(depth, next, text)?));
                Ok::<_, hifijson::Error>(())
            })?;
            Ok(Json::Object(object))
        }
        _ => {
            let flag = text.null_or_bool().ok_or(Expect::Value)?;
            Ok(flag.map_or(Json::Null, Json::Flag))
        }
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
mod tests;
