//! What the command line and `/sandbox/*` change about scopes, payment and introspection.

mod support;

use std::time::Duration;

use sandbox::config::{Catalogue, Config, Seed};
use serde_json::json;
use support::{Browser, config, state};

const OLIVIA: &str = "olivia@acme.test";

#[tokio::test]
async fn a_change_of_scopes_works_when_its_delay_is_over() {
    let state = state(Config {
        scope_delay: Duration::from_secs(10),
        ..config(Seed::Empty)
    });
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    let create = "mutation { createAPIToken(input: {name: \"n\", scopes: [\"risk:read\"]}) { apiToken { id \
        token } } }";
    let made = browser.query(create, json!({})).await;
    let token = made.at("/data/createAPIToken/apiToken");
    let mut script = browser.stranger();
    script.bearer = token["token"].as_str().map(str::to_owned);
    let held = async |script: &mut Browser| {
        let roles = script.get("/v1/account/roles/organization").await;
        roles.at("/roles")
    };
    assert_eq!(held(&mut script).await, json!(["can_view_risk"]));
    let change = format!(
        "mutation {{ updateAPIToken(id: {}, input: {{scopes: [\"task:read\"]}}) {{ apiToken {{ id }} }} }}",
        token["id"]
    );
    assert!(
        browser
            .query(&change, json!({}))
            .await
            .at("/errors")
            .is_null()
    );
    assert_eq!(held(&mut script).await, json!(["can_view_risk"]));
    browser
        .post("/sandbox/clock", &json!({ "advance_seconds": 10 }))
        .await;
    assert_eq!(held(&mut script).await, json!(["can_view_task"]));
}

#[tokio::test]
async fn the_next_catalogue_is_a_switch_and_a_control() {
    let state = state(Config {
        catalogue: Catalogue::Next,
        ..config(Seed::Empty)
    });
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    let count = async |browser: &mut Browser| {
        let scopes = browser.get("/v1/scopes").await.at("/scopes");
        scopes.as_object().map(serde_json::Map::len)
    };
    assert_eq!(count(&mut browser).await, Some(71));
    let current = json!({ "catalogue": "current" });
    assert_eq!(
        browser.post("/sandbox/catalogue", &current).await.status,
        200
    );
    assert_eq!(count(&mut browser).await, Some(77));
    let other = json!({ "catalogue": "another" });
    assert_eq!(browser.post("/sandbox/catalogue", &other).await.status, 400);
    browser.post("/sandbox/reset", &json!({})).await;
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    assert_eq!(count(&mut browser).await, Some(71));
}

#[tokio::test]
async fn only_a_development_server_describes_itself() {
    for (production_cookies, described) in [(false, true), (true, false)] {
        let state = state(Config {
            production_cookies,
            ..config(Seed::Empty)
        });
        let mut browser = Browser::signed_in(&state, OLIVIA).await;
        let direct = "{ __schema { queryType { name } } }";
        let hidden =
            "{ ...F } fragment F on Query { s: __schema { queryType { name } } __typename }";
        for query in [direct, hidden] {
            let answer = browser.query(query, json!({})).await;
            assert_eq!(answer.status, 200);
            assert_eq!(answer.at("/errors").is_null(), described, "{}", answer.json);
            if !described {
                assert_eq!(
                    answer.at("/errors/0/message"),
                    json!("introspection disabled")
                );
            }
        }
        let named = browser.query("{ __typename }", json!({})).await;
        assert_eq!(named.at("/data/__typename"), json!("Query"));
    }
}

#[tokio::test]
async fn a_payment_method_is_put_on_file_and_taken_away() {
    let state = state(config(Seed::Empty));
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    let create = "mutation { createAPIToken(input: {name: \"n\"}) { apiToken { id } } }";
    for on_file in [false, true] {
        let body = json!({ "organization": "acme", "on_file": on_file });
        assert_eq!(browser.post("/sandbox/payment", &body).await.status, 200);
        let made = browser.query(create, json!({})).await;
        assert_eq!(made.at("/errors").is_null(), on_file, "{}", made.json);
    }
    let nowhere = json!({ "organization": "nowhere", "on_file": true });
    assert_eq!(browser.post("/sandbox/payment", &nowhere).await.status, 404);
}
