//! Contract 12 and 3.6: exact words and statuses, as the real server was seen to answer.

use serde_json::{Value, json};

use super::{
    client::{Client, organization},
    mutations::{create, delete},
    personal,
    suite::Suite,
};

const UPDATE: &str = "mutation U($id: ID!, $i: UpdateAPITokenInput!) { updateAPIToken(id: $id, input: $i) { \
    apiToken { id name description expiresAt lastUsedAt revokedAt } } }";

pub(super) fn run(suite: &mut Suite) {
    suite.section("12");
    let mut client = suite.signed_in();
    documents(suite, &mut client);
    times(suite, &mut client);
    cursors(suite, &mut client);
    conflicts(suite, &mut client);
    lenient(suite, &mut client);
    suite.section("3.6");
    cleared(suite, &mut client);
    owner(suite, &mut client);
    suite.section("3.7");
    no_right(suite, &mut client);
}

fn documents(suite: &mut Suite, client: &mut Client) {
    let unknown = client.query("{ self { nope } }");
    suite.eq(
        "an unknown field: text",
        unknown.message(),
        "Cannot query field \"nope\" on type \"User\".",
    );
    suite.eq(
        "an unknown field: place and code",
        json!([unknown.at("/errors/0/locations/0/line"), unknown.code()]),
        json!([1, "GRAPHQL_VALIDATION_FAILED"]),
    );
    let unknown = client.query("{ apiTokens(where: {nope: 1}) { totalCount } }");
    suite.eq("an unknown input field is 422", unknown.status, 422);
    suite.begins(
        "an unknown input field: text",
        &unknown.message(),
        "Field \"nope\" is not defined by type \"APITokenWhereInput\".",
    );
    let json_type = [("content-type", "application/json")];
    for body in ["{", "[]", "{\"query\": 1}"] {
        let broken = client.send("POST", "/query", &json_type, Some(body));
        suite.eq(
            &format!("undecodable: {body}"),
            json!([broken.status, broken.json]),
            json!([400, { "errors": [{ "message": "internal system error" }], "data": null }]),
        );
    }
    let schema = client.query("{ __schema { queryType { name } } }");
    suite.holds(
        "introspection: an answer, or that it is disabled",
        schema.status == 200
            && (schema.at("/data/__schema/queryType/name") == "Query"
                || schema.message() == "introspection disabled"),
        &schema.text,
    );
}

fn times(suite: &mut Suite, client: &mut Client) {
    let text = "time should be RFC3339Nano formatted string";
    let literal = client.query(
        "mutation C { createAPIToken(input: {name: \"abc\", expiresAt: \"soon\"}) { \
        apiToken { id } } }",
    );
    let variable = client.with_variables(
        "mutation C($i: CreateAPITokenInput!) { createAPIToken(input: $i) { apiToken { id } } }",
        &json!({ "i": { "name": "abc", "expiresAt": "soon" } }),
    );
    for (name, answer) in [("literal", literal), ("variable", variable)] {
        suite.eq(
            &format!("an invalid time as {name}: 200, text"),
            json!([answer.status, answer.message()]),
            json!([200, text]),
        );
        suite.eq(
            &format!("an invalid time as {name}: path, no code"),
            json!([answer.at("/errors/0/path"), answer.code()]),
            json!([["createAPIToken", "input", "expiresAt"], null]),
        );
    }
    let filter = client.query("{ apiTokens(where: {createdAtGT: \"soon\"}) { totalCount } }");
    suite.eq(
        "an invalid time in a filter",
        json!([filter.status, filter.message(), filter.code()]),
        json!([200, text, null]),
    );
    let zero = "0001-01-01T00:00:00Z";
    let (id, _) = create(client, &json!({ "name": "Conf-Zero" }));
    let changed = client.with_variables(
        UPDATE,
        &json!({ "id": id, "i": { "expiresAt": zero, "lastUsedAt": zero, "revokedAt": zero } }),
    );
    let token = changed.at("/data/updateAPIToken/apiToken");
    suite.eq(
        "zero times read back as null",
        json!([
            token.get("expiresAt"),
            token.get("lastUsedAt"),
            token.get("revokedAt")
        ]),
        json!([Some(Value::Null), Some(Value::Null), Some(Value::Null)]),
    );
    delete(client, &id);
}

fn cursors(suite: &mut Suite, client: &mut Client) {
    let cursor = client
        .query("{ apiTokens(first: 1, orderBy: [{field: name}]) { pageInfo { endCursor } } }")
        .at("/data/apiTokens/pageInfo/endCursor");
    let other = client.query(&format!(
        "{{ apiTokens(first: 1, after: {cursor}, orderBy: [{{field: created_at}}]) {{ totalCount }} }}"
    ));
    suite.contains(
        "a cursor of another order: the database's words",
        &other.message(),
        "(SQLSTATE 22007)",
    );
    suite.eq("a cursor of another order: 200", other.status, 200);
    let broken = client.query("{ apiTokens(first: 1, after: \"!!\") { totalCount } }");
    suite.begins(
        "a broken cursor",
        &broken.message(),
        "cannot decode cursor: ",
    );
    suite.eq("a broken cursor: 200", broken.status, 200);
}

fn conflicts(suite: &mut Suite, client: &mut Client) {
    let create = "mutation C($i: CreatePersonalAccessTokenInput!) { createPersonalAccessToken(input: $i) { \
        personalAccessToken { id } } }";
    for organization in ["", "01K00000000000000000XX9999"] {
        let answer = client.with_variables(
            create,
            &json!({ "i": { "name": "abc", "organizationIDs": [organization] } }),
        );
        suite.eq(
            &format!("a personal token for the organization {organization:?}"),
            json!([answer.status, answer.code(), answer.message()]),
            json!([
                200,
                "CONFLICT",
                "constraint failed, unable to complete the create"
            ]),
        );
    }
    let answer = client.with_variables(
        create,
        &json!({ "i": { "name": "abc", "eventIDs": ["01K00000000000000000XX9999"] } }),
    );
    suite.eq("unknown events", answer.code(), "UNAUTHORIZED");
    let own = organization(client);
    let (id, _) = personal::create(
        client,
        &json!({ "name": "Conf-Conflict", "organizationIDs": [own] }),
    );
    let added = client.query(&format!(
        "mutation U {{ updatePersonalAccessToken(id: \"{id}\", input: {{addOrganizationIDs: [\"\"]}}) {{ \
         personalAccessToken {{ id }} }} }}"
    ));
    suite.eq(
        "an unknown organization added",
        json!([added.code(), added.message()]),
        json!([
            "CONFLICT",
            "constraint failed, unable to complete the update"
        ]),
    );
    personal::delete(client, &id);
}

/// What the server lets pass, so that the console's own rules are the only ones.
fn lenient(suite: &mut Suite, client: &mut Client) {
    for name in ["x", " "] {
        let (id, _) = create(client, &json!({ "name": name }));
        suite.holds(
            &format!("the name {name:?} is accepted"),
            !id.is_empty(),
            "refused",
        );
        delete(client, &id);
    }
    let long = "d".repeat(100_000);
    let (id, _) = create(client, &json!({ "name": "Conf-Long", "description": long }));
    let read = client.query(&format!("{{ apiToken(id: \"{id}\") {{ description }} }}"));
    suite.eq(
        "a description of 100,000 characters is kept",
        read.string("/data/apiToken/description").len(),
        100_000,
    );
    delete(client, &id);
}

fn update(client: &mut Client, id: &str, input: Value) -> super::client::Answer {
    client.with_variables(UPDATE, &json!({ "id": id, "i": input }))
}

/// A field beside the switch that clears it.
fn cleared(suite: &mut Suite, client: &mut Client) {
    let (id, _) = create(
        client,
        &json!({ "name": "Conf-Clear", "description": "before" }),
    );
    for (field, value, clear, column) in [
        ("description", json!("x"), "clearDescription", "description"),
        (
            "expiresAt",
            json!("2090-01-01T00:00:00Z"),
            "clearExpiresAt",
            "expires_at",
        ),
        ("scopes", json!(["risk:read"]), "clearScopes", "scopes"),
        ("tags", json!(["x"]), "clearTags", "tags"),
        ("isActive", json!(true), "clearIsActive", "is_active"),
        (
            "revokedReason",
            json!("x"),
            "clearRevokedReason",
            "revoked_reason",
        ),
    ] {
        let answer = update(client, &id, json!({ field: value, clear: true }));
        suite.eq(
            &format!("{field} with {clear}: refused, no code"),
            json!([answer.message(), answer.code()]),
            json!([
                format!("ERROR: multiple assignments to same column \"{column}\" (SQLSTATE 42601)"),
                null
            ]),
        );
    }
    let read = client.query(&format!("{{ apiToken(id: \"{id}\") {{ description }} }}"));
    suite.eq(
        "and nothing changes",
        read.at("/data/apiToken/description"),
        "before",
    );
    let harmless = update(
        client,
        &id,
        json!({ "description": "after", "clearDescription": false }),
    );
    suite.eq(
        "a switch that is false is harmless",
        harmless.at("/data/updateAPIToken/apiToken/description"),
        "after",
    );
    delete(client, &id);
    let own = organization(client);
    let (id, _) = personal::create(
        client,
        &json!({ "name": "Conf-Clear", "organizationIDs": [own] }),
    );
    let answer = client.query(&format!(
        "mutation U {{ updatePersonalAccessToken(id: \"{id}\", input: \
        {{description: \"x\", clearDescription: true}}) {{ personalAccessToken {{ id }} }} }}"
    ));
    suite.eq(
        "the same with a personal token",
        answer.message(),
        "ERROR: multiple assignments to same column \"description\" (SQLSTATE 42601)",
    );
    personal::delete(client, &id);
}

fn owner(suite: &mut Suite, client: &mut Client) {
    let (id, secret) = create(client, &json!({ "name": "Conf-Orphan" }));
    let unknown = update(
        client,
        &id,
        json!({ "ownerID": "01K00000000000000000XX9999" }),
    );
    suite.eq(
        "an owner that does not exist",
        json!([unknown.code(), unknown.message()]),
        json!([
            "CONFLICT",
            "constraint failed, unable to complete the update"
        ]),
    );
    let orphaned = update(client, &id, json!({ "clearOwner": true }));
    suite.absent(
        "clearOwner is accepted",
        &orphaned,
        200,
        orphaned.at("/errors"),
    );
    let read = client.query(&format!("{{ apiToken(id: \"{id}\") {{ id }} }}"));
    suite.eq("and orphans the token: not found", read.code(), "NOT_FOUND");
    let list = client.query(&format!(
        "{{ apiTokens(where: {{id: \"{id}\"}}) {{ totalCount }} }}"
    ));
    suite.eq("not listed", list.at("/data/apiTokens/totalCount"), 0);
    suite.eq(
        "and refused at use",
        client.script(&secret).get("/v1/scopes").status,
        401,
    );
}

/// A bulk action of somebody without any right.
fn no_right(suite: &mut Suite, client: &mut Client) {
    if !suite.demo {
        suite.skip("bulk actions of a member (accounts of the demo)");
        return;
    }
    let ids: Vec<String> = (0..3)
        .map(|_| create(client, &json!({ "name": "Conf-Bulk" })).0)
        .collect();
    let mut mia = suite.signed_in_as("mia@acme.test");
    for (mutation, query, failed) in [
        (
            "updateBulkAPIToken",
            "mutation B($ids: [ID!]!) { updateBulkAPIToken(ids: $ids, input: {description: \"x\"}) { done: \
             updatedIDs failed: notUpdatedIDs error } }",
            "notUpdatedIDs",
        ),
        (
            "deleteBulkAPIToken",
            "mutation B($ids: [ID!]!) { deleteBulkAPIToken(ids: $ids) { done: deletedIDs failed: \
             notDeletedIDs error } }",
            "notDeletedIDs",
        ),
    ] {
        let answer = mia.with_variables(query, &json!({ "ids": ids }));
        let mut told = answer.at(&format!("/data/{mutation}/failed"));
        if let Some(list) = told.as_array_mut() {
            list.sort_by_key(Value::to_string);
        }
        let mut sorted = ids.clone();
        sorted.sort();
        suite.eq(
            &format!("{mutation} without the right: every id in {failed}"),
            json!([
                answer.status,
                told,
                answer.at(&format!("/data/{mutation}/error"))
            ]),
            json!([200, sorted, "BULK_ACTION_INCOMPLETELY_APPLIED"]),
        );
        suite.absent(
            &format!("{mutation} without the right: no error"),
            &answer,
            200,
            answer.at("/errors"),
        );
    }
    for id in &ids {
        delete(client, id);
    }
}
