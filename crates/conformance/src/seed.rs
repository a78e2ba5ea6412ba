//! Tokens as they grow where several clients write, in the demo of the sandbox: contract 3.9, 5 and 6.

use serde_json::{Value, json};

use super::suite::Suite;

/// Wayne Logistics, an organization of the demo.
const WAYNE: &str = "01K00000000000000000RG0007";

fn id(number: usize) -> String {
    format!("01K00000000000000000AT{number:04}")
}

pub(super) fn run(suite: &mut Suite) {
    suite.section("5");
    if !suite.demo {
        suite.skip("odd tokens of Wayne Logistics (seed of the sandbox)");
        return;
    }
    let mut client = suite.signed_in();
    let switched = client.post("/v1/switch", &json!({ "target_organization_id": WAYNE }));
    if switched.at("/access_token").is_null() {
        suite.skip("odd tokens of Wayne Logistics (seed of the sandbox)");
        return;
    }
    client.adopt(&switched);
    let mut read = |number: usize| {
        let query = format!(
            "{{ apiToken(id: \"{}\") {{ scopes createdBy }} }}",
            id(number)
        );
        client.query(&query).at("/data/apiToken")
    };
    for (name, number, scopes) in [
        (
            "a scope of each spelling",
            101,
            json!([
                "evidence:read",
                "can_view_control",
                "risk:can_view",
                " Task:READ "
            ]),
        ),
        (
            "one scope in both spellings",
            102,
            json!(["evidence:read", "can_view_evidence"]),
        ),
        (
            "one scope twice",
            103,
            json!(["control:read", "risk:read", "control:read"]),
        ),
        (
            "a scope that the catalogue does not know",
            104,
            json!(["evidence:read", "legacy_import:read"]),
        ),
        ("scopes cleared", 108, Value::Null),
    ] {
        let token = read(number);
        let listed = token.get("scopes").cloned();
        suite.eq(
            &format!("the demo has {name}"),
            listed.unwrap_or(json!("no token")),
            scopes,
        );
    }
    suite.section("6");
    let creator = read(105)["createdBy"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let made_by = read(106)["createdBy"].clone();
    suite.eq("one made by another token", made_by, id(107));
    let members = client.query(&format!(
        "{{ orgMemberships(where: {{userID: \"{creator}\"}}) {{ totalCount }} }}"
    ));
    suite.holds(
        "one whose creator is no member",
        !creator.is_empty() && members.at("/data/orgMemberships/totalCount") == 0,
        &members.text,
    );
    suite.section("3.9");
    let split = client.query(
        "{ ends: apiTokens(where: {expiresAtNotNil: true}) { totalCount } never: \
        apiTokens(where: {expiresAtIsNil: true}) { totalCount } }",
    );
    suite.eq(
        "the demo has 30 that never expire, and more that do",
        json!([
            split.at("/data/never/totalCount"),
            split.at("/data/ends/totalCount")
        ]),
        json!([30, 38]),
    );
    let mut after = Value::Null;
    let mut pages = Vec::new();
    for _ in 0..6 {
        let page = client.query(&format!(
            "{{ apiTokens(orderBy: [{{field: expires_at}}], first: 25, after: {after}) {{ pageInfo {{ \
             hasNextPage endCursor }} edges {{ node {{ id }} }} }} }}"
        ));
        after = page.at("/data/apiTokens/pageInfo/endCursor");
        pages.push(page.at("/data/apiTokens"));
    }
    suite.same(
        "sorted by the end, pages of 25 come to a page that repeats",
        pages.last().cloned(),
        pages.get(4).cloned(),
    );
    suite.eq(
        "which says that more follow",
        pages
            .last()
            .map(|page| page["pageInfo"]["hasNextPage"].clone()),
        true,
    );
}
