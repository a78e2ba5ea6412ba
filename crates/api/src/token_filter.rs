//! What a list shows, as the backend's `where` and `orderBy` (contract 3.5).

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use console_domain::granted::granting;
use console_domain::kind::TokenKind;
use console_domain::list_query::{DayRange, ListQuery, Sort, SortField};
use console_domain::page_plan::{Beyond, Part};
use console_domain::row_key::KeyValue;
use console_domain::state::{EXPIRES_SOON_DAYS, Flag, TokenState, UNUSED_DAYS};
use console_json::{Json, Object, object};

/// A time as the backend reads it.
pub fn wire_time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// What a list is asked for at, to tell moments from days and from spans.
#[derive(Clone, Copy, Debug)]
pub struct ListTime {
    /// The moment.
    pub now: DateTime<Utc>,
    /// The moment of 23:59:59 of a day in the user's zone.
    pub day_end: fn(NaiveDate) -> Option<DateTime<Utc>>,
}

impl ListTime {
    /// The ends of tokens that lie within these days: later than the first moment, and no later than the
    /// second.
    fn bounds(&self, days: DayRange) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let end = |day: NaiveDate| (self.day_end)(day);
        let before = days.from.and_then(|day| day.pred_opt());
        // What ends within the last second of a day ends on that day. The backend knows microseconds.
        let second = TimeDelta::microseconds(999_999);
        let whole = |end: DateTime<Utc>| end + second;
        (
            before.and_then(end).map(whole),
            days.to.and_then(end).map(whole),
        )
    }
}

/// The predicate for a list. A flag that the backend has no field for is left out, and single sign-on
/// it cannot see: where that decides, this gives too much and the caller looks at each token.
pub fn list_predicate(kind: TokenKind, query: &ListQuery, time: ListTime) -> Json {
    every(list_terms(kind, query, time))
}

/// The predicate for what is asked of one part of a list, without how many rows of it.
pub fn part_predicate(
    kind: TokenKind,
    query: &ListQuery,
    part: Part,
    beyond: Option<&Beyond>,
    time: ListTime,
) -> Json {
    let mut all = list_terms(kind, query, time);
    let [.., is_nil, not_nil] = names(query.sort.field);
    let gap = match part {
        Part::All => None,
        Part::Set => Some(not_nil),
        Part::Unset => Some(is_nil),
    };
    all.extend(gap.map(|name| single(name, true)));
    all.extend(beyond.map(|beyond| beyond_predicate(query.sort, beyond)));
    every(all)
}

/// The order of one part. Rows without a value are the newest first, whichever way the others are sorted.
pub fn part_order(sort: Sort, part: Part) -> Json {
    order(if part == Part::Unset {
        Sort::default()
    } else {
        sort
    })
}

/// The rows on one side of a row. With the same value they are sorted by their identifiers (contract 3.9).
fn beyond_predicate(sort: Sort, beyond: &Beyond) -> Json {
    let (key, is_after) = match beyond {
        Beyond::After(key) => (key, true),
        Beyond::Before(key) => (key, false),
    };
    let sort = if key.is_unset() {
        Sort::default()
    } else {
        sort
    };
    let is_greater = is_after != sort.descending;
    let [equal, greater, less, ..] = names(sort.field);
    let strictly = if is_greater { greater } else { less };
    let value = match &key.value {
        KeyValue::Time(time) | KeyValue::Unset(time) => Json::from(wire_time(*time)),
        KeyValue::Text(text) => Json::from(text.as_str()),
        KeyValue::Flag(flag) => Json::from(*flag),
    };
    let mut either = match key.value {
        // Nothing is greater than yes, and nothing less than no.
        KeyValue::Flag(flag) if flag == is_greater => vec![],
        KeyValue::Flag(flag) => vec![single(equal, !flag)],
        _ => vec![single(strictly, value.clone())],
    };
    let mut same = Object::default();
    same.put(equal, value);
    same.put(if is_after { "idGT" } else { "idLT" }, &key.id);
    either.push(same.into());
    object! { "or" => either }
}

/// What the predicates of a column are called: equal, greater, less, no value, any value. Columns that
/// always have a value are not asked whether they do, and a flag is not compared.
const fn names(field: SortField) -> [&'static str; 5] {
    match field {
        SortField::Created => ["createdAt", "createdAtGT", "createdAtLT", "", ""],
        SortField::Updated => ["updatedAt", "updatedAtGT", "updatedAtLT", "", ""],
        SortField::Name => ["name", "nameGT", "nameLT", "", ""],
        SortField::Expires => [
            "expiresAt",
            "expiresAtGT",
            "expiresAtLT",
            "expiresAtIsNil",
            "expiresAtNotNil",
        ],
        SortField::LastUsed => [
            "lastUsedAt",
            "lastUsedAtGT",
            "lastUsedAtLT",
            "lastUsedAtIsNil",
            "lastUsedAtNotNil",
        ],
        SortField::IsActive => ["isActive", "", "", "", ""],
    }
}

fn single(name: &'static str, value: impl Into<Json>) -> Json {
    let mut object = Object::default();
    object.put(name, value);
    object.into()
}

fn every(all: Vec<Json>) -> Json {
    if all.is_empty() {
        object! {}
    } else {
        object! { "and" => all }
    }
}

fn list_terms(kind: TokenKind, query: &ListQuery, time: ListTime) -> Vec<Json> {
    let now = time.now;
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
    let (after, until) = time.bounds(query.ends);
    all.extend(after.map(|at| single("expiresAtGT", wire_time(at))));
    all.extend(until.map(|at| single("expiresAtLTE", wire_time(at))));
    all.extend(query.creator.as_ref().map(|id| single("createdBy", id)));
    match kind {
        // The backend compares texts, and a token also has what its scopes include (contract 5).
        TokenKind::Api => all.extend(query.scope.as_ref().map(|scope| {
            let mut any = Vec::new();
            for one in granting(scope) {
                any.extend(one.spellings().map(|text| single("scopesHas", text)));
            }
            object! { "or" => any }
        })),
        TokenKind::Personal => all.extend(query.organization.as_ref().map(|id| {
            object! { "hasOrganizationsWith" => vec![single("id", id)] }
        })),
    }
    all
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
            object! {
                "isActive" => true,
                "revokedAtIsNil" => true,
                "hasOrganizations" => false,
                "and" => vec![unexpired],
            }
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
        Flag::BroadAccess | Flag::CreatorLeft => None,
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
    use console_domain::id::{OrganizationId, TokenId, UserId};
    use console_domain::organization::OrganizationRef;
    use console_domain::scope::Scope;
    use console_domain::sorted::SortedMap;
    use console_domain::state::state;
    use console_domain::stored_scopes::StoredScopes;
    use console_domain::token::{Reach, Revocation, Token};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn now() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn time() -> ListTime {
        ListTime {
            now: now(),
            day_end: |day| Some(day.and_hms_opt(23, 59, 59)?.and_utc()),
        }
    }

    #[test]
    fn each_filter_is_one_term_of_its_kind() {
        let day = |text: &str| text.parse().ok();
        let query = ListQuery {
            ends: DayRange {
                from: day("2026-12-01"),
                to: day("2026-12-31"),
            },
            creator: Some(UserId::new("u")),
            scope: Scope::parse("Evidence:WRITE"),
            organization: Some(OrganizationId::new("o")),
            ..ListQuery::default()
        };
        let terms = |kind| json!(list_predicate(kind, &query, time()))["and"].clone();
        let both = [
            json!({ "expiresAtGT": "2026-11-30T23:59:59.999999Z" }),
            json!({ "expiresAtLTE": "2026-12-31T23:59:59.999999Z" }),
            json!({ "createdBy": "u" }),
        ];
        let granting = json!({ "or": [
            { "scopesHas": "evidence:write" },
            { "scopesHas": "can_edit_evidence" },
            { "scopesHas": "evidence:can_edit" },
            { "scopesHas": "evidence:delete" },
            { "scopesHas": "can_delete_evidence" },
            { "scopesHas": "evidence:can_delete" },
        ] });
        let organization = json!({ "hasOrganizationsWith": [{ "id": "o" }] });
        let api: Vec<Value> = both.iter().cloned().chain([granting]).collect();
        assert_eq!(terms(TokenKind::Api), json!(api));
        let personal: Vec<Value> = both.into_iter().chain([organization]).collect();
        assert_eq!(terms(TokenKind::Personal), json!(personal));
    }

    #[test]
    fn an_unfiltered_list_asks_for_everything() {
        assert_eq!(
            list_predicate(TokenKind::Api, &ListQuery::default(), time()),
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
            json!(list_predicate(TokenKind::Api, &query, time())),
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
                None => Reach::Scopes {
                    owner: Some(OrganizationId::new("o")),
                    scopes: StoredScopes::default(),
                },
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
        fn a_scan_is_given_every_token_that_it_looks_for(
            token in token(),
            demanded in any::<bool>(),
            states in prop::collection::btree_set(prop::sample::select(TokenState::ALL.to_vec()), 0..7),
        ) {
            let states = states.iter().copied().collect();
            let query = ListQuery { states, ..ListQuery::default() };
            let is_in = query.states.contains(&state(&token, |_| demanded, now()));
            let is_wanted = query.states.is_empty() || is_in;
            let found = admits(&json!(list_predicate(token.kind(), &query, time())), &token);
            prop_assert!(found || !is_wanted);
            if !query.needs_scan(demanded) && (demanded || !query.states.contains(&TokenState::NeedsSso)) {
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
