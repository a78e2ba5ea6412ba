//! Failures on demand: what a token's name, and the rate limit, make of an answer.

mod support;

use std::time::{Duration, Instant};

use axum::{body::Body, http::Request};
use sandbox::config::Seed;
use serde_json::{Value, json};
use support::{Answer, Browser, config, state};

const OLIVIA: &str = "olivia@acme.test";

/// Both kinds of tokens: the type, and the field that holds one.
const KINDS: [(&str, &str); 2] = [
    ("APIToken", "apiToken"),
    ("PersonalAccessToken", "personalAccessToken"),
];

#[tokio::test]
async fn failures_come_on_demand() {
    let state = state(config(Seed::Demo));
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    for (kind, field) in KINDS {
        let create = format!(
            "mutation($n: String!) {{ create{kind}(input: {{name: $n}}) {{ {field} {{ id }} }} }}"
        );
        let mut named = async |name: &str| browser.query(&create, json!({ "n": name })).await;
        fails_by_name(async |name| named(name).await).await;
    }
}

/// What each name does, whatever is done with it.
async fn fails_by_name(mut named: impl AsyncFnMut(&'static str) -> Answer) {
    let payment = named("!payment x").await.at("/errors/0/message");
    assert!(
        payment
            .as_str()
            .unwrap()
            .starts_with("A valid payment method"),
        "{payment}"
    );
    assert_eq!(
        named("!denied").await.at("/errors/0/extensions/code"),
        json!("UNAUTHORIZED")
    );
    assert_eq!(
        named("!conflict").await.at("/errors/0/extensions/code"),
        json!("CONFLICT")
    );
    let broken = named("!500").await;
    assert_eq!(
        (broken.status.as_u16(), broken.at("/url")),
        (500, json!("/query"))
    );
    let limited = named("!429").await;
    assert_eq!(
        (limited.status.as_u16(), limited.header("retry-after")),
        (429, "5")
    );
    let garbage = named("!garbage").await;
    assert_eq!(
        (garbage.status.as_u16(), garbage.header("content-type")),
        (200, "text/html; charset=utf-8")
    );
    let lost = named("!lost").await;
    assert!(lost.bytes.is_empty(), "{}", lost.json);
}

#[tokio::test]
async fn they_come_on_a_change_as_well() {
    let state = state(config(Seed::Demo));
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    for (kind, field) in KINDS {
        let create = format!(
            "mutation {{ create{kind}(input: {{name: \"plain\"}}) {{ {field} {{ id }} }} }}"
        );
        let update = format!(
            "mutation($id: ID!, $n: String!) {{ update{kind}(id: $id, input: {{name: $n}}) {{ \
             {field} {{ id }} }} }}"
        );
        let read = format!("query($id: ID!) {{ {field}(id: $id) {{ name }} }}");
        fails_by_name(async |name| {
            // Each name for a token of its own: a name that stays would fail what comes next.
            let made = browser.query(&create, json!({})).await;
            let id = made.at(&format!("/data/create{kind}/{field}/id"));
            let answer = browser.query(&update, json!({ "id": id, "n": name })).await;
            let kept = browser.query(&read, json!({ "id": id })).await;
            let committed = ["!garbage", "!lost"].contains(&name);
            assert_eq!(
                kept.at(&format!("/data/{field}/name")),
                json!(if committed { name } else { "plain" })
            );
            answer
        })
        .await;
    }
}

#[tokio::test]
async fn a_slow_one_is_five_seconds_late() {
    let state = state(config(Seed::Demo));
    let browser = Browser::signed_in(&state, OLIVIA).await;
    let late = async |(kind, field): (&str, &str)| {
        let create = format!(
            "mutation($n: String!) {{ create{kind}(input: {{name: $n}}) {{ {field} {{ id }} }} }}"
        );
        let update = format!(
            "mutation($id: ID!) {{ update{kind}(id: $id, input: {{name: \"!slow\"}}) {{ {field} {{ \
             id }} }} }}"
        );
        let made = browser
            .clone()
            .query(&create, json!({ "n": "plain" }))
            .await;
        let id = made.at(&format!("/data/create{kind}/{field}/id"));
        let (mut one, mut other) = (browser.clone(), browser.clone());
        let begun = Instant::now();
        let answers = tokio::join!(
            one.query(&create, json!({ "n": "!slow" })),
            other.query(&update, json!({ "id": id }))
        );
        for answer in [answers.0, answers.1] {
            assert!(answer.at("/errors").is_null(), "{}", answer.json);
        }
        assert!(begun.elapsed() >= Duration::from_secs(5));
    };
    // All at once: the wait is on the clock on the wall.
    tokio::join!(late(KINDS[0]), late(KINDS[1]));
}

#[tokio::test]
async fn a_limit_holds_for_every_route_until_it_is_lifted() {
    let state = state(config(Seed::Demo));
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    let mut set = Browser::new(&state);
    let mut limit = async |body: Value| set.post("/sandbox/rate-limit", &body).await;
    assert_eq!(limit(json!({ "requests": 100 })).await.status, 200);
    for path in [
        "/livez",
        "/v1/scopes",
        "/csrf",
        "/query",
        "/idp/x/authorize",
    ] {
        let refused = browser.get(path).await;
        assert_eq!(
            (refused.status.as_u16(), refused.json.clone()),
            (
                429,
                json!({ "error": "code=429, message=Too many requests", "query": {}, "url": path })
            )
        );
        assert_eq!(refused.header("retry-after"), "5");
        // It stands before what sets these.
        for name in [
            "set-cookie",
            "x-frame-options",
            "access-control-allow-origin",
        ] {
            assert_eq!(refused.header(name), "", "{path} {name}");
        }
    }
    // A preflight is a request like any other.
    let preflight = Request::options("/query").header("origin", "http://a.test");
    let refused = browser.send(preflight.body(Body::empty()).unwrap()).await;
    assert_eq!(refused.status, 429);
    assert_eq!(browser.get("/sandbox/clock").await.status, 200);
    assert_eq!(limit(json!({ "requests": 0 })).await.status, 200);
    assert_eq!(browser.get("/v1/scopes").await.status, 200);
    assert_eq!(limit(json!({ "requests": 100 })).await.status, 200);
    assert_eq!(browser.post("/sandbox/reset", &json!({})).await.status, 200);
    assert_eq!(browser.get("/livez").await.status, 200);
    assert_eq!(
        limit(json!({})).await.at("/error"),
        json!("requests is required")
    );
    let odd = limit(json!({ "requests": 1, "limiter": "local" })).await;
    assert_eq!(odd.at("/error"), json!("there is no limiter \"local\""));
}

#[tokio::test]
async fn what_is_held_is_deleted_once_it_has_another_name() {
    let state = state(config(Seed::Demo));
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    for (kind, field) in KINDS {
        let create = format!(
            "mutation {{ create{kind}(input: {{name: \"!held x\"}}) {{ {field} {{ id }} }} }}"
        );
        let made = browser.query(&create, json!({})).await;
        let id = json!({ "id": made.at(&format!("/data/create{kind}/{field}/id")) });
        let delete = format!("mutation($id: ID!) {{ delete{kind}(id: $id) {{ deletedID }} }}");
        let refused = browser.query(&delete, id.clone()).await;
        assert_eq!(
            refused.at("/errors/0/message"),
            json!("the token is held by a running job")
        );
        let rename = format!(
            "mutation($id: ID!) {{ update{kind}(id: $id, input: {{name: \"free\"}}) {{ {field} {{ \
             name }} }} }}"
        );
        let renamed = browser.query(&rename, id.clone()).await;
        assert_eq!(
            renamed.at(&format!("/data/update{kind}/{field}/name")),
            json!("free")
        );
        let deleted = browser.query(&delete, id.clone()).await;
        assert_eq!(
            deleted.at(&format!("/data/delete{kind}/deletedID")),
            id["id"]
        );
    }
}

#[tokio::test]
async fn a_bulk_action_fails_for_the_tokens_that_the_seed_made_for_it() {
    let state = state(config(Seed::Demo));
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    let list = browser
        .query(
            "{ apiTokens(where: {nameHasPrefix: \"!\"}) { edges { node { id } } } }",
            json!({}),
        )
        .await;
    let ids: Vec<_> = list
        .at("/data/apiTokens/edges")
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| edge["node"]["id"].clone())
        .collect();
    let all: Vec<_> = [json!("01K00000000000000000AT0001")]
        .into_iter()
        .chain(ids.clone())
        .collect();
    let query = "mutation($ids: [ID!]!) { updateBulkAPIToken(ids: $ids, input: {isActive: false}) \
         { updatedIDs notUpdatedIDs error } }";
    let done = browser
        .query(query, json!({ "ids": all }))
        .await
        .at("/data/updateBulkAPIToken");
    assert_eq!(done["updatedIDs"], json!(["01K00000000000000000AT0001"]));
    // The ids of a bulk answer come in no fixed order.
    let sorted = |list: &Value| {
        let mut list = list.as_array().cloned().unwrap_or_default();
        list.sort_by_key(Value::to_string);
        list
    };
    assert_eq!(sorted(&done["notUpdatedIDs"]), sorted(&json!(ids)));
}
