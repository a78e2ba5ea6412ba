//! Inserts the seeded API tokens, with values that follow from their ids.

use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::{
    ids::{self, fixed},
    people,
    token_list::{Scopes, TOKENS},
};
use crate::{
    auth::{
        bearer::API_PREFIX,
        roles::{self, Scope},
    },
    config::Catalogue,
    store::tuples::{self, Change},
    time::{self, DAY, HOUR, MINUTE, Micros},
};

/// The secret of a seeded token: fixed by its id, so that a test can use it.
pub(super) fn secret(prefix: &str, id: &str) -> String {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let halves = [
        Sha256::digest(format!("{id}/1")),
        Sha256::digest(format!("{id}/2")),
    ];
    let text: String = halves
        .iter()
        .flatten()
        .map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]))
        .collect();
    format!("{prefix}{text}")
}

fn scopes(kind: Scopes) -> Option<Vec<String>> {
    let all = |verbs: &[&str]| {
        let pairs = roles::objects(Catalogue::Current)
            .flat_map(|object| verbs.iter().map(move |verb| format!("{object}:{verb}")));
        Some(pairs.collect())
    };
    match kind {
        Scopes::Unset => None,
        Scopes::List(list) => Some(list.iter().map(|scope| (*scope).to_owned()).collect()),
        Scopes::ReadAll => all(&["read"]),
        Scopes::ReadWriteAll => all(&["read", "write"]),
        Scopes::All => all(&["read", "write", "delete"]),
    }
}

/// Tells the authorization server of the scopes of a seeded token; what it would refuse is left out.
pub(super) fn grant(connection: &Connection, id: &str, scopes: &[String]) -> rusqlite::Result<()> {
    for scope in scopes {
        if let Scope::Assignable(relation) = roles::judge(Catalogue::Current, scope) {
            let change = Change {
                token: id.to_owned(),
                relation,
                written: true,
                at: 0,
            };
            tuples::apply(connection, &change, 0)?;
        }
    }
    Ok(())
}

pub(super) const INSERT: &str = "INSERT INTO api_tokens (id, created_at, updated_at, created_by, \
     updated_by, tags, owner_id, name, token, expires_at, description, scopes, last_used_at, \
     is_active, revoked_reason, revoked_by, revoked_at, sso_authorizations) \
     VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";

pub(super) fn plant(connection: &Connection, now: Micros) -> rusqlite::Result<()> {
    for (place, token) in TOKENS.iter().enumerate() {
        let id = fixed("AT", place + 1);
        let organization = ids::organization(token.organization);
        let creator = people::id(token.creator);
        let created =
            now - token.age * DAY - i64::try_from(place).unwrap_or_default() * 97 * MINUTE;
        let authorized = token.authorized.then(|| {
            serde_json::json!({ organization.as_str(): time::format(created + HOUR) }).to_string()
        });
        let scopes = scopes(token.scopes);
        grant(connection, &id, scopes.as_deref().unwrap_or_default())?;
        connection.prepare_cached(INSERT)?.execute(params![
            id,
            created,
            token.used.map_or(created, |ago| now - ago),
            creator,
            token.tags,
            organization,
            token.name,
            secret(API_PREFIX, &id),
            token.expires.map(|days| now + days * DAY),
            token.description,
            scopes.map(|list| serde_json::Value::from(list).to_string()),
            token.used.map(|ago| now - ago),
            !token.disabled,
            token
                .revoked
                .map(|(_, reason)| reason)
                .filter(|reason| !reason.is_empty()),
            token.revoked.map(|_| people::id("olivia")),
            token.revoked.map(|(days, _)| now - days * DAY),
            authorized,
        ])?;
    }
    Ok(())
}

/// 5,000 more tokens in Acme Security, spread over two years.
pub(super) fn plant_many(connection: &Connection, now: Micros) -> rusqlite::Result<()> {
    const PURPOSES: [&str; 8] = [
        "deploy", "export", "import", "sync", "scan", "report", "backup", "webhook",
    ];
    const TEAMS: [&str; 7] = [
        "payments", "identity", "platform", "data", "mobile", "support", "research",
    ];
    let organization = ids::organization("acme");
    for number in 0_usize..5000 {
        let id = fixed("AT", 1000 + number);
        // Steps that share no factor with the lengths, so that neighbours differ.
        let spread = i64::try_from(number * 7919 % 5000).unwrap_or_default();
        let created = now - spread * 210 * MINUTE - 2 * HOUR;
        let name = format!(
            "{}-{}-{number:04}",
            TEAMS[number % TEAMS.len()],
            PURPOSES[number % PURPOSES.len()]
        );
        let used = (number % 5 != 0).then(|| (now - (spread % 150) * 17 * HOUR).max(created));
        let scopes: &[&str] = if number % 3 == 0 {
            &["evidence:read", "evidence:write"]
        } else {
            &["control:read"]
        };
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        grant(connection, &id, &scopes)?;
        connection.prepare_cached(INSERT)?.execute(params![
            id,
            created,
            used.unwrap_or(created),
            people::id(if number % 2 == 0 { "adam" } else { "olivia" }),
            "[]",
            organization,
            name,
            secret(API_PREFIX, &id),
            (number % 4 != 0).then(|| now + (spread % 400 - 40) * DAY + HOUR),
            (number % 6 == 0).then_some("Made for measurements"),
            serde_json::Value::from(scopes).to_string(),
            used,
            number % 11 != 0,
            None::<&str>,
            None::<&str>,
            None::<i64>,
            None::<&str>,
        ])?;
    }
    Ok(())
}
