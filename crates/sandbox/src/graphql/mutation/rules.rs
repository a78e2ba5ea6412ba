//! Rules that several mutations share: rights, payment, scopes, dates, failures on demand.

use crate::{
    auth::{caller::Kind, roles::Role},
    graphql::{input::Input, op::Op, problem::Problem},
    store::accounts,
    time::Micros,
};

/// Refuses a caller who may not manage API tokens of the organization.
pub(super) fn may_edit(op: &Op, organization: &str) -> Result<(), Problem> {
    if op.sql(|sql| op.caller.can_edit(sql, organization))? {
        Ok(())
    } else {
        Err(Problem::Unauthorized)
    }
}

/// The payment rule (contract 4).
pub(super) fn paid(op: &Op, organization: &str) -> Result<(), Problem> {
    let covered = !op.state.config.require_payment
        || op.sql(|sql| accounts::switch(sql, organization, "payment_method_added"))?;
    if covered {
        Ok(())
    } else {
        Err(Problem::Payment)
    }
}

/// The payment rule for changes of an API token: owners pass, admins do not (contract 4, (R)).
pub(super) fn paid_or_owner(op: &Op, organization: &str) -> Result<(), Problem> {
    let role = op.sql(|sql| op.caller.role(sql, organization))?;
    if op.caller.kind == Kind::Api || matches!(role, Some(Role::Owner | Role::SuperAdmin)) {
        return Ok(());
    }
    paid(op, organization)
}

/// The payment rule for personal tokens: the active organization counts, else the token's only one.
pub(super) fn paid_by_user(op: &Op) -> Result<(), Problem> {
    match (&op.caller.active, op.caller.organizations.as_slice()) {
        (Some(organization), _) | (None, [organization]) => paid(op, organization),
        _ => Ok(()),
    }
}

/// The payment rule for a caller that creates an API token: for one without an e-mail it reads past the end (contract 12).
pub(super) fn paid_by_caller(op: &Op, organization: &str) -> Result<(), Problem> {
    match paid(op, organization) {
        Err(Problem::Payment) if op.caller.kind == Kind::Api => Err(Problem::System),
        outcome => outcome,
    }
}

/// An API token stays in its organization: one that does not exist is no owner (contract 3.6), and what upstream does with
/// another one that does is not known (R), so the sandbox says no. `clearOwner` orphans it, as upstream.
pub(super) fn same_owner(op: &Op, input: Input<'_>, organization: &str) -> Result<(), Problem> {
    let Some(wanted) = input
        .text("ownerID")
        .filter(|wanted| wanted != organization)
    else {
        return Ok(());
    };
    if op.sql(|sql| accounts::organization_exists(sql, &wanted))? {
        return Err(Problem::plain("the owner of a token cannot be changed"));
    }
    Err(Problem::constraint("update"))
}

/// A field beside the switch that clears it would be two assignments to one column, which the database refuses.
pub(super) fn assigned_once(
    input: Input<'_>,
    columns: &[(&str, &str, &str)],
) -> Result<(), Problem> {
    match columns
        .iter()
        .find(|(field, clear, _)| input.get(field).is_some() && input.is_set(clear))
    {
        Some((_, _, column)) => Err(Problem::plain(format!(
            "ERROR: multiple assignments to same column \"{column}\" (SQLSTATE 42601)"
        ))),
        None => Ok(()),
    }
}

/// Times are read before anything else is asked (contract 12).
pub(super) fn times(input: Input<'_>) -> Result<(), Problem> {
    ["expiresAt", "lastUsedAt", "revokedAt"]
        .into_iter()
        .try_for_each(|field| input.time(field).map(|_| ()))
}

/// Events must be ones that the caller may see, and the sandbox has none (contract 12).
pub(super) fn no_events(input: Input<'_>, field: &str) -> Result<(), Problem> {
    match input.list(field).unwrap_or_default().first() {
        Some(_) => Err(Problem::Unauthorized),
        None => Ok(()),
    }
}

/// A new token cannot have ended already.
pub(super) fn not_past(op: &Op, expires: Option<Micros>) -> Result<(), Problem> {
    if expires.is_some_and(|end| end < op.now) {
        return Err(Problem::plain("time cannot be in the past"));
    }
    Ok(())
}

/// A name has at least one character.
pub(super) fn named(entity: &'static str, name: &str) -> Result<(), Problem> {
    if name.is_empty() {
        Err(Problem::Name(entity))
    } else {
        Ok(())
    }
}

/// One more failure on demand: a token whose name begins with `!held` can be made and changed, and cannot be deleted until
/// it has another name.
pub(super) fn held(name: &str) -> Result<(), Problem> {
    if name.starts_with("!held") {
        return Err(Problem::plain("the token is held by a running job"));
    }
    Ok(())
}

/// Failures on demand: what a name beginning with `!` does.
pub(super) fn sentinel(op: &Op, name: &str) -> Result<(), Problem> {
    let word = name
        .split(|letter: char| letter.is_whitespace())
        .next()
        .unwrap_or_default();
    let begins = |sentinel: &str| word.starts_with(sentinel);
    if begins("!payment") {
        return Err(Problem::Payment);
    }
    if begins("!denied") {
        return Err(Problem::Unauthorized);
    }
    if begins("!conflict") {
        return Err(Problem::Conflict(
            "constraint failed: a token of this name is being changed elsewhere".to_owned(),
        ));
    }
    if begins("!500") {
        return Err(Problem::Status(500));
    }
    if begins("!429") {
        return Err(Problem::Status(429));
    }
    op.disturb(|effect| {
        effect.slow |= begins("!slow");
        effect.lost |= begins("!lost");
        effect.garbage |= begins("!garbage");
    });
    Ok(())
}
