//! `deleteAPIToken`: a soft deletion.

use async_graphql::dynamic::ResolverContext;
use rusqlite::params;

use super::{Payload, api_update::visible, rules};
use crate::graphql::{
    input::Input,
    op::{Op, Resolved},
    problem::Problem,
};

pub(super) fn one(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let id = Input::arguments(context).text("id").unwrap_or_default();
    delete(op, &id)?;
    Payload::default().plain("deletedID", id).done()
}

pub(super) fn delete(op: &Op, id: &str) -> Result<(), Problem> {
    let stored = visible(op, id)?;
    let organization = stored.text("ownerID");
    rules::sentinel(op, &stored.text("name"))?;
    rules::held(&stored.text("name"))?;
    rules::paid_or_owner(op, &organization)?;
    rules::may_edit(op, &organization)?;
    op.sql(|sql| {
        sql.prepare_cached("UPDATE api_tokens SET deleted_at=?2, updated_by=?3 WHERE id=?1")?
            .execute(params![id, op.now, op.caller.subject])
    })?;
    Ok(())
}
