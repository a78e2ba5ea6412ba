//! Sessions and revoked tokens: what the backend keeps in Redis (contract 1.4, 1.8).

use rusqlite::{Connection, OptionalExtension, params};

use crate::time::Micros;

/// Remembers a session and forgets those that ended.
pub(crate) fn start(
    connection: &Connection,
    value: &str,
    user: &str,
    now: Micros,
    expires: Micros,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM sessions WHERE expires_at<=?1")?
        .execute([now])?;
    connection
        .prepare_cached("INSERT INTO sessions (value, user_id, expires_at) VALUES (?1, ?2, ?3)")?
        .execute(params![value, user, expires])?;
    Ok(())
}

/// The user of a session that has not ended.
pub(crate) fn user(
    connection: &Connection,
    value: &str,
    now: Micros,
) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT user_id FROM sessions WHERE value=?1 AND expires_at>?2")?
        .query_row(params![value, now], |row| row.get(0))
        .optional()
}

/// Ends one session.
pub(crate) fn end(connection: &Connection, value: &str) -> rusqlite::Result<usize> {
    connection
        .prepare_cached("DELETE FROM sessions WHERE value=?1")?
        .execute([value])
}

/// Ends all sessions of a user.
pub(crate) fn end_all(connection: &Connection, user: &str) -> rusqlite::Result<usize> {
    connection
        .prepare_cached("DELETE FROM sessions WHERE user_id=?1")?
        .execute([user])
}

/// Revokes a token pair until it would have ended by itself.
pub(crate) fn revoke(connection: &Connection, jti: &str, expires: Micros) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO revoked_tokens (jti, expires_at) VALUES (?1, ?2)")?
        .execute(params![jti, expires])?;
    Ok(())
}

/// Whether a token pair was revoked.
pub(crate) fn revoked(connection: &Connection, jti: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM revoked_tokens WHERE jti=?1")?
        .exists([jti])
}
