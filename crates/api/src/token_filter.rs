//! What a list shows, as the backend's `where` and `orderBy` (contract 3.5).

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use console_domain::kind::TokenKind;
use console_domain::list_query::{ListQuery, Sort};
use console_domain::state::{EXPIRES_SOON_DAYS, Flag, TokenState, UNUSED_DAYS};
use console_json::{Json, object};

/// A time as the backend reads it.
pub fn wire_time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// The predicate for a list. A flag that the backend has no field for is left out, and single sign-on
/// it cannot see: where that decides, this gives too much and the caller looks at each token.
pub fn list_predicate(kind: TokenKind, query: &ListQuery, now: DateTime<Utc>) -> Json {
    let mut all = Vec::new();
    if !query.search.is_empty() {
        all.push(object! { "nameContainsFold" => query.search.as_str() });
    }
    if !query.states.is_empty() {
        let any: Vec<Json> = query
            .states
            .iter()
            .map(|state| state_predicate(kind, *state, now))
            .collect();
        all.push(object! { "or" => any });
    }
    all.extend(
        query
            .flags
            .iter()
            .filter_map(|flag| flag_predicate(*flag, now)),
    );
    if all.is_empty() {
        object! {}
    } else {
        object! { "and" => all }
    }
}

/// The tokens in one state. The states exclude each other, like the words do. For a token that
/// waits for single sign-on this gives those that nothing else is wrong with.
pub fn state_predicate(kind: TokenKind, state: TokenState, now: DateTime<Utc>) -> Json {
    let endless_or_after = |time: String| {
        let either = vec![
            object! { "expiresAtIsNil" => true },
            object! { "expiresAtGT" => time },
        ];
        object! { "or" => either }
    };
    let unexpired = endless_or_after(wire_time(now));
    let soon = wire_time(now + TimeDelta::days(EXPIRES_SOON_DAYS));
    let mut live = vec![object! { "isActive" => true, "revokedAtIsNil" => true }];
    if kind == TokenKind::Personal {
        live.push(object! { "hasOrganizations" => true });
    }
    match state {
        TokenState::Expired => object! { "expiresAtLTE" => wire_time(now) },
        TokenState::Revoked => object! { "revokedAtNotNil" => true, "and" => vec![unexpired] },
        TokenState::Disabled => {
            object! { "isActive" => false, "revokedAtIsNil" => true, "and" => vec![unexpired] }
        }
        TokenState::NoOrganization if kind == TokenKind::Personal => {
            object! { "isActive" => true, "revokedAtIsNil" => true, "hasOrganizations" => false, "and" => vec![unexpired] }
        }
        // No API token is without an organization.
        TokenState::NoOrganization => object! { "ownerIDIsNil" => true },
        TokenState::ExpiresSoon => {
            live.push(object! { "expiresAtGT" => wire_time(now), "expiresAtLTE" => soon });
            object! { "and" => live }
        }
        TokenState::Active => {
            live.push(endless_or_after(soon));
            object! { "and" => live }
        }
        TokenState::NeedsSso => {
            live.push(unexpired);
            object! { "and" => live }
        }
    }
}

/// The tokens with a flag; `None` where the backend has no field for it.
pub fn flag_predicate(flag: Flag, now: DateTime<Utc>) -> Option<Json> {
    match flag {
        Flag::NeverUsed => Some(object! { "lastUsedAtIsNil" => true }),
        Flag::Unused => {
            Some(object! { "lastUsedAtLT" => wire_time(now - TimeDelta::days(UNUSED_DAYS)) })
        }
        Flag::NoExpiration => Some(object! { "expiresAtIsNil" => true }),
        Flag::BroadAccess => None,
    }
}

/// The order as the backend takes it.
pub fn order(sort: Sort) -> Json {
    let direction = if sort.descending { "DESC" } else { "ASC" };
    Json::List(vec![
        object! { "field" => sort.field.parameter(), "direction" => direction },
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use console_domain::id::{OrganizationId, TokenId};
    use console_domain::organization::OrganizationRef;
    use console_domain::sorted::SortedMap;
    use console_domain::state::state;
    use console_domain::stored_scopes::StoredScopes;
    use console_domain::token::{Reach, Revocation, Token};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn now() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_unfiltered_list_asks_for_everything() {
        assert_eq!(
            list_predicate(TokenKind::Api, &ListQuery::default(), now()),
            object! {}
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
        assert_eq!(
            json!(list_predicate(TokenKind::Api, &query, now())),
            expected
        );
    }

    /// Whether a token is among those that a predicate asks for, as the backend decides it.
    fn admits(predicate: &Value, token: &Token) -> bool {
        let time = |value: &Value| value.as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
        predicate.as_object().unwrap().iter().all(|(field, value)| {
            let parts = || value.as_array().unwrap().iter();
            let end = token.expires_at;
            match field.as_str() {
                "and" => parts().all(|part| admits(part, token)),
                "or" => parts().any(|part| admits(part, token)),
                "expiresAtIsNil" => end.is_none() == *value,
                "expiresAtGT" => end.is_some_and(|end| end > time(value)),
                "expiresAtLTE" => end.is_some_and(|end| end <= time(value)),
                "isActive" => token.is_active == *value,
                "revokedAtIsNil" => token.revocation.is_none() == *value,
                "revokedAtNotNil" => token.revocation.is_some() == *value,
                "hasOrganizations" => !token.organizations().is_empty() == *value,
                "ownerIDIsNil" => token.organizations().is_empty() == *value,
                other => panic!("nobody knows {other}"),
            }
        })
    }

    prop_compose! {
        fn token()(
            is_active in any::<bool>(),
            revoked in any::<bool>(),
            days in prop::option::of(-3i64..20),
            second in -1i64..=1,
            organizations in prop::option::of(0usize..3),
        ) -> Token {
            let reach = match organizations {
                None => Reach::Scopes { owner: Some(OrganizationId::new("o")), scopes: StoredScopes::default() },
                Some(count) => Reach::Organizations((0..count).map(|n| OrganizationRef {
                    id: OrganizationId::new(n.to_string()),
                    name: n.to_string(),
                }).collect()),
            };
            Token {
                id: TokenId::new("t"),
                name: "ci".into(),
                description: None,
                reach,
                created_at: None,
                created_by: None,
                updated_at: None,
                updated_by: None,
                expires_at: days.map(|days| now() + TimeDelta::days(days) + TimeDelta::seconds(second)),
                last_used_at: None,
                is_active,
                revocation: revoked.then(|| Revocation { at: now(), by: None, reason: None }),
                sso_authorizations: SortedMap::new(),
                tags: vec![],
            }
        }
    }

    proptest! {
        #[test]
        fn the_backend_finds_the_tokens_of_a_state(token in token()) {
            for wanted in TokenState::ALL {
                let found = admits(&json!(state_predicate(token.kind(), wanted, now())), &token);
                // Of single sign-on the backend sees nothing: it finds each that may wait for it.
                let demanded = wanted == TokenState::NeedsSso;
                prop_assert_eq!(found, state(&token, |_| demanded, now()) == wanted, "{:?}", wanted);
            }
        }

        #[test]
        fn a_walk_is_given_every_token_that_it_looks_for(token in token(), demanded in any::<bool>(), states in prop::collection::btree_set(prop::sample::select(TokenState::ALL.to_vec()), 0..7)) {
            let query = ListQuery { states: states.iter().copied().collect(), ..ListQuery::default() };
            let is_wanted = query.states.is_empty() || query.states.contains(&state(&token, |_| demanded, now()));
            let found = admits(&json!(list_predicate(token.kind(), &query, now())), &token);
            prop_assert!(found || !is_wanted);
            if !query.needs_walk(demanded) && (demanded || !query.states.contains(&TokenState::NeedsSso)) {
                prop_assert_eq!(found, is_wanted);
            }
        }
    }

    #[test]
    fn order_fields_are_lower_case_on_the_wire() {
        assert_eq!(
            json!(order(Sort::default())),
            json!([{ "field": "created_at", "direction": "DESC" }])
        );
    }
}
