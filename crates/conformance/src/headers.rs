//! Contract 2.1 and 2.3: which documents need the CSRF header, and what answers say of caching.

use serde_json::json;

use super::{client::Client, suite::Suite};

pub(super) fn run(suite: &mut Suite) {
    let mut client = suite.signed_in();
    suite.section("2.1");
    if client.csrf.is_some() {
        documents(suite, &mut client);
    } else {
        suite.skip("CSRF protection is off: documents that need no header");
    }
    caching(suite);
}

/// Only a document whose text begins with `mutation ` is checked.
fn documents(suite: &mut Suite, client: &mut Client) {
    let token = client.csrf.take();
    let delete = "{ deleteAPIToken(id: \"x\") { deletedID } }";
    for (name, document) in [
        ("mutation{", format!("mutation{delete}")),
        ("mutation(", format!("mutation($a: Int) {delete}")),
        ("a comment", format!("# first\nmutation M {delete}")),
        (
            "another operation",
            format!("query Q {{ self {{ id }} }} mutation M {delete}"),
        ),
    ] {
        let many = document.contains(" M ");
        let body = json!({ "query": document, "operationName": many.then_some("M") });
        let answer = client.post("/query", &body);
        suite.holds(
            &format!("a document that begins with {name} needs no header"),
            answer.status == 200 || answer.status == 422,
            format!("{} {}", answer.status, answer.text),
        );
    }
    for document in [
        format!("mutation M {delete}"),
        format!("  MUTATION M {delete}"),
    ] {
        let answer = client.post("/query", &json!({ "query": document }));
        suite.eq(
            &format!("{} needs one", &document[..12]),
            answer.status,
            400,
        );
    }
    let json_type = ("content-type", "application/json");
    let here = [json_type, ("sec-fetch-site", "same-origin")];
    let answer = client.send("POST", "/v1/logout", &here, Some("{}"));
    suite.eq("Sec-Fetch-Site spares nobody", answer.status, 400);
    client.csrf = token;
    let there = [json_type, ("sec-fetch-site", "cross-site")];
    let answer = client.send("POST", "/v1/switch", &there, Some("{}"));
    suite.eq(
        "and refuses nobody",
        answer.at("/error"),
        "target_organization_id is required",
    );
}

fn caching(suite: &mut Suite) {
    const GENERAL: &str = "no-cache, private, max-age=0";
    suite.section("2.3");
    let mut client = suite.signed_in();
    let plain = client.get("/v1/scopes");
    suite.eq(
        "how REST answers are cached",
        json!(plain.all("cache-control")),
        json!([GENERAL]),
    );
    suite.eq("Pragma", plain.header("pragma"), "no-cache");
    suite.contains("Expires is long ago", plain.header("expires"), "1970");
    suite.eq("X-Accel-Expires", plain.header("x-accel-expires"), "0");
    let graph = client.query("{ self { id } }");
    suite.eq(
        "/query adds a second Cache-Control",
        json!(graph.all("cache-control")),
        json!([GENERAL, "no-cache=\"Set-Cookie\""]),
    );
    suite.eq(
        "/query adds a second Vary",
        json!(graph.all("vary")),
        json!(["Origin", "Cookie"]),
    );
    suite.eq(
        "the referrer stays on the origin",
        plain.header("referrer-policy"),
        "same-origin",
    );
    suite.eq(
        "the policy of answers",
        plain.header("content-security-policy"),
        "default-src 'self'",
    );
    suite.eq(
        "the frame of answers",
        plain.header("x-frame-options"),
        "SAMEORIGIN",
    );
}
