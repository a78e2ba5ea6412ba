//! `createAPIToken` and `createBulkAPIToken`.

use async_graphql::dynamic::ResolverContext;

use super::{Payload, assign::Assignments, rules, scopes};
use crate::{
    auth::{bearer::API_PREFIX, caller::Kind},
    graphql::{
        input::Input,
        op::{Op, Resolved},
        problem::Problem,
    },
    store::{
        row::{self, Row},
        tables::API_TOKEN,
    },
};

/// Characters of a secret after its prefix.
pub(super) const SECRET_LENGTH: usize = 64;

pub(super) fn one(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let row = create(op, Input::arguments(context).object("input"))?;
    Payload::default().row("apiToken", row).done()
}

pub(super) fn many(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let inputs = Input::arguments(context).objects("input");
    let rows = inputs
        .into_iter()
        .enumerate()
        .map(|(place, input)| create(op, input).map_err(|problem| problem.in_list(place)))
        .collect::<Result<_, _>>()?;
    Payload::default().rows("apiTokens", rows).done()
}

fn create(op: &Op, input: Input<'_>) -> Result<Row, Problem> {
    rules::times(input)?;
    let organization = organization(op, input)?;
    let name = input.text("name").unwrap_or_default();
    let scopes = input.list("scopes").unwrap_or_default();
    rules::sentinel(op, &name)?;
    rules::paid_by_caller(op, &organization)?;
    rules::may_edit(op, &organization)?;
    rules::not_past(op, input.time("expiresAt")?)?;
    rules::named(API_TOKEN.name, &name)?;

    let secret = format!(
        "{API_PREFIX}{}",
        op.state.random.alphanumeric(SECRET_LENGTH)
    );
    let now = op.tick();
    let id = op.state.random.ulid(now);
    let mut row = Assignments::default();
    row.set("id", id.clone());
    row.set("created_at", now);
    row.set("created_by", op.caller.subject.clone());
    row.stamp(now, &op.caller.subject);
    row.set("owner_id", organization);
    row.set("name", name);
    row.set("token", secret.clone());
    row.set("is_active", input.flag("isActive").unwrap_or(true));
    row.list(input, "tags", "tags");
    row.list(input, "scopes", "scopes");
    row.text(input, "description", "description");
    row.text(input, "revokedReason", "revoked_reason");
    row.text(input, "revokedBy", "revoked_by");
    row.time(input, "expiresAt", "expires_at")?;
    row.time(input, "lastUsedAt", "last_used_at")?;
    row.time(input, "revokedAt", "revoked_at")?;
    op.sql(|sql| row.insert(sql, API_TOKEN.table))?;
    scopes::grant(op, &id, &scopes)?;
    let stored = op.sql(|sql| row::find(sql, &API_TOKEN, "t0.id=?1", [&id]))?;
    stored
        .map(|row| row.reveal(&secret))
        .ok_or(Problem::NotFound(API_TOKEN.noun))
}

/// The organization that the new token shall belong to (contract 1.12).
fn organization(op: &Op, input: Input<'_>) -> Result<String, Problem> {
    if op.caller.kind != Kind::Personal || op.caller.active.is_some() {
        return op.active().map(str::to_owned);
    }
    match (input.text("ownerID"), op.caller.organizations.as_slice()) {
        (Some(wanted), own) if own.contains(&wanted) => Ok(wanted),
        (None, [only]) => Ok(only.clone()),
        (Some(_), _) => Err(Problem::Unauthorized),
        (None, _) => Err(Problem::plain("owner_id is required")),
    }
}
