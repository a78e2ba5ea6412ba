//! The place of a row in an order, as a URL spells it.
//!
//! Pages are found by comparing with this key in the filter (keyset pagination), not with the cursors of
//! the backend: the predicate that those lead to is wrong for columns with gaps (contract 3.9). Besides,
//! the rows on either side of a key can be counted, so that the place of a page in the list is known and
//! not guessed.

use super::id::TokenId;
use super::list_query::SortField;
use super::token::Token;
use chrono::{DateTime, SecondsFormat, Utc};

/// What a row has in the column that the list is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyValue {
    /// A moment.
    Time(DateTime<Utc>),
    /// A text.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// Nothing. Such rows are sorted by the moment at which they were made, which this is.
    Unset(DateTime<Utc>),
}

/// The place of a row in an order: its value, and its identifier for rows with the same value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowKey {
    /// The value in the sorted column.
    pub value: KeyValue,
    /// The row.
    pub id: TokenId,
}

/// Between the identifier and the value; no identifier has one.
const SEPARATOR: char = '.';

/// Before the moment at which a row without a value was made.
const UNSET: &str = "unset.";

impl RowKey {
    /// The place of `token` in a list that is sorted by `field`.
    pub fn of(token: &Token, field: SortField) -> Self {
        // The backend writes when it makes a row and changes it (contract 3.5): there are no others.
        let made = token.created_at.unwrap_or_default();
        let time_or_unset =
            |time: Option<DateTime<Utc>>| time.map_or(KeyValue::Unset(made), KeyValue::Time);
        let value = match field {
            SortField::Created => KeyValue::Time(made),
            SortField::Updated => KeyValue::Time(token.updated_at.unwrap_or_default()),
            SortField::Name => KeyValue::Text(token.name.clone()),
            SortField::Expires => time_or_unset(token.expires_at),
            SortField::LastUsed => time_or_unset(token.last_used_at),
            SortField::IsActive => KeyValue::Flag(token.is_active),
        };
        Self {
            value,
            id: token.id.clone(),
        }
    }

    /// Whether the row has no value in the sorted column.
    pub const fn is_unset(&self) -> bool {
        matches!(self.value, KeyValue::Unset(_))
    }

    /// As a URL spells it.
    pub fn to_parameter(&self) -> String {
        let mut text = self.id.to_string();
        text.push(SEPARATOR);
        match &self.value {
            KeyValue::Time(time) => text.push_str(&spell_time(*time)),
            KeyValue::Text(value) => text.push_str(value),
            KeyValue::Flag(flag) => text.push_str(if *flag { "true" } else { "false" }),
            KeyValue::Unset(made) => {
                text.push_str(UNSET);
                text.push_str(&spell_time(*made));
            }
        }
        text
    }

    /// Reads the key of a row in a list that is sorted by `field`; `None` when it is none.
    pub fn parse(text: &str, field: SortField) -> Option<Self> {
        let (id, text) = text.split_once(SEPARATOR)?;
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let time = |text| {
            let time = DateTime::parse_from_rfc3339(text).ok()?;
            Some(time.to_utc())
        };
        let value = match field {
            SortField::Name => KeyValue::Text(text.to_owned()),
            SortField::IsActive => KeyValue::Flag(match text {
                "true" => true,
                "false" => false,
                _ => return None,
            }),
            _ => match text.strip_prefix(UNSET).filter(|_| field.has_gaps()) {
                Some(made) => KeyValue::Unset(time(made)?),
                None => KeyValue::Time(time(text)?),
            },
        };
        is_id.then(|| Self {
            value,
            id: TokenId::new(id),
        })
    }
}

fn spell_time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list_query::Sort;

    #[test]
    fn what_a_url_spells_is_read_again() {
        let time = "2026-11-23T12:00:00.123456Z".parse().unwrap();
        for (sort, value) in [
            ("created_at", KeyValue::Time(time)),
            ("-updated_at", KeyValue::Time(time)),
            ("name", KeyValue::Text("a.b.unset. ü".into())),
            ("name", KeyValue::Text(String::new())),
            ("is_active", KeyValue::Flag(true)),
            ("-is_active", KeyValue::Flag(false)),
            ("expires_at", KeyValue::Time(time)),
            ("-last_used_at", KeyValue::Unset(time)),
        ] {
            let key = RowKey {
                value,
                id: TokenId::new("01JZ0000000000000000000001"),
            };
            let field = Sort::parse(sort).unwrap().field;
            assert_eq!(RowKey::parse(&key.to_parameter(), field), Some(key));
        }
    }

    #[test]
    fn what_names_no_row_is_refused() {
        for (text, field) in [
            ("", SortField::Name),
            ("nonsense", SortField::Name),
            (".name", SortField::Name),
            ("%25.name", SortField::Name),
            ("gqFpzA", SortField::Created),
            ("01JZ.yesterday", SortField::Created),
            ("01JZ.unset.2026-11-23T12:00:00Z", SortField::Created),
            ("01JZ.unset.never", SortField::Expires),
            ("01JZ.1", SortField::IsActive),
        ] {
            assert_eq!(RowKey::parse(text, field), None, "{text}");
        }
    }
}
