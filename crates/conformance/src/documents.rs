//! What clients that people use send: the Go client and the command line tool built on it, and the official
//! web console.
//!
//! A row is a document, sent as its client sends it; it agrees when the answer has data and no error.

use serde_json::{Value, json};

use super::{
    client::{Client, organization},
    mutations, personal,
    suite::Suite,
};

const PAGE: &str = "totalCount pageInfo { startCursor endCursor hasPreviousPage hasNextPage }";

/// Scalars that both kinds of token have.
const SCALARS: &str = "createdAt createdBy description expiresAt id isActive lastUsedAt name revokedAt \
    revokedBy \
     revokedReason scopes ssoAuthorizations tags token updatedAt updatedBy updatedByImpersonator";

/// A kind of token, as the client names things.
struct Kind {
    name: &'static str,
    field: &'static str,
    list: &'static str,
    /// What is asked for of each.
    fields: String,
}

fn kinds() -> [Kind; 2] {
    [
        Kind {
            name: "APIToken",
            field: "apiToken",
            list: "apiTokens",
            fields: format!("{SCALARS} ownerID"),
        },
        Kind {
            name: "PersonalAccessToken",
            field: "personalAccessToken",
            list: "personalAccessTokens",
            fields: format!("{SCALARS} organizations {{ edges {{ node {{ id name }} }} }}"),
        },
    ]
}

pub(super) fn run(suite: &mut Suite) {
    suite.section("3.7");
    let mut client = suite.signed_in();
    let own = organization(&client);
    let (api, secret) = mutations::create(&mut client, &json!({ "name": "Conf-Client" }));
    let mut script = client.script(&secret);
    let [tokens, personals] = kinds();
    go_client(
        suite,
        &mut script,
        "an API token",
        &tokens,
        json!(["evidence:read"]),
    );
    let (person, secret) = personal::create(
        &mut client,
        &json!({ "name": "Conf-Client", "organizationIDs": [own] }),
    );
    let mut script = client.script(&secret);
    script.extra = vec![("x-organization-id".to_owned(), own.clone())];
    go_client(suite, &mut script, "a personal token", &tokens, json!(null));
    go_client(
        suite,
        &mut script,
        "a personal token",
        &personals,
        json!([own]),
    );
    around(suite, &mut script);
    mutations::delete(&mut client, &api);
    personal::delete(&mut client, &person);
    console(suite, &mut client, &own);
}

/// Sends a document and notes how it went; gives the data.
fn send(
    suite: &mut Suite,
    client: &mut Client,
    who: &str,
    document: &str,
    variables: &Value,
) -> Value {
    let operation = document
        .split([' ', '(', '{'])
        .nth(1)
        .unwrap_or_default()
        .to_owned();
    let body = json!({ "operationName": operation, "query": document, "variables": variables });
    let answer = client.post("/query", &body);
    suite.holds(
        &format!("{operation} of {who}"),
        answer.status == 200 && answer.at("/errors").is_null() && answer.at("/data").is_object(),
        &answer.text,
    );
    answer.at("/data")
}

/// The documents of the Go client for one kind of token; `scope` is scopes or organizations, as the kind has
/// them.
fn go_client(suite: &mut Suite, client: &mut Client, who: &str, kind: &Kind, scope: Value) {
    let Kind {
        name,
        field,
        list,
        fields,
    } = kind;
    let mut run = |document: &str, variables: Value| send(suite, client, who, document, &variables);
    let input = if *name == "APIToken" {
        json!({ "name": "Conf-Client made", "scopes": scope })
    } else {
        json!({ "name": "Conf-Client made", "organizationIDs": scope })
    };
    let made = run(
        &format!(
            "mutation Create{name} ($input: Create{name}Input!) {{ create{name}(input: $input) {{ {field} {{ \
             {fields} }} }} }}"
        ),
        json!({ "input": input }),
    );
    let id = made[format!("create{name}")][*field]["id"].clone();
    let paging = format!(
        "$first: Int, $last: Int, $after: Cursor, $before: Cursor, $orderBy: [{name}Order!]"
    );
    let passed = "first: $first, last: $last, after: $after, before: $before, orderBy: $orderBy";
    let order = json!([{ "field": "created_at", "direction": "DESC" }]);
    run(
        &format!(
            "query GetAll{name}s ({paging}) {{ {list}({passed}) {{ {PAGE} edges {{ node {{ {fields} }} }} }} \
             }}"
        ),
        json!({ "first": null, "last": null, "after": null, "before": null, "orderBy": null }),
    );
    run(
        &format!(
            "query Get{name}s ({paging}, $where: {name}WhereInput) {{ {list}({passed}, where: $where) {{ \
             {PAGE} edges {{ node {{ {fields} }} }} }} }}"
        ),
        json!({ "first": 1, "last": null, "after": null, "before": null,
            "orderBy": order, "where": { "id": id } }),
    );
    let owner = if *name == "APIToken" {
        "owner { id displayName }"
    } else {
        ""
    };
    run(
        &format!(
            "query Get{name}ByID (${field}Id: ID!) {{ {field}(id: ${field}Id) {{ {fields} {owner} }} }}"
        ),
        json!({ format!("{field}Id"): id }),
    );
    run(
        &format!(
            "mutation Update{name} ($update{name}Id: ID!, $input: Update{name}Input!) {{ update{name}(id: \
             $update{name}Id, input: $input) {{ {field} {{ {fields} }} }} }}"
        ),
        json!({ format!("update{name}Id"): id, "input": { "description": "d" } }),
    );
    run(
        &format!(
            "mutation Delete{name} ($delete{name}Id: ID!) {{ delete{name}(id: $delete{name}Id) {{ deletedID \
             }} }}"
        ),
        json!({ format!("delete{name}Id"): id }),
    );
    if *name == "APIToken" {
        let made = run(
            &format!(
                "mutation CreateBulkAPIToken ($input: [CreateAPITokenInput!]) {{ createBulkAPIToken(input: \
                 $input) {{ apiTokens {{ {fields} }} }} }}"
            ),
            json!({ "input": [{ "name": "Conf-Client bulk" }] }),
        );
        let id = &made["createBulkAPIToken"]["apiTokens"][0]["id"];
        run(
            "mutation DeleteBulkAPIToken ($ids: [ID!]!) { deleteBulkAPIToken(ids: $ids) { deletedIDs \
             notDeletedIDs error } }",
            json!({ "ids": [id] }),
        );
    }
}

/// What the command line tool asks around the tokens.
fn around(suite: &mut Suite, client: &mut Client) {
    suite.section("3.10");
    let who = "the command line tool";
    let scalars = "createdAt createdBy id tags updatedAt updatedBy";
    for document in [
        format!(
            "query GetSelf {{ self {{ {scalars} avatarRemoteURL displayName email firstName lastName \
             lastSeen sub authProvider role setting {{ {scalars} status emailConfirmed isTfaEnabled \
             isWebauthnAllowed defaultOrg {{ id displayName }} }} tfaSettings {{ edges {{ node {{ \
             totpAllowed verified }} }} }} }} }}"
        ),
        format!(
            "query GetUserSettings {{ userSettings {{ {PAGE} edges {{ node {{ {scalars} status locked \
             silencedAt suspendedAt emailConfirmed isTfaEnabled defaultOrg {{ id displayName }} user {{ id \
             email }} }} }} }} }}"
        ),
        format!(
            "query GetTFASettings {{ tfaSettings {{ {PAGE} edges {{ node {{ id createdAt updatedAt \
             recoveryCodes totpAllowed verified owner {{ id }} }} }} }} }}"
        ),
        format!(
            "query GetOrgMemberships ($where: OrgMembershipWhereInput) {{ orgMemberships(where: $where) {{ \
             {PAGE} edges {{ node {{ id role userID organizationID createdAt user {{ id firstName lastName \
             displayName email authProvider avatarRemoteURL role }} }} }} }} }}"
        ),
        format!(
            "query GetAllOrganizations {{ organizations {{ {PAGE} edges {{ node {{ {scalars} name \
             displayName description personalOrg avatarRemoteURL setting {{ {scalars} billingContact \
             billingEmail billingPhone domains identityProvider identityProviderLoginEnforced organizationID \
             }} }} }} }} }}"
        ),
        format!(
            "query GetAllOrganizationSettings {{ organizationSettings {{ {PAGE} edges {{ node {{ {scalars} \
             billingContact billingEmail organization {{ id }} }} }} }} }}"
        ),
    ] {
        send(suite, client, who, &document, &json!({}));
    }
}

/// What the official web console sends for the two pages of tokens.
fn console(suite: &mut Suite, client: &mut Client, own: &str) {
    suite.section("3.7");
    let who = "the official console";
    let mut run = |document: &str, variables: Value| send(suite, client, who, document, &variables);
    run(
        "query GetApiTokens($where: APITokenWhereInput, $orderBy: [APITokenOrder!]) { apiTokens(where: \
         $where, orderBy: $orderBy) { edges { node { id name description scopes expiresAt lastUsedAt \
         ssoAuthorizations } } pageInfo { endCursor hasNextPage hasPreviousPage startCursor } totalCount } }",
        json!({ "where": { "and": [
                { "expiresAtGTE": "2026-01-01T00:00:00Z" },
                { "expiresAtLT": "2099-01-01T00:00:00Z" },
            ] },
            "orderBy": [{ "field": "expires_at", "direction": "ASC" }] }),
    );
    run(
        "query GetPersonalAccessTokens($where: PersonalAccessTokenWhereInput, $orderBy: \
         [PersonalAccessTokenOrder!]) { personalAccessTokens(where: $where, orderBy: $orderBy) { edges { \
         node { id name description expiresAt lastUsedAt ssoAuthorizations organizations { edges { node { id \
         name } } } } } pageInfo { endCursor hasNextPage hasPreviousPage startCursor } totalCount } }",
        json!({ "where": { "nameContainsFold": "conf" },
            "orderBy": [{ "field": "created_at", "direction": "DESC" }] }),
    );
    let made = run(
        "mutation CreateAPIToken($input: CreateAPITokenInput!) { createAPIToken(input: $input) { apiToken { \
         id token expiresAt } } }",
        json!({ "input": { "name": "Conf-Console", "description": "", "expiresAt": null,
            "scopes": ["evidence:read"] } }),
    );
    let id = made["createAPIToken"]["apiToken"]["id"].clone();
    let changed = run(
        "mutation UpdateApiToken($updateApiTokenId: ID!, $input: UpdateAPITokenInput!) { updateAPIToken(id: \
         $updateApiTokenId, input: $input) { apiToken { id name description scopes expiresAt } } }",
        json!({ "updateApiTokenId": id, "input": {
            "clearDescription": true, "clearExpiresAt": true, "scopes": ["evidence:read", "risk:write"],
        } }),
    );
    run(
        "mutation DeleteApiToken($deleteApiTokenId: ID!) { deleteAPIToken(id: $deleteApiTokenId) { deletedID \
         } }",
        json!({ "deleteApiTokenId": id }),
    );
    let personal = run(
        "mutation CreatePersonalAccessToken($input: CreatePersonalAccessTokenInput!) { \
         createPersonalAccessToken(input: $input) { personalAccessToken { id token organizations { edges { \
         node { id } } } } } }",
        json!({ "input": { "name": "Conf-Console", "description": "", "expiresAt": null,
            "organizationIDs": [own] } }),
    );
    let id = personal["createPersonalAccessToken"]["personalAccessToken"]["id"].clone();
    run(
        "mutation UpdatePersonalAccessToken($updatePersonalAccessTokenId: ID!, $input: \
         UpdatePersonalAccessTokenInput!) { updatePersonalAccessToken(id: $updatePersonalAccessTokenId, \
         input: $input) { personalAccessToken { id } } }",
        json!({ "updatePersonalAccessTokenId": id, "input": {
            "description": "d", "clearExpiresAt": true, "addOrganizationIDs": [], "removeOrganizationIDs": [],
        } }),
    );
    run(
        "mutation DeletePersonalAccessToken($deletePersonalAccessTokenId: ID!) { \
         deletePersonalAccessToken(id: $deletePersonalAccessTokenId) { deletedID } }",
        json!({ "deletePersonalAccessTokenId": id }),
    );
    run(
        "query GetAllOrganizations($where: OrganizationWhereInput) { organizations(where: $where) { edges { \
         node { id name displayName avatarRemoteURL personalOrg avatarFile { id base64 } stripeCustomerID \
         setting { identityProviderLoginEnforced } } } } }",
        json!({ "where": { "personalOrg": false } }),
    );
    suite.section("10");
    let scopes = &changed["updateAPIToken"]["apiToken"]["scopes"];
    suite.eq(
        "the console's edit replaces the scopes",
        scopes.clone(),
        json!(["evidence:read", "risk:write"]),
    );
}
