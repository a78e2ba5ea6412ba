//! Measures lists of 5,000 tokens, and the start: `cargo run --release -p sandbox --bin bench`.
//!
//! Everything but the network is in the figures: routing, authentication, session renewal, GraphQL, SQLite,
//! JSON. Ends with 1 when a median is over its limit, or grows with the depth of the page.

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
/// A page deep in the list may take so many times what the first one takes,
const GROWTH: f64 = 1.5;
/// and this much more, which is less than anybody notices and more than a timer is wrong by.
const SLACK: Duration = Duration::from_millis(2);
/// The deep page.
const DEEP: usize = 50;
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
        "{name:<62} {:>8.2} ms   limit {:>6.1} ms{}",
        time.as_secs_f64() * 1000.0,
        limit.as_secs_f64() * 1000.0,
        if over { "   OVER" } else { "" }
    );
    !over
}

const FIELDS: &str = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } \
     edges { cursor node { id name description scopes expiresAt lastUsedAt isActive revokedAt \
     createdAt createdBy tags ssoAuthorizations token } }";

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

    for list in LISTS {
        good &= measure_list(&mut browser, &list).await?;
    }
    Ok(good)
}

/// A list as somebody looks at it.
struct List {
    name: &'static str,
    filter: &'static str,
    order: &'static str,
    /// Keeps enough rows for fifty pages.
    long: bool,
}

const LISTS: [List; 9] = [
    List {
        name: "newest first",
        filter: "{}",
        order: "{field: created_at, direction: DESC}",
        long: true,
    },
    List {
        name: "last changed first",
        filter: "{}",
        order: "{field: updated_at, direction: DESC}",
        long: true,
    },
    List {
        name: "by state",
        filter: "{}",
        order: "{field: is_active}",
        long: true,
    },
    List {
        name: "by state, active first",
        filter: "{}",
        order: "{field: is_active, direction: DESC}",
        long: true,
    },
    List {
        name: "a filter that keeps all, by name",
        filter: "{nameNEQ: \"x\", createdAtGT: \"2001-01-01T00:00:00Z\"}",
        order: "{field: name}",
        long: true,
    },
    List {
        name: "text search that finds all, by end, latest first",
        filter: "{or: [{nameContainsFold: \"A\"}, {nameContainsFold: \"E\"}, {not: {nameContains: \"x\"}}]}",
        order: "{field: expires_at, direction: DESC}",
        long: true,
    },
    List {
        name: "active, by name",
        filter: "{isActive: true}",
        order: "{field: name}",
        long: false,
    },
    List {
        name: "active, by end",
        filter: "{isActive: true, expiresAtNotNil: true}",
        order: "{field: expires_at}",
        long: false,
    },
    List {
        name: "text search, by last use",
        filter: "{nameContainsFold: \"A\"}",
        order: "{field: last_used_at, direction: DESC}",
        long: false,
    },
];

/// Measures the first page, one in the middle, and the fiftieth or, in a shorter list, the last full one.
async fn measure_list(browser: &mut Browser, list: &List) -> Result<bool, String> {
    let query = format!(
        "query($c: Cursor) {{ apiTokens(first: 100, after: $c, where: {}, orderBy: [{}]) {{ {FIELDS} }} }}",
        list.filter, list.order
    );
    let body = |cursor: &Value| json!({ "query": query, "variables": { "c": cursor } });
    let mut cursors = vec![Value::Null];
    while let Some(cursor) = cursors.last().filter(|_| cursors.len() < DEEP) {
        let answer = browser.post("/query", &body(cursor)).await?;
        let info = &answer["data"]["apiTokens"]["pageInfo"];
        if info["hasNextPage"] != json!(true) {
            if info.is_null() {
                return Err(answer.to_string());
            }
            // The last one may be short, and so quicker.
            cursors.pop();
            break;
        }
        cursors.push(info["endCursor"].clone());
    }
    let deepest = cursors.len();
    if list.long && deepest < DEEP {
        return Err(format!("{} has only {deepest} pages", list.name));
    }
    let mut pages = [1, deepest.div_ceil(2), deepest].map(|page| (page, Vec::new()));
    // In turn, so that what else the machine does hits all of them.
    for _ in 0..ROUNDS {
        for (page, times) in &mut pages {
            let cursor = cursors.get(*page - 1).unwrap_or(&Value::Null);
            let body = body(cursor);
            let begun = Instant::now();
            browser.post("/query", &body).await?;
            times.push(begun.elapsed());
        }
    }
    let [first, middle, deep] = pages.map(|(page, times)| (page, median(times)));
    let may_grow = (first.1.mul_f64(GROWTH) + SLACK).min(LIMIT);
    let mut good = true;
    for ((page, time), limit) in [(first, LIMIT), (middle, LIMIT), (deep, may_grow)] {
        good &= row(&format!("{}: page {page}", list.name), time, limit);
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
