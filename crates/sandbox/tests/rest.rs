//! Middleware around the routes, and a switch that degrades one of them: CSRF, allowed origins, long lists of
//! relations.

mod support;

use std::time::Duration;

use axum::{body::Body, http::Request};
use sandbox::config::{Config, Seed};
use serde_json::json;
use support::{Answer, Browser, config, state};

const OLIVIA: &str = "olivia@acme.test";

#[tokio::test]
async fn only_a_document_that_begins_with_the_word_needs_the_token() {
    let state = state(config(Seed::Demo));
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    let token = browser.csrf.take();
    let create = "mutation M { createAPIToken(input: {name: \"abc\"}) { apiToken { id } } }";
    let is_made = |answer: &Answer| answer.at("/data/createAPIToken/apiToken/id").is_string();
    for document in [
        format!("# a comment\n{create}"),
        format!("query Q {{ self {{ id }} }} {create}"),
        format!(
            "fragment F on APIToken {{ id }} {}",
            create.replace("{ id }", "{ ...F }")
        ),
        create.replace("mutation M ", "mutation"),
    ] {
        let named = document.contains(" M ");
        let body = json!({ "query": document, "operationName": named.then_some("M") });
        let answer = browser.post("/query", &body).await;
        assert!(is_made(&answer), "{document}: {}", answer.json);
    }
    for document in [
        format!("\n {create}"),
        create.replace("mutation", "Mutation"),
    ] {
        let answer = browser.post("/query", &json!({ "query": document })).await;
        assert_eq!(answer.status, 400, "{document}");
    }
    browser.csrf = token;
    let made = browser.post("/query", &json!({ "query": create })).await;
    assert!(is_made(&made), "{}", made.json);
}

/// It stands for another host, so the list of origins says nothing of it; browsers send `null` with its form.
#[tokio::test]
async fn the_provider_is_not_held_to_the_list_of_origins() {
    let state = state(Config {
        allow_origins: vec!["http://127.0.0.1:8080".to_owned()],
        ..config(Seed::Demo)
    });
    let mut browser = Browser::new(&state);
    let send = |path: &'static str| {
        let request = Request::post(path)
            .header("origin", "null")
            .header("content-type", "application/x-www-form-urlencoded");
        request.body(Body::from("client_id=x")).unwrap()
    };
    let provider = send("/idp/01K00000000000000000RG0002/authorize");
    let answer = browser.send(provider).await;
    assert_eq!(answer.status, 400, "the page says why, not the framework");
    assert!(answer.header("content-type").starts_with("text/html"));
    assert_eq!(browser.send(send("/v1/login")).await.status, 401);
}

#[tokio::test]
async fn lists_of_relations_are_spoilt_until_the_reset() {
    let state = state(Config {
        short_roles: true,
        cold_roles: Duration::from_millis(1),
        ..config(Seed::Demo)
    });
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    let path = "/v1/account/roles/organization";
    let list = browser.get(path).await.at("/roles");
    let list = list.as_array().unwrap();
    assert!((200..322).contains(&list.len()), "{}", list.len());
    assert!(!list.contains(&json!("can_edit")));
    let whole = browser
        .post("/sandbox/roles", &json!({ "short": false, "cold_ms": 0 }))
        .await;
    assert_eq!(
        whole.json,
        json!({ "success": true, "cold_ms": 0, "short": false, "refuse": false, "refuse_self": 0 })
    );
    let list = browser.get(path).await.at("/roles");
    assert_eq!(list.as_array().map(Vec::len), Some(322));
    assert_eq!(browser.post("/sandbox/reset", &json!({})).await.status, 200);
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    let list = browser.get(path).await.at("/roles");
    assert!(!list.as_array().unwrap().contains(&json!("can_edit")));
    let long = json!({ "cold_ms": 600_001 });
    assert_eq!(browser.post("/sandbox/roles", &long).await.status, 400);
}
