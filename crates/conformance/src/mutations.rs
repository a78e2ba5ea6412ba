//! Contract 3.6, 3.7, 4: creating, changing and deleting API tokens.

use serde_json::{Value, json};

use super::{
    client::{Client, HIDDEN, organization},
    suite::Suite,
};

const CREATE: &str = "mutation C($i: CreateAPITokenInput!) { createAPIToken(input: $i) { \
     apiToken { id name token description scopes tags expiresAt isActive lastUsedAt revokedAt \
     createdAt updatedAt createdBy ownerID ssoAuthorizations owner { id } } } }";
const UPDATE: &str = "mutation U($id: ID!, $i: UpdateAPITokenInput!) { updateAPIToken(id: $id, \
     input: $i) { apiToken { id name token description scopes tags expiresAt isActive revokedAt \
     revokedBy revokedReason } } }";

/// Creates an API token, and gives its id and secret.
pub(super) fn create(client: &mut Client, input: &Value) -> (String, String) {
    let answer = client.with_variables(CREATE, &json!({ "i": input }));
    let token = |field: &str| answer.string(&format!("/data/createAPIToken/apiToken/{field}"));
    (token("id"), token("token"))
}

pub(super) fn delete(client: &mut Client, id: &str) {
    client.query(&format!(
        "mutation D {{ deleteAPIToken(id: \"{id}\") {{ deletedID }} }}"
    ));
}

pub(super) fn run(suite: &mut Suite) {
    creating(suite);
    changing(suite);
    granted(suite);
    fixed(suite);
    bulk(suite);
    rolling_back(suite);
}

fn creating(suite: &mut Suite) {
    suite.section("4");
    let mut client = suite.signed_in();
    let answer = client.with_variables(
        CREATE,
        &json!({ "i": {
            "name": "Conformance",
            "description": "made by a check",
            "scopes": ["evidence:read", "can_view_control"],
            "tags": ["a"],
            "expiresAt": "2099-12-31T23:59:59.123456Z",
            "ownerID": "01K00000000000000000XX9999",
        } }),
    );
    let node = answer.at("/data/createAPIToken/apiToken");
    let secret = node["token"].as_str().unwrap_or_default().to_owned();
    suite.begins("API secret: prefix", &secret, "tola_");
    suite.eq("API secret: 69 characters", secret.len(), 69);
    suite.holds(
        "API secret: alphabet",
        secret.chars().skip(5).all(|c| c.is_ascii_alphanumeric()),
        &secret,
    );
    suite.eq("the name is kept", node["name"].clone(), "Conformance");
    suite.eq(
        "scopes are kept verbatim",
        node["scopes"].clone(),
        json!(["evidence:read", "can_view_control"]),
    );
    suite.eq("tags are kept", node["tags"].clone(), json!(["a"]));
    suite.eq(
        "the end is kept to the microsecond",
        node["expiresAt"].clone(),
        "2099-12-31T23:59:59.123456Z",
    );
    suite.eq("it is active", node["isActive"].clone(), true);
    for (name, field) in [
        ("never used", "lastUsedAt"),
        ("not authorized anywhere", "ssoAuthorizations"),
    ] {
        let told = node.get(field).cloned();
        suite.eq(name, told.unwrap_or(json!("no answer")), Value::Null);
    }
    suite.same(
        "it belongs to the active organization",
        node["ownerID"].clone(),
        node["owner"]["id"].clone(),
    );
    suite.eq(
        "ids are ULIDs",
        node["id"].as_str().unwrap_or_default().len(),
        26,
    );
    suite.contains(
        "times are UTC",
        node["createdAt"].as_str().unwrap_or_default(),
        "Z",
    );
    let id = node["id"].as_str().unwrap_or_default().to_owned();
    let user = client.query("{ self { id } }").at("/data/self/id");
    suite.same("createdBy is the user", node["createdBy"].clone(), user);
    let read = client.query(&format!("{{ apiToken(id: \"{id}\") {{ token }} }}"));
    suite.eq(
        "a read shows 29 asterisks",
        read.at("/data/apiToken/token"),
        HIDDEN,
    );
    let list = client.query(&format!(
        "{{ apiTokens(where: {{id: \"{id}\"}}) {{ edges {{ node {{ token }} }} }} }}"
    ));
    suite.eq(
        "a list too",
        list.at("/data/apiTokens/edges/0/node/token"),
        HIDDEN,
    );
    let (twin, _) = create(&mut client, &json!({ "name": "Conformance" }));
    suite.holds(
        "names are not unique",
        !twin.is_empty() && twin != id,
        &twin,
    );
    delete(&mut client, &twin);
    delete(&mut client, &id);
    suite.eq(
        "a deleted one is gone",
        client
            .query(&format!("{{ apiToken(id: \"{id}\") {{ id }} }}"))
            .code(),
        "NOT_FOUND",
    );
    let again = client.query(&format!(
        "mutation D {{ deleteAPIToken(id: \"{id}\") {{ deletedID }} }}"
    ));
    suite.eq("and cannot be deleted again", again.code(), "NOT_FOUND");
}

/// A field, or the whole answer when there is none: that is not the same as null.
fn part(token: &Value, field: &str) -> Value {
    token.get(field).unwrap_or(token).clone()
}

fn changing(suite: &mut Suite) {
    suite.section("3.6");
    let mut client = suite.signed_in();
    let (id, _) = create(
        &mut client,
        &json!({
            "name": "Before",
            "description": "d",
            "scopes": ["evidence:read"],
            "tags": ["a"],
            "expiresAt": "2099-01-01T00:00:00Z",
        }),
    );
    let mut update = |input: Value| {
        let answer = client.with_variables(UPDATE, &json!({ "id": id, "i": input }));
        answer
            .json
            .pointer("/data/updateAPIToken/apiToken")
            .cloned()
            .unwrap_or(answer.json)
    };
    let mut see = |name: &str, got: Value, expected: Value| suite.eq(name, got, expected);
    see(
        "update shows 29 asterisks",
        part(&update(json!({})), "token"),
        json!(HIDDEN),
    );
    see(
        "name",
        part(&update(json!({ "name": "After" })), "name"),
        json!("After"),
    );
    see(
        "clearDescription",
        part(&update(json!({ "clearDescription": true })), "description"),
        Value::Null,
    );
    see(
        "description",
        part(&update(json!({ "description": "e" })), "description"),
        json!("e"),
    );
    see(
        "null leaves it",
        part(&update(json!({ "description": null })), "description"),
        json!("e"),
    );
    see(
        "clearExpiresAt",
        part(&update(json!({ "clearExpiresAt": true })), "expiresAt"),
        Value::Null,
    );
    see(
        "update accepts a past end",
        part(
            &update(json!({ "expiresAt": "2001-01-01T00:00:00Z" })),
            "expiresAt",
        ),
        json!("2001-01-01T00:00:00Z"),
    );
    see(
        "scopes replaces",
        part(&update(json!({ "scopes": ["control:read"] })), "scopes"),
        json!(["control:read"]),
    );
    see(
        "appendScopes adds",
        part(&update(json!({ "appendScopes": ["risk:read"] })), "scopes"),
        json!(["control:read", "risk:read"]),
    );
    see(
        "scopes empties",
        part(&update(json!({ "scopes": [] })), "scopes"),
        json!([]),
    );
    see(
        "clearScopes empties",
        part(&update(json!({ "clearScopes": true })), "scopes"),
        Value::Null,
    );
    see(
        "appendTags adds",
        part(&update(json!({ "appendTags": ["b"] })), "tags"),
        json!(["a", "b"]),
    );
    see(
        "clearTags",
        part(&update(json!({ "clearTags": true })), "tags"),
        Value::Null,
    );
    see(
        "isActive",
        part(&update(json!({ "isActive": false })), "isActive"),
        json!(false),
    );
    let revoked = update(
        json!({ "revokedAt": "2026-01-01T00:00:00Z", "revokedBy": "me", "revokedReason": "leak" }),
    );
    see(
        "revokedAt",
        part(&revoked, "revokedAt"),
        json!("2026-01-01T00:00:00Z"),
    );
    see(
        "revokedReason",
        part(&revoked, "revokedReason"),
        json!("leak"),
    );
    let enabled = update(json!({
        "isActive": true,
        "clearRevokedAt": true,
        "clearRevokedBy": true,
        "clearRevokedReason": true,
    }));
    see(
        "enabled again",
        ["isActive", "revokedAt", "revokedBy", "revokedReason"]
            .map(|field| part(&enabled, field))
            .to_vec()
            .into(),
        json!([true, null, null, null]),
    );
    let refused = update(json!({ "name": "" }));
    see(
        "an empty name is refused",
        refused["errors"][0]["extensions"]["code"].clone(),
        json!("VALIDATION_ERROR"),
    );
    let refused = update(json!({ "appendScopes": ["foo:bar"] }));
    see(
        "a bad appended scope is refused",
        refused["errors"][0]["message"].clone(),
        json!("scope is not assignable to service subjects: \"foo:bar\" (bar_foo)"),
    );
    delete(&mut client, &id);
}

/// What a token may do, which is not always what it shows.
fn granted(suite: &mut Suite) {
    suite.section("4");
    let mut client = suite.signed_in();
    let (id, secret) = create(
        &mut client,
        &json!({ "name": "Conf-Granted", "scopes": ["evidence:read"] }),
    );
    let mut update = |input: Value| {
        let answer = client.with_variables(UPDATE, &json!({ "id": id, "i": input }));
        let relations = client
            .script(&secret)
            .get("/v1/account/roles/organization")
            .at("/roles");
        let shown = answer.at("/data/updateAPIToken/apiToken");
        json!([part(&shown, "scopes"), relations])
    };
    let mut see = |name: &str, got: Value, expected: Value| suite.eq(name, got, expected);
    see(
        "clearScopes shows none and takes none",
        update(json!({ "clearScopes": true })),
        json!([null, ["can_view_evidence"]]),
    );
    see(
        "appendScopes then adds to them",
        update(json!({ "appendScopes": ["risk:read"] })),
        json!([["risk:read"], ["can_view_evidence", "can_view_risk"]]),
    );
    see(
        "an empty list takes what is listed",
        update(json!({ "scopes": [] })),
        json!([[], ["can_view_evidence"]]),
    );
    delete(&mut client, &id);
}

/// An update that names the owner that the token has.
fn fixed(suite: &mut Suite) {
    suite.section("3.6");
    let mut client = suite.signed_in();
    let (id, _) = create(&mut client, &json!({ "name": "Conf-Fixed" }));
    let own = organization(&client);
    let same = client.with_variables(UPDATE, &json!({ "id": id, "i": { "ownerID": own } }));
    suite.eq(
        "its own owner",
        same.at("/data/updateAPIToken/apiToken/id"),
        id.as_str(),
    );
    delete(&mut client, &id);
}

/// A list in one order: the ids of a bulk answer come in none.
fn sorted(list: &Value) -> Value {
    let mut list = list.as_array().cloned().unwrap_or_default();
    list.sort_by_key(Value::to_string);
    json!(list)
}

fn bulk(suite: &mut Suite) {
    suite.section("3.7");
    let mut client = suite.signed_in();
    let made = client.query(
        "mutation B { createBulkAPIToken(input: [{name: \"bulk 1\"}, \
         {name: \"bulk 2\"}]) { apiTokens { id token } } }",
    );
    let tokens = made
        .at("/data/createBulkAPIToken/apiTokens")
        .as_array()
        .cloned()
        .unwrap_or_default();
    suite.eq("bulk create makes them", tokens.len(), 2);
    let clear = tokens.iter().all(|token| {
        token["token"]
            .as_str()
            .is_some_and(|secret| secret.starts_with("tola_"))
    });
    suite.holds("with clear secrets", clear, &made.text);
    let ids: Vec<Value> = tokens.iter().map(|token| token["id"].clone()).collect();
    let mixed: Vec<Value> = ids.iter().cloned().chain([json!("x")]).collect();
    let updated = client.with_variables(
        "mutation B($ids: [ID!]!) { updateBulkAPIToken(ids: $ids, input: {isActive: false}) { \
         apiTokens { id isActive token } updatedIDs notUpdatedIDs error } }",
        &json!({ "ids": mixed }),
    );
    let part = |field: &str| updated.at(&format!("/data/updateBulkAPIToken/{field}"));
    let all = sorted(&json!(ids));
    suite.eq(
        "bulk update: done",
        sorted(&part("updatedIDs")),
        all.clone(),
    );
    suite.eq("bulk update: not done", part("notUpdatedIDs"), json!(["x"]));
    suite.eq(
        "bulk update: error",
        part("error"),
        "BULK_ACTION_INCOMPLETELY_APPLIED",
    );
    suite.absent(
        "bulk update: no GraphQL error",
        &updated,
        200,
        updated.at("/errors"),
    );
    suite.eq("bulk update: applied", part("apiTokens/0/isActive"), false);
    suite.eq("bulk update: hidden", part("apiTokens/0/token"), HIDDEN);
    let deleted = client.with_variables(
        "mutation B($ids: [ID!]!) { deleteBulkAPIToken(ids: $ids) { deletedIDs notDeletedIDs error } }",
        &json!({ "ids": mixed }),
    );
    let part = |field: &str| deleted.at(&format!("/data/deleteBulkAPIToken/{field}"));
    suite.eq("bulk delete: done", sorted(&part("deletedIDs")), all);
    suite.eq("bulk delete: not done", part("notDeletedIDs"), json!(["x"]));
    suite.eq(
        "bulk delete: error",
        part("error"),
        "BULK_ACTION_INCOMPLETELY_APPLIED",
    );
    let (id, _) = create(&mut client, &json!({ "name": "bulk 3" }));
    let all = client.with_variables(
        "mutation B($ids: [ID!]!) { deleteBulkAPIToken(ids: $ids) { notDeletedIDs error } }",
        &json!({ "ids": [id] }),
    );
    suite.eq(
        "complete: nothing left",
        all.at("/data/deleteBulkAPIToken/notDeletedIDs"),
        json!([]),
    );
    suite.absent(
        "complete: no error",
        &all,
        200,
        all.at("/data/deleteBulkAPIToken/error"),
    );
}

fn rolling_back(suite: &mut Suite) {
    suite.section("3.3");
    let mut client = suite.signed_in();
    let count = |client: &mut Client| {
        client
            .query("{ apiTokens { totalCount } }")
            .at("/data/apiTokens/totalCount")
    };
    let before = count(&mut client);
    let failed = client.query(
        "mutation M { a: createAPIToken(input: {name: \"first\"}) { \
         apiToken { id } } b: createAPIToken(input: {name: \"\"}) { apiToken { id } } }",
    );
    suite.holds(
        "the second of two fails",
        failed.at("/errors").is_array(),
        &failed.text,
    );
    suite.same(
        "and the first is undone",
        count(&mut client),
        before.clone(),
    );
    let bulk = client.query(
        "mutation M { createBulkAPIToken(input: [{name: \"one\"}, \
         {name: \"two\", scopes: [\"no\"]}]) { apiTokens { id } } }",
    );
    suite.holds(
        "a bulk create fails as a whole",
        bulk.at("/errors").is_array(),
        &bulk.text,
    );
    suite.same("and leaves nothing", count(&mut client), before);
}
