//! Contract 0, 2, 8: error families, CSRF, CORS, request ids.

use serde_json::json;

use super::suite::Suite;

pub(super) fn run(suite: &mut Suite) {
    families(suite);
    csrf(suite);
    cors(suite);
    ids(suite);
}

fn families(suite: &mut Suite) {
    suite.section("0.1");
    let mut stranger = suite.stranger();
    let unknown = stranger.get("/v1/nothing-here?a=1&a=2&b=x");
    suite.eq("unknown path is 404", unknown.status, 404);
    suite.eq(
        "its text",
        unknown.at("/error"),
        "code=404, message=Not Found",
    );
    suite.eq(
        "its query",
        unknown.at("/query"),
        json!({ "a": ["1", "2"], "b": ["x"] }),
    );
    suite.eq(
        "its URL",
        unknown.at("/url"),
        "/v1/nothing-here?a=1&a=2&b=x",
    );
    let method = stranger.get("/v1/login");
    suite.eq("wrong method is 405", method.status, 405);
    suite.eq(
        "its text",
        method.at("/error"),
        "code=405, message=Method Not Allowed",
    );
    suite.eq(
        "GET of the SSO sign-in is 405",
        stranger.get("/v1/sso/login?organization_id=x").status,
        405,
    );
    let missing = stranger.post("/v1/login", &json!({}));
    suite.eq("missing field is 400", missing.status, 400);
    suite.eq(
        "missing field has a code",
        missing.at("/error_code"),
        "INVALID_INPUT",
    );
    suite.eq(
        "missing field is named",
        missing.at("/error"),
        "username is required",
    );
    suite.eq(
        "missing field: success is false",
        missing.at("/success"),
        false,
    );
    let password = stranger.post("/v1/login", &json!({ "username": "a@b.test" }));
    suite.eq(
        "missing password is named",
        password.at("/error"),
        "password is required",
    );
    let json = [("content-type", "application/json")];
    let broken = stranger.send("POST", "/v1/login", &json, Some("{\"username\":"));
    suite.eq("malformed JSON is 400", broken.status, 400);
    suite.eq(
        "malformed JSON: success is false",
        broken.at("/success"),
        false,
    );
    let plain = stranger.send(
        "POST",
        "/v1/login",
        &[("content-type", "text/plain")],
        Some("hello"),
    );
    suite.eq("other content type is 400", plain.status, 400);
    suite.eq("liveness answers 200", stranger.get("/livez").status, 200);
}

fn csrf(suite: &mut Suite) {
    suite.section("2.1");
    let mut stranger = suite.stranger();
    let token = stranger.get("/csrf");
    suite.eq("/csrf is 200", token.status, 200);
    let Some(value) = token.at("/csrf").as_str().map(str::to_owned) else {
        suite.skip("CSRF protection is off: token, cookie, refusals");
        return;
    };
    suite.eq("the token has 32 characters", value.len(), 32);
    suite.begins(
        "the cookie holds it",
        token.cookie("ol.csrf-token"),
        &format!("ol.csrf-token={value}"),
    );
    suite.contains(
        "the cookie is Lax",
        token.cookie("ol.csrf-token"),
        "SameSite=Lax",
    );
    suite.holds(
        "scripts may read the cookie",
        !token.cookie("ol.csrf-token").is_empty()
            && !token.cookie("ol.csrf-token").contains("HttpOnly"),
        token.cookie("ol.csrf-token"),
    );
    suite.holds(
        "Vary names Cookie",
        token.all("vary").contains(&"Cookie"),
        token.all("vary").join(" | "),
    );
    suite.eq(
        "an existing token is reused",
        stranger.get("/csrf").at("/csrf"),
        value.as_str(),
    );
    suite.begins(
        "liveness sets it too",
        suite.stranger().get("/livez").cookie("ol.csrf-token"),
        "ol.csrf-token=",
    );

    let mut client = suite.signed_in();
    client.csrf = None;
    let without = client.post("/v1/logout", &json!({}));
    suite.eq("no header: 400", without.status, 400);
    suite.eq(
        "no header: text",
        without.at("/error"),
        "code=400, message=Bad Request, internal=missing value in request header",
    );
    client.csrf = Some("x".repeat(32));
    let wrong = client.post("/v1/logout", &json!({}));
    suite.eq("mismatch: 403", wrong.status, 403);
    suite.eq(
        "mismatch: text",
        wrong.at("/error"),
        "code=403, message=invalid csrf token",
    );
    suite.eq("mismatch: URL", wrong.at("/url"), "/v1/logout");
    let mutation = client.query("mutation { deleteAPIToken(id: \"x\") { deletedID } }");
    suite.eq("a mutation is checked", mutation.status, 403);
    client.csrf = None;
    suite.eq(
        "a mutation without header is 400",
        client
            .query("mutation M { deleteAPIToken(id: \"x\") { deletedID } }")
            .status,
        400,
    );
    suite.eq(
        "a query is not checked",
        client.query("{ self { id } }").status,
        200,
    );
    suite.eq(
        "a switch is checked",
        client.post("/v1/switch", &json!({})).status,
        400,
    );
    suite.eq(
        "two-factor is checked",
        client.post("/v1/2fa/validate", &json!({})).status,
        400,
    );
    suite.eq(
        "token authorization is checked",
        client.post("/v1/sso/token/authorize", &json!({})).status,
        400,
    );
    suite.eq(
        "refresh is checked",
        client.post("/v1/refresh", &json!({})).at("/query"),
        json!({}),
    );
    suite.eq(
        "a JWT sign-in is not",
        suite
            .stranger()
            .post("/v1/login", &json!({}))
            .at("/error_code"),
        "INVALID_INPUT",
    );
    suite.eq(
        "the SSO sign-in is not",
        suite
            .stranger()
            .post("/v1/sso/login", &json!({}))
            .at("/error"),
        "organization_id is required",
    );
    let mut nobody = suite.stranger();
    suite.eq(
        "401 comes before CSRF",
        nobody.post("/v1/switch", &json!({})).status,
        401,
    );
}

fn cors(suite: &mut Suite) {
    suite.section("2.2");
    let mut stranger = suite.stranger();
    let preflight = [
        ("origin", "https://elsewhere.test"),
        ("access-control-request-method", "POST"),
    ];
    let answer = stranger.send("OPTIONS", "/query", &preflight, None);
    suite.eq("a preflight is 204", answer.status, 204);
    let from_elsewhere = stranger.send(
        "GET",
        "/livez",
        &[("origin", "https://elsewhere.test")],
        None,
    );
    if from_elsewhere.status == 401 {
        suite.eq(
            "unlisted origin: text",
            from_elsewhere.at("/error"),
            "code=401, message=Unauthorized",
        );
        suite.absent(
            "unlisted preflight has no grant",
            &answer,
            204,
            answer.header("access-control-allow-origin"),
        );
    } else {
        suite.eq(
            "empty list: anyone",
            from_elsewhere.header("access-control-allow-origin"),
            "*",
        );
        suite.contains(
            "X-CSRF-Token may be sent",
            answer.header("access-control-allow-headers"),
            "X-CSRF-Token",
        );
        suite.contains(
            "X-Organization-ID may be sent",
            answer.header("access-control-allow-headers"),
            "X-Organization-ID",
        );
        suite.holds(
            "X-Request-ID may not be sent",
            answer.status == 204
                && !answer
                    .header("access-control-allow-headers")
                    .contains("X-Request-ID"),
            answer.header("access-control-allow-headers"),
        );
        suite.eq(
            "a preflight is kept a day",
            answer.header("access-control-max-age"),
            "86400",
        );
    }
}

/// Those of the backend never bite by default, so only the sandbox can be told to.
fn limits(suite: &mut Suite) {
    if !suite.controls {
        suite.skip("429 and where it stands");
        return;
    }
    let set = |suite: &Suite, body: serde_json::Value| {
        suite.stranger().post("/sandbox/rate-limit", &body).status
    };
    let mut client = suite.signed_in();
    let elsewhere = [("origin", "https://elsewhere.test")];
    let on = set(
        suite,
        json!({ "requests": 2, "retry_after": 7, "path": "/v1/scopes" }),
    );
    suite.eq("a limit can be set", on, 200);
    let global = client.send("GET", "/v1/scopes?a=1", &elsewhere, None);
    suite.eq("429", global.status, 429);
    suite.eq(
        "429: body",
        global.json.clone(),
        json!({
            "error": "code=429, message=Too many requests",
            "query": { "a": ["1"] },
            "url": "/v1/scopes?a=1",
        }),
    );
    suite.eq("429: Retry-After", global.header("retry-after"), "7");
    suite.holds(
        "429: a request id",
        !global.header("x-request-id").is_empty(),
        "none",
    );
    suite.absent(
        "429 comes before CORS",
        &global,
        429,
        global.header("access-control-allow-origin"),
    );
    suite.eq("other routes go on", client.get("/livez").status, 200);
    let early = suite.stranger().get("/v1/scopes");
    suite.eq("429 comes before 401", early.status, 429);
    suite.eq("and ends", client.get("/v1/scopes").status, 200);
    set(suite, json!({ "requests": 1, "limiter": "graph" }));
    let json_type = [("content-type", "application/json"), elsewhere[0]];
    let body = "{\"query\":\"{ self { id } }\"}";
    let graph = client.send("POST", "/query", &json_type, Some(body));
    suite.eq("GraphQL has a limiter of its own", graph.status, 429);
    suite.absent(
        "which issues no session",
        &graph,
        429,
        graph.header("set-cookie"),
    );
    suite.holds(
        "and stands behind CORS",
        !graph.header("access-control-allow-origin").is_empty(),
        &graph.text,
    );
    set(suite, json!({ "requests": 0 }));
}

fn ids(suite: &mut Suite) {
    suite.section("8");
    let mut stranger = suite.stranger();
    suite.eq(
        "a request id is made up",
        stranger.get("/livez").header("x-request-id").len(),
        32,
    );
    let echoed = stranger.send("GET", "/livez", &[("x-request-id", "abc-123")], None);
    suite.eq(
        "a request id is echoed",
        echoed.header("x-request-id"),
        "abc-123",
    );
    limits(suite);
    suite.section("2.3");
    suite.eq(
        "answers are nosniff",
        echoed.header("x-content-type-options"),
        "nosniff",
    );
}
