//! Random requests: never a panic, never a 5xx without its contract body. Half of them are operations that
//! the schema allows. `SANDBOX_SECONDS` makes it longer than its three seconds.

mod support;

use std::time::{Duration, Instant};

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Method, Request},
};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::SliceRandom};
use sandbox::config::Seed;
use serde_json::{Value, json};
use support::{Answer, Browser, config, operations::Operations, state};

const PATHS: [&str; 32] = [
    "/query",
    "/query",
    "/query",
    "/query",
    "/v1/login",
    "/v1/refresh",
    "/v1/logout",
    "/v1/switch",
    "/v1/register",
    "/v1/verify?token=x",
    "/v1/2fa/validate",
    "/v1/scopes",
    "/v1/account/roles",
    "/v1/account/access",
    "/v1/account/roles/organization",
    "/v1/account/roles/organization/%00",
    "/v1/sso/login",
    "/v1/sso/callback",
    "/v1/sso/token/authorize",
    "/v1/sso/token/callback?code=1&state=2",
    "/v1/orgs/acme/sso",
    "/csrf",
    "/livez",
    "/.well-known/webfinger?resource=acct:olivia@acme.test",
    "/.well-known/webfinger?resource=%ff",
    "/oauth/userinfo",
    "/idp/01K00000000000000000RG0002/token",
    "/idp/x/authorize",
    "/sandbox/clock",
    "/nowhere",
    "/query?query=%7B",
    "/",
];

const WORDS: [&str; 46] = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ":",
    "!",
    "$",
    "...",
    "@include(if: true)",
    "query",
    "mutation",
    "fragment F on APIToken",
    "on",
    "apiTokens",
    "apiToken",
    "personalAccessTokens",
    "organizations",
    "self",
    "users",
    "createAPIToken",
    "updateAPIToken",
    "deleteBulkAPIToken",
    "input",
    "where",
    "orderBy",
    "first",
    "after",
    "last",
    "id",
    "name",
    "edges",
    "node",
    "totalCount",
    "pageInfo",
    "\"x\"",
    "\"\"\"",
    "-1",
    "99999999999999999999",
    "1e400",
    "null",
    "true",
    "not",
    "field: name",
    "\u{0}",
];

fn document(rng: &mut StdRng) -> String {
    let valid = [
        "{ apiTokens(where: {or: [{nameContainsFold: \"%\"}, {not: {idIn: []}}]}) { totalCount \
         edges { node { id scopes } } } }",
        "mutation { updateBulkAPIToken(ids: [\"01K00000000000000000AT0001\"], \
         input: {tags: [\"a\"], appendTags: [\"b\"]}) { updatedIDs error } }",
        "query($w: APITokenWhereInput, $c: Cursor) { apiTokens(where: $w, after: $c) { totalCount } }",
        "mutation($i: CreateAPITokenInput!) { createAPIToken(input: $i) { apiToken { id token } } }",
        "{ organizations { edges { node { apiTokens { totalCount } users { edges { node { \
         personalAccessTokens { totalCount } } } } } } } }",
        "{ __schema { types { name } } }",
    ];
    match rng.gen_range(0..4) {
        0 => {
            let words: Vec<&str> = (0..rng.gen_range(0..60))
                .map(|_| *WORDS.choose(rng).unwrap())
                .collect();
            words.join(" ")
        }
        1 => WORDS.choose(rng).unwrap().repeat(rng.gen_range(0..5000)),
        2 => {
            // A valid one with a piece cut out.
            let text = valid.choose(rng).unwrap();
            let at = rng.gen_range(0..text.len());
            format!(
                "{}{}",
                &text[..at],
                &text[(at + rng.gen_range(0..4)).min(text.len())..]
            )
        }
        _ => (*valid.choose(rng).unwrap()).to_owned(),
    }
}

fn value(rng: &mut StdRng, depth: usize) -> Value {
    const TEXTS: [&str; 10] = [
        "",
        "x",
        "2026-01-01T00:00:00Z",
        "+262143-12-31T23:59:59Z",
        "\u{202e}",
        "!500",
        "!garbage",
        "01K00000000000000000AT0002",
        "tola_",
        "%",
    ];
    const KEYS: [&str; 20] = [
        "query",
        "variables",
        "operationName",
        "extensions",
        "username",
        "password",
        "refresh_token",
        "i",
        "w",
        "c",
        "name",
        "scopes",
        "expiresAt",
        "and",
        "hasOwnerWith",
        "target_organization_id",
        "totp_code",
        "object_ids",
        "now",
        "advance_seconds",
    ];
    match rng.gen_range(0..if depth > 4 { 5 } else { 8 }) {
        0 => Value::Null,
        1 => json!(rng.r#gen::<bool>()),
        2 => json!(rng.r#gen::<i64>()),
        3 => json!(rng.r#gen::<f64>()),
        4 => json!(TEXTS.choose(rng).unwrap()),
        5 => (0..rng.gen_range(0..4))
            .map(|_| value(rng, depth + 1))
            .collect(),
        _ => {
            let map: serde_json::Map<String, Value> = (0..rng.gen_range(0..5))
                .map(|_| {
                    (
                        (*KEYS.choose(rng).unwrap()).to_owned(),
                        value(rng, depth + 1),
                    )
                })
                .collect();
            Value::Object(map)
        }
    }
}

fn request(rng: &mut StdRng, kept: &str) -> Request<Body> {
    let methods = [
        Method::GET,
        Method::POST,
        Method::POST,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::OPTIONS,
        Method::HEAD,
    ];
    let path = *PATHS.choose(rng).unwrap();
    let mut builder = Request::builder()
        .method(methods.choose(rng).unwrap())
        .uri(path);
    if rng.gen_bool(0.9) {
        builder = builder.header("content-type", "application/json");
    }
    for _ in 0..rng.gen_range(0..3) {
        let names = [
            "authorization",
            "cookie",
            "x-csrf-token",
            "origin",
            "accept",
            "x-organization-id",
            "x-request-id",
            "content-type",
        ];
        let values: [&[u8]; 9] = [
            b"",
            b"Bearer",
            b"Bearer a.b.c",
            b"Bearer tolp_x",
            b"\xff\xfe",
            b"null",
            b"a=b; c",
            b"application/graphql-response+json",
            kept.as_bytes(),
        ];
        let name = HeaderName::from_static(names.choose(rng).unwrap());
        if let Ok(value) = HeaderValue::from_bytes(values.choose(rng).unwrap()) {
            builder = builder.header(name, value);
        }
    }
    let body = match rng.gen_range(0..6) {
        0 => Vec::new(),
        1 => (0..rng.gen_range(0..200)).map(|_| rng.r#gen()).collect(),
        2 => value(rng, 0).to_string().into_bytes(),
        3 => "[".repeat(rng.gen_range(0..20_000)).into_bytes(),
        _ => json!({ "query": document(rng), "variables": value(rng, 0) })
            .to_string()
            .into_bytes(),
    };
    builder.body(Body::from(body)).unwrap()
}

/// A 5xx is one of the contract's shapes.
fn shaped(answer: &Answer) -> bool {
    let rest = answer.at("/success") == json!(false) && answer.at("/error").is_string();
    let framework = answer.at("/error").is_string() && answer.at("/url").is_string();
    rest || framework
}

/// A request with an operation that the schema allows, or nearly so.
fn operation(rng: &mut StdRng, operations: &Operations) -> Request<Body> {
    let body = json!({ "query": operations.random(rng) });
    Request::post("/query")
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

/// Whether an error says that the sandbox did not know what to do.
fn is_lost(answer: &Answer) -> bool {
    let errors = answer.at("/errors");
    let mut errors = errors.as_array().into_iter().flatten();
    errors.any(|error| {
        let text = error["extensions"]["message"].as_str();
        text.is_some_and(|text| text.starts_with("the sandbox itself failed"))
    })
}

fn variable<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

#[tokio::test]
async fn nothing_panics_and_every_5xx_has_its_body() {
    let seconds = variable("SANDBOX_SECONDS").unwrap_or(3);
    let seed = variable("SANDBOX_FUZZ_SEED").unwrap_or(1);
    let mut rng = StdRng::seed_from_u64(seed);
    let state = state(config(Seed::Demo));
    let mut operations = Operations::new(&state.sdl());
    let mut browser = Browser::signed_in(&state, "olivia@acme.test").await;
    let until = Instant::now() + Duration::from_secs(seconds);
    let (mut sent, mut allowed, mut executed) = (0_u64, 0_u64, 0_u64);
    // A busy machine sends few in the time; so many are sent in any case.
    while Instant::now() < until || sent < 200 {
        sent += 1;
        let mut somebody = if rng.gen_bool(0.95) {
            browser.clone()
        } else {
            browser.stranger()
        };
        let valid = rng.gen_bool(0.5);
        let request = if valid {
            allowed += 1;
            operation(&mut rng, &operations)
        } else {
            let bearer = format!("Bearer {}", browser.bearer.clone().unwrap_or_default());
            request(&mut rng, &bearer)
        };
        let line = format!(
            "{} {} (request {sent} of seed {seed})",
            request.method(),
            request.uri()
        );
        let head = request.method() == Method::HEAD;
        let answer = somebody.send(request).await;
        let status = answer.status.as_u16();
        assert!(
            status < 500 || head || shaped(&answer),
            "{line}: {status} {:?}",
            String::from_utf8_lossy(&answer.bytes)
        );
        executed += u64::from(answer.at("/data").is_object());
        if valid {
            assert!(!is_lost(&answer), "{line}: {}", answer.json);
            let cursor = answer.at("/data/f0/pageInfo/endCursor");
            operations
                .cursors
                .extend(cursor.as_str().map(str::to_owned));
            operations.cursors.truncate(50);
        }
        // No operation ends a session.
        let gone = !valid && browser.query("{ self { id } }", json!({})).await.status != 200;
        if gone || sent % 500 == 0 {
            // Signed out, or the clock was moved, or there are too many tokens to list them each time.
            browser.post("/sandbox/reset", &json!({})).await;
            browser = Browser::signed_in(&state, "olivia@acme.test").await;
        }
    }
    println!("{sent} requests, {allowed} of them by the schema; {executed} were executed");
    assert!(
        executed >= sent / 5,
        "only {executed} of {sent} requests were executed"
    );
}

#[tokio::test]
async fn ten_megabytes_are_answered_in_shape() {
    let state = state(config(Seed::Demo));
    let mut browser = Browser::signed_in(&state, "olivia@acme.test").await;
    let big = "x".repeat(10 * 1024 * 1024);
    let login = browser
        .post("/v1/login", &json!({ "username": big, "password": "x" }))
        .await;
    assert_eq!(login.status, 400);
    let query = browser.query(&big, json!({})).await;
    assert_eq!(
        (query.status.as_u16(), query.at("/errors/0/extensions/code")),
        (422, json!("GRAPHQL_PARSE_FAILED"))
    );
    let create = "mutation($n: String!) { createAPIToken(input: {name: \"big\", description: $n}) \
         { apiToken { id } } }";
    let made = browser.query(create, json!({ "n": big })).await;
    assert!(made.at("/data/createAPIToken/apiToken/id").is_string());
    let too_much = Request::post("/v1/login").header("content-type", "application/json");
    let too_much = browser
        .send(
            too_much
                .body(Body::from(vec![b' '; 40 * 1024 * 1024]))
                .unwrap(),
        )
        .await;
    assert_eq!(
        (too_much.status.as_u16(), too_much.at("/url")),
        (413, json!("/v1/login"))
    );
}
