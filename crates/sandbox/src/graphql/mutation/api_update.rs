//! `updateAPIToken`.

use async_graphql::{Value, dynamic::ResolverContext};

use super::{
    Payload,
    assign::{Assignments, json},
    rules,
};
use crate::{
    graphql::{
        input::{self, Input},
        op::{Op, Resolved},
        problem::Problem,
    },
    store::{
        row::{self, Row},
        tables::API_TOKEN,
        tokens,
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
    let stored = visible(op, id)?;
    let organization = stored.text("ownerID");
    rules::sentinel(op, &stored.text("name"))?;
    let name = input.text("name");
    if let Some(name) = &name {
        rules::sentinel(op, name)?;
    }
    rules::paid_or_owner(op, &organization)?;
    rules::may_edit(op, &organization)?;
    rules::same_owner(input, &organization)?;
    rules::assignable(&input.list("scopes").unwrap_or_default())?;
    rules::assignable(&input.list("appendScopes").unwrap_or_default())?;
    if let Some(name) = &name {
        rules::named(API_TOKEN.name, name)?;
    }

    let mut row = Assignments::default();
    common(&mut row, input, &stored)?;
    // `clearScopes` alone empties what is shown and takes nothing away (contract 4).
    let (replacement, more) = (input.list("scopes"), input.list("appendScopes"));
    if replacement.is_some() || more.is_some() {
        let kept = match replacement {
            Some(list) => list,
            None => op.sql(|sql| tokens::granted(sql, id))?,
        };
        row.set("granted", json(&[kept, more.unwrap_or_default()].concat()));
    }
    row.clear(input, "clearRevokedReason", "revoked_reason");
    row.clear(input, "clearRevokedBy", "revoked_by");
    row.clear(input, "clearRevokedAt", "revoked_at");
    row.text(input, "revokedReason", "revoked_reason");
    row.text(input, "revokedBy", "revoked_by");
    row.time(input, "revokedAt", "revoked_at")?;
    row.stamp(op.tick(), &op.caller.subject);
    op.sql(|sql| row.update(sql, API_TOKEN.table, id))?;
    visible(op, id)
}

/// The fields that both kinds of token have.
pub(super) fn common(row: &mut Assignments, input: Input<'_>, stored: &Row) -> Result<(), Problem> {
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
