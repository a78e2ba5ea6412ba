//! Relay connections: order, cursors, clamping (contract 3.1, 3.9).
//!
//! A page is found by seeking behind the cursor, so page 50 costs what page 1 costs. Columns in which null comes last in
//! both directions page as they do upstream: the predicate of a cursor is `(where AND seek) OR column IS NULL`, so from the
//! second page on rows come that `where` leaves out, and behind a row without a value every page is the same.

use std::sync::Arc;

use async_graphql::{Value, dynamic::FieldValue};
use rusqlite::{params_from_iter, types::Value as Bound};

use super::{
    cursor::Cursor,
    filter::{self, Statement},
    input::Input,
    op::{Op, Resolved, object, plain},
    problem::Problem,
};
use crate::store::{
    entity::{Column, Entity, Kind},
    row::Row,
};

/// Default and greatest page length.
const MOST: i64 = 100;

/// A page of rows.
#[derive(Debug)]
pub(crate) struct Page {
    rows: Vec<(Arc<Row>, String)>,
    has_next: bool,
    has_previous: bool,
    count: String,
    params: Vec<Bound>,
}

#[derive(Clone, Copy)]
struct Term {
    column: &'static Column,
    descending: bool,
}

impl Term {
    /// A term of `ORDER BY`; read backwards, the direction turns, but where null comes last it stays there (contract 3.9).
    fn order(&self, backwards: bool) -> String {
        let key = self.column.sort_key("t0");
        let nulls = if self.column.nulls_last {
            " NULLS LAST"
        } else {
            ""
        };
        key + direction(self.descending != backwards) + nulls
    }

    /// Whether a cursor's value can stand in this place; the cursor of another order has values of other kinds.
    fn fits(&self, value: &Bound) -> bool {
        match value {
            Bound::Integer(_) => {
                matches!(self.column.kind, Kind::Time | Kind::DateTime | Kind::Flag)
            }
            Bound::Text(_) => !matches!(self.column.kind, Kind::Time | Kind::DateTime | Kind::Flag),
            _ => self.column.nulls_last,
        }
    }
}

/// Reads the page that `arguments` ask for, among the rows that `visible` allows.
///
/// `open` says whether settings of organizations may be read through these rows.
pub(crate) fn page(
    op: &Op,
    entity: &'static Entity,
    arguments: Input<'_>,
    open: bool,
    visible: impl FnOnce(&mut Statement) -> String,
) -> Resolved {
    let (first, last) = (length(arguments, "first")?, length(arguments, "last")?);
    if first.is_some() && last.is_some() {
        return Err(Problem::plain(
            "Passing both `first` and `last` to paginate a connection is not supported.",
        ));
    }
    let terms = order(entity, arguments);
    let (after, before) = (
        cursor(arguments, "after", &terms)?,
        cursor(arguments, "before", &terms)?,
    );

    let mut statement = Statement::default();
    let visible = visible(&mut statement);
    let wanted = filter::filter(&mut statement, entity, arguments.object("where"))?;
    let from = format!(
        "FROM {} t0 WHERE t0.deleted_at IS NULL AND ({visible})",
        entity.table
    );
    let count = format!("SELECT count(*) {from} AND ({wanted})");
    let params = statement.params.clone();

    let backwards = last.is_some();
    let limit = first.or(last).unwrap_or(MOST).min(MOST);
    let keys: String = terms.iter().fold(String::new(), |keys, term| {
        keys + "," + &term.column.sort_key("t0")
    });
    let order: Vec<String> = terms
        .iter()
        .map(|term| term.order(backwards))
        .chain(["t0.id".to_owned() + direction(backwards)])
        .collect();
    let seek: String = [(&after, false), (&before, true)]
        .into_iter()
        .filter_map(|(cursor, before)| {
            Some(beyond(&mut statement, &terms, cursor.as_ref()?, before))
        })
        .fold(String::new(), |seek, condition| seek + " AND " + &condition);
    // Whether there is a cursor, not whether it has a value, lets the rows without one in.
    let valueless: String = terms
        .iter()
        .filter(|term| term.column.nulls_last && !seek.is_empty())
        .fold(String::new(), |list, term| {
            format!("{list} OR t0.{} IS NULL", term.column.column)
        });
    let sql = format!(
        "SELECT {}{keys} {from} AND ((({wanted}){seek}){valueless}) ORDER BY {} LIMIT {}",
        entity.select_list("t0"),
        order.join(","),
        limit + 1
    );

    let mut rows = op.sql(|connection| -> Result<Vec<_>, Problem> {
        let mut prepared = connection.prepare_cached(&sql)?;
        let rows = prepared.query_map(params_from_iter(&statement.params), |row| {
            let mut entity_row = Row::read(entity, row)?;
            entity_row.open = open;
            let values = (0..terms.len())
                .map(|position| row.get::<_, Bound>(entity.columns.len() + position))
                .collect::<rusqlite::Result<_>>()?;
            let cursor = Cursor {
                id: entity_row.id(),
                values,
            }
            .encode();
            Ok((Arc::new(entity_row), cursor))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    })?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > wanted;
    rows.truncate(wanted);
    if backwards {
        rows.reverse();
    }
    Ok(Some(FieldValue::owned_any(Page {
        rows,
        has_next: if backwards { before.is_some() } else { more },
        has_previous: if backwards { more } else { after.is_some() },
        count,
        params,
    })))
}

fn length(arguments: Input<'_>, field: &'static str) -> Result<Option<i64>, Problem> {
    match arguments.number(field) {
        Some(length) if length < 0 => Err(Problem::Pagination(field)),
        length => Ok(length),
    }
}

fn order(entity: &'static Entity, arguments: Input<'_>) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for given in arguments.objects("orderBy") {
        let column = given
            .text("field")
            .and_then(|field| entity.by_column(&field));
        // A column that is ordered by already adds nothing.
        if let Some(column) =
            column.filter(|column| terms.iter().all(|term| term.column.column != column.column))
        {
            terms.push(Term {
                column,
                descending: given.text("direction").as_deref() == Some("DESC"),
            });
        }
    }
    if terms.is_empty() {
        terms.extend(entity.by_column("created_at").map(|column| Term {
            column,
            descending: true,
        }));
    }
    terms
}

fn cursor(arguments: Input<'_>, field: &str, terms: &[Term]) -> Result<Option<Cursor>, Problem> {
    let Some(text) = arguments.text(field) else {
        return Ok(None);
    };
    let cursor = Cursor::decode(&text)
        .map_err(|reason| Problem::scalar(&[field], format!("cannot decode cursor: {reason}")))?;
    let fits = cursor.values.len() == terms.len()
        && terms
            .iter()
            .zip(&cursor.values)
            .all(|(term, value)| term.fits(value));
    if fits {
        return Ok(Some(cursor));
    }
    // The cursor of another order: the database's own words (contract 12).
    let value = match cursor.values.first() {
        Some(Bound::Text(text)) => text.clone(),
        Some(Bound::Integer(number)) => number.to_string(),
        _ => String::new(),
    };
    Err(Problem::plain(format!(
        "ERROR: invalid input syntax for type timestamp with time zone: \"{value}\" (SQLSTATE 22007)"
    )))
}

/// Rows that come after the cursor, or before it.
fn beyond(statement: &mut Statement, terms: &[Term], cursor: &Cursor, before: bool) -> String {
    let mut keys: Vec<(String, bool, String)> = Vec::new();
    for (term, value) in terms.iter().zip(&cursor.values) {
        keys.push((
            term.column.sort_key("t0"),
            term.descending != before,
            statement.bind(value.clone()),
        ));
    }
    keys.push((
        "t0.id".to_owned(),
        before,
        statement.bind(cursor.id.clone()),
    ));
    let sign = |descending: bool| if descending { "<" } else { ">" };
    let alternatives: Vec<String> = (0..keys.len())
        .map(|depth| {
            let mut parts: Vec<String> = keys
                .iter()
                .take(depth)
                .map(|(key, _, value)| format!("{key}={value}"))
                .collect();
            if let Some((key, descending, value)) = keys.get(depth) {
                parts.push(format!("{key}{}{value}", sign(*descending)));
            }
            format!("({})", parts.join(" AND "))
        })
        .collect();
    // The first key alone bounds the range, which is what lets an index seek.
    let bound = keys
        .first()
        .map_or_else(String::new, |(key, descending, value)| {
            format!("{key}{}={value} AND ", sign(*descending))
        });
    format!("({bound}({}))", alternatives.join(" OR "))
}

fn direction(descending: bool) -> &'static str {
    if descending { " DESC" } else { "" }
}

impl Page {
    /// `edges`.
    #[expect(clippy::unnecessary_wraps, reason = "a resolver")]
    pub(crate) fn edges(&self) -> Resolved {
        Ok(Some(FieldValue::list(
            self.rows.iter().cloned().map(FieldValue::owned_any),
        )))
    }

    /// `totalCount`, counted only when asked for; independent of the page.
    pub(crate) fn total(&self, op: &Op) -> Resolved {
        let count: i64 = op.sql(|connection| -> rusqlite::Result<i64> {
            connection
                .prepare_cached(&self.count)?
                .query_row(params_from_iter(&self.params), |row| row.get(0))
        })?;
        plain(count)
    }

    /// A field of `pageInfo`.
    pub(crate) fn info(&self, field: &str) -> Resolved {
        let cursor = |row: Option<&(Arc<Row>, String)>| match row {
            Some((_, cursor)) => Value::from(cursor.clone()),
            None => Value::Null,
        };
        plain(match field {
            "hasNextPage" => Value::Boolean(self.has_next),
            "hasPreviousPage" => Value::Boolean(self.has_previous),
            "startCursor" => cursor(self.rows.first()),
            _ => cursor(self.rows.last()),
        })
    }
}

/// A field of an edge.
pub(crate) fn edge(edge: &(Arc<Row>, String), field: &str) -> Resolved {
    match field {
        "node" => Ok(Some(object(edge.0.as_ref().clone()))),
        _ => plain(edge.1.clone()),
    }
}
