//! Users, their settings, and who belongs to an organization (contract 3.10, 6).

use async_graphql::dynamic::ResolverContext;

use super::{
    filter::Statement,
    input::Input,
    op::{Op, Resolved, maybe, parent},
    page,
    problem::Problem,
    resolver::{Resolver, found, id, owned, parent_field},
};
use crate::{
    auth::roles::NO_ROLE,
    store::{
        members::{ORG_MEMBERSHIP, TFA_SETTING},
        row::{self, Row},
        tables::{ORGANIZATION, USER, USER_SETTING},
    },
};

/// The resolver of a field of this subject.
pub(super) fn resolver(parent: &str, field: &str) -> Option<Resolver> {
    Some(match (parent, field) {
        ("Query", "self") => self_,
        ("Query", "user") => |context| found(visible(Op::of(context)?, &id(context))?, USER.noun),
        ("Query", "users") => users,
        ("Query", "userSettings") => user_settings,
        ("Query", "tfaSettings") => |context| {
            let op = Op::of(context)?;
            tfa_settings(context, op.caller.user.clone())
        },
        ("Query", "orgMemberships") => memberships,
        ("Organization", "users") => users_of_organization,
        ("User", "setting") => setting_of_user,
        ("User", "tfaSettings") => {
            |context| tfa_settings(context, Some(parent_field(context, "id")?))
        }
        ("UserSetting", "user") => |context| user_by(context, &parent_field(context, "userID")?),
        ("UserSetting", "defaultOrg") => default_organization,
        ("TFASetting", "owner") => |context| user_by(context, &parent_field(context, "ownerID")?),
        ("OrgMembership", "user") => |context| {
            let user = parent_field(context, "userID")?;
            found(any(Op::of(context)?, &user)?, USER.noun)
        },
        ("OrgMembership", "organization") => |context| {
            let organization = parent_field(context, "organizationID")?;
            let op = Op::of(context)?;
            let row = op.sql(|sql| row::find(sql, &ORGANIZATION, "t0.id=?1", [organization]))?;
            found(row, ORGANIZATION.noun)
        },
        ("PersonalAccessToken", "owner") => owner_of_personal,
        _ => return None,
    })
}

/// The id of the caller's user; nobody's for an API token.
fn caller(op: &Op) -> String {
    op.caller.user.clone().unwrap_or_default()
}

fn self_(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    found(any(op, &caller(op))?, USER.noun)
}

/// A user, whoever asks: for fields that name one of a row that the caller may see.
fn any(op: &Op, id: &str) -> Result<Option<Row>, Problem> {
    Ok(op.sql(|sql| row::find(sql, &USER, "t0.id=?1", [id]))?)
}

/// Users are visible to themselves only (contract 6).
fn visible(op: &Op, id: &str) -> Result<Option<Row>, Problem> {
    if id == caller(op) {
        any(op, id)
    } else {
        Ok(None)
    }
}

fn user_by(context: &ResolverContext<'_>, id: &str) -> Resolved {
    maybe(visible(Op::of(context)?, id)?)
}

fn oneself(op: &Op, statement: &mut Statement) -> String {
    format!("t0.id={}", statement.bind(caller(op)))
}

fn users(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    page::page(op, &USER, Input::arguments(context), true, |statement| {
        oneself(op, statement)
    })
}

fn users_of_organization(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let organization = parent(context)?.id();
    page::page(op, &USER, Input::arguments(context), true, |statement| {
        let caller = oneself(op, statement);
        let organization = statement.bind(organization);
        format!(
            "{caller} AND t0.id IN (SELECT user_id FROM memberships WHERE organization_id={organization})"
        )
    })
}

/// The current members of the active organization, whoever asks (contract 6).
fn memberships(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let active = op.active()?.to_owned();
    page::page(
        op,
        &ORG_MEMBERSHIP,
        Input::arguments(context),
        true,
        |statement| {
            let active = statement.bind(active);
            format!("t0.organization_id={active} AND t0.role<>'{NO_ROLE}'")
        },
    )
}

fn user_settings(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    page::page(
        op,
        &USER_SETTING,
        Input::arguments(context),
        true,
        |statement| format!("t0.user_id={}", statement.bind(caller(op))),
    )
}

/// The second factor of a user, if that is the caller.
fn tfa_settings(context: &ResolverContext<'_>, user: Option<String>) -> Resolved {
    let op = Op::of(context)?;
    let user = user.filter(|user| *user == caller(op)).unwrap_or_default();
    page::page(
        op,
        &TFA_SETTING,
        Input::arguments(context),
        true,
        |statement| owned(statement, &[user]),
    )
}

fn owner_of_personal(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let condition = "t0.id=(SELECT owner_id FROM personal_access_tokens WHERE id=?1)";
    let token = parent(context)?.id();
    found(
        op.sql(|sql| row::find(sql, &USER, condition, [token]))?,
        USER.noun,
    )
}

fn setting_of_user(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let user = parent(context)?.id();
    found(
        op.sql(|sql| row::find(sql, &USER_SETTING, "t0.user_id=?1", [user]))?,
        USER_SETTING.noun,
    )
}

fn default_organization(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let condition = "t0.id=(SELECT default_org_id FROM user_settings WHERE id=?1)";
    let setting = parent(context)?.id();
    maybe(op.sql(|sql| row::find(sql, &ORGANIZATION, condition, [setting]))?)
}
