//! Users, their settings, organizations and memberships, as the sign-in needs them.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{auth::roles::Role, time::Micros};

/// A user with what the sign-in asks about.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// Id.
    pub(crate) id: String,
    /// E-mail.
    pub(crate) email: String,
    /// Hash of the password, if there is one.
    pub(crate) password_hash: Option<String>,
    /// `ACTIVE` or another state.
    pub(crate) status: String,
    /// E-mail is confirmed.
    pub(crate) confirmed: bool,
    /// Two-factor is on.
    pub(crate) two_factor: bool,
    /// Default organization.
    pub(crate) default_organization: String,
    /// Secret of the authenticator, base32.
    pub(crate) totp_secret: Option<String>,
    /// Recovery codes left, a JSON array.
    pub(crate) recovery_codes: Option<String>,
}

const ACCOUNT: &str = "SELECT u.id, u.email, u.password_hash, s.status, s.email_confirmed, \
     ifnull(s.is_tfa_enabled, 0), ifnull(s.default_org_id, ''), s.totp_secret, s.recovery_codes \
     FROM users u JOIN user_settings s ON s.user_id=u.id WHERE u.deleted_at IS NULL AND ";

fn read(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: row.get(0)?,
        email: row.get(1)?,
        password_hash: row.get(2)?,
        status: row.get(3)?,
        confirmed: row.get(4)?,
        two_factor: row.get(5)?,
        default_organization: row.get(6)?,
        totp_secret: row.get(7)?,
        recovery_codes: row.get(8)?,
    })
}

/// The user with this e-mail, whatever its case.
pub(crate) fn by_email(connection: &Connection, email: &str) -> rusqlite::Result<Option<Account>> {
    connection
        .prepare_cached(&format!("{ACCOUNT} u.email=fold(?1)"))?
        .query_row([email], read)
        .optional()
}

/// The user with this id.
pub(crate) fn by_id(connection: &Connection, id: &str) -> rusqlite::Result<Option<Account>> {
    connection
        .prepare_cached(&format!("{ACCOUNT} u.id=?1"))?
        .query_row([id], read)
        .optional()
}

/// The e-mail of a user.
pub(crate) fn email(connection: &Connection, id: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT email FROM users WHERE id=?1 AND deleted_at IS NULL")?
        .query_row([id], |row| row.get(0))
        .optional()
}

/// The role of a user in an organization, if a member.
pub(crate) fn role(
    connection: &Connection,
    user: &str,
    organization: &str,
) -> rusqlite::Result<Option<Role>> {
    let role: Option<String> = connection
        .prepare_cached("SELECT role FROM memberships WHERE user_id=?1 AND organization_id=?2")?
        .query_row([user, organization], |row| row.get(0))
        .optional()?;
    Ok(role.as_deref().and_then(Role::parse))
}

/// Whether a user is a member of an organization, with or without any right there.
pub(crate) fn is_member(
    connection: &Connection,
    user: &str,
    organization: &str,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM memberships WHERE user_id=?1 AND organization_id=?2")?
        .exists([user, organization])
}

/// The members of an organization: id, display name, e-mail, in the order of their ids.
pub(crate) fn members(
    connection: &Connection,
    organization: &str,
) -> rusqlite::Result<Vec<(String, String, String)>> {
    connection
        .prepare_cached(
            "SELECT u.id, u.display_name, u.email FROM users u JOIN memberships m ON m.user_id=u.id \
             WHERE m.organization_id=?1 AND u.deleted_at IS NULL ORDER BY u.id",
        )?
        .query_map([organization], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect()
}

/// Every user: id, display name, e-mail, in the order of their ids.
pub(crate) fn everybody(
    connection: &Connection,
) -> rusqlite::Result<Vec<(String, String, String)>> {
    connection
        .prepare_cached(
            "SELECT id, display_name, email FROM users WHERE deleted_at IS NULL ORDER BY id",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect()
}

/// Makes a user a member.
pub(crate) fn join(
    connection: &Connection,
    id: &str,
    user: &str,
    organization: &str,
    role: Role,
    now: Micros,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO memberships (id, user_id, organization_id, role, sso_exempt, created_at, \
             updated_at) \
             VALUES (?1, ?2, ?3, ?4, 0, ?5, ?5)",
        )?
        .execute(params![id, user, organization, role.to_string(), now])?;
    Ok(())
}

/// Whether an organization exists.
pub(crate) fn organization_exists(connection: &Connection, id: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM organizations WHERE id=?1 AND deleted_at IS NULL")?
        .exists([id])
}

/// A text of an organization's settings; `column` is one of this crate's own names.
pub(crate) fn setting(
    connection: &Connection,
    organization: &str,
    column: &str,
) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached(&format!(
            "SELECT {column} FROM organization_settings WHERE organization_id=?1"
        ))?
        .query_row([organization], |row| row.get(0))
        .optional()
        .map(Option::flatten)
}

/// A switch of an organization's settings; `column` is one of this crate's own names.
pub(crate) fn switch(
    connection: &Connection,
    organization: &str,
    column: &str,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(&format!(
            "SELECT ifnull({column}, 0) FROM organization_settings WHERE organization_id=?1"
        ))?
        .query_row([organization], |row| row.get(0))
        .optional()
        .map(Option::unwrap_or_default)
}

/// Notes a sign-in.
pub(crate) fn seen(
    connection: &Connection,
    user: &str,
    provider: &str,
    now: Micros,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE users SET last_seen=?2, last_login_provider=?3 WHERE id=?1")?
        .execute(params![user, now, provider])?;
    Ok(())
}
