//! Contract 3.4 and 3.10: errors, and who is who.

use serde_json::{Value, json};

use super::{
    mutations::{create, delete},
    personal,
    suite::Suite,
};

pub(super) fn run(suite: &mut Suite) {
    errors(suite);
    scopes(suite);
    people(suite);
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
            "mutation M { createAPIToken(input: {name: \"x\", \
             expiresAt: \"2001-01-01T00:00:00Z\"}) { apiToken { id } } }",
            "time cannot be in the past",
            Value::Null,
        ),
        (
            "past date, personal",
            "mutation M { createPersonalAccessToken(input: {name: \"x\", \
             expiresAt: \"2001-01-01T00:00:00Z\"}) { personalAccessToken { id } } }",
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
        let row = format!("{name}: code");
        match code {
            Value::Null => suite.absent(&row, &answer, 200, answer.code()),
            code => suite.eq(&row, answer.code(), code),
        }
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
    let conflict = client.query(
        "mutation M { createPersonalAccessToken(input: {name: \"abc\", \
         organizationIDs: [\"01K00000000000000000XX9999\"]}) { personalAccessToken { id } } }",
    );
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
    let text = "A valid payment method is required to create tokens. Contact your organization \
         admin to add one in billing.";
    let refused =
        ina.query("mutation M { createAPIToken(input: {name: \"abc\"}) { apiToken { id } } }");
    suite.eq("payment: text", refused.message(), text);
    suite.absent("payment: no code", &refused, 200, refused.code());
    let refused = ina.query(
        "mutation M { createPersonalAccessToken(input: {name: \"abc\"}) { \
         personalAccessToken { id } } }",
    );
    suite.eq("payment, personal: text", refused.message(), text);
    // One that was made where there is a payment method, seen from where there is none.
    let mut client = suite.signed_in();
    let (id, _) = personal::create(&mut client, &json!({ "name": "Conf-Payment" }));
    let initech = json!({ "target_organization_id": "01K00000000000000000RG0004" });
    let mut there = suite.signed_in();
    let switched = there.post("/v1/switch", &initech);
    there.adopt(&switched);
    let changed = there.query(&format!(
        "mutation M {{ updatePersonalAccessToken(id: \"{id}\", \
         input: {{description: \"x\"}}) {{ personalAccessToken {{ id }} }} }}"
    ));
    suite.eq("payment, personal, update: text", changed.message(), text);
    let deleted = there.query(&format!(
        "mutation M {{ deletePersonalAccessToken(id: \"{id}\") {{ deletedID }} }}"
    ));
    suite.eq("payment, personal, delete: text", deleted.message(), text);
    personal::delete(&mut client, &id);
}

/// What an API token lacks the scope for.
fn scopes(suite: &mut Suite) {
    suite.section("3.4");
    let mut client = suite.signed_in();
    let setting = client
        .query("{ organizationSettings { edges { node { id tags } } } }")
        .at("/data/organizationSettings/edges/0/node");
    let change = "mutation S($id: ID!, $tags: [String!]) { updateOrganizationSetting(id: $id, \
         input: {tags: $tags}) { organizationSetting { id } } }";
    let same = json!({ "id": setting["id"], "tags": setting["tags"] });
    let (id, secret) = create(
        &mut client,
        &json!({ "name": "Conf-Scope", "scopes": ["evidence:read"] }),
    );
    let refused = client.script(&secret).with_variables(change, &same);
    suite.eq(
        "missing scope: text",
        refused.message(),
        "api token lacks the required scopes for this request",
    );
    suite.eq("missing scope: code", refused.code(), "INSUFFICIENT_SCOPES");
    client.query(&format!(
        "mutation U {{ updateAPIToken(id: \"{id}\", \
         input: {{appendScopes: [\"organization_setting:write\"]}}) {{ apiToken {{ id }} }} }}"
    ));
    let done = client.script(&secret).with_variables(change, &same);
    suite.same(
        "with the scope",
        done.at("/data/updateOrganizationSetting/organizationSetting/id"),
        setting["id"].clone(),
    );
    delete(&mut client, &id);
}

fn people(suite: &mut Suite) {
    suite.section("3.10");
    let mut client = suite.signed_in();
    let own = client.query(
        "{ self { id email displayName firstName lastName setting { \
         status emailConfirmed isTfaEnabled defaultOrg { id name } } } }",
    );
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
    let list = client.query(
        "{ organizations(orderBy: [{field: display_name}]) { totalCount edges \
         { node { id name displayName personalOrg avatarRemoteURL stripeCustomerID slugName \
         setting { identityProviderLoginEnforced paymentMethodAdded identityProvider } } } } }",
    );
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
    suite.same("one organization", one.at("/data/organization/id"), id);
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
    let users = client.with_variables(
        "query U($ids: [ID!]) { users(where: {idIn: $ids}) { \
         totalCount edges { node { id displayName } } } }",
        &json!({ "ids": [user] }),
    );
    suite.eq("users by ids", users.at("/data/users/totalCount"), 1);
}
