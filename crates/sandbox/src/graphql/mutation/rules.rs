//! Rules that several mutations share: rights, payment, scopes, dates, failures on demand.

use crate::{
    auth::{
        caller::Kind,
        roles::{self, Role, Scope},
    },
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

/// An API token stays in its organization. Upstream the input has fields for another one, and what they do is not known (R):
/// an effect that nobody has seen would be a guess, so the sandbox says no.
pub(super) fn same_owner(input: Input<'_>, organization: &str) -> Result<(), Problem> {
    let moved = input
        .text("ownerID")
        .is_some_and(|wanted| wanted != organization);
    if moved || input.is_set("clearOwner") {
        return Err(Problem::plain("the owner of a token cannot be changed"));
    }
    Ok(())
}

/// Events must exist, and the sandbox has none: each id is one that nothing has.
pub(super) fn no_events(input: Input<'_>, field: &str) -> Result<(), Problem> {
    match input.list(field).unwrap_or_default().first() {
        Some(id) => Err(Problem::Conflict(format!("there is no event {id}"))),
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

/// Scopes must be relations that a token can be given (contract 5).
pub(super) fn assignable(scopes: &[String]) -> Result<(), Problem> {
    for scope in scopes {
        match roles::judge(scope) {
            Scope::Nothing | Scope::Assignable(_) => {}
            Scope::Indirect => {
                return Err(Problem::Internal(format!(
                    "{scope} cannot be assigned directly"
                )));
            }
            Scope::Unknown(normalised) => {
                return Err(Problem::plain(format!(
                    "scope is not assignable to service subjects: \"{scope}\" ({normalised})"
                )));
            }
        }
    }
    Ok(())
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
            "a token of this name is being changed elsewhere".to_owned(),
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
