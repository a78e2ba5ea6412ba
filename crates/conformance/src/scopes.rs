//! Contract 5 and 6: scopes and roles.

use serde_json::{Value, json};

use super::{client::claims, suite::Suite};

pub(super) fn run(suite: &mut Suite) {
    suite.section("5");
    let mut client = suite.signed_in();
    let scopes = client.get("/v1/scopes");
    suite.eq("scopes is 200", scopes.status, 200);
    suite.eq("scopes succeeds", scopes.at("/success"), true);
    suite.eq(
        "77 objects",
        scopes
            .at("/scopes")
            .as_object()
            .map_or(0, serde_json::Map::len),
        77,
    );
    let verbs = json!(["delete", "read", "write"]);
    let all = scopes
        .at("/scopes")
        .as_object()
        .is_some_and(|map| map.values().all(|list| *list == verbs));
    suite.holds("each with delete, read, write", all, &scopes.text);

    for (given, outcome) in [
        ("evidence:read", Ok(())),
        ("can_view_evidence", Ok(())),
        (" Evidence:READ ", Ok(())),
        ("", Ok(())),
        ("workflow_definition:delete", Ok(())),
        ("read:evidence", Err("evidence_read")),
        ("read", Err("can_view")),
        ("evidence:create", Err("create_evidence")),
        ("foo:bar", Err("bar_foo")),
    ] {
        let answer = client.with_variables(
            "mutation C($i: CreateAPITokenInput!) { createAPIToken(input: $i) { apiToken { id scopes } } }",
            &json!({ "i": { "name": "conformance scope", "scopes": [given] } }),
        );
        let name = format!("scope {given:?}");
        match outcome {
            Ok(()) => suite.eq(
                &name,
                answer.at("/data/createAPIToken/apiToken/scopes"),
                json!([given]),
            ),
            Err(normal) => {
                let text =
                    format!("scope is not assignable to service subjects: {given:?} ({normal})");
                suite.eq(&name, answer.message(), text);
            }
        }
        let id = answer.string("/data/createAPIToken/apiToken/id");
        if !id.is_empty() {
            client.query(&format!(
                "mutation D {{ deleteAPIToken(id: \"{id}\") {{ deletedID }} }}"
            ));
        }
    }
    let refused = client.query(
        "mutation C { createAPIToken(input: {name: \"x\", \
         scopes: [\"foo:bar\"]}) { apiToken { id } } }",
    );
    suite.absent("a refused scope has no code", &refused, 200, refused.code());
    let indirect = client.query(
        "mutation C { createAPIToken(input: {name: \"x\", \
         scopes: [\"can_create_evidence\"]}) { apiToken { id } } }",
    );
    suite.eq(
        "a relation that cannot be given",
        indirect.message(),
        "internal server error",
    );
    roles(suite);
}

fn roles(suite: &mut Suite) {
    suite.section("6");
    let mut client = suite.signed_in();
    let organization = claims(client.bearer.as_deref().unwrap_or_default())["org"].clone();
    let roles = client.get("/v1/account/roles/organization");
    suite.eq("roles is 200", roles.status, 200);
    suite.same(
        "roles names the organization",
        roles.at("/organization_id"),
        organization.clone(),
    );
    let has = |roles: &Value, name: &str| {
        roles
            .as_array()
            .is_some_and(|list| list.contains(&json!(name)))
    };
    suite.holds(
        "an owner can edit",
        has(&roles.at("/roles"), "can_edit"),
        &roles.text,
    );
    suite.holds(
        "an owner can create API tokens",
        has(&roles.at("/roles"), "can_create_api_token"),
        &roles.text,
    );
    let id = organization.as_str().unwrap_or_default().to_owned();
    suite.same(
        "roles by id",
        client
            .get(&format!("/v1/account/roles/organization/{id}"))
            .at("/organization_id"),
        id.as_str(),
    );
    let foreign = client.get("/v1/account/roles/organization/01K00000000000000000XX9999");
    suite.eq("roles of a foreign id is 400", foreign.status, 400);
    suite.eq(
        "roles of a foreign id: text",
        foreign.at("/error"),
        "invalid input",
    );
    let access = client.post(
        "/v1/account/access",
        &json!({ "object_id": id, "object_type": "organization", "relation": "can_edit" }),
    );
    suite.eq("access is told", access.at("/allowed"), true);
    let objects = client.post(
        "/v1/account/roles",
        &json!({ "object_id": id, "object_type": "organization" }),
    );
    suite.holds(
        "roles of objects are told",
        objects.at(&format!("/object_roles/{id}")).is_array(),
        &objects.text,
    );
    if !suite.demo {
        suite.skip("roles of members and auditors");
        return;
    }
    for (user, count, can_edit) in [
        ("olivia", 322, true),
        ("adam", 115, true),
        ("mia", 4, false),
        ("ari", 26, false),
    ] {
        let roles = suite
            .signed_in_as(&format!("{user}@acme.test"))
            .get("/v1/account/roles/organization")
            .at("/roles");
        suite.eq(
            &format!("{user} has {count} relations"),
            roles.as_array().map_or(0, Vec::len),
            count,
        );
        suite.eq(
            &format!("{user} can edit: {can_edit}"),
            has(&roles, "can_edit"),
            can_edit,
        );
    }
}
