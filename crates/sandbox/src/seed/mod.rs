//! What a new database holds.
//!
//! Ids are fixed, so that a test can name them; dates are relative to the clock, so that "expires soon" stays
//! true.

mod ids;
mod organizations;
mod people;
mod personal;
mod token_list;
mod tokens;
mod wayne;

use rusqlite::{Connection, params};

use crate::{
    auth::{password, roles::Role},
    config::{Config, Seed},
    store::accounts,
    time::Micros,
};

pub(crate) use organizations::{
    Organization as NewOrganization, insert as insert_organization, point_at_provider,
};

/// The password of every seeded user.
pub const PASSWORD: &str = "sandbox-Passw0rd";

/// Fills an empty database.
pub(crate) fn plant(connection: &Connection, config: &Config, now: Micros) -> rusqlite::Result<()> {
    connection.execute_batch("SAVEPOINT seed")?;
    organizations::plant(connection, config, now)?;
    people::plant(connection, now)?;
    if config.seed != Seed::Empty {
        tokens::plant(connection, now)?;
        personal::plant(connection, now)?;
        wayne::plant(connection, now)?;
    }
    if config.seed == Seed::Large {
        tokens::plant_many(connection, now)?;
    }
    connection.execute_batch("RELEASE seed")
}

/// One hash for all seeded users, because they share one password.
fn shared_hash() -> Option<String> {
    password::hash(PASSWORD, b"one salt for all").ok()
}

/// A new user.
#[derive(Debug)]
pub(crate) struct Person {
    /// Id of the user.
    pub(crate) id: String,
    /// Id of the settings.
    pub(crate) setting_id: String,
    /// Ids of the personal organization, its settings, and the membership.
    pub(crate) personal_organization: (String, String, String),
    /// E-mail, lower case.
    pub(crate) email: String,
    /// First name.
    pub(crate) first_name: String,
    /// Last name.
    pub(crate) last_name: String,
    /// Hash of the password, if there is one.
    pub(crate) hash: Option<String>,
}

/// Inserts a user with settings, not confirmed yet, and without any organization.
pub(crate) fn insert_person(
    connection: &Connection,
    person: &Person,
    now: Micros,
) -> rusqlite::Result<()> {
    let display = format!("{} {}", person.first_name, person.last_name)
        .trim()
        .to_owned();
    connection
        .prepare_cached(
            "INSERT INTO users (id, created_at, updated_at, created_by, updated_by, display_id, \
             tags, email, first_name, last_name, display_name, sub, auth_provider, role, \
             password_hash) \
             VALUES (?1, ?2, ?2, ?1, ?1, ?3, '[]', ?4, ?5, ?6, ?7, ?1, 'CREDENTIALS', 'USER', ?8)",
        )?
        .execute(params![
            person.id,
            now,
            format!("USR-{}", person.id.chars().skip(20).collect::<String>()),
            person.email,
            person.first_name,
            person.last_name,
            display,
            person.hash,
        ])?;
    connection
        .prepare_cached(
            "INSERT INTO user_settings (id, created_at, updated_at, created_by, updated_by, tags, \
             user_id, locked, status, email_confirmed, is_webauthn_allowed, is_tfa_enabled) \
             VALUES (?1, ?3, ?3, ?2, ?2, '[]', ?2, 0, 'ACTIVE', 0, 0, 0)",
        )?
        .execute(params![person.setting_id, person.id, now])?;
    Ok(())
}

/// Inserts a user and the personal organization that everybody has, which becomes the default.
pub(crate) fn register(
    connection: &Connection,
    person: &Person,
    now: Micros,
) -> rusqlite::Result<()> {
    insert_person(connection, person, now)?;
    let (organization, setting, membership) = &person.personal_organization;
    let personal = organizations::Organization {
        id: organization,
        setting_id: setting,
        name: &format!("Personal organization of {}", person.first_name),
        slug: &format!("personal-{}", organization.to_lowercase()),
        personal: true,
        created_by: &person.id,
        ..organizations::Organization::default()
    };
    organizations::insert(connection, &personal, now)?;
    accounts::join(
        connection,
        membership,
        &person.id,
        organization,
        Role::Owner,
        now,
    )?;
    set_default(connection, &person.id, organization)
}

fn set_default(connection: &Connection, user: &str, organization: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE user_settings SET default_org_id=?2 WHERE user_id=?1")?
        .execute([user, organization])?;
    Ok(())
}
