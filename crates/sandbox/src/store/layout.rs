//! The tables of the database, and their indexes.

use super::{
    entities::ENTITIES,
    entity::Entity,
    tables::{API_TOKEN, PERSONAL_ACCESS_TOKEN},
};

/// Tables without a GraphQL type, and the indexes.
///
/// Those of the lists of tokens follow from the orders of the schema: [`order_indexes`].
const OTHERS: &str = "
CREATE INDEX memberships_organization ON memberships (organization_id);
CREATE TABLE pat_organizations (
  pat_id TEXT NOT NULL, organization_id TEXT NOT NULL REFERENCES organizations (id),
  PRIMARY KEY (pat_id, organization_id)) WITHOUT ROWID;
CREATE INDEX pat_organizations_organization ON pat_organizations (organization_id);
CREATE TABLE authorization_tuples (
  token_id TEXT NOT NULL, relation TEXT NOT NULL, added_at INTEGER NOT NULL, removed_at INTEGER,
  PRIMARY KEY (token_id, relation)) WITHOUT ROWID;
CREATE VIEW tfa_settings AS
  SELECT substr(id, 1, 20) || 'TF' || substr(id, 23) AS id, created_at, updated_at, created_by, updated_by,
    updated_by_impersonator, NULL AS recovery_codes, is_tfa_enabled AS verified, \
    is_tfa_enabled AS totp_allowed,
    user_id AS owner_id, deleted_at
  FROM user_settings WHERE is_tfa_enabled=1;
CREATE TABLE sessions (value TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, \
    expires_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX sessions_end ON sessions (expires_at);
CREATE TABLE revoked_tokens (jti TEXT NOT NULL PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE verifications (token TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE passkeys (
  id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, public_key TEXT NOT NULL, sign_count INTEGER NOT NULL,
  backup TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE UNIQUE INDEX users_email ON users (email);
CREATE UNIQUE INDEX user_settings_user ON user_settings (user_id);
CREATE UNIQUE INDEX organization_settings_organization ON organization_settings (organization_id);
CREATE UNIQUE INDEX api_tokens_secret ON api_tokens (token);
CREATE UNIQUE INDEX personal_access_tokens_secret ON personal_access_tokens (token);
";

/// Tables that `POST /sandbox/reset` empties, in an order that no foreign key forbids.
pub(crate) const EMPTIED: [&str; 13] = [
    "pat_organizations",
    "authorization_tuples",
    "memberships",
    "sessions",
    "revoked_tokens",
    "verifications",
    "passkeys",
    "personal_access_tokens",
    "api_tokens",
    "organization_settings",
    "organizations",
    "user_settings",
    "users",
];

/// The SQL that makes all tables.
pub(crate) fn create() -> String {
    let tables: Vec<String> = ENTITIES
        .iter()
        .filter(|entity| !entity.hidden.is_empty())
        .map(|entity| {
            let columns: Vec<String> = entity
                .columns
                .iter()
                .map(|column| format!("{} {}", column.column, column.sql_type()))
                .collect();
            format!(
                "CREATE TABLE {} ({}, {});",
                entity.table,
                columns.join(", "),
                entity.hidden
            )
        })
        .collect();
    let indexes = [&API_TOKEN, &PERSONAL_ACCESS_TOKEN].map(order_indexes);
    tables.concat() + OTHERS + &indexes.concat()
}

/// An index for each order of a list and each direction, with the id as the last word as in the order itself,
/// so that a page is found by seeking, however far into the list it lies (contract 3.9).
fn order_indexes(entity: &Entity) -> String {
    let columns = entity
        .orders
        .iter()
        .filter_map(|name| entity.by_column(name));
    columns
        .flat_map(|column| {
            let (table, name) = (entity.table, column.column);
            let key = column.sort_key("t0").replace("t0.", "");
            ["ASC", "DESC"].map(|direction| {
                format!(
                    "CREATE INDEX {table}_{name}_{direction} ON {table} (owner_id, {key} {direction}, id) \
                     WHERE deleted_at IS NULL;\n"
                )
            })
        })
        .collect()
}
