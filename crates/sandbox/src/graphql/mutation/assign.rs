//! Collects `column = value` pairs for an insert or an update.

use rusqlite::{Connection, params_from_iter, types::Value as Bound};

use crate::{
    graphql::{input::Input, problem::Problem},
    time::Micros,
};

/// Columns and their new values; column names are this crate's own.
#[derive(Debug, Default)]
pub(super) struct Assignments(Vec<(&'static str, Bound)>);

impl Assignments {
    /// Sets a column, replacing what was set before.
    pub(super) fn set(&mut self, column: &'static str, value: impl Into<Bound>) {
        self.0.retain(|(existing, _)| *existing != column);
        self.0.push((column, value.into()));
    }

    /// Sets a text column when the input has the field.
    pub(super) fn text(&mut self, input: Input<'_>, field: &str, column: &'static str) {
        if let Some(text) = input.text(field) {
            self.set(column, text);
        }
    }

    /// Sets a time column when the input has the field.
    pub(super) fn time(
        &mut self,
        input: Input<'_>,
        field: &str,
        column: &'static str,
    ) -> Result<(), Problem> {
        if let Some(at) = input.time(field)? {
            self.set(column, at);
        }
        Ok(())
    }

    /// Sets a boolean column when the input has the field.
    pub(super) fn flag(&mut self, input: Input<'_>, field: &str, column: &'static str) {
        if let Some(flag) = input.flag(field) {
            self.set(column, flag);
        }
    }

    /// Sets a list column when the input has the field.
    pub(super) fn list(&mut self, input: Input<'_>, field: &str, column: &'static str) {
        if let Some(list) = input.list(field) {
            self.set(column, json(&list));
        }
    }

    /// Empties a column when the input asks for it.
    pub(super) fn clear(&mut self, input: Input<'_>, field: &str, column: &'static str) {
        if input.is_set(field) {
            self.set(column, Bound::Null);
        }
    }

    /// Replaces, appends to or empties a list.
    ///
    /// With both the replacement and the appendix nothing is replaced: both are appended (contract 3.6).
    pub(super) fn family(
        &mut self,
        input: Input<'_>,
        stored: Vec<String>,
        column: &'static str,
        [replace, append, clear]: [&str; 3],
    ) {
        let (replacement, appendix) = (input.list(replace), input.list(append));
        self.clear(input, clear, column);
        match (replacement, appendix) {
            (Some(list), Some(more)) => self.set(column, json(&[stored, list, more].concat())),
            (Some(list), None) => self.set(column, json(&list)),
            (None, Some(more)) => self.set(column, json(&[stored, more].concat())),
            (None, None) => {}
        }
    }

    /// Notes who changed the row, and when.
    pub(super) fn stamp(&mut self, now: Micros, subject: &str) {
        self.set("updated_at", now);
        self.set("updated_by", subject.to_owned());
    }

    /// Inserts a row.
    pub(super) fn insert(self, connection: &Connection, table: &str) -> rusqlite::Result<usize> {
        let columns: Vec<&str> = self.0.iter().map(|(column, _)| *column).collect();
        let places: Vec<String> = (1..=columns.len())
            .map(|place| format!("?{place}"))
            .collect();
        let sql = format!(
            "INSERT INTO {table} ({}) VALUES ({})",
            columns.join(","),
            places.join(",")
        );
        connection
            .prepare_cached(&sql)?
            .execute(params_from_iter(self.0.into_iter().map(|(_, value)| value)))
    }

    /// Updates the row of this id.
    pub(super) fn update(
        mut self,
        connection: &Connection,
        table: &str,
        id: &str,
    ) -> rusqlite::Result<usize> {
        let sets: Vec<String> = self
            .0
            .iter()
            .enumerate()
            .map(|(place, (column, _))| format!("{column}=?{}", place + 1))
            .collect();
        let sql = format!(
            "UPDATE {table} SET {} WHERE id=?{}",
            sets.join(","),
            sets.len() + 1
        );
        self.0.push(("id", Bound::Text(id.to_owned())));
        connection
            .prepare_cached(&sql)?
            .execute(params_from_iter(self.0.into_iter().map(|(_, value)| value)))
    }
}

/// A list as it is stored.
pub(super) fn json(list: &[String]) -> String {
    serde_json::Value::from(list.to_vec()).to_string()
}
