//! Random changes never break what must always hold.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use sandbox::config::Seed;
use serde_json::json;
use support::{ACME, Browser, config, state};

const HIDDEN: &str = "*****************************";

#[derive(Clone, Debug)]
enum Step {
    Create { api: bool },
    Refused { api: bool },
    Rename { pick: usize },
    Disable { pick: usize },
    Delete { pick: usize },
    DeleteMany { picks: Vec<usize> },
    Undone { pick: usize },
    Use { pick: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let pick = 0_usize..64;
    prop_oneof![
        3 => any::<bool>().prop_map(|api| Step::Create { api }),
        1 => any::<bool>().prop_map(|api| Step::Refused { api }),
        1 => pick.clone().prop_map(|pick| Step::Rename { pick }),
        1 => pick.clone().prop_map(|pick| Step::Disable { pick }),
        2 => pick.clone().prop_map(|pick| Step::Delete { pick }),
        1 => proptest::collection::vec(0_usize..64, 1..4).prop_map(|picks| Step::DeleteMany { picks }),
        1 => pick.clone().prop_map(|pick| Step::Undone { pick }),
        1 => pick.prop_map(|pick| Step::Use { pick }),
    ]
}

#[derive(Default)]
struct World {
    /// Everything ever made: id, kind, secret, and whether it may be used.
    made: Vec<(String, bool, String, bool)>,
    alive: BTreeSet<String>,
    secrets: BTreeSet<String>,
}

impl World {
    fn pick(&self, pick: usize) -> Option<(usize, String, bool, String)> {
        let position = pick.checked_rem(self.made.len())?;
        let (id, api, secret, _) = self.made[position].clone();
        Some((position, id, api, secret))
    }
}

fn kind(api: bool) -> (&'static str, &'static str) {
    if api {
        ("APIToken", "apiToken")
    } else {
        ("PersonalAccessToken", "personalAccessToken")
    }
}

async fn apply(browser: &mut Browser, world: &mut World, step: Step) {
    match step {
        Step::Create { api } => {
            let (name, field) = kind(api);
            let input = if api {
                json!({ "name": "n" })
            } else {
                json!({ "name": "n", "organizationIDs": [ACME] })
            };
            let query = format!(
                "mutation($i: Create{name}Input!) {{ create{name}(input: $i) {{ {field} {{ id token }} }} }}"
            );
            let answer = browser.query(&query, json!({ "i": input })).await;
            let token = answer.at(&format!("/data/create{name}/{field}"));
            let (id, secret) = (
                token["id"].as_str().unwrap().to_owned(),
                token["token"].as_str().unwrap().to_owned(),
            );
            assert_eq!(secret.len(), 69);
            assert!(world.secrets.insert(secret.clone()), "a secret came twice");
            assert!(world.alive.insert(id.clone()), "an id came twice");
            world.made.push((id, api, secret, true));
        }
        Step::Refused { api } => {
            let (name, field) = kind(api);
            let query = format!(
                "mutation {{ a: create{name}(input: {{name: \"x\"}}) {{ {field} {{ id }} }} \
                 b: create{name}(input: {{name: \"\"}}) {{ {field} {{ id }} }} }}"
            );
            assert!(
                browser
                    .query(&query, json!({}))
                    .await
                    .at("/errors")
                    .is_array()
            );
        }
        Step::Rename { pick } | Step::Disable { pick } => {
            let Some((position, id, api, _)) = world.pick(pick) else {
                return;
            };
            let disable = matches!(step, Step::Disable { .. });
            let (name, field) = kind(api);
            let input = if disable {
                "{isActive: false}"
            } else {
                "{name: \"renamed\"}"
            };
            let query = format!(
                "mutation {{ update{name}(id: \"{id}\", input: {input}) {{ {field} {{ id token }} }} }}"
            );
            let answer = browser.query(&query, json!({})).await;
            if world.alive.contains(&id) {
                assert_eq!(
                    answer.at(&format!("/data/update{name}/{field}/token")),
                    json!(HIDDEN)
                );
                world.made[position].3 &= !disable;
            } else {
                assert_eq!(answer.at("/errors/0/extensions/code"), json!("NOT_FOUND"));
            }
        }
        Step::Delete { pick } => {
            let Some((_, id, api, _)) = world.pick(pick) else {
                return;
            };
            let name = kind(api).0;
            let answer = browser
                .query(
                    &format!("mutation {{ delete{name}(id: \"{id}\") {{ deletedID }} }}"),
                    json!({}),
                )
                .await;
            assert_eq!(
                answer.at("/errors").is_null(),
                world.alive.remove(&id),
                "{}",
                answer.json
            );
        }
        Step::DeleteMany { picks } => {
            let ids: BTreeSet<String> = picks
                .into_iter()
                .filter_map(|pick| world.pick(pick))
                .map(|(_, id, _, _)| id)
                .collect();
            if ids.is_empty() {
                return;
            }
            let query = "mutation($ids: [ID!]!) { deleteBulkAPIToken(ids: $ids) { deletedIDs \
                 notDeletedIDs error } }";
            let answer = browser.query(query, json!({ "ids": ids })).await;
            let api: BTreeMap<&String, bool> = world
                .made
                .iter()
                .map(|(id, api, _, _)| (id, *api))
                .collect();
            let expected: BTreeSet<String> = ids
                .iter()
                .filter(|id| world.alive.contains(*id) && api[id])
                .cloned()
                .collect();
            let list = |field: &str| -> BTreeSet<String> {
                let list = answer.at(&format!("/data/deleteBulkAPIToken/{field}"));
                list.as_array()
                    .unwrap()
                    .iter()
                    .map(|id| id.as_str().unwrap().to_owned())
                    .collect()
            };
            assert_eq!(list("deletedIDs"), expected);
            assert_eq!(list("notDeletedIDs"), &ids - &expected);
            assert_eq!(
                answer.at("/data/deleteBulkAPIToken/error").is_null(),
                expected.len() == ids.len()
            );
            world.alive = &world.alive - &expected;
        }
        Step::Undone { pick } => {
            let Some((_, id, api, _)) = world.pick(pick) else {
                return;
            };
            let name = kind(api).0;
            let query = format!(
                "mutation {{ a: delete{name}(id: \"{id}\") {{ deletedID }} \
                 b: delete{name}(id: \"nothing\") {{ deletedID }} }}"
            );
            assert!(
                browser
                    .query(&query, json!({}))
                    .await
                    .at("/errors")
                    .is_array()
            );
        }
        Step::Use { pick } => {
            let Some((position, id, _, secret)) = world.pick(pick) else {
                return;
            };
            let mut script = browser.clone();
            script.bearer = Some(secret);
            let usable = world.alive.contains(&id) && world.made[position].3;
            assert_eq!(
                script.get("/v1/scopes").await.status.as_u16(),
                if usable { 200 } else { 401 }
            );
        }
    }
}

async fn check(browser: &mut Browser, world: &World) {
    let query = "{ apiTokens { totalCount edges { node { id token } } } personalAccessTokens { \
         totalCount edges { node { id token } } } }";
    let answer = browser.query(query, json!({})).await;
    let mut listed = BTreeSet::new();
    for list in ["apiTokens", "personalAccessTokens"] {
        let edges = answer
            .at(&format!("/data/{list}/edges"))
            .as_array()
            .unwrap()
            .clone();
        assert_eq!(
            answer.at(&format!("/data/{list}/totalCount")),
            json!(edges.len())
        );
        for node in edges.iter().map(|edge| &edge["node"]) {
            assert_eq!(node["token"], json!(HIDDEN), "a secret is shown once");
            listed.insert(node["id"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(
        listed, world.alive,
        "what was deleted stays deleted, and nothing else is"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_changes_breaks_them(steps in proptest::collection::vec(step(), 1..30)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let state = state(config(Seed::Empty));
            let mut browser = Browser::signed_in(&state, "olivia@acme.test").await;
            let mut world = World::default();
            for step in steps {
                apply(&mut browser, &mut world, step).await;
                check(&mut browser, &world).await;
            }
        });
    }
}
