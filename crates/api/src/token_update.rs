//! A change of a token as the backend reads it.

use super::token_filter::wire_time;
use console_domain::token_update::{Activity, Change, ReachChange, TokenUpdate};
use console_json::{Json, Object};

/// The input of an update document: the changed fields and nothing else.
pub fn update_input(update: &TokenUpdate) -> Json {
    let mut input = Object::default();
    let mut put = |name: &'static str, value: Json| input.put(name, value);
    if let Some(name) = &update.name {
        put("name", name.as_str().into());
    }
    match &update.description {
        Change::Keep => {}
        Change::Set(text) => put("description", text.as_str().into()),
        Change::Clear => put("clearDescription", true.into()),
    }
    match &update.expires_at {
        Change::Keep => {}
        Change::Set(end) => put("expiresAt", wire_time(*end).into()),
        Change::Clear => put("clearExpiresAt", true.into()),
    }
    match &update.reach {
        ReachChange::Keep => {}
        ReachChange::Scopes(scopes) => put("scopes", Json::list(scopes)),
        ReachChange::Organizations { add, remove } => {
            if !add.is_empty() {
                put("addOrganizationIDs", Json::list(add));
            }
            if !remove.is_empty() {
                put("removeOrganizationIDs", Json::list(remove));
            }
        }
    }
    match &update.activity {
        None => {}
        Some(Activity::Disable) => put("isActive", false.into()),
        Some(Activity::Enable { was_revoked }) => {
            put("isActive", true.into());
            if *was_revoked {
                for field in ["clearRevokedAt", "clearRevokedBy", "clearRevokedReason"] {
                    put(field, true.into());
                }
            }
        }
        Some(Activity::Revoke { at, by, reason }) => {
            put("isActive", false.into());
            put("revokedAt", wire_time(*at).into());
            if let Some(by) = by {
                put("revokedBy", by.as_str().into());
            }
            if let Some(reason) = reason {
                put("revokedReason", reason.as_str().into());
            }
        }
    }
    if !update.append_tags.is_empty() {
        put("appendTags", Json::list(&update.append_tags));
    }
    input.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use console_domain::id::{OrganizationId, UserId};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn at() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn sent(update: &TokenUpdate) -> Value {
        json!(update_input(update))
    }

    #[test]
    fn switching_off_and_on_sends_what_the_contract_says() {
        assert_eq!(sent(&TokenUpdate::disable()), json!({ "isActive": false }));
        let revoke = TokenUpdate::revoke(at(), Some(UserId::new("u")), "  leaked ");
        assert_eq!(
            sent(&revoke),
            json!({
                "isActive": false, "revokedAt": "2026-11-23T12:00:00Z",
                "revokedBy": "u", "revokedReason": "leaked",
            })
        );
        let enable = |was_revoked| TokenUpdate {
            activity: Some(Activity::Enable { was_revoked }),
            ..TokenUpdate::default()
        };
        assert_eq!(sent(&enable(false)), json!({ "isActive": true }));
        assert_eq!(
            sent(&enable(true)),
            json!({
                "isActive": true, "clearRevokedAt": true, "clearRevokedBy": true, "clearRevokedReason": true,
            })
        );
    }

    #[test]
    fn no_scopes_is_an_empty_list() {
        let update = TokenUpdate {
            reach: ReachChange::Scopes(vec![]),
            ..TokenUpdate::default()
        };
        assert_eq!(sent(&update), json!({ "scopes": [] }));
    }

    fn change<T: Clone + std::fmt::Debug + 'static>(value: T) -> impl Strategy<Value = Change<T>> {
        prop_oneof![
            Just(Change::Keep),
            Just(Change::Set(value)),
            Just(Change::Clear)
        ]
    }

    fn activity() -> impl Strategy<Value = Option<Activity>> {
        prop_oneof![
            Just(None),
            Just(Some(Activity::Disable)),
            any::<bool>().prop_map(|was_revoked| Some(Activity::Enable { was_revoked })),
            any::<(bool, bool)>().prop_map(|(by, reason)| Some(Activity::Revoke {
                at: at(),
                by: by.then(|| UserId::new("u")),
                reason: reason.then(|| "r".to_owned()),
            })),
        ]
    }

    fn reach() -> impl Strategy<Value = ReachChange> {
        let list = || prop::collection::vec("[a-z]{1,4}", 0..3);
        let ids = |all: Vec<String>| all.into_iter().map(OrganizationId::new).collect();
        prop_oneof![
            Just(ReachChange::Keep),
            list().prop_map(ReachChange::Scopes),
            (list(), list()).prop_map(move |(add, remove)| ReachChange::Organizations {
                add: ids(add),
                remove: ids(remove)
            }),
        ]
    }

    proptest! {
        #[test]
        fn a_field_never_goes_with_its_twin(
            name in prop::option::of("[a-z]{3}"),
            description in change("d".to_owned()),
            expires_at in change(at()),
            reach in reach(),
            activity in activity(),
            append_tags in prop::collection::vec("[a-z]{1,4}", 0..3),
        ) {
            let update = TokenUpdate { name, description, expires_at, reach, activity, append_tags };
            let sent = sent(&update);
            let input = sent.as_object().expect("an object");
            for (field, value) in input {
                let mut letters = field.chars();
                let first = letters.next().into_iter().flat_map(char::to_uppercase);
                let capital: String = first.chain(letters).collect();
                prop_assert!(!input.contains_key(&format!("clear{capital}")), "{field}");
                prop_assert!(!input.contains_key(&format!("append{capital}")), "{field}");
                prop_assert!(!value.is_null(), "{field}");
            }
            prop_assert!(!input.contains_key("clearScopes"));
            let keeps_reach = TokenUpdate { reach: ReachChange::Keep, ..update.clone() };
            prop_assert_eq!(input.is_empty(), update.is_empty()
                || matches!(
                    &update.reach,
                    ReachChange::Organizations { add, remove } if add.is_empty() && remove.is_empty()
                ) && update_input(&keeps_reach) == Object::default().into());
        }
    }
}
