//! Who must sign in by SSO, and who is exempt (contract 7.6).

use rusqlite::{Connection, OptionalExtension, params};

use super::roles::Role;
use crate::store::accounts;

/// Whether the organization enforces SSO at all, for whoever it may be.
pub(crate) fn enforced(connection: &Connection, organization: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT identity_provider_login_enforced FROM organization_settings \
             WHERE organization_id=?1",
        )?
        .query_row([organization], |row| row.get(0))
        .optional()
        .map(Option::unwrap_or_default)
}

/// Whether this user must use SSO there: enforced, and neither owner nor exempt.
pub(crate) fn required(
    connection: &Connection,
    user: &str,
    organization: &str,
) -> rusqlite::Result<bool> {
    if !enforced(connection, organization)? {
        return Ok(false);
    }
    let membership: Option<(String, bool)> = connection
        .prepare_cached(
            "SELECT role, sso_exempt FROM memberships WHERE user_id=?1 AND organization_id=?2",
        )?
        .query_row(params![user, organization], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    if membership.is_some_and(|(role, exempt)| exempt || Role::parse(&role) == Some(Role::Owner)) {
        return Ok(false);
    }
    let domains: Option<String> = connection
        .prepare_cached(
            "SELECT sso_exempt_domains FROM organization_settings WHERE organization_id=?1",
        )?
        .query_row([organization], |row| row.get(0))?;
    let domains: Vec<String> = domains
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default();
    let email = accounts::email(connection, user)?.unwrap_or_default();
    let domain = email.rsplit('@').next().unwrap_or_default();
    Ok(!domains
        .iter()
        .any(|exempt| exempt.eq_ignore_ascii_case(domain)))
}
