//! The seeded personal access tokens: Olivia's twelve, and one of Mia's that Olivia must never see.

use rusqlite::{Connection, params};

use super::{
    ids::{self, fixed},
    people,
    tokens::secret,
};
use crate::{
    auth::bearer::PERSONAL_PREFIX,
    time::{self, DAY, HOUR, MINUTE, Micros},
};

#[derive(Default)]
struct Token {
    name: &'static str,
    description: Option<&'static str>,
    organizations: &'static [&'static str],
    authorized: &'static [&'static str],
    /// Days until the end; negative when past.
    expires: Option<i64>,
    /// Microseconds since the last use.
    used: Option<Micros>,
    /// Days since creation.
    age: i64,
    disabled: bool,
    tags: &'static str,
}

const NONE: Token = Token {
    name: "",
    description: None,
    organizations: &[],
    authorized: &[],
    expires: None,
    used: None,
    age: 1,
    disabled: false,
    tags: "[]",
};

const TOKENS: [Token; 13] = [
    Token {
        name: "Laptop CLI",
        description: Some("openlane CLI on the work laptop"),
        organizations: &["acme"],
        expires: Some(60),
        used: Some(12 * MINUTE),
        age: 30,
        tags: "[\"cli\"]",
        ..NONE
    },
    Token {
        name: "Evidence collector",
        description: Some("Uploads screenshots and exports into both organizations"),
        organizations: &["acme", "globex"],
        authorized: &["globex"],
        expires: Some(120),
        used: Some(3 * HOUR),
        age: 45,
        ..NONE
    },
    Token {
        name: "Quarterly access review",
        description: Some("Reads members of all three organizations"),
        organizations: &["acme", "globex", "umbrella"],
        authorized: &["globex"],
        expires: Some(80),
        age: 10,
        ..NONE
    },
    Token {
        name: "Globex sync",
        organizations: &["globex"],
        expires: Some(200),
        age: 3,
        ..NONE
    },
    Token {
        name: "Terraform provider",
        description: Some("Manages controls as code"),
        organizations: &["acme"],
        expires: Some(6),
        used: Some(DAY),
        age: 84,
        tags: "[\"ci\",\"terraform\"]",
        ..NONE
    },
    Token {
        name: "Notebook for board report",
        description: Some("Jupyter, read only in spirit"),
        organizations: &["acme"],
        expires: Some(-20),
        used: Some(22 * DAY),
        age: 110,
        ..NONE
    },
    Token {
        name: "Old phone",
        organizations: &["acme"],
        expires: Some(300),
        used: Some(95 * DAY),
        age: 200,
        disabled: true,
        ..NONE
    },
    Token {
        name: "Left over after reorganization",
        description: Some("Its organization was removed"),
        expires: Some(40),
        used: Some(50 * DAY),
        age: 160,
        ..NONE
    },
    Token {
        name: "Home server backup",
        description: Some("Nightly export"),
        organizations: &["acme", "initech"],
        used: Some(9 * HOUR),
        age: 220,
        tags: "[\"backup\"]",
        ..NONE
    },
    Token {
        name: "Umbrella onboarding",
        organizations: &["umbrella"],
        authorized: &["umbrella"],
        expires: Some(12),
        used: Some(2 * DAY),
        age: 70,
        ..NONE
    },
    Token {
        name: "Archive reader",
        description: Some("Stark Archive has no identity provider any more"),
        organizations: &["stark"],
        expires: Some(150),
        age: 40,
        ..NONE
    },
    Token {
        name: "Initech migration",
        organizations: &["initech"],
        expires: Some(25),
        used: Some(41 * DAY),
        age: 65,
        ..NONE
    },
    Token {
        name: "Mia's notebook",
        organizations: &["acme"],
        expires: Some(30),
        used: Some(HOUR),
        age: 20,
        ..NONE
    },
];

pub(super) fn plant(connection: &Connection, now: Micros) -> rusqlite::Result<()> {
    for (place, token) in TOKENS.iter().enumerate() {
        let id = fixed("PT", place + 1);
        let owner = people::id(if token.name.starts_with("Mia") {
            "mia"
        } else {
            "olivia"
        });
        let created = now - token.age * DAY;
        let authorizations: serde_json::Map<String, serde_json::Value> = token
            .authorized
            .iter()
            .map(|slug| (ids::organization(slug), time::format(created + HOUR).into()))
            .collect();
        connection
            .prepare_cached(
                "INSERT INTO personal_access_tokens (id, created_at, updated_at, created_by, \
                 updated_by, tags, name, token, expires_at, description, sso_authorizations, \
                 last_used_at, is_active, owner_id) \
                 VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?4)",
            )?
            .execute(params![
                id,
                created,
                token.used.map_or(created, |ago| now - ago),
                owner,
                token.tags,
                token.name,
                secret(PERSONAL_PREFIX, &id),
                token.expires.map(|days| now + days * DAY),
                token.description,
                (!authorizations.is_empty())
                    .then(|| serde_json::Value::from(authorizations).to_string()),
                token.used.map(|ago| now - ago),
                !token.disabled,
            ])?;
        for slug in token.organizations {
            connection
                .prepare_cached(
                    "INSERT INTO pat_organizations (pat_id, organization_id) VALUES (?1, ?2)",
                )?
                .execute([&id, &ids::organization(slug)])?;
        }
    }
    Ok(())
}
