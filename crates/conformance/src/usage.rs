//! Using tokens: contract 1.10, 1.12, 4.

use serde_json::{Value, json};

use super::{
    client::{Client, organization},
    mutations::{self, create, delete},
    personal,
    suite::Suite,
};

pub(super) fn run(suite: &mut Suite) {
    api(suite);
    personal_tokens(suite);
    expiry(suite);
}

/// Status and text of a use.
fn used(client: &Client, token: &str) -> Value {
    let answer = client.script(token).get("/v1/scopes");
    json!([answer.status, answer.at("/error")])
}

fn api(suite: &mut Suite) {
    suite.section("4");
    let mut client = suite.signed_in();
    let own = organization(&client);
    let (id, secret) = create(
        &mut client,
        &json!({ "name": "Conf-Usage", "scopes": ["evidence:read"] }),
    );
    let mut script = client.script(&secret);
    suite.eq(
        "an API token is accepted",
        script.get("/v1/scopes").status,
        200,
    );
    let read = client.query(&format!(
        "{{ apiToken(id: \"{id}\") {{ lastUsedAt updatedBy }} }}"
    ));
    suite.holds(
        "lastUsedAt moves",
        read.at("/data/apiToken/lastUsedAt").is_string(),
        &read.text,
    );
    suite.section("1.8");
    let list = script.query("{ apiTokens { totalCount } }");
    suite.eq("it needs no session cookie", list.status, 200);
    suite.holds(
        "and sees its organization",
        list.at("/data/apiTokens/totalCount").as_i64() > Some(0),
        &list.text,
    );
    suite.eq(
        "extensions: caller kind",
        list.at("/extensions/auth/authentication_type"),
        "api_token",
    );
    suite.absent(
        "no session is issued",
        &list,
        200,
        list.header("set-cookie"),
    );
    suite.section("4");
    suite.holds(
        "self fails for it",
        script.query("{ self { id } }").at("/errors").is_array(),
        "no error",
    );
    suite.section("2.1");
    let (made, _) = create(&mut script, &json!({ "name": "Conf-Made" }));
    suite.holds(
        "it needs no CSRF token, and may create",
        !made.is_empty(),
        "refused",
    );
    delete(&mut client, &made);
    suite.section("6");
    suite.same(
        "roles: its organization",
        script
            .get("/v1/account/roles/organization")
            .at("/organization_id"),
        own,
    );
    suite.section("1.10");
    let update = |client: &mut Client, input: &str| {
        client.query(&format!(
            "mutation U {{ updateAPIToken(id: \"{id}\", input: {input}) {{ apiToken {{ id }} }} }}"
        ));
    };
    update(&mut client, "{isActive: false}");
    suite.eq(
        "disabled: text",
        used(&client, &secret),
        json!([401, "token has been revoked"]),
    );
    update(
        &mut client,
        "{isActive: true, revokedAt: \"2026-01-01T00:00:00Z\"}",
    );
    suite.eq(
        "revoked: text",
        used(&client, &secret),
        json!([401, "token has been revoked"]),
    );
    update(&mut client, "{clearRevokedAt: true}");
    suite.eq("enabled again", used(&client, &secret), json!([200, null]));
    update(&mut client, "{expiresAt: \"2001-01-01T00:00:00Z\"}");
    suite.eq(
        "expired: text",
        used(&client, &secret),
        json!([401, "the provided credentials have expired"]),
    );
    mutations::delete(&mut client, &id);
    suite.eq(
        "deleted: text",
        used(&client, &secret),
        json!([401, "generated: api_token not found"]),
    );
}

fn personal_tokens(suite: &mut Suite) {
    suite.section("1.12");
    let mut client = suite.signed_in();
    let own = organization(&client);
    let (id, secret) = personal::create(
        &mut client,
        &json!({ "name": "Conf-Usage", "organizationIDs": [own] }),
    );
    let mut script = client.script(&secret);
    suite.eq(
        "a personal token is accepted",
        script.get("/v1/scopes").status,
        200,
    );
    suite.eq(
        "self is its owner",
        script.query("{ self { email } }").at("/data/self/email"),
        suite.options.user.clone(),
    );
    let nobody = "could not identify authenticated user in request";
    let list = script.query("{ apiTokens { totalCount } }");
    suite.eq("no organization chosen: lists fail", list.message(), nobody);
    suite.eq(
        "extensions: caller kind",
        list.at("/extensions/auth/authentication_type"),
        "pat",
    );
    suite.same(
        "but roles work for one organization",
        script
            .get("/v1/account/roles/organization")
            .at("/organization_id"),
        own.as_str(),
    );
    script.extra = vec![("x-organization-id".to_owned(), own.clone())];
    suite.holds(
        "X-Organization-ID chooses",
        script
            .query("{ apiTokens { totalCount } }")
            .at("/data/apiTokens/totalCount")
            .is_number(),
        "error",
    );
    script.extra = vec![(
        "x-organization-id".to_owned(),
        "01K00000000000000000XX9999".to_owned(),
    )];
    suite.eq(
        "a foreign one is ignored",
        script.query("{ apiTokens { totalCount } }").message(),
        nobody,
    );
    script.extra.clear();
    let (made, token) = create(&mut script, &json!({ "name": "Conf-Single" }));
    suite.begins("creating uses its single organization", &token, "tola_");
    delete(&mut client, &made);
    suite.section("1.10");
    let update = |client: &mut Client, input: &str| {
        client.query(&format!(
            "mutation U {{ updatePersonalAccessToken(id: \"{id}\", \
             input: {input}) {{ personalAccessToken {{ id }} }} }}"
        ));
    };
    let refused = json!([401, "generated: api_token not found"]);
    update(&mut client, "{isActive: false}");
    suite.eq("disabled: text", used(&client, &secret), refused.clone());
    update(
        &mut client,
        "{isActive: true, expiresAt: \"2001-01-01T00:00:00Z\"}",
    );
    suite.eq("expired: text", used(&client, &secret), refused.clone());
    update(
        &mut client,
        "{clearExpiresAt: true, clearOrganizations: true}",
    );
    suite.eq(
        "no organization: text",
        used(&client, &secret),
        refused.clone(),
    );
    update(&mut client, &format!("{{addOrganizationIDs: [\"{own}\"]}}"));
    suite.eq("usable again", used(&client, &secret), json!([200, null]));
    let read = client.query(&format!(
        "{{ personalAccessToken(id: \"{id}\") {{ lastUsedAt }} }}"
    ));
    suite.holds(
        "lastUsedAt moves",
        read.at("/data/personalAccessToken/lastUsedAt").is_string(),
        &read.text,
    );
    personal::delete(&mut client, &id);
    suite.eq("deleted: text", used(&client, &secret), refused.clone());
    if !suite.demo {
        suite.skip("several organizations, SSO");
        return;
    }
    suite.section("1.12");
    let initech = "01K00000000000000000RG0004";
    let (id, secret) = personal::create(
        &mut client,
        &json!({ "name": "Conf-Two", "organizationIDs": [own, initech] }),
    );
    let mut script = client.script(&secret);
    let answer =
        script.query("mutation C { createAPIToken(input: {name: \"abc\"}) { apiToken { id } } }");
    suite.eq(
        "several organizations: none chosen",
        answer.message(),
        "owner_id is required",
    );
    let (made, token) = create(
        &mut script,
        &json!({ "name": "Conf-Owner", "ownerID": own }),
    );
    suite.begins("several organizations: ownerID chooses", &token, "tola_");
    delete(&mut client, &made);
    client.extra = vec![("x-organization-id".to_owned(), initech.to_owned())];
    let ignored = client.query("{ organizationSettings { edges { node { organizationID } } } }");
    client.extra.clear();
    suite.same(
        "a JWT ignores X-Organization-ID",
        ignored.at("/data/organizationSettings/edges/0/node/organizationID"),
        own.as_str(),
    );
    suite.section("3.10");
    let nested = client.query(&format!(
        "{{ personalAccessToken(id: \"{id}\") {{ organizations {{ edges {{ node {{ id setting {{ \
         organizationID }} }} }} }} }} }}"
    ));
    let settings: Vec<Value> = nested
        .at("/data/personalAccessToken/organizations/edges")
        .as_array()
        .into_iter()
        .flatten()
        .map(|edge| edge["node"]["setting"].clone())
        .filter(|setting| !setting.is_null())
        .collect();
    suite.eq(
        "below a personal token only the active organization has settings",
        json!(settings),
        json!([{ "organizationID": own }]),
    );
    suite.section("7.6");
    let globex = "01K00000000000000000RG0002";
    client.query(&format!(
        "mutation U {{ updatePersonalAccessToken(id: \"{id}\", \
         input: {{addOrganizationIDs: [\"{globex}\"]}}) {{ personalAccessToken {{ id }} }} }}"
    ));
    suite.eq(
        "one unauthorized organization blocks everywhere",
        used(&client, &secret),
        refused,
    );
    personal::delete(&mut client, &id);
}

fn expiry(suite: &mut Suite) {
    suite.section("4");
    if !suite.controls {
        suite.skip("a token ends by itself");
        return;
    }
    let mut client = suite.signed_in();
    let now = suite.stranger().get("/sandbox/clock").string("/now");
    let day = now.get(..10).unwrap_or_default().to_owned();
    let (id, secret) = create(
        &mut client,
        &json!({ "name": "Conf-End", "expiresAt": format!("{day}T23:59:59.999999Z") }),
    );
    suite.eq("before its end", used(&client, &secret), json!([200, null]));
    suite.advance(86_400);
    suite.eq(
        "after its end",
        used(&client, &secret),
        json!([401, "the provided credentials have expired"]),
    );
    suite.advance(-86_400);
    delete(&mut client, &id);
}
