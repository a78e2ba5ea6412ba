//! Passkeys of users (contract 1.14).

use rusqlite::{Connection, OptionalExtension, params};

/// A credential whose private half an authenticator has.
#[derive(Clone, Debug)]
pub(crate) struct Passkey {
    /// User id.
    pub(crate) user: String,
    /// `SubjectPublicKeyInfo` (DER) in base64url.
    pub(crate) public_key: String,
    /// The authenticator's counter at its last signature.
    pub(crate) sign_count: u32,
    /// Whether it may be, or was, copied to other authenticators.
    pub(crate) backup: String,
}

/// Stores a credential under its id (base64url), in place of one with the same id.
pub(crate) fn store(connection: &Connection, id: &str, passkey: &Passkey) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO passkeys (id, user_id, public_key, sign_count, backup) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            id,
            passkey.user,
            passkey.public_key,
            passkey.sign_count,
            passkey.backup
        ])?;
    Ok(())
}

/// The credential with this id.
pub(crate) fn find(connection: &Connection, id: &str) -> rusqlite::Result<Option<Passkey>> {
    connection
        .prepare_cached("SELECT user_id, public_key, sign_count, backup FROM passkeys WHERE id=?1")?
        .query_row([id], |row| {
            Ok(Passkey {
                user: row.get(0)?,
                public_key: row.get(1)?,
                sign_count: row.get(2)?,
                backup: row.get(3)?,
            })
        })
        .optional()
}

/// Notes what an authenticator said with its last signature.
pub(crate) fn used(
    connection: &Connection,
    id: &str,
    sign_count: u32,
    backup: &str,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE passkeys SET sign_count=?2, backup=?3 WHERE id=?1")?
        .execute(params![id, sign_count, backup])?;
    Ok(())
}
