//! `where` inputs: which predicates exist, and the SQL each one means (contract 3.5).
//!
//! Column names and operators come from this crate's own tables, values are always bound.

use async_graphql::Value;
use rusqlite::types::Value as Bound;

use super::{
    input::{self, Input},
    problem::Problem,
};
use crate::store::entity::{Column, Edge, Entity, Kind};

const EQUALITY: &[&str] = &["", "NEQ", "In", "NotIn"];
const ORDER: &[&str] = &["GT", "GTE", "LT", "LTE"];
const NULL: &[&str] = &["IsNil", "NotNil"];
const PARTS: &[&str] = &["Contains", "HasPrefix", "HasSuffix"];
const FOLD: &[&str] = &["EqualFold", "ContainsFold"];

/// The suffixes of the predicates that a column has.
pub(crate) fn operators(column: &Column) -> Vec<&'static str> {
    let null: &[&str] = if column.required { &[] } else { NULL };
    if !column.filter {
        return Vec::new();
    }
    match column.kind {
        Kind::Key => [EQUALITY, ORDER, FOLD].concat(),
        Kind::Id | Kind::Text => [EQUALITY, ORDER, PARTS, null, FOLD].concat(),
        Kind::Time | Kind::DateTime => [EQUALITY, ORDER, null].concat(),
        Kind::Reference => vec![""],
        Kind::Flag => [&["", "NEQ"], null].concat(),
        Kind::Enum(_) => [EQUALITY, null].concat(),
        Kind::List => vec!["Has"],
        Kind::Json => Vec::new(),
    }
}

/// The GraphQL type of a predicate.
pub(crate) fn predicate_type(column: &Column, operator: &str) -> String {
    let base = match column.kind {
        Kind::Key | Kind::Id => "ID",
        Kind::Text | Kind::List | Kind::Json | Kind::Reference => "String",
        Kind::Time => "Time",
        Kind::DateTime => "DateTime",
        Kind::Flag => "Boolean",
        Kind::Enum(name) => name,
    };
    match operator {
        "In" | "NotIn" => format!("[{base}!]"),
        "IsNil" | "NotNil" => "Boolean".to_owned(),
        _ => base.to_owned(),
    }
}

/// A statement under construction: the values bound so far, and how many aliases are taken.
#[derive(Debug, Default)]
pub(crate) struct Statement {
    /// Values of `?1`, `?2`, …
    pub(crate) params: Vec<Bound>,
    aliases: usize,
}

impl Statement {
    /// Binds a value and gives its placeholder.
    pub(crate) fn bind(&mut self, value: impl Into<Bound>) -> String {
        self.params.push(value.into());
        format!("?{}", self.params.len())
    }

    /// Binds a list as one value, to be read with `json_each`.
    pub(crate) fn bind_list(&mut self, values: Vec<serde_json::Value>) -> String {
        let list = self.bind(serde_json::Value::from(values).to_string());
        format!("(SELECT value FROM json_each({list}))")
    }

    /// `alias.column IN (…)` for texts.
    pub(crate) fn one_of(&mut self, expression: &str, values: &[String]) -> String {
        let list = self.bind_list(values.iter().map(|text| text.as_str().into()).collect());
        format!("{expression} IN {list}")
    }

    fn alias(&mut self) -> String {
        self.aliases += 1;
        format!("w{}", self.aliases)
    }
}

/// The SQL of a `where` argument; an empty one means everything.
pub(crate) fn filter(
    statement: &mut Statement,
    entity: &Entity,
    given: Input<'_>,
) -> Result<String, Problem> {
    match given.0 {
        None => Ok("1".to_owned()),
        Some(_) => {
            Ok(conjunction(statement, entity, "t0", given)?.unwrap_or_else(|| "1".to_owned()))
        }
    }
}

fn nested(
    statement: &mut Statement,
    entity: &Entity,
    alias: &str,
    given: Input<'_>,
    field: &str,
) -> Result<String, Problem> {
    conjunction(statement, entity, alias, given)?.ok_or_else(|| {
        Problem::plain(format!(
            "generated: empty predicate {}WhereInput: field '{field}'",
            entity.name
        ))
    })
}

fn conjunction(
    statement: &mut Statement,
    entity: &Entity,
    alias: &str,
    given: Input<'_>,
) -> Result<Option<String>, Problem> {
    let mut terms = Vec::new();
    for (name, value) in given.0.into_iter().flatten() {
        if matches!(value, Value::Null) {
            continue;
        }
        let term = match name.as_str() {
            "not" => Some(format!(
                "NOT ({})",
                nested(statement, entity, alias, given.object("not"), "not")?
            )),
            junction @ ("and" | "or") => junctions(statement, entity, alias, given, junction)?,
            name => match name
                .strip_prefix("has")
                .filter(|edge| edge.starts_with(|first: char| first.is_uppercase()))
            {
                Some(edge) => related(statement, entity, alias, edge, given.objects(name), value)?,
                None => compared(statement, entity, alias, name, value)?,
            },
        };
        terms.extend(term);
    }
    Ok((!terms.is_empty()).then(|| terms.join(" AND ")))
}

fn junctions(
    statement: &mut Statement,
    entity: &Entity,
    alias: &str,
    given: Input<'_>,
    junction: &str,
) -> Result<Option<String>, Problem> {
    let mut terms = Vec::new();
    for part in given.objects(junction) {
        terms.push(format!(
            "({})",
            nested(statement, entity, alias, part, junction)?
        ));
    }
    let word = if junction == "or" { " OR " } else { " AND " };
    Ok((!terms.is_empty()).then(|| format!("({})", terms.join(word))))
}

fn related(
    statement: &mut Statement,
    entity: &Entity,
    alias: &str,
    name: &str,
    parts: Vec<Input<'_>>,
    value: &Value,
) -> Result<Option<String>, Problem> {
    let fill = |edge: &Edge, other: &str| edge.rows.replace("{p}", alias).replace("{t}", other);
    if let Some(edge) = entity.edges.iter().find(|edge| edge.name == name) {
        let other = statement.alias();
        let not = if *value == Value::Boolean(false) {
            "NOT "
        } else {
            ""
        };
        return Ok(Some(format!("{not}EXISTS ({})", fill(edge, &other))));
    }
    let with = name
        .strip_suffix("With")
        .and_then(|name| entity.edges.iter().find(|edge| edge.name == name));
    if let Some((edge, target)) = with.and_then(|edge| Some((edge, edge.with?))) {
        if parts.is_empty() {
            return Ok(None);
        }
        let other = statement.alias();
        let mut conditions = vec![fill(edge, &other)];
        for part in parts {
            conditions.push(format!(
                "({})",
                nested(statement, target(), &other, part, &format!("Has{name}"))?
            ));
        }
        return Ok(Some(format!("EXISTS ({})", conditions.join(" AND "))));
    }
    // A relation that the sandbox does not keep: nothing has it.
    Ok(Some(
        if *value == Value::Boolean(false) {
            "1"
        } else {
            "0"
        }
        .to_owned(),
    ))
}

fn compared(
    statement: &mut Statement,
    entity: &Entity,
    alias: &str,
    name: &str,
    value: &Value,
) -> Result<Option<String>, Problem> {
    let found = entity.columns.iter().find_map(|column| {
        let suffix = name.strip_prefix(column.field)?;
        operators(column)
            .contains(&suffix)
            .then_some((column, suffix))
    });
    let Some((column, operator)) = found else {
        return Err(Problem::Invalid(format!("unknown field {name}")));
    };
    let sql = format!("{alias}.{}", column.column);
    let text = || input::text(value).unwrap_or_default();
    Ok(Some(match operator {
        "IsNil" | "NotNil" if *value == Value::Boolean(false) => return Ok(None),
        "IsNil" => format!("{sql} IS NULL"),
        "NotNil" => format!("{sql} IS NOT NULL"),
        "In" | "NotIn" => {
            let values = match value {
                Value::List(values) => values
                    .iter()
                    .map(|value| json(column, name, value))
                    .collect::<Result<_, _>>()?,
                single => vec![json(column, name, single)?],
            };
            let list = statement.bind_list(values);
            format!(
                "{sql} {}IN {list}",
                if operator == "NotIn" { "NOT " } else { "" }
            )
        }
        "Contains" => format!("instr({sql},{})>0", statement.bind(text())),
        "ContainsFold" => format!("instr(fold({sql}),fold({}))>0", statement.bind(text())),
        "EqualFold" => format!("fold({sql})=fold({})", statement.bind(text())),
        "HasPrefix" => {
            let part = statement.bind(text());
            format!("substr({sql},1,length({part}))={part}")
        }
        "HasSuffix" if text().is_empty() => format!("{sql} IS NOT NULL"),
        "HasSuffix" => {
            let part = statement.bind(text());
            format!("substr({sql},-length({part}))={part}")
        }
        "Has" => {
            let part = statement.bind(text());
            format!("EXISTS (SELECT 1 FROM json_each({sql}) WHERE value={part})")
        }
        comparison => {
            let sign = match comparison {
                "NEQ" => "<>",
                "GT" => ">",
                "GTE" => ">=",
                "LT" => "<",
                "LTE" => "<=",
                _ => "=",
            };
            let bound = bound(column, name, value)?;
            format!("{sql}{sign}{}", statement.bind(bound))
        }
    }))
}

fn bound(column: &Column, name: &str, value: &Value) -> Result<Bound, Problem> {
    Ok(match (column.kind, value) {
        (Kind::Time | Kind::DateTime, value) => {
            Bound::Integer(input::instant(value, &["where", name])?)
        }
        (Kind::Flag, Value::Boolean(flag)) => Bound::Integer(i64::from(*flag)),
        (_, value) => input::text(value).map_or(Bound::Null, Bound::Text),
    })
}

fn json(column: &Column, name: &str, value: &Value) -> Result<serde_json::Value, Problem> {
    Ok(match bound(column, name, value)? {
        Bound::Integer(number) => number.into(),
        Bound::Text(text) => text.into(),
        _ => serde_json::Value::Null,
    })
}
