//! `updatePersonalAccessToken`.

use async_graphql::dynamic::ResolverContext;
use rusqlite::params;

use super::{Payload, api_update::common, assign::Assignments, personal_create::join, rules};
use crate::{
    graphql::{
        input::Input,
        op::{Op, Resolved},
        problem::Problem,
    },
    store::{
        row::{self, Row},
        tables::PERSONAL_ACCESS_TOKEN,
    },
};

pub(super) fn one(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let arguments = Input::arguments(context);
    let (id, input) = (
        arguments.text("id").unwrap_or_default(),
        arguments.object("input"),
    );
    rules::times(input)?;
    let stored = own(op, &id)?;
    rules::sentinel(op, &stored.text("name"))?;
    if let Some(name) = input.text("name") {
        rules::sentinel(op, &name)?;
        rules::named(PERSONAL_ACCESS_TOKEN.name, &name)?;
    }
    rules::paid_by_user(op)?;
    // To remove what is not there is no mistake.
    rules::no_events(input, "addEventIDs")?;

    let mut row = Assignments::default();
    common(&mut row, input, &stored)?;
    row.stamp(op.tick(), &op.caller.subject);
    op.sql(|sql| row.update(sql, PERSONAL_ACCESS_TOKEN.table, &id))?;
    if input.is_set("clearOrganizations") {
        op.sql(|sql| sql.execute("DELETE FROM pat_organizations WHERE pat_id=?1", [&id]))?;
    }
    for organization in input.list("removeOrganizationIDs").unwrap_or_default() {
        op.sql(|sql| {
            sql.prepare_cached(
                "DELETE FROM pat_organizations WHERE pat_id=?1 AND organization_id=?2",
            )?
            .execute(params![id, organization])
        })?;
    }
    join(
        op,
        &id,
        &input.list("addOrganizationIDs").unwrap_or_default(),
    )?;
    Payload::default()
        .row("personalAccessToken", own(op, &id)?)
        .done()
}

/// The caller's own token of this id; other people's are invisible.
pub(super) fn own(op: &Op, id: &str) -> Result<Row, Problem> {
    // An API token has no personal tokens: each is as unknown to it as other people's.
    let user = op.caller.user.as_deref().unwrap_or_default();
    op.sql(|sql| {
        row::find(
            sql,
            &PERSONAL_ACCESS_TOKEN,
            "t0.id=?1 AND t0.owner_id=?2",
            [id, user],
        )
    })?
    .ok_or(Problem::NotFound(PERSONAL_ACCESS_TOKEN.noun))
}
