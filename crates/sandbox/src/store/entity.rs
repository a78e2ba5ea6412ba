//! What an entity of the schema is made of: columns, and edges to other entities.
//!
//! The tables of the database, the `where` inputs, the SQL of every predicate and the values of every scalar
//! field all follow from these descriptions, so a field is named in one place.

/// What a column holds and which predicates the schema offers for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The primary key.
    Key,
    /// The id of something else.
    Id,
    /// Text.
    Text,
    /// An instant, kept in microseconds.
    Time,
    /// An instant that the schema calls `DateTime`.
    DateTime,
    /// An id of which only equality can be asked, as text.
    Reference,
    /// True or false.
    Flag,
    /// A JSON array of strings.
    List,
    /// A JSON value.
    Json,
    /// A value of this GraphQL enum.
    Enum(&'static str),
}

/// A column of a table and the field that shows it.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_field_names, reason = "it is the name of the column")]
pub(crate) struct Column {
    /// GraphQL name.
    pub(crate) field: &'static str,
    /// SQL name.
    pub(crate) column: &'static str,
    /// What it holds.
    pub(crate) kind: Kind,
    /// Never null.
    pub(crate) required: bool,
    /// Has predicates.
    pub(crate) filter: bool,
    /// Null comes last in both directions of an order, and pages behave as contract 3.9 says of such columns.
    pub(crate) nulls_last: bool,
}

/// A nullable column with predicates.
pub(crate) const fn column(field: &'static str, column: &'static str, kind: Kind) -> Column {
    Column {
        field,
        column,
        kind,
        required: false,
        filter: true,
        nulls_last: false,
    }
}

impl Column {
    /// Never null.
    pub(crate) const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// Null comes last in both directions.
    pub(crate) const fn nulls_last(self) -> Self {
        Self {
            nulls_last: true,
            ..self
        }
    }

    /// Without predicates.
    pub(crate) const fn unfiltered(self) -> Self {
        Self {
            filter: false,
            ..self
        }
    }

    /// SQL type with its constraint.
    pub(crate) fn sql_type(&self) -> &'static str {
        match (self.kind, self.required) {
            (Kind::Key, _) => "TEXT NOT NULL PRIMARY KEY",
            (Kind::Time | Kind::DateTime | Kind::Flag, false) => "INTEGER",
            (Kind::Time | Kind::DateTime, true) => "INTEGER NOT NULL",
            (Kind::Flag, true) => "INTEGER NOT NULL DEFAULT 0",
            (_, false) => "TEXT",
            (_, true) => "TEXT NOT NULL",
        }
    }

    /// Expression that orders like Postgres does: null is the greatest value, except where it always comes last
    /// (contract 3.9).
    pub(crate) fn sort_key(&self, alias: &str) -> String {
        let column = self.column;
        match (self.required || self.nulls_last, self.kind) {
            (true, _) => format!("{alias}.{column}"),
            (false, Kind::Time | Kind::DateTime | Kind::Flag) => {
                format!("ifnull({alias}.{column},{})", i64::MAX)
            }
            (false, _) => format!("ifnull({alias}.{column},char(1114111))"),
        }
    }
}

/// A relation that `has…` and `has…With` ask about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    /// Name after `has`.
    pub(crate) name: &'static str,
    /// `SELECT` that finds the related rows: `{p}` is the alias of this entity's row, `{t}` of the related one.
    pub(crate) rows: &'static str,
    /// The related entity when the schema offers `has…With`.
    pub(crate) with: Option<fn() -> &'static Entity>,
}

/// An entity of the schema.
#[derive(Debug)]
pub(crate) struct Entity {
    /// GraphQL type.
    pub(crate) name: &'static str,
    /// SQL table.
    pub(crate) table: &'static str,
    /// Columns; the first is the key.
    pub(crate) columns: &'static [Column],
    /// Further columns that no field shows, and constraints, in SQL; empty for a view.
    pub(crate) hidden: &'static str,
    /// Relations kept here.
    pub(crate) edges: &'static [Edge],
    /// Relations of the backend that the sandbox does not keep, one name a line: never related to anything.
    pub(crate) absent_edges: &'static str,
    /// Fields that can be ordered by, as their SQL columns.
    pub(crate) orders: &'static [&'static str],
    /// Name in `NOT_FOUND` messages (contract 3.4).
    pub(crate) noun: &'static str,
}

impl Entity {
    /// The column that a field shows.
    pub(crate) fn position(&self, field: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.field == field)
    }

    /// The column of this SQL name, whatever its case: one order field of the schema is written in capitals.
    pub(crate) fn by_column(&self, name: &str) -> Option<&'static Column> {
        self.columns
            .iter()
            .find(|column| column.column.eq_ignore_ascii_case(name))
    }

    /// `a.id, a.name, …`
    pub(crate) fn select_list(&self, alias: &str) -> String {
        let names: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("{alias}.{}", column.column))
            .collect();
        names.join(",")
    }
}
