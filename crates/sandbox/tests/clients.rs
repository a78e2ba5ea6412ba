//! What the clients that people use with a token send: the Go client and the command line tool built on it.
//!
//! The operations are written out here as those clients write them: every scalar field of the type, in lists
//! all but `ssoAuthorizations`, the owner of one API token, and the organizations of personal ones.

mod support;

use sandbox::config::Seed;
use serde_json::{Value, json};
use support::{ACME, Browser, config, state};

const PAGE: &str = "totalCount pageInfo { startCursor endCursor hasPreviousPage hasNextPage }";

/// Scalars that both kinds have, as lists ask for them.
const SCALARS: &str = "createdAt createdBy description expiresAt id isActive lastUsedAt name \
     revokedAt revokedBy revokedReason scopes tags token updatedAt updatedBy updatedByImpersonator";

struct Kind {
    name: &'static str,
    field: &'static str,
    list: &'static str,
    /// What a list asks for of each.
    row: String,
    /// What is asked for of one.
    one: String,
}

fn kinds() -> [Kind; 2] {
    let organizations = "organizations { edges { node { id name } } }";
    [
        Kind {
            name: "APIToken",
            field: "apiToken",
            list: "apiTokens",
            row: format!("{SCALARS} ownerID"),
            one: format!("{SCALARS} ownerID ssoAuthorizations owner {{ id displayName }}"),
        },
        Kind {
            name: "PersonalAccessToken",
            field: "personalAccessToken",
            list: "personalAccessTokens",
            row: format!("{SCALARS} {organizations}"),
            one: format!("{SCALARS} ssoAuthorizations {organizations}"),
        },
    ]
}

/// A name with a small letter at its beginning, as variables have it.
fn small(name: &str) -> String {
    match name {
        "APIToken" => "apiToken".to_owned(),
        _ => "personalAccessToken".to_owned(),
    }
}

/// Goes through everything a client does with one kind of token.
async fn replay(client: &mut Browser, kind: &Kind) {
    let Kind {
        name,
        field,
        list,
        row,
        one,
    } = kind;
    let mut run = async |operation: &str, query: String, variables: Value| -> Value {
        let body = json!({ "operationName": operation, "query": query, "variables": variables });
        let answer = client.post("/query", &body).await;
        assert_eq!(answer.status, 200, "{operation} {}", answer.json);
        assert!(
            answer.at("/errors").is_null() && answer.at("/data").is_object(),
            "{operation} {}",
            answer.json
        );
        answer.at("/data")
    };
    let input = match *name {
        "APIToken" => json!({ "name": "made by a client", "scopes": ["evidence:read"] }),
        _ => json!({ "name": "made by a client", "organizationIDs": [ACME] }),
    };
    let operation = format!("Create{name}");
    let query = format!(
        "mutation {operation} ($input: {operation}Input!) {{ create{name}(input: $input) {{ \
         {field} {{ {one} }} }} }}"
    );
    let made = run(&operation, query, json!({ "input": input })).await;
    let made = &made[format!("create{name}")][*field];
    let id = made["id"].clone();
    assert!(made["token"].as_str().unwrap().len() == 69, "{made}");

    let operation = format!("GetAll{name}s");
    let query = format!("query {operation} {{ {list} {{ {PAGE} edges {{ node {{ {row} }} }} }} }}");
    let all = run(&operation, query, json!({})).await;
    assert!(all[*list]["totalCount"].as_i64() > Some(0), "{all}");

    let operation = format!("Get{name}s");
    let query = format!(
        "query {operation} ($first: Int, $last: Int, $after: Cursor, $before: Cursor, \
         $where: {name}WhereInput, $orderBy: [{name}Order!]) {{ {list}(first: $first, \
         last: $last, after: $after, before: $before, where: $where, orderBy: $orderBy) {{ {PAGE} \
         edges {{ node {{ {row} }} }} }} }}"
    );
    let order = json!([{ "field": "created_at", "direction": "DESC" }]);
    for filter in [json!(null), json!({ "id": id })] {
        // A client that sets nothing else sends null for the rest.
        let variables = json!({
            "first": 1, "last": null, "after": null, "before": null, "where": filter, "orderBy": order,
        });
        let found = run(&operation, query.clone(), variables).await;
        assert_eq!(found[*list]["edges"][0]["node"]["id"], id, "{found}");
    }

    let operation = format!("Get{name}ByID");
    let variable = format!("{}Id", small(name));
    let query =
        format!("query {operation} (${variable}: ID!) {{ {field}(id: ${variable}) {{ {one} }} }}");
    let found = run(&operation, query, json!({ variable: id })).await;
    assert_eq!(found[*field]["name"], json!("made by a client"));

    let operation = format!("Update{name}");
    let query = format!(
        "mutation {operation} ($update{name}Id: ID!, $input: {operation}Input!) {{ \
         update{name}(id: $update{name}Id, input: $input) {{ {field} {{ {one} }} }} }}"
    );
    let variables = json!({
        format!("update{name}Id"): id,
        "input": { "name": "renamed by a client", "description": "d" },
    });
    let changed = run(&operation, query, variables).await;
    assert_eq!(
        changed[format!("update{name}")][*field]["name"],
        json!("renamed by a client")
    );

    let operation = format!("Delete{name}");
    let query = format!(
        "mutation {operation} ($delete{name}Id: ID!) {{ delete{name}(id: $delete{name}Id) {{ deletedID }} }}"
    );
    let deleted = run(&operation, query, json!({ format!("delete{name}Id"): id })).await;
    assert_eq!(deleted[format!("delete{name}")]["deletedID"], id);
}

/// A client with a token, which fetched the CSRF cookie from where the command line tool does.
async fn client(person: &mut Browser, query: &str, pointer: &str) -> Browser {
    let made = person.query(query, json!({})).await;
    let secret = made.at(pointer);
    let mut client = person.stranger();
    client.bearer = secret.as_str().map(str::to_owned);
    assert!(client.bearer.is_some(), "{}", made.json);
    let alive = client.get("/livez").await;
    assert_eq!(alive.status, 200);
    client.csrf = client.cookie("ol.csrf-token");
    assert!(client.csrf.is_some(), "no cookie from /livez");
    client
}

#[tokio::test]
async fn a_client_with_an_api_token() {
    let state = state(config(Seed::Demo));
    let mut olivia = Browser::signed_in(&state, "olivia@acme.test").await;
    let create = "mutation { createAPIToken(input: {name: \"cli\"}) { apiToken { token } } }";
    let mut client = client(&mut olivia, create, "/data/createAPIToken/apiToken/token").await;
    replay(&mut client, &kinds()[0]).await;
    let scopes = client.get("/v1/scopes").await;
    assert_eq!(
        scopes.at("/scopes").as_object().map(serde_json::Map::len),
        Some(77)
    );
}

#[tokio::test]
async fn a_client_with_a_personal_token() {
    let state = state(config(Seed::Demo));
    let mut olivia = Browser::signed_in(&state, "olivia@acme.test").await;
    let create = format!(
        "mutation {{ createPersonalAccessToken(input: {{name: \"cli\", \
         organizationIDs: [\"{ACME}\"]}}) {{ personalAccessToken {{ token }} }} }}"
    );
    let pointer = "/data/createPersonalAccessToken/personalAccessToken/token";
    let mut client = client(&mut olivia, &create, pointer).await;
    client.organization = Some(ACME.to_owned());
    for kind in kinds() {
        replay(&mut client, &kind).await;
    }
}

#[tokio::test]
async fn the_tool_signs_in_with_a_password() {
    let state = state(config(Seed::Demo));
    let mut olivia = Browser::signed_in(&state, "olivia@acme.test").await;
    olivia.get("/livez").await;
    olivia.csrf = olivia.cookie("ol.csrf-token");
    for kind in kinds() {
        replay(&mut olivia, &kind).await;
    }
}
