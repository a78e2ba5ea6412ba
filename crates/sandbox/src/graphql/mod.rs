//! `/query`: the schema, its executor and the transport (contract 3).

mod answer;
mod build;
mod complexity;
mod cursor;
mod fields;
mod filter;
pub(crate) mod http;
mod input;
mod introspection;
mod mutation;
mod op;
mod page;
mod people;
mod problem;
mod resolver;

use async_graphql::dynamic::Schema;

/// Builds the schema once.
///
/// # Errors
/// What is wrong with the schema's text; the tests of this module make sure that nothing is.
pub(crate) fn schema() -> Result<Schema, String> {
    build::schema()
}
