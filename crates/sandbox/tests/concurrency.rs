//! Many clients at once: no lost write, no lock error. Runs for two seconds; `SANDBOX_SECONDS` makes it
//! longer.

mod support;

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use sandbox::config::{Config, Database, Seed};
use serde_json::{Value, json};
use support::{Browser, config, state};

const CLIENTS: usize = 32;

fn seconds() -> u64 {
    std::env::var("SANDBOX_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(2)
}

/// Creates, lists and deletes until the time is over; gives what it created and did not delete.
async fn work(mut browser: Browser, number: usize, until: Instant) -> (Vec<String>, usize) {
    let (mut kept, mut requests) = (Vec::new(), 0);
    while Instant::now() < until {
        let create =
            "mutation($n: String!) { createAPIToken(input: {name: $n}) { apiToken { id } } }";
        let made = browser
            .query(create, json!({ "n": format!("client {number}") }))
            .await;
        let id = made.at("/data/createAPIToken/apiToken/id");
        let id = id
            .as_str()
            .unwrap_or_else(|| panic!("{} {}", made.status, made.json))
            .to_owned();
        let list = browser
            .query(
                "{ apiTokens(first: 10) { totalCount edges { node { id name } } } }",
                json!({}),
            )
            .await;
        assert!(
            list.at("/data/apiTokens/totalCount").is_number(),
            "{} {}",
            list.status,
            list.json
        );
        if requests % 3 == 0 {
            kept.push(id);
        } else {
            let delete = format!("mutation {{ deleteAPIToken(id: \"{id}\") {{ deletedID }} }}");
            let deleted = browser.query(&delete, json!({})).await;
            assert_eq!(
                deleted.at("/data/deleteAPIToken/deletedID"),
                json!(id),
                "{}",
                deleted.json
            );
        }
        requests += 1;
    }
    (kept, requests)
}

#[test]
fn clients_do_not_disturb_each_other() {
    let path = std::env::temp_dir().join(format!("sandbox-concurrency-{}.db", std::process::id()));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = Config {
        database: Database::File(path.clone()),
        ..config(Seed::Empty)
    };
    runtime.block_on(async {
        let state = state(config);
        let until = Instant::now() + Duration::from_secs(seconds());
        let mut tasks = Vec::new();
        for number in 0..CLIENTS {
            let browser = Browser::signed_in(&state, "olivia@acme.test").await;
            tasks.push(tokio::spawn(work(browser, number, until)));
        }
        let (mut kept, mut rounds) = (BTreeSet::new(), 0);
        for task in tasks {
            let (ids, done) = task.await.unwrap();
            kept.extend(ids);
            rounds += done;
        }
        println!("{rounds} rounds of {CLIENTS} clients");
        let mut browser = Browser::signed_in(&state, "olivia@acme.test").await;
        let mut listed = BTreeSet::new();
        let mut cursor = Value::Null;
        loop {
            let query = "query($c: Cursor) { apiTokens(first: 100, after: $c) { totalCount \
                 pageInfo { hasNextPage endCursor } edges { node { id } } } }";
            let page = browser.query(query, json!({ "c": cursor })).await;
            assert_eq!(page.at("/data/apiTokens/totalCount"), json!(kept.len()));
            for edge in page.at("/data/apiTokens/edges").as_array().unwrap() {
                listed.insert(edge["node"]["id"].as_str().unwrap().to_owned());
            }
            cursor = page.at("/data/apiTokens/pageInfo/endCursor");
            if page.at("/data/apiTokens/pageInfo/hasNextPage") != json!(true) {
                break;
            }
        }
        assert_eq!(listed, kept);
    });
    for suffix in ["", "-wal", "-shm"] {
        // The companions may be gone already.
        let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
    }
}
