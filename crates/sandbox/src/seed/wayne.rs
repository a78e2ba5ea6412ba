//! Wayne Logistics: API tokens as they come about where several clients write, and enough of them for several
//! pages of each
//! order that has rows without a value.

use rusqlite::{Connection, params};

use super::{
    ids::{self, fixed},
    people,
    tokens::{self, secret},
};
use crate::{
    auth::bearer::API_PREFIX,
    time::{DAY, HOUR, Micros},
};

struct Token {
    number: usize,
    name: &'static str,
    description: &'static str,
    /// As stored; `None` where they were cleared.
    scopes: Option<&'static [&'static str]>,
    /// Scopes of which the authorization server was told, where they are not those of the list.
    granted: Option<&'static [&'static str]>,
    creator: Creator,
}

#[derive(Clone, Copy)]
enum Creator {
    Owner,
    /// Somebody who belongs to other organizations only.
    Left,
    /// The token of this number.
    Token(usize),
}

/// Number of the token that made another one.
const PROVISIONER: usize = 107;

const ODD: [Token; 8] = [
    Token {
        number: 101,
        name: "Every spelling",
        description: "Each scope written in another way",
        scopes: Some(&[
            "evidence:read",
            "can_view_control",
            "risk:can_view",
            " Task:READ ",
        ]),
        granted: None,
        creator: Creator::Owner,
    },
    Token {
        number: 102,
        name: "One scope, both spellings",
        description: "The second came by way of another client",
        scopes: Some(&["evidence:read", "can_view_evidence"]),
        granted: None,
        creator: Creator::Owner,
    },
    Token {
        number: 103,
        name: "One scope twice",
        description: "Appended again while it was there",
        scopes: Some(&["control:read", "risk:read", "control:read"]),
        granted: None,
        creator: Creator::Owner,
    },
    Token {
        number: 104,
        name: "Scope of another version",
        description: "One of its scopes is not in the catalogue any more",
        scopes: Some(&["evidence:read", "legacy_import:read"]),
        granted: None,
        creator: Creator::Owner,
    },
    Token {
        number: 105,
        name: "Creator has left",
        description: "Made by somebody who is no member any more",
        scopes: Some(&["program:read"]),
        granted: None,
        creator: Creator::Left,
    },
    Token {
        number: 106,
        name: "Made by a token",
        description: "Its creator is another API token",
        scopes: Some(&["asset:read"]),
        granted: None,
        creator: Creator::Token(PROVISIONER),
    },
    Token {
        number: PROVISIONER,
        name: "Provisioner",
        description: "Has no scopes, and makes tokens all the same",
        scopes: None,
        granted: None,
        creator: Creator::Owner,
    },
    Token {
        number: 108,
        name: "Cleared, not taken away",
        description: "Lists no scope, and may still read controls",
        scopes: None,
        granted: Some(&["control:read"]),
        creator: Creator::Owner,
    },
];

/// How many tokens never expire, and how many do.
const EACH: usize = 30;

pub(super) fn plant(connection: &Connection, now: Micros) -> rusqlite::Result<()> {
    for token in &ODD {
        let id = fixed("AT", token.number);
        let list = |scopes: &[&str]| -> Vec<String> {
            scopes.iter().map(|scope| (*scope).to_owned()).collect()
        };
        let stored = token.scopes.map(list);
        let granted = token.granted.map(list).or_else(|| stored.clone());
        tokens::grant(connection, &id, &granted.unwrap_or_default())?;
        let creator = match token.creator {
            Creator::Owner => people::id("olivia"),
            Creator::Left => people::id("mia"),
            Creator::Token(number) => fixed("AT", number),
        };
        let age = i64::try_from(token.number).unwrap_or_default();
        let new = New {
            id,
            created: now - age * DAY,
            creator,
            name: token.name,
            description: Some(token.description),
            expires: Some(now + age * DAY),
            used: Some(now - age * HOUR),
            scopes: stored,
        };
        new.insert(connection)?;
    }
    // One that never expires beside one that does, so that no order by time of creation sorts them.
    for place in 0..2 * EACH {
        let id = fixed("AT", 110 + place);
        let age = i64::try_from(place).unwrap_or_default();
        let ends = place % 2 == 1;
        let scopes = vec!["evidence:read".to_owned()];
        tokens::grant(connection, &id, &scopes)?;
        let name = format!(
            "Shipment {:02} {}",
            place + 1,
            if ends { "with an end" } else { "without end" }
        );
        let new = New {
            id,
            created: now - (200 + age) * DAY,
            creator: people::id("olivia"),
            name: &name,
            description: None,
            expires: ends.then(|| now + (10 + age) * DAY),
            used: (place % 3 == 0).then(|| now - (1 + age) * HOUR),
            scopes: Some(scopes),
        };
        new.insert(connection)?;
    }
    Ok(())
}

struct New<'a> {
    id: String,
    created: Micros,
    creator: String,
    name: &'a str,
    description: Option<&'a str>,
    expires: Option<Micros>,
    used: Option<Micros>,
    scopes: Option<Vec<String>>,
}

impl New<'_> {
    fn insert(self, connection: &Connection) -> rusqlite::Result<()> {
        connection.prepare_cached(tokens::INSERT)?.execute(params![
            self.id,
            self.created,
            self.used.unwrap_or(self.created),
            self.creator,
            "[]",
            ids::organization("wayne"),
            self.name,
            secret(API_PREFIX, &self.id),
            self.expires,
            self.description,
            self.scopes
                .map(|list| serde_json::Value::from(list).to_string()),
            self.used,
            true,
            None::<&str>,
            None::<&str>,
            None::<i64>,
            None::<&str>,
        ])?;
        Ok(())
    }
}
