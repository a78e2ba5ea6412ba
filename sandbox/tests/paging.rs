//! Properties of pages and scopes over random data.

mod support;

use proptest::prelude::*;
use sandbox::config::Seed;
use serde_json::{Value, json};
use support::{Browser, config, state};

const FIELDS: [&str; 6] = [
    "created_at",
    "updated_at",
    "name",
    "expires_at",
    "last_used_at",
    "is_active",
];

#[derive(Clone, Debug)]
struct Plan {
    rows: Vec<(String, Option<u8>, Option<u8>, bool)>,
    order: Vec<(usize, bool)>,
    page: i64,
    active_only: bool,
}

fn plan() -> impl Strategy<Value = Plan> {
    let row = (
        // Few letters and few dates, so that many rows are equal in what they are ordered by.
        "[abAB]{1,2}",
        proptest::option::of(0_u8..3),
        proptest::option::of(0_u8..3),
        any::<bool>(),
    );
    (
        proptest::collection::vec(row, 0..24),
        proptest::collection::vec((0..FIELDS.len(), any::<bool>()), 0..3),
        1_i64..7,
        any::<bool>(),
    )
        .prop_map(|(rows, order, page, active_only)| Plan {
            rows,
            order,
            page,
            active_only,
        })
}

fn day(number: u8) -> String {
    format!("2090-01-0{}T00:00:00Z", number + 1)
}

async fn walk(browser: &mut Browser, plan: &Plan, forward: bool) -> Vec<String> {
    let order: Vec<Value> = plan
        .order
        .iter()
        .map(|(field, down)| json!({ "field": FIELDS[*field], "direction": if *down { "DESC" } else { "ASC" } }))
        .collect();
    let filter = if plan.active_only {
        json!({ "isActive": true })
    } else {
        json!({})
    };
    let (length, position, more, next) = if forward {
        ("first", "after", "hasNextPage", "endCursor")
    } else {
        ("last", "before", "hasPreviousPage", "startCursor")
    };
    let query = format!(
        "query($n: Int, $c: Cursor, $o: [APITokenOrder!], $w: APITokenWhereInput) {{ \
         apiTokens({length}: $n, {position}: $c, orderBy: $o, where: $w) {{ totalCount \
         pageInfo {{ {more} {next} }} edges {{ node {{ id }} }} }} }}"
    );
    let mut ids = Vec::new();
    let mut cursor = Value::Null;
    // Every page but the last has rows, so this ends.
    for _ in 0..=plan.rows.len() {
        let variables = json!({ "n": plan.page, "c": cursor, "o": order, "w": filter });
        let answer = browser.query(&query, variables).await;
        let page: Vec<String> = answer
            .at("/data/apiTokens/edges")
            .as_array()
            .unwrap_or_else(|| panic!("{}", answer.json))
            .iter()
            .map(|edge| edge["node"]["id"].as_str().unwrap().to_owned())
            .collect();
        let expected = plan
            .rows
            .iter()
            .filter(|row| row.3 || !plan.active_only)
            .count();
        assert_eq!(answer.at("/data/apiTokens/totalCount"), json!(expected));
        if forward {
            ids.extend(page);
        } else {
            ids.splice(0..0, page);
        }
        cursor = answer.at(&format!("/data/apiTokens/pageInfo/{next}"));
        if answer.at(&format!("/data/apiTokens/pageInfo/{more}")) != json!(true) {
            return ids;
        }
    }
    panic!("the pages do not end");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn walking_forward_and_backward_meets_every_row_once(plan in plan()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let state = state(config(Seed::Empty));
            let mut browser = Browser::signed_in(&state, "olivia@acme.test").await;
            let inputs: Vec<Value> = plan
                .rows
                .iter()
                .map(|(name, expires, used, active)| json!({
                    "name": name, "isActive": active,
                    "expiresAt": expires.map(day), "lastUsedAt": used.map(day),
                }))
                .collect();
            let create = "mutation($i: [CreateAPITokenInput!]) { createBulkAPIToken(input: $i) { apiTokens { id isActive } } }";
            let made = browser.query(create, json!({ "i": inputs })).await;
            let mut expected: Vec<String> = made.at("/data/createBulkAPIToken/apiTokens").as_array().unwrap().iter()
                .filter(|token| !plan.active_only || token["isActive"] == json!(true))
                .map(|token| token["id"].as_str().unwrap().to_owned())
                .collect();
            let forward = walk(&mut browser, &plan, true).await;
            let backward = walk(&mut browser, &plan, false).await;
            assert_eq!(forward, backward);
            let mut met = forward;
            met.sort();
            expected.sort();
            assert_eq!(met, expected);
        });
    }

    #[test]
    fn both_spellings_of_a_scope_are_accepted_and_kept(
        object in 0_usize..77,
        verb in 0_usize..3,
        spaces in "[ ]{0,2}",
        upper in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let state = state(config(Seed::Empty));
            let mut browser = Browser::signed_in(&state, "olivia@acme.test").await;
            let scopes = browser.get("/v1/scopes").await.at("/scopes");
            let object = scopes.as_object().unwrap().keys().nth(object).unwrap().clone();
            let (verb, relation) = [("read", "can_view"), ("write", "can_edit"), ("delete", "can_delete")][verb];
            let mut spellings = vec![format!("{spaces}{object}:{verb}{spaces}"), format!("{relation}_{object}")];
            if upper {
                for scope in &mut spellings {
                    *scope = scope.to_uppercase();
                }
            }
            let create = "mutation($i: CreateAPITokenInput!) { createAPIToken(input: $i) { apiToken { id scopes token } } }";
            let made = browser.query(create, json!({ "i": { "name": "n", "scopes": spellings } })).await;
            assert_eq!(made.at("/data/createAPIToken/apiToken/scopes"), json!(spellings));
            // Both mean the same relation to the organization.
            browser.bearer = made.at("/data/createAPIToken/apiToken/token").as_str().map(str::to_owned);
            let roles = browser.get("/v1/account/roles/organization").await.at("/roles");
            let relation = format!("{relation}_{object}");
            assert_eq!(roles, json!([relation, relation]));
        });
    }
}
