//! The mutations of contract 3.7: one file per verb and kind of token.

mod api_bulk;
mod api_create;
mod api_delete;
mod api_update;
mod assign;
mod personal_create;
mod personal_delete;
mod personal_update;
mod rules;
mod scopes;
mod setting_update;

use std::{collections::HashMap, sync::Arc};

use async_graphql::{
    Value,
    dynamic::{FieldValue, ResolverContext},
};

use super::{
    op::{Resolved, plain},
    problem::Problem,
    resolver::Resolver,
};
use crate::store::row::Row;

/// The resolver of a mutation.
pub(crate) fn resolver(field: &str) -> Option<Resolver> {
    Some(match field {
        "createAPIToken" => api_create::one,
        "createBulkAPIToken" => api_create::many,
        "updateAPIToken" => api_update::one,
        "updateBulkAPIToken" => api_bulk::update,
        "deleteAPIToken" => api_delete::one,
        "deleteBulkAPIToken" => api_bulk::delete,
        "createPersonalAccessToken" => personal_create::one,
        "updatePersonalAccessToken" => personal_update::one,
        "deletePersonalAccessToken" => personal_delete::one,
        "updateOrganizationSetting" => setting_update::one,
        _ => return None,
    })
}

/// A field of a payload.
#[derive(Clone, Debug)]
enum Part {
    Row(Arc<Row>),
    Rows(Vec<Arc<Row>>),
    Plain(Value),
}

/// What a mutation answers.
#[derive(Debug, Default)]
struct Payload(HashMap<&'static str, Part>);

impl Payload {
    fn row(mut self, field: &'static str, row: Row) -> Self {
        self.0.insert(field, Part::Row(Arc::new(row)));
        self
    }

    fn rows(mut self, field: &'static str, rows: Vec<Row>) -> Self {
        self.0
            .insert(field, Part::Rows(rows.into_iter().map(Arc::new).collect()));
        self
    }

    fn plain(mut self, field: &'static str, value: impl Into<Value>) -> Self {
        self.0.insert(field, Part::Plain(value.into()));
        self
    }

    #[expect(clippy::unnecessary_wraps, reason = "every mutation ends with it")]
    fn done(self) -> Resolved {
        Ok(Some(FieldValue::owned_any(self)))
    }
}

/// The resolver of a payload's field.
pub(crate) fn payload_field(context: &ResolverContext<'_>) -> Resolved {
    let payload: &Payload = context
        .parent_value
        .try_downcast_ref()
        .map_err(|error| Problem::Internal(error.message))?;
    match payload.0.get(context.ctx.field().name()) {
        Some(Part::Row(row)) => Ok(Some(FieldValue::owned_any(Arc::clone(row)))),
        Some(Part::Rows(rows)) => Ok(Some(FieldValue::list(
            rows.iter().cloned().map(FieldValue::owned_any),
        ))),
        Some(Part::Plain(value)) => plain(value.clone()),
        None => Ok(None),
    }
}
