//! What a scope grants besides what it names (contract 5, implied rights).

use std::collections::BTreeSet;

/// Objects whose rights, verb by verb, are also rights on these other ones.
const OTHER_OBJECTS: [(&str, &[&str]); 4] = [
    (
        "control",
        &["control_implementation", "control_objective", "subcontrol"],
    ),
    ("group", &["group_membership", "group_setting"]),
    ("organization", &["org_membership", "organization_setting"]),
    ("program", &["program_membership"]),
];

/// Objects that no scope lets anybody create, and objects that nobody creates.
const NEVER_CREATED: [&str; 6] = [
    "trust_center",
    "trust_center_watermark_config",
    "org_subscription",
    "organization",
    "organization_setting",
    "trust_center_setting",
];

/// Objects that are read with a right to write the organization only (contract 5, (R)).
const GUARDED: [&str; 2] = ["hush", "workflow_definition"];

/// The relations that follow from one, not those that follow from them.
fn next(relation: &str) -> Vec<String> {
    let mut implied = Vec::new();
    for (verb, weaker) in [
        ("can_delete", Some("can_edit")),
        ("can_edit", Some("can_view")),
        ("can_view", None),
    ] {
        let Some(object) = relation
            .strip_prefix(verb)
            .and_then(|rest| rest.strip_prefix('_'))
        else {
            continue;
        };
        implied.extend(weaker.map(|weaker| format!("{weaker}_{object}")));
        if weaker.is_some() && !NEVER_CREATED.contains(&object) {
            implied.push(format!("can_create_{object}"));
        }
        let others = OTHER_OBJECTS.iter().find(|(parent, _)| *parent == object);
        for other in others.into_iter().flat_map(|(_, others)| *others) {
            implied.push(format!("{verb}_{other}"));
        }
    }
    implied
}

/// These relations and all that follow from them.
pub(crate) fn closure(given: impl IntoIterator<Item = String>) -> BTreeSet<String> {
    let mut held = BTreeSet::new();
    let mut left: Vec<String> = given.into_iter().collect();
    while let Some(relation) = left.pop() {
        left.extend(next(&relation));
        held.insert(relation);
    }
    held
}

/// Whether an API token with these relations may do this to an object: `read`, `write`, `delete` or `create`.
///
/// Besides the relation itself the request layer asks for more in some places (contract 5, (R)).
pub(crate) fn may(held: &BTreeSet<String>, verb: &str, object: &str) -> bool {
    let prefix = match verb {
        "read" => "can_view",
        "write" => "can_edit",
        "delete" => "can_delete",
        _ => "can_create",
    };
    let besides = match (verb, object) {
        // Every API token may do everything to API tokens of its organization, and read the organization
        // (contract 4).
        (_, "api_token") | ("read", "organization") => return true,
        ("read", object) if GUARDED.contains(&object) => Some("can_edit_organization"),
        ("read", _) => None,
        (_, object) if object.starts_with("trust_center_") => Some("can_edit_trust_center"),
        _ => None,
    };
    held.contains(&format!("{prefix}_{object}"))
        && besides.is_none_or(|relation| held.contains(relation))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::Value;

    use super::*;
    use crate::{auth::roles, config::Catalogue};

    fn of(scopes: &[&str]) -> BTreeSet<String> {
        closure(scopes.iter().map(|scope| roles::normalise(scope)))
    }

    #[test]
    fn deleting_an_organization_reaches_its_members_and_settings() {
        let held = of(&["organization:delete"]);
        for verb in ["can_delete", "can_edit", "can_view"] {
            for object in ["organization", "org_membership", "organization_setting"] {
                assert!(
                    held.contains(&format!("{verb}_{object}")),
                    "{verb} {object}"
                );
            }
        }
        // The membership is the only one of them that can be created.
        assert_eq!(held.len(), 10, "{held:?}");
        assert!(held.contains("can_create_org_membership"));
    }

    #[test]
    fn reading_implies_no_other_verb() {
        let held = of(&["control:read"]);
        assert!(
            held.iter()
                .all(|relation| relation.starts_with("can_view_"))
        );
        assert_eq!(held.len(), 4);
    }

    #[test]
    fn some_objects_want_another_scope_besides() {
        assert!(!may(&of(&["hush:read"]), "read", "hush"));
        assert!(may(
            &of(&["hush:read", "organization:write"]),
            "read",
            "hush"
        ));
        assert!(!may(
            &of(&["trust_center_doc:write"]),
            "write",
            "trust_center_doc"
        ));
        let both = of(&["trust_center_doc:write", "trust_center:write"]);
        assert!(may(&both, "write", "trust_center_doc"));
        assert!(may(&of(&[]), "delete", "api_token"));
        assert!(may(&of(&[]), "read", "organization"));
        assert!(!may(&of(&[]), "write", "organization"));
    }

    /// Each scope's closure, made from the contract's own table by repeating its rules until nothing is
    /// added.
    fn told(table: &Value, scope: &str) -> BTreeSet<String> {
        let texts = |value: &Value| -> Vec<String> {
            let list = value.as_array().into_iter().flatten();
            list.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let mut held = BTreeSet::from([scope.to_owned()]);
        loop {
            let mut more = BTreeSet::new();
            for scope in &held {
                let (object, verb) = scope.split_once(':').unwrap();
                more.extend(
                    texts(&table["same_object"][verb])
                        .iter()
                        .map(|verb| format!("{object}:{verb}")),
                );
                if verb != "create" {
                    more.extend(
                        texts(&table["same_verb_other_objects"][object])
                            .iter()
                            .map(|object| format!("{object}:{verb}")),
                    );
                }
                let create = &table["create"];
                let never = [
                    texts(&create["never_by_scope"]),
                    texts(&create["has_no_create"]),
                ];
                if texts(&create["follows_from"])
                    .iter()
                    .any(|from| from == verb)
                    && !never.concat().iter().any(|known| known == object)
                {
                    more.insert(format!("{object}:create"));
                }
            }
            let before = held.len();
            held.extend(more);
            if held.len() == before {
                return held;
            }
        }
    }

    #[test]
    fn the_closure_is_that_of_the_contract_for_every_scope() {
        let path = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"))
            .join("../../../shared/contract/implies.json");
        let Ok(text) = std::fs::read_to_string(path) else {
            println!("skipped: the contract's table is not here");
            return;
        };
        let table: Value = serde_json::from_str(&text).unwrap();
        let mut compared = 0;
        for object in roles::objects(Catalogue::Current) {
            for verb in ["read", "write", "delete"] {
                let scope = format!("{object}:{verb}");
                let expected: BTreeSet<String> = told(&table, &scope)
                    .iter()
                    .map(|scope| match scope.split_once(':') {
                        Some((object, "create")) => format!("can_create_{object}"),
                        _ => roles::normalise(scope),
                    })
                    .collect();
                assert_eq!(of(&[&scope]), expected, "{scope}");
                compared += 1;
            }
        }
        assert_eq!(compared, 231);
    }
}
