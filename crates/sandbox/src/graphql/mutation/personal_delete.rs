//! `deletePersonalAccessToken`: a soft deletion.

use async_graphql::dynamic::ResolverContext;
use rusqlite::params;

use super::{Payload, personal_update::own, rules};
use crate::graphql::{
    input::Input,
    op::{Op, Resolved},
};

pub(super) fn one(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let id = Input::arguments(context).text("id").unwrap_or_default();
    let stored = own(op, &id)?;
    rules::sentinel(op, &stored.text("name"))?;
    rules::held(&stored.text("name"))?;
    rules::paid_by_user(op)?;
    op.sql(|sql| {
        sql.prepare_cached(
            "UPDATE personal_access_tokens SET deleted_at=?2, updated_by=?3 WHERE id=?1",
        )?
        .execute(params![id, op.now, op.caller.subject])
    })?;
    Payload::default().plain("deletedID", id).done()
}
