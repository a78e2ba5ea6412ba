//! Measures lists of 5,000 tokens, and the start: `cargo run --release -p sandbox --bin bench`.
//!
//! Everything but the network is in the figures: routing, authentication, session renewal, GraphQL, SQLite, JSON.
//! Ends with 1 when a median is over its limit.

use std::{
    collections::BTreeMap,
    process::ExitCode,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::Request,
};
use sandbox::{
    PASSWORD, State, app,
    config::{Config, Database, Seed},
};
use serde_json::{Value, json};
use tower::ServiceExt;

/// Most that the median of a page may take.
const LIMIT: Duration = Duration::from_millis(50);
/// Most that a start with the demo seed may take.
const START_LIMIT: Duration = Duration::from_millis(300);
const ROUNDS: usize = 40;

struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    bearer: String,
}

impl Browser {
    async fn post(&mut self, path: &str, body: &Value) -> Result<Value, String> {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = Request::post(path)
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {}", self.bearer))
            .header("cookie", cookies.join("; "))
            .body(Body::from(body.to_string()))
            .map_err(|error| error.to_string())?;
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all("set-cookie") {
            let pair = line
                .to_str()
                .ok()
                .and_then(|line| line.split(';').next()?.split_once('='));
            if let Some((name, value)) = pair {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = to_bytes(body, usize::MAX)
            .await
            .map_err(|error| error.to_string())?;
        serde_json::from_slice(&bytes).map_err(|error| error.to_string())
    }
}

fn config(seed: Seed) -> Config {
    Config {
        database: Database::Memory,
        seed,
        csrf: false,
        ..Config::default()
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn row(name: &str, time: Duration, limit: Duration) -> bool {
    let over = time > limit;
    println!(
        "{name:<58} {:>8.2} ms   limit {:>4} ms{}",
        time.as_secs_f64() * 1000.0,
        limit.as_millis(),
        if over { "   OVER" } else { "" }
    );
    !over
}

const FIELDS: &str = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } \
     edges { cursor node { id name description scopes expiresAt lastUsedAt isActive revokedAt createdAt createdBy tags ssoAuthorizations token } }";

async fn measure() -> Result<bool, String> {
    let mut starts = Vec::new();
    for _ in 0..9 {
        let begun = Instant::now();
        let state = State::open(config(Seed::Demo))?;
        starts.push(begun.elapsed());
        drop(state);
    }
    let mut good = row(
        "start with the demo seed, in memory",
        median(starts),
        START_LIMIT,
    );

    let state = State::open(config(Seed::Large))?;
    let mut browser = Browser {
        router: app(state),
        cookies: BTreeMap::new(),
        bearer: String::new(),
    };
    let sign_in = json!({ "username": "olivia@acme.test", "password": PASSWORD });
    let session = browser.post("/v1/login", &sign_in).await?;
    browser.bearer = session["access_token"]
        .as_str()
        .unwrap_or_default()
        .to_owned();

    for (name, filter, order) in [
        ("newest first", "{}", "{field: created_at, direction: DESC}"),
        ("active, by name", "{isActive: true}", "{field: name}"),
        (
            "active, by end",
            "{isActive: true, expiresAtNotNil: true}",
            "{field: expires_at}",
        ),
        (
            "text search, by last use",
            "{nameContainsFold: \"A\"}",
            "{field: last_used_at, direction: DESC}",
        ),
    ] {
        let mut cursor = Value::Null;
        for page in 1..=50 {
            let query = format!(
                "query($c: Cursor) {{ apiTokens(first: 100, after: $c, where: {filter}, orderBy: [{order}]) {{ {FIELDS} }} }}"
            );
            let body = json!({ "query": query, "variables": { "c": cursor } });
            let wanted = page == 1 || page == 25 || page == 50;
            let mut times = Vec::new();
            let mut answer = Value::Null;
            for _ in 0..if wanted { ROUNDS } else { 1 } {
                let begun = Instant::now();
                answer = browser.post("/query", &body).await?;
                times.push(begun.elapsed());
            }
            let list = &answer["data"]["apiTokens"];
            let rows = list["edges"]
                .as_array()
                .ok_or_else(|| answer.to_string())?
                .len();
            if wanted {
                good &= row(
                    &format!("{name}: page {page} ({rows} rows)"),
                    median(times),
                    LIMIT,
                );
            }
            if list["pageInfo"]["hasNextPage"] != json!(true) {
                break;
            }
            cursor = list["pageInfo"]["endCursor"].clone();
        }
    }
    Ok(good)
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(measure()),
        Err(error) => Err(error.to_string()),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(line) => {
            eprintln!("bench: {line}");
            ExitCode::from(2)
        }
    }
}
