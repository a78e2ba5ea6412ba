//! API tokens and personal access tokens as rows.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::time::Micros;

/// A stored token as the authentication sees it.
#[derive(Clone, Debug)]
pub(crate) struct Credential {
    /// Id.
    pub(crate) id: String,
    /// Owning organization (API token) or user (personal token).
    pub(crate) owner: String,
    expires_at: Option<Micros>,
    is_active: Option<bool>,
    revoked_at: Option<Micros>,
    authorizations: Option<String>,
}

impl Credential {
    /// Its end has come.
    pub(crate) fn expired(&self, now: Micros) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }

    /// Disabled or revoked (contract 4).
    pub(crate) fn revoked(&self) -> bool {
        self.is_active == Some(false) || self.revoked_at.is_some()
    }

    /// Has an entry for this organization in `ssoAuthorizations`.
    pub(crate) fn authorized(&self, organization: &str) -> bool {
        self.authorizations
            .as_deref()
            .and_then(|json| serde_json::from_str::<serde_json::Value>(json).ok())
            .is_some_and(|map| map.get(organization).is_some())
    }
}

const CREDENTIAL: &str = "id, owner_id, expires_at, is_active, revoked_at, sso_authorizations";

fn read(row: &Row<'_>) -> rusqlite::Result<Credential> {
    Ok(Credential {
        id: row.get(0)?,
        owner: row.get(1)?,
        expires_at: row.get(2)?,
        is_active: row.get(3)?,
        revoked_at: row.get(4)?,
        authorizations: row.get(5)?,
    })
}

/// The API token with this secret; one without an owner is found by nobody (contract 3.6, `clearOwner`).
pub(crate) fn api_credential(
    connection: &Connection,
    secret: &str,
) -> rusqlite::Result<Option<Credential>> {
    connection
        .prepare_cached(&format!(
            "SELECT {CREDENTIAL} FROM api_tokens \
             WHERE token=?1 AND deleted_at IS NULL AND owner_id IS NOT NULL"
        ))?
        .query_row([secret], read)
        .optional()
}

/// The personal token with this secret.
pub(crate) fn personal_credential(
    connection: &Connection,
    secret: &str,
) -> rusqlite::Result<Option<Credential>> {
    connection
        .prepare_cached(&format!(
            "SELECT {CREDENTIAL} FROM personal_access_tokens WHERE token=?1 AND deleted_at IS NULL"
        ))?
        .query_row([secret], read)
        .optional()
}

/// The organizations of a personal token.
pub(crate) fn organizations_of(connection: &Connection, id: &str) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached(
            "SELECT organization_id FROM pat_organizations WHERE pat_id=?1 \
             ORDER BY organization_id",
        )?
        .query_map([id], |row| row.get(0))?
        .collect()
}

/// Notes a use: also moves `updatedAt` and `updatedBy` (contract 4).
pub(crate) fn used(
    connection: &Connection,
    table: &str,
    id: &str,
    subject: &str,
    now: Micros,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(&format!(
            "UPDATE {table} SET last_used_at=?2, updated_at=?2, updated_by=?3 WHERE id=?1"
        ))?
        .execute(params![id, now, subject])?;
    Ok(())
}

/// Writes the authorization of an organization into a token (contract 7.3).
pub(crate) fn authorize(
    connection: &Connection,
    table: &str,
    id: &str,
    organization: &str,
    at: &str,
    now: Micros,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(&format!(
            "UPDATE {table} SET updated_at=?4, \
             sso_authorizations=json_set(ifnull(sso_authorizations, '{{}}'), '$.' || json_quote(?2), ?3) \
             WHERE id=?1"
        ))?
        .execute(params![id, organization, at, now])?;
    Ok(())
}
