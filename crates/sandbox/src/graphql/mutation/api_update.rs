//! `updateAPIToken`.

use async_graphql::{Value, dynamic::ResolverContext};

use super::{Payload, assign::Assignments, rules, scopes::Difference};
use crate::{
    graphql::{
        input::{self, Input},
        op::{Op, Resolved},
        problem::Problem,
    },
    store::{
        row::{self, Row},
        tables::API_TOKEN,
    },
};

pub(super) fn one(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let arguments = Input::arguments(context);
    let row = update(
        op,
        &arguments.text("id").unwrap_or_default(),
        arguments.object("input"),
    )?;
    Payload::default().row("apiToken", row).done()
}

/// The token of this id if the caller may see it.
pub(super) fn visible(op: &Op, id: &str) -> Result<Row, Problem> {
    let owners = serde_json::Value::from(op.owners()?).to_string();
    let condition = "t0.id=?1 AND t0.owner_id IN (SELECT value FROM json_each(?2))";
    op.sql(|sql| row::find(sql, &API_TOKEN, condition, [id, &owners]))?
        .ok_or(Problem::NotFound(API_TOKEN.noun))
}

pub(super) fn update(op: &Op, id: &str, input: Input<'_>) -> Result<Row, Problem> {
    rules::times(input)?;
    let stored = visible(op, id)?;
    let organization = stored.text("ownerID");
    rules::sentinel(op, &stored.text("name"))?;
    let name = input.text("name");
    if let Some(name) = &name {
        rules::sentinel(op, name)?;
    }
    rules::paid_or_owner(op, &organization)?;
    rules::may_edit(op, &organization)?;
    rules::same_owner(op, input, &organization)?;
    rules::assigned_once(input, &ONCE)?;
    if let Some(name) = &name {
        rules::named(API_TOKEN.name, name)?;
    }

    let mut row = Assignments::default();
    common(&mut row, input, &stored)?;
    row.clear(input, "clearOwner", "owner_id");
    row.clear(input, "clearRevokedReason", "revoked_reason");
    row.clear(input, "clearRevokedBy", "revoked_by");
    row.clear(input, "clearRevokedAt", "revoked_at");
    row.text(input, "revokedReason", "revoked_reason");
    row.text(input, "revokedBy", "revoked_by");
    row.time(input, "revokedAt", "revoked_at")?;
    row.stamp(op.tick(), &op.caller.subject);
    op.sql(|sql| row.update(sql, API_TOKEN.table, id))?;
    // The row is written before the scopes are judged: a bulk update, which goes on after a refusal, keeps it (contract 3.7).
    let (replacement, appendix) = (input.list("scopes"), input.list("appendScopes"));
    let before = list(&stored.get("scopes"));
    Difference::between(&before, replacement.as_deref(), appendix.as_deref()).tell(op, id)?;
    // By its id alone: one that lost its owner is shown this once.
    op.sql(|sql| row::find(sql, &API_TOKEN, "t0.id=?1", [id]))?
        .ok_or(Problem::NotFound(API_TOKEN.noun))
}

/// Columns that only an API token has, and the fields that set and clear them.
const ONCE: [(&str, &str, &str); 4] = [
    ("revokedReason", "clearRevokedReason", "revoked_reason"),
    ("revokedBy", "clearRevokedBy", "revoked_by"),
    ("revokedAt", "clearRevokedAt", "revoked_at"),
    ("ownerID", "clearOwner", "owner_id"),
];

/// Columns that both kinds of token have, and the fields that set and clear them.
const BOTH_ONCE: [(&str, &str, &str); 8] = [
    ("tags", "clearTags", "tags"),
    ("appendTags", "clearTags", "tags"),
    ("scopes", "clearScopes", "scopes"),
    ("appendScopes", "clearScopes", "scopes"),
    ("description", "clearDescription", "description"),
    ("expiresAt", "clearExpiresAt", "expires_at"),
    ("lastUsedAt", "clearLastUsedAt", "last_used_at"),
    ("isActive", "clearIsActive", "is_active"),
];

/// The fields that both kinds of token have.
pub(super) fn common(row: &mut Assignments, input: Input<'_>, stored: &Row) -> Result<(), Problem> {
    rules::assigned_once(input, &BOTH_ONCE)?;
    row.text(input, "name", "name");
    row.family(
        input,
        list(&stored.get("tags")),
        "tags",
        ["tags", "appendTags", "clearTags"],
    );
    row.family(
        input,
        list(&stored.get("scopes")),
        "scopes",
        ["scopes", "appendScopes", "clearScopes"],
    );
    row.clear(input, "clearDescription", "description");
    row.clear(input, "clearExpiresAt", "expires_at");
    row.clear(input, "clearLastUsedAt", "last_used_at");
    row.clear(input, "clearIsActive", "is_active");
    row.text(input, "description", "description");
    row.time(input, "expiresAt", "expires_at")?;
    row.time(input, "lastUsedAt", "last_used_at")?;
    row.flag(input, "isActive", "is_active");
    Ok(())
}

fn list(value: &Value) -> Vec<String> {
    match value {
        Value::List(values) => values.iter().filter_map(input::text).collect(),
        _ => Vec::new(),
    }
}
