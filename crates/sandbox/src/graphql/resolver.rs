//! What resolvers of several subjects share.

use async_graphql::dynamic::ResolverContext;

use super::{
    filter::Statement,
    input::Input,
    op::{Resolved, object, parent},
    problem::Problem,
};
use crate::store::row::Row;

/// Computes a field.
pub(crate) type Resolver = fn(&ResolverContext<'_>) -> Resolved;

/// The text of a column of the parent row.
pub(super) fn parent_field(context: &ResolverContext<'_>, field: &str) -> Result<String, Problem> {
    Ok(parent(context)?.text(field))
}

/// The argument `id`.
pub(super) fn id(context: &ResolverContext<'_>) -> String {
    Input::arguments(context).text("id").unwrap_or_default()
}

/// The row, or that there is none of its kind.
pub(super) fn found(row: Option<Row>, noun: &'static str) -> Resolved {
    row.map(|row| Some(object(row)))
        .ok_or(Problem::NotFound(noun))
}

/// One owner is compared directly, so that the index serves the order.
pub(super) fn owned(statement: &mut Statement, owners: &[String]) -> String {
    match owners {
        [owner] => format!("t0.owner_id={}", statement.bind(owner.clone())),
        owners => statement.one_of("t0.owner_id", owners),
    }
}
