//! `createPersonalAccessToken`.

use async_graphql::dynamic::ResolverContext;
use rusqlite::params;

use super::{Payload, api_create::SECRET_LENGTH, assign::Assignments, rules};
use crate::{
    auth::{bearer::PERSONAL_PREFIX, caller::Kind},
    graphql::{
        input::Input,
        op::{Op, Resolved},
        problem::Problem,
    },
    store::{row, tables::PERSONAL_ACCESS_TOKEN},
};

pub(super) fn one(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let input = Input::arguments(context).object("input");
    rules::times(input)?;
    if op.caller.kind == Kind::Api {
        // It has no user who could own the token.
        return Err(Problem::constraint("create"));
    }
    let user = op.user()?.to_owned();
    let name = input.text("name").unwrap_or_default();
    rules::sentinel(op, &name)?;
    rules::paid_by_user(op)?;
    rules::not_past(op, input.time("expiresAt")?)?;
    rules::named(PERSONAL_ACCESS_TOKEN.name, &name)?;
    rules::no_events(input, "eventIDs")?;

    let secret = format!(
        "{PERSONAL_PREFIX}{}",
        op.state.random.alphanumeric(SECRET_LENGTH)
    );
    let now = op.tick();
    let id = op.state.random.ulid(now);
    let mut row = Assignments::default();
    row.set("id", id.clone());
    row.set("created_at", now);
    row.set("created_by", op.caller.subject.clone());
    row.stamp(now, &op.caller.subject);
    row.set("owner_id", user);
    row.set("name", name);
    row.set("token", secret.clone());
    row.set("is_active", input.flag("isActive").unwrap_or(true));
    row.list(input, "tags", "tags");
    row.list(input, "scopes", "scopes");
    row.text(input, "description", "description");
    row.time(input, "expiresAt", "expires_at")?;
    row.time(input, "lastUsedAt", "last_used_at")?;
    op.sql(|sql| row.insert(sql, PERSONAL_ACCESS_TOKEN.table))?;
    join(op, &id, &input.list("organizationIDs").unwrap_or_default()).map_err(|problem| {
        match problem {
            Problem::Conflict(_) => Problem::constraint("create"),
            other => other,
        }
    })?;

    let stored = op.sql(|sql| row::find(sql, &PERSONAL_ACCESS_TOKEN, "t0.id=?1", [&id]))?;
    let row = stored.ok_or(Problem::NotFound(PERSONAL_ACCESS_TOKEN.noun))?;
    Payload::default()
        .row("personalAccessToken", row.reveal(&secret))
        .done()
}

/// Adds organizations. Whether the user belongs to them is not asked (contract 4, (R)); they must exist.
pub(super) fn join(op: &Op, token: &str, organizations: &[String]) -> Result<(), Problem> {
    for organization in organizations {
        op.sql(|sql| {
            sql.prepare_cached(
                "INSERT OR IGNORE INTO pat_organizations (pat_id, organization_id) VALUES (?1, ?2)",
            )?
            .execute(params![token, organization])
        })?;
    }
    Ok(())
}
