//! What a list shows, as the backend's `where` and `orderBy` (contract 3.5).

use crate::domain::kind::TokenKind;
use crate::domain::list_query::{ListQuery, Sort};
use crate::domain::state::{EXPIRES_SOON_DAYS, Flag, TokenState, UNUSED_DAYS};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};

/// A time as the backend reads it.
pub fn wire_time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// The predicate for a list. States and flags that the backend has no field for are left out: the
/// caller walks the pages for them.
pub fn list_predicate(kind: TokenKind, query: &ListQuery, now: DateTime<Utc>) -> Value {
    let mut all = Vec::new();
    if !query.search.is_empty() {
        all.push(json!({ "nameContainsFold": query.search }));
    }
    // One state that only a walk can tell makes the whole set a matter of the walk.
    if !query.states.is_empty() && !query.states.contains(&TokenState::NeedsSso) {
        let any: Vec<Value> = query
            .states
            .iter()
            .map(|state| state_predicate(kind, *state, now))
            .collect();
        all.push(json!({ "or": any }));
    }
    all.extend(
        query
            .flags
            .iter()
            .filter_map(|flag| flag_predicate(*flag, now)),
    );
    if all.is_empty() {
        json!({})
    } else {
        json!({ "and": all })
    }
}

/// The tokens in one state. The states exclude each other, like the words do. For a token that
/// waits for single sign-on this gives those that nothing else is wrong with.
pub fn state_predicate(kind: TokenKind, state: TokenState, now: DateTime<Utc>) -> Value {
    let unexpired =
        json!({ "or": [{ "expiresAtIsNil": true }, { "expiresAtGT": wire_time(now) }] });
    let soon = wire_time(now + TimeDelta::days(EXPIRES_SOON_DAYS));
    let mut live = vec![json!({ "isActive": true, "revokedAtIsNil": true })];
    if kind == TokenKind::Personal {
        live.push(json!({ "hasOrganizations": true }));
    }
    match state {
        TokenState::Expired => json!({ "expiresAtLTE": wire_time(now) }),
        TokenState::Revoked => json!({ "revokedAtNotNil": true, "and": [unexpired] }),
        TokenState::Disabled => {
            json!({ "isActive": false, "revokedAtIsNil": true, "and": [unexpired] })
        }
        TokenState::NoOrganization if kind == TokenKind::Personal => {
            json!({ "isActive": true, "revokedAtIsNil": true, "hasOrganizations": false, "and": [unexpired] })
        }
        // No API token is without an organization.
        TokenState::NoOrganization => json!({ "ownerIDIsNil": true }),
        TokenState::ExpiresSoon => {
            live.push(json!({ "expiresAtGT": wire_time(now), "expiresAtLTE": soon }));
            json!({ "and": live })
        }
        TokenState::Active => {
            live.push(json!({ "or": [{ "expiresAtIsNil": true }, { "expiresAtGT": soon }] }));
            json!({ "and": live })
        }
        TokenState::NeedsSso => {
            live.push(unexpired);
            json!({ "and": live })
        }
    }
}

/// The tokens with a flag; `None` where the backend has no field for it.
pub fn flag_predicate(flag: Flag, now: DateTime<Utc>) -> Option<Value> {
    match flag {
        Flag::NeverUsed => Some(json!({ "lastUsedAtIsNil": true })),
        Flag::Unused => {
            Some(json!({ "lastUsedAtLT": wire_time(now - TimeDelta::days(UNUSED_DAYS)) }))
        }
        Flag::NoExpiration => Some(json!({ "expiresAtIsNil": true })),
        Flag::BroadAccess => None,
    }
}

/// The order as the backend takes it.
pub fn order(sort: Sort) -> Value {
    let direction = if sort.descending { "DESC" } else { "ASC" };
    json!([{ "field": sort.field.parameter(), "direction": direction }])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_unfiltered_list_asks_for_everything() {
        assert_eq!(
            list_predicate(TokenKind::Api, &ListQuery::default(), now()),
            json!({})
        );
    }

    #[test]
    fn search_states_and_flags_narrow_together() {
        let query = ListQuery {
            search: "ci".into(),
            states: [TokenState::Expired].into(),
            flags: [Flag::NeverUsed, Flag::BroadAccess].into(),
            ..ListQuery::default()
        };
        let expected = json!({ "and": [
            { "nameContainsFold": "ci" },
            { "or": [{ "expiresAtLTE": "2026-11-23T12:00:00Z" }] },
            { "lastUsedAtIsNil": true },
        ] });
        assert_eq!(list_predicate(TokenKind::Api, &query, now()), expected);
    }

    #[test]
    fn order_fields_are_lower_case_on_the_wire() {
        assert_eq!(
            order(Sort::default()),
            json!([{ "field": "created_at", "direction": "DESC" }])
        );
    }
}
