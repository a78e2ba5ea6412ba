//! Where the value of each field comes from that is not simply a column.

use std::{any::Any, sync::Arc};

use async_graphql::dynamic::{FieldFuture, ResolverContext};

use super::{
    filter::Statement,
    input::Input,
    mutation,
    op::{Op, Resolved, maybe, parent, plain},
    page::{self, Page},
    people,
    problem::Problem,
    resolver::{Resolver, found, id, owned, parent_field},
};
use crate::{
    auth::{caller::Kind, roles::NO_ROLE},
    store::{
        row::{self, Row},
        tables::{API_TOKEN, ORGANIZATION, ORGANIZATION_SETTING, PERSONAL_ACCESS_TOKEN},
    },
};

/// The resolver of a field, if it has one of its own.
pub(crate) fn resolver(parent: &str, field: &str) -> Option<Resolver> {
    Some(match (parent, field) {
        ("Query", "apiToken") => api_token,
        ("Query", "apiTokens") => api_tokens,
        ("Query", "personalAccessToken") => personal_token,
        ("Query", "personalAccessTokens") => personal_tokens,
        ("Query", "organization") => organization,
        ("Query", "organizations") => organizations,
        ("Query", "organizationSetting") => organization_setting,
        ("Query", "organizationSettings") => organization_settings,
        ("APIToken", "owner") => {
            |context| organization_by(context, &parent_field(context, "ownerID")?, true)
        }
        ("PersonalAccessToken", "organizations") => organizations_of_personal,
        ("Organization", "parent") => |context| {
            organization_by(
                context,
                &parent_field(context, "parentOrganizationID")?,
                true,
            )
        },
        ("Organization", "children") => children,
        ("Organization", "setting") => setting_of_organization,
        ("Organization", "avatarFile") => |_| Ok(None),
        ("Organization", "personalAccessTokens") => personal_tokens_of_organization,
        ("Organization", "apiTokens") => api_tokens_of_organization,
        ("OrganizationSetting", "organization") => {
            |context| organization_by(context, &parent_field(context, "organizationID")?, true)
        }
        ("User", "personalAccessTokens") => personal_tokens_of_user,
        ("User", "organizations") => organizations_of_user,
        ("PageInfo", "hasNextPage") => |context| page(context)?.info("hasNextPage"),
        ("PageInfo", "hasPreviousPage") => |context| page(context)?.info("hasPreviousPage"),
        ("PageInfo", "startCursor") => |context| page(context)?.info("startCursor"),
        ("PageInfo", "endCursor") => |context| page(context)?.info("endCursor"),
        ("File", _) => |_| Ok(None),
        ("Mutation", _) => return mutation::resolver(field),
        (payload, _) if payload.ends_with("Payload") => mutation::payload_field,
        _ => return people::resolver(parent, field),
    })
}

/// A field that is a column.
pub(crate) fn column<'a>(context: &ResolverContext<'a>, position: usize) -> FieldFuture<'a> {
    let row = context.parent_value.downcast_ref::<Arc<Row>>();
    // A null is told by no value: a null value would have to be a list where the field is one.
    let value = row
        .and_then(|row| row.values.get(position))
        .filter(|value| **value != async_graphql::Value::Null);
    FieldFuture::from_value(value.cloned())
}

/// The page that a connection's field belongs to.
pub(crate) fn page<'a>(context: &ResolverContext<'a>) -> Result<&'a Page, Problem> {
    context
        .parent_value
        .try_downcast_ref::<Page>()
        .map_err(|error| Problem::Internal(error.message))
}

/// A page as the parent of `PageInfo`.
pub(crate) fn erase(page: &Page) -> &(dyn Any + Send + Sync) {
    page
}

/// `totalCount`.
pub(crate) fn total(context: &ResolverContext<'_>) -> Resolved {
    page(context)?.total(Op::of(context)?)
}

/// A field of an edge.
pub(crate) fn edge(context: &ResolverContext<'_>, field: &str) -> Resolved {
    match context.parent_value.downcast_ref::<(Arc<Row>, String)>() {
        Some(edge) => page::edge(edge, field),
        None => plain(async_graphql::Value::Null),
    }
}

fn strings(values: &[String]) -> String {
    serde_json::Value::from(values.to_vec()).to_string()
}

const ONE_OF: &str = "IN (SELECT value FROM json_each(?2))";

fn api_token(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let condition = format!("t0.id=?1 AND t0.owner_id {ONE_OF}");
    let owners = strings(&op.owners()?);
    found(
        op.sql(|sql| row::find(sql, &API_TOKEN, &condition, [id(context), owners]))?,
        API_TOKEN.noun,
    )
}

fn api_tokens(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let owners = op.owners()?;
    page::page(
        op,
        &API_TOKEN,
        Input::arguments(context),
        true,
        |statement| owned(statement, &owners),
    )
}

fn api_tokens_of_organization(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let owners = op.owners()?;
    let organization = parent(context)?.id();
    page::page(
        op,
        &API_TOKEN,
        Input::arguments(context),
        true,
        |statement| {
            format!(
                "{} AND {}",
                owned(statement, &owners),
                owned(statement, &[organization])
            )
        },
    )
}

fn personal_token(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let params = [id(context), op.caller.user.clone().unwrap_or_default()];
    found(
        op.sql(|sql| {
            row::find(
                sql,
                &PERSONAL_ACCESS_TOKEN,
                "t0.id=?1 AND t0.owner_id=?2",
                params,
            )
        })?,
        PERSONAL_ACCESS_TOKEN.noun,
    )
}

fn personal_tokens(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    // An API token has none, which is no error (contract 12).
    let user = op.caller.user.clone().unwrap_or_default();
    page::page(
        op,
        &PERSONAL_ACCESS_TOKEN,
        Input::arguments(context),
        true,
        |statement| owned(statement, &[user]),
    )
}

fn personal_tokens_of_user(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let caller = op.caller.user.clone().unwrap_or_default();
    let owner = parent(context)?.id();
    page::page(
        op,
        &PERSONAL_ACCESS_TOKEN,
        Input::arguments(context),
        true,
        |statement| {
            let caller = owned(statement, &[caller]);
            format!("{caller} AND {}", owned(statement, &[owner]))
        },
    )
}

fn personal_tokens_of_organization(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let caller = op.caller.user.clone().unwrap_or_default();
    let organization = parent(context)?.id();
    page::page(
        op,
        &PERSONAL_ACCESS_TOKEN,
        Input::arguments(context),
        true,
        |statement| {
            let caller = owned(statement, &[caller]);
            let organization = statement.bind(organization);
            format!(
                "{caller} AND t0.id IN (SELECT pat_id FROM pat_organizations \
                 WHERE organization_id={organization})"
            )
        },
    )
}

/// Organizations that the caller can view (contract 3.10).
fn viewable(op: &Op, statement: &mut Statement) -> String {
    match (op.caller.kind, &op.caller.user) {
        (Kind::Jwt, Some(user)) => {
            let user = statement.bind(user.clone());
            format!(
                "t0.id IN (SELECT organization_id FROM memberships WHERE user_id={user} \
                 AND role<>'{NO_ROLE}')"
            )
        }
        _ => statement.one_of("t0.id", &op.caller.organizations),
    }
}

fn organization(context: &ResolverContext<'_>) -> Resolved {
    let row = visible_organization(Op::of(context)?, &id(context))?;
    found(row, ORGANIZATION.noun)
}

fn visible_organization(op: &Op, id: &str) -> Result<Option<Row>, Problem> {
    let mut statement = Statement::default();
    let visible = viewable(op, &mut statement);
    let condition = format!("{visible} AND t0.id={}", statement.bind(id.to_owned()));
    let params = rusqlite::params_from_iter(statement.params);
    Ok(op.sql(|sql| row::find(sql, &ORGANIZATION, &condition, params))?)
}

fn organization_by(context: &ResolverContext<'_>, id: &str, open: bool) -> Resolved {
    let row = visible_organization(Op::of(context)?, id)?;
    maybe(row.map(|row| Row { open, ..row }))
}

fn organizations(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    page::page(
        op,
        &ORGANIZATION,
        Input::arguments(context),
        true,
        |statement| viewable(op, statement),
    )
}

fn organizations_of_personal(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let token = parent(context)?.id();
    page::page(
        op,
        &ORGANIZATION,
        Input::arguments(context),
        false,
        |statement| {
            let visible = viewable(op, statement);
            let token = statement.bind(token);
            format!(
                "{visible} AND t0.id IN (SELECT organization_id FROM pat_organizations WHERE pat_id={token})"
            )
        },
    )
}

fn organizations_of_user(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let user = parent(context)?.id();
    page::page(
        op,
        &ORGANIZATION,
        Input::arguments(context),
        true,
        |statement| {
            let visible = viewable(op, statement);
            let user = statement.bind(user);
            format!(
                "{visible} AND t0.id IN (SELECT organization_id FROM memberships WHERE user_id={user})"
            )
        },
    )
}

fn children(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let organization = parent(context)?.id();
    page::page(
        op,
        &ORGANIZATION,
        Input::arguments(context),
        true,
        |statement| {
            let visible = viewable(op, statement);
            format!(
                "{visible} AND t0.parent_id={}",
                statement.bind(organization)
            )
        },
    )
}

fn organization_setting(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let params = [id(context), op.active()?.to_owned()];
    let row = op.sql(|sql| {
        row::find(
            sql,
            &ORGANIZATION_SETTING,
            "t0.id=?1 AND t0.organization_id=?2",
            params,
        )
    })?;
    found(row, ORGANIZATION_SETTING.noun)
}

fn organization_settings(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let active = op.active()?;
    page::page(
        op,
        &ORGANIZATION_SETTING,
        Input::arguments(context),
        true,
        |statement| format!("t0.organization_id={}", statement.bind(active.to_owned())),
    )
}

/// Read through `organizations` it is always visible, through a personal token only for the active
/// organization.
fn setting_of_organization(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let organization = parent(context)?;
    let id = organization.id();
    if !organization.open && op.caller.active.as_deref() != Some(id.as_str()) {
        return Ok(None);
    }
    maybe(op.sql(|sql| row::find(sql, &ORGANIZATION_SETTING, "t0.organization_id=?1", [id]))?)
}
