//! Rows of entities as GraphQL values.

use async_graphql::Value;
use rusqlite::{Connection, OptionalExtension, Params, types::ValueRef};

use super::entity::{Entity, Kind};
use crate::time;

/// What every read of a stored secret answers: 29 asterisks (contract 4).
pub(crate) const HIDDEN_SECRET: &str = "*****************************";

/// One row of an entity, all columns.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// What it is a row of.
    pub(crate) entity: &'static Entity,
    /// Values in the order of the entity's columns.
    pub(crate) values: Vec<Value>,
    /// Settings of an organization read through this row are visible whatever organization is active
    /// (contract 3.10: true at the top level, false below a personal token).
    pub(crate) open: bool,
}

impl Row {
    /// The value of a field, null when there is none.
    pub(crate) fn get(&self, field: &str) -> Value {
        self.entity
            .position(field)
            .and_then(|position| self.values.get(position))
            .cloned()
            .unwrap_or(Value::Null)
    }

    /// The text of a field, empty when it is null or no text.
    pub(crate) fn text(&self, field: &str) -> String {
        match self.get(field) {
            Value::String(text) => text,
            _ => String::new(),
        }
    }

    /// The id.
    pub(crate) fn id(&self) -> String {
        self.text("id")
    }

    /// Puts the secret itself in the place of the asterisks: for create payloads only.
    pub(crate) fn reveal(mut self, secret: &str) -> Self {
        if let Some(slot) = self
            .entity
            .position("token")
            .and_then(|position| self.values.get_mut(position))
        {
            *slot = Value::String(secret.to_owned());
        }
        self
    }

    /// Reads the row that the cursor stands on; its first columns are the entity's.
    pub(crate) fn read(entity: &'static Entity, row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let values = entity
            .columns
            .iter()
            .enumerate()
            .map(|(position, column)| {
                if column.column == "token" {
                    return Ok(Value::from(HIDDEN_SECRET));
                }
                Ok(value(column.kind, row.get_ref(position)?))
            })
            .collect::<rusqlite::Result<_>>()?;
        Ok(Self {
            entity,
            values,
            open: true,
        })
    }
}

fn value(kind: Kind, stored: ValueRef<'_>) -> Value {
    match (kind, stored) {
        // The zero time of Go reads as null (contract 3.8).
        (Kind::Time | Kind::DateTime, ValueRef::Integer(time::ZERO)) => Value::Null,
        (Kind::Time | Kind::DateTime, ValueRef::Integer(at)) => Value::String(time::format(at)),
        (Kind::Flag, ValueRef::Integer(flag)) => Value::Boolean(flag != 0),
        (Kind::List | Kind::Json, ValueRef::Text(text)) => {
            serde_json::from_slice::<serde_json::Value>(text)
                .ok()
                .and_then(|json| Value::from_json(json).ok())
                .unwrap_or(Value::Null)
        }
        (Kind::Enum(_), ValueRef::Text(text)) => {
            Value::Enum(async_graphql::Name::new(String::from_utf8_lossy(text)))
        }
        (_, ValueRef::Text(text)) => Value::String(String::from_utf8_lossy(text).into_owned()),
        (_, ValueRef::Integer(number)) => Value::Number(number.into()),
        _ => Value::Null,
    }
}

/// The first row that `condition` finds; the entity's table has the alias `t0`, deleted rows are invisible.
pub(crate) fn find(
    connection: &Connection,
    entity: &'static Entity,
    condition: &str,
    params: impl Params,
) -> rusqlite::Result<Option<Row>> {
    let sql = format!(
        "SELECT {} FROM {} t0 WHERE t0.deleted_at IS NULL AND ({condition}) LIMIT 1",
        entity.select_list("t0"),
        entity.table
    );
    connection
        .prepare_cached(&sql)?
        .query_row(params, |row| Row::read(entity, row))
        .optional()
}
