//! Contract 3.1 to 3.3: transport, statuses, shapes.

use serde_json::json;

use super::suite::Suite;

pub(super) fn run(suite: &mut Suite) {
    transport(suite);
    shapes(suite);
}

/// A field under so many names.
fn aliases(count: usize) -> String {
    let list: Vec<String> = (0..count).map(|number| format!("f{number}: id")).collect();
    list.join(" ")
}

fn transport(suite: &mut Suite) {
    suite.section("3.1");
    let mut client = suite.signed_in();
    let text = client.send(
        "POST",
        "/query",
        &[("content-type", "text/plain")],
        Some("{}"),
    );
    suite.eq("other content type is 400", text.status, 400);
    suite.eq(
        "other content type: body",
        text.json,
        json!({ "errors": [{ "message": "transport not supported" }], "data": null }),
    );
    let json_type = [("content-type", "application/json")];
    let broken = client.send("POST", "/query", &json_type, Some("{"));
    suite.eq("undecodable body is 400", broken.status, 400);
    suite.holds(
        "undecodable body is GraphQL-shaped",
        broken.at("/errors/0/message").is_string(),
        &broken.text,
    );
    let array = client.send(
        "POST",
        "/query",
        &json_type,
        Some("[{\"query\":\"{ self { id } }\"}]"),
    );
    suite.eq("no batching", array.status, 400);
    let get = client.get("/query?query=%7B%20self%20%7B%20id%20%7D%20%7D");
    suite.holds(
        "GET answers queries",
        get.at("/data/self/id").is_string(),
        &get.text,
    );
    let mutation = client.get(
        "/query?query=mutation%20%7B%20deleteAPIToken(id:%22x%22)%20%7B%20deletedID%20%7D%20%7D",
    );
    suite.eq("GET of a mutation is 406", mutation.status, 406);
    suite.eq(
        "GET of a mutation: text",
        mutation.message(),
        "GET requests only allow query operations",
    );
    let fields = aliases(101);
    let costly = client.query(&format!("{{ self {{ {fields} }} }}"));
    suite.eq("too complex is 200", costly.status, 200);
    suite.eq(
        "too complex: text",
        costly.message(),
        "operation has complexity 102, which exceeds the limit of 100",
    );
    suite.absent("too complex has no code", &costly, 200, costly.code());
    let fits = aliases(99);
    let fitting = client.query(&format!("{{ self {{ {fits} }} }}"));
    suite.absent("100 fields fit", &fitting, 200, fitting.at("/errors"));
    let several =
        client.query("{ a: apiTokens { totalCount } b: apiTokens { totalCount } self { id } }");
    suite.holds(
        "several roots in one document",
        several.at("/data/b/totalCount").is_number(),
        &several.text,
    );
    let named = client.post(
        "/query",
        &json!({ "query": "query A { self { id } } query B { self { email } }", "operationName": "B" }),
    );
    suite.eq(
        "operationName chooses",
        named.at("/data/self/email"),
        suite.options.user.clone(),
    );
    let unknown = client.post(
        "/query",
        &json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "00" } } }),
    );
    suite.eq(
        "unknown persisted query",
        unknown.code(),
        "PERSISTED_QUERY_NOT_FOUND",
    );
    suite.section("3.2");
    let parse = client.query("{ self { id ");
    suite.eq("parse error is 422", parse.status, 422);
    suite.eq("parse error: code", parse.code(), "GRAPHQL_PARSE_FAILED");
    let validation = client.query("{ self { nope } }");
    suite.eq("unknown field is 422", validation.status, 422);
    suite.eq(
        "unknown field: code",
        validation.code(),
        "GRAPHQL_VALIDATION_FAILED",
    );
    suite.absent(
        "unknown field: data is null",
        &validation,
        422,
        validation.at("/data"),
    );
    let newer = [
        ("content-type", "application/json"),
        ("accept", "application/graphql-response+json"),
    ];
    let body = json!({ "query": "{ self { nope } }" }).to_string();
    suite.eq(
        "newer media type: 400",
        client.send("POST", "/query", &newer, Some(&body)).status,
        400,
    );
    suite.eq(
        "missing argument is 422",
        client.query("{ apiToken { id } }").status,
        422,
    );
    suite.eq(
        "unknown argument is 422",
        client
            .query("{ apiToken(id: \"x\", nope: 1) { id } }")
            .status,
        422,
    );
    suite.eq(
        "wrong type is 422",
        client
            .query("{ apiTokens(first: \"x\") { totalCount } }")
            .status,
        422,
    );
    suite.eq(
        "unknown enum value is 422",
        client
            .query("{ apiTokens(orderBy: [{field: NAME}]) { totalCount } }")
            .status,
        422,
    );
    suite.eq(
        "unknown input field is 422",
        client
            .query("{ apiTokens(where: {description: \"x\"}) { totalCount } }")
            .status,
        422,
    );
    suite.eq(
        "a required input field is 422",
        client
            .query("mutation M { createAPIToken(input: {}) { apiToken { id } } }")
            .status,
        422,
    );
    let time = client.query("{ apiTokens(where: {createdAtGT: \"yesterday\"}) { totalCount } }");
    suite.eq("bad time is 200", time.status, 200);
    suite.contains(
        "bad time: text",
        &time.message(),
        "time should be RFC3339Nano formatted string",
    );
    suite.eq(
        "no credentials is 401",
        suite.stranger().query("{ self { id } }").status,
        401,
    );
}

fn shapes(suite: &mut Suite) {
    suite.section("3.3");
    let mut client = suite.signed_in();
    let answer = client.send(
        "POST",
        "/query",
        &[
            ("content-type", "application/json"),
            ("x-request-id", "trace-me"),
        ],
        Some("{\"query\":\"{ self { id } }\"}"),
    );
    suite.eq(
        "extensions: caller kind",
        answer.at("/extensions/auth/authentication_type"),
        "jwt",
    );
    suite.eq(
        "extensions: trace id",
        answer.at("/extensions/trace_id"),
        "trace-me",
    );
    suite.holds(
        "extensions: organization",
        answer
            .at("/extensions/auth/authorized_organization/0")
            .is_string(),
        &answer.text,
    );
    suite.holds(
        "extensions: latency",
        answer.at("/extensions/server_latency").is_string(),
        &answer.text,
    );
    suite.same(
        "extensions: the bearer echoed",
        answer.at("/extensions/auth/refresh_token"),
        client.bearer.clone(),
    );
    let failed = client.query("mutation M { deleteAPIToken(id: \"x\") { deletedID } }");
    suite.eq("failing mutation is 200", failed.status, 200);
    suite.absent(
        "failing mutation: data is null",
        &failed,
        200,
        failed.at("/data"),
    );
    suite.absent(
        "failing mutation has no extensions",
        &failed,
        200,
        failed.at("/extensions"),
    );
    suite.holds(
        "but a request id",
        !failed.header("x-request-id").is_empty(),
        "none",
    );
    suite.eq(
        "the path is told",
        failed.at("/errors/0/path"),
        json!(["deleteAPIToken"]),
    );
}
