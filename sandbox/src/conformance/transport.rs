//! Contract 3.1 to 3.4, 3.10: transport, statuses, shapes.

use serde_json::{Value, json};

use super::suite::Suite;

pub(super) fn run(suite: &mut Suite) {
    transport(suite);
    shapes(suite);
    errors(suite);
    people(suite);
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
    let fields: String = (0..101).map(|n| format!("f{n}: id ")).collect();
    let costly = client.query(&format!("{{ self {{ {fields} }} }}"));
    suite.eq("too complex is 200", costly.status, 200);
    suite.eq(
        "too complex: text",
        costly.message(),
        "operation has complexity 102, which exceeds the limit of 100",
    );
    suite.eq("too complex has no code", costly.code(), Value::Null);
    let fits: String = (0..99).map(|n| format!("f{n}: id ")).collect();
    suite.eq(
        "100 fields fit",
        client
            .query(&format!("{{ self {{ {fits} }} }}"))
            .at("/errors"),
        Value::Null,
    );
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
    suite.eq(
        "unknown field: data is null",
        validation.at("/data"),
        Value::Null,
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
    suite.eq("bad time is 422", time.status, 422);
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
    suite.eq(
        "extensions: the bearer echoed",
        answer.at("/extensions/auth/refresh_token"),
        client.bearer.clone(),
    );
    let failed = client.query("mutation M { deleteAPIToken(id: \"x\") { deletedID } }");
    suite.eq("failing mutation is 200", failed.status, 200);
    suite.eq(
        "failing mutation: data is null",
        failed.at("/data"),
        Value::Null,
    );
    suite.eq(
        "failing mutation has no extensions",
        failed.at("/extensions"),
        Value::Null,
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

fn errors(suite: &mut Suite) {
    suite.section("3.4");
    let mut client = suite.signed_in();
    for (name, query, message, code) in [
        (
            "unknown API token",
            "{ apiToken(id: \"x\") { id } }",
            "apitoken not found",
            json!("NOT_FOUND"),
        ),
        (
            "unknown personal token",
            "{ personalAccessToken(id: \"x\") { id } }",
            "personalaccesstoken not found",
            json!("NOT_FOUND"),
        ),
        (
            "update of an unknown one",
            "mutation M { updateAPIToken(id: \"x\", input: {}) { apiToken { id } } }",
            "apitoken not found",
            json!("NOT_FOUND"),
        ),
        (
            "delete of an unknown one",
            "mutation M { deleteAPIToken(id: \"x\") { deletedID } }",
            "apitoken not found",
            json!("NOT_FOUND"),
        ),
        (
            "delete of an unknown personal one",
            "mutation M { deletePersonalAccessToken(id: \"x\") { deletedID } }",
            "personalaccesstoken not found",
            json!("NOT_FOUND"),
        ),
        (
            "empty name",
            "mutation M { createAPIToken(input: {name: \"\"}) { apiToken { id } } }",
            "validator failed for field \"APIToken.name\": value is less than the required length",
            json!("VALIDATION_ERROR"),
        ),
        (
            "empty personal name",
            "mutation M { createPersonalAccessToken(input: {name: \"\"}) { personalAccessToken { id } } }",
            "validator failed for field \"PersonalAccessToken.name\": value is less than the required length",
            json!("VALIDATION_ERROR"),
        ),
        (
            "past date",
            "mutation M { createAPIToken(input: {name: \"x\", expiresAt: \"2001-01-01T00:00:00Z\"}) { apiToken { id } } }",
            "time cannot be in the past",
            Value::Null,
        ),
        (
            "past date, personal",
            "mutation M { createPersonalAccessToken(input: {name: \"x\", expiresAt: \"2001-01-01T00:00:00Z\"}) { personalAccessToken { id } } }",
            "time cannot be in the past",
            Value::Null,
        ),
        (
            "first and last",
            "{ apiTokens(first: 1, last: 1) { totalCount } }",
            "Passing both `first` and `last` to paginate a connection is not supported.",
            Value::Null,
        ),
        (
            "empty bulk update",
            "mutation M { updateBulkAPIToken(ids: [], input: {}) { updatedIDs } }",
            "ids is required",
            Value::Null,
        ),
        (
            "empty bulk delete",
            "mutation M { deleteBulkAPIToken(ids: []) { deletedIDs } }",
            "ids is required",
            Value::Null,
        ),
    ] {
        let answer = client.query(query);
        suite.eq(&format!("{name}: 200"), answer.status, 200);
        suite.eq(&format!("{name}: text"), answer.message(), message);
        suite.eq(&format!("{name}: code"), answer.code(), code);
    }
    let negative = client.query("{ apiTokens(first: -1) { totalCount } }");
    suite.eq(
        "negative length: code",
        negative.code(),
        "INVALID_PAGINATION",
    );
    let empty =
        client.query("mutation M { createAPIToken(input: {name: \"\"}) { apiToken { id } } }");
    suite.eq(
        "empty name: fields",
        empty.at("/errors/0/extensions/fields"),
        json!(["name"]),
    );
    suite.begins(
        "empty name: explanation",
        &empty.string("/errors/0/extensions/message"),
        "invalid input provided for name: ",
    );
    let conflict = client.query("mutation M { createPersonalAccessToken(input: {name: \"abc\", organizationIDs: [\"01K00000000000000000XX9999\"]}) { personalAccessToken { id } } }");
    suite.eq("unknown organization: code", conflict.code(), "CONFLICT");
    if !suite.demo {
        suite.skip("members, payment");
        return;
    }
    let mut mia = suite.signed_in_as("mia@acme.test");
    let denied =
        mia.query("mutation M { createAPIToken(input: {name: \"abc\"}) { apiToken { id } } }");
    suite.eq(
        "no right: text",
        denied.message(),
        "you are not authorized to perform this action",
    );
    suite.eq("no right: code", denied.code(), "UNAUTHORIZED");
    suite.eq(
        "no right: explanation",
        denied.at("/errors/0/extensions/message"),
        "you do not have permission to perform this action, please contact your organization owner",
    );
    suite.holds(
        "a member may look",
        mia.query("{ apiTokens { totalCount } }")
            .at("/data/apiTokens/totalCount")
            .as_i64()
            > Some(0),
        "none",
    );
    let mut ari = suite.signed_in_as("ari@acme.test");
    suite.holds(
        "an auditor may look",
        ari.query("{ apiTokens { totalCount } }")
            .at("/data/apiTokens/totalCount")
            .as_i64()
            > Some(0),
        "none",
    );
    let mut ina = suite.signed_in_as("ina@initech.test");
    let text = "A valid payment method is required to create tokens. Contact your organization admin to add one in billing.";
    let refused =
        ina.query("mutation M { createAPIToken(input: {name: \"abc\"}) { apiToken { id } } }");
    suite.eq("payment: text", refused.message(), text);
    suite.eq("payment: no code", refused.code(), Value::Null);
    let refused = ina.query("mutation M { createPersonalAccessToken(input: {name: \"abc\"}) { personalAccessToken { id } } }");
    suite.eq("payment, personal: text", refused.message(), text);
}

fn people(suite: &mut Suite) {
    suite.section("3.10");
    let mut client = suite.signed_in();
    let own = client.query("{ self { id email displayName firstName lastName setting { status emailConfirmed isTfaEnabled defaultOrg { id name } } } }");
    suite.eq(
        "self is the caller",
        own.at("/data/self/email"),
        suite.options.user.clone(),
    );
    suite.eq(
        "self: status",
        own.at("/data/self/setting/status"),
        "ACTIVE",
    );
    suite.eq(
        "self: confirmed",
        own.at("/data/self/setting/emailConfirmed"),
        true,
    );
    suite.holds(
        "self: default organization",
        own.at("/data/self/setting/defaultOrg/id").is_string(),
        &own.text,
    );
    let list = client.query("{ organizations(orderBy: [{field: display_name}]) { totalCount edges { node { id name displayName personalOrg avatarRemoteURL stripeCustomerID slugName setting { identityProviderLoginEnforced paymentMethodAdded identityProvider } } } } }");
    let nodes = list
        .at("/data/organizations/edges")
        .as_array()
        .cloned()
        .unwrap_or_default();
    suite.holds("organizations are listed", !nodes.is_empty(), &list.text);
    let settings = nodes.iter().all(|edge| {
        edge.pointer("/node/setting/identityProviderLoginEnforced")
            .is_some_and(Value::is_boolean)
    });
    suite.holds("with the settings of all", settings, &list.text);
    let id = nodes
        .first()
        .and_then(|edge| edge.pointer("/node/id"))
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let one = client.query(&format!("{{ organization(id: \"{id}\") {{ id name }} }}"));
    suite.eq("one organization", one.at("/data/organization/id"), id);
    suite.eq(
        "a foreign organization",
        client.query("{ organization(id: \"x\") { id } }").code(),
        "NOT_FOUND",
    );
    let user = own.string("/data/self/id");
    suite.eq(
        "users resolve ids",
        client
            .query(&format!("{{ user(id: \"{user}\") {{ email }} }}"))
            .at("/data/user/email"),
        suite.options.user.clone(),
    );
    let users = client.with_variables("query U($ids: [ID!]) { users(where: {idIn: $ids}) { totalCount edges { node { id displayName } } } }", &json!({ "ids": [user] }));
    suite.eq("users by ids", users.at("/data/users/totalCount"), 1);
}
