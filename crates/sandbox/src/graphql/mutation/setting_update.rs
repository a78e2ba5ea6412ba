//! `updateOrganizationSetting`: the part of it that decides how people sign in.

use async_graphql::dynamic::ResolverContext;

use super::{Payload, assign::Assignments};
use crate::{
    auth::{caller::Kind, rights},
    graphql::{
        input::Input,
        op::{Op, Resolved},
        problem::Problem,
    },
    store::{
        row::{self, Row},
        tables::ORGANIZATION_SETTING,
    },
};

const PROVIDER: [(&str, &str); 4] = [
    ("identityProvider", "identity_provider"),
    ("identityProviderClientID", "identity_provider_client_id"),
    (
        "identityProviderClientSecret",
        "identity_provider_client_secret",
    ),
    ("oidcDiscoveryEndpoint", "oidc_discovery_endpoint"),
];

pub(super) fn one(context: &ResolverContext<'_>) -> Resolved {
    let op = Op::of(context)?;
    let arguments = Input::arguments(context);
    let (id, input) = (
        arguments.text("id").unwrap_or_default(),
        arguments.object("input"),
    );
    let organization = op.active()?.to_owned();
    let stored = find(op, &id, &organization)?;
    permitted(op, &organization)?;

    let mut tested =
        stored.get("identityProviderAuthTested") == async_graphql::Value::Boolean(true);
    let mut row = Assignments::default();
    for (field, column) in PROVIDER {
        if input
            .text(field)
            .is_some_and(|value| value != stored.text(field))
        {
            // A changed provider has not been tested (contract 7.6).
            tested = false;
            row.set("identity_provider_auth_tested", false);
            row.set("identity_provider_login_enforced", false);
        }
        row.text(input, field, column);
    }
    if input.is_set("identityProviderLoginEnforced") && !tested {
        return Err(Problem::plain(
            "identity provider must be tested before login can be enforced",
        ));
    }
    row.flag(
        input,
        "identityProviderLoginEnforced",
        "identity_provider_login_enforced",
    );
    row.flag(
        input,
        "identityProviderJitProvisioning",
        "identity_provider_jit_provisioning",
    );
    row.flag(
        input,
        "multifactorAuthEnforced",
        "multifactor_auth_enforced",
    );
    row.list(input, "jitAllowedEmailDomains", "jit_allowed_email_domains");
    row.list(input, "ssoExemptDomains", "sso_exempt_domains");
    row.list(input, "tags", "tags");
    row.text(input, "billingContact", "billing_contact");
    row.text(input, "billingEmail", "billing_email");
    row.text(input, "billingPhone", "billing_phone");
    row.stamp(op.tick(), &op.caller.subject);
    op.sql(|sql| row.update(sql, ORGANIZATION_SETTING.table, &id))?;
    Payload::default()
        .row("organizationSetting", find(op, &id, &organization)?)
        .done()
}

fn find(op: &Op, id: &str, organization: &str) -> Result<Row, Problem> {
    let condition = "t0.id=?1 AND t0.organization_id=?2";
    op.sql(|sql| row::find(sql, &ORGANIZATION_SETTING, condition, [id, organization]))?
        .ok_or(Problem::NotFound(ORGANIZATION_SETTING.noun))
}

fn permitted(op: &Op, organization: &str) -> Result<(), Problem> {
    if op.caller.kind == Kind::Api {
        return if rights::may(&op.caller.granted, "write", "organization_setting") {
            Ok(())
        } else {
            Err(Problem::Scopes)
        };
    }
    if op.sql(|sql| op.caller.can_edit(sql, organization))? {
        Ok(())
    } else {
        Err(Problem::Unauthorized)
    }
}
