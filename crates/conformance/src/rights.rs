//! Contract 4, 5 and 12: what an API token may do, and what its scopes imply.

use serde_json::{Value, json};

use super::{
    client::{Client, organization},
    mutations::create,
    personal,
    spelling::Token,
    suite::Suite,
};

pub(super) fn run(suite: &mut Suite) {
    suite.section("5");
    let client = suite.signed_in();
    implied(suite, client.clone());
    suite.section("4");
    without_scopes(suite, client.clone());
    suite.section("12");
    no_person(suite, client.clone());
    two_organizations(suite, client.clone());
    payment(suite, &client);
}

fn implied(suite: &mut Suite, mut client: Client) {
    for (scope, relations) in [
        (
            "evidence:delete",
            &[
                ("can_edit_evidence", true),
                ("can_view_evidence", true),
                ("can_create_evidence", true),
                ("can_view_control", false),
            ][..],
        ),
        (
            "evidence:read",
            &[("can_edit_evidence", false), ("can_create_evidence", false)],
        ),
        (
            "control:write",
            &[
                ("can_edit_control_implementation", true),
                ("can_view_control_objective", true),
                ("can_edit_subcontrol", true),
                ("can_create_subcontrol", true),
                ("can_delete_control", false),
            ],
        ),
        (
            "group:read",
            &[
                ("can_view_group_membership", true),
                ("can_view_group_setting", true),
                ("can_edit_group_setting", false),
            ],
        ),
        (
            "organization:delete",
            &[
                ("can_edit_organization", true),
                ("can_edit_org_membership", true),
                ("can_delete_organization_setting", true),
                ("can_create_organization_setting", false),
                ("can_view_evidence", false),
            ],
        ),
        ("program:read", &[("can_view_program_membership", true)]),
        (
            "trust_center:delete",
            &[
                ("can_edit_trust_center", true),
                ("can_create_trust_center", false),
            ],
        ),
    ] {
        let token = Token::new(&client, &[scope]);
        let (names, expected): (Vec<&str>, Vec<bool>) = relations.iter().copied().unzip();
        suite.eq(
            &format!("{scope} implies, of {}", names.join(" ")),
            token.has(&names, &expected),
            json!(expected),
        );
        token.done();
    }
    // The same through an operation that asks for a right of its own.
    let setting = client
        .query("{ organizationSettings { edges { node { id tags } } } }")
        .at("/data/organizationSettings/edges/0/node");
    for (scope, allowed) in [("organization:delete", true), ("organization:read", false)] {
        let token = Token::new(&client, &[scope]);
        let answer = token.script().with_variables(
            "mutation S($id: ID!, $tags: [String!]) { updateOrganizationSetting(id: $id, input: {tags: \
             $tags}) { organizationSetting { id } } }",
            &json!({ "id": setting["id"], "tags": setting["tags"] }),
        );
        let name = format!("{scope} changes the organization's settings: {allowed}");
        if allowed {
            suite.absent(&name, &answer, 200, answer.at("/errors"));
        } else {
            suite.eq(&name, answer.code(), "INSUFFICIENT_SCOPES");
        }
        token.done();
    }
}

/// An API token without any scope does everything to API tokens of its organization.
fn without_scopes(suite: &mut Suite, mut client: Client) {
    let own = organization(&client);
    let token = Token::new(&client, &[]);
    let mut script = token.script();
    let (made, secret) = create(
        &mut script,
        &json!({ "name": "Conf-Child", "scopes": ["organization:delete"] }),
    );
    suite.begins("without scopes: it creates one with more", &secret, "tola_");
    let read = client.query(&format!("{{ apiToken(id: \"{made}\") {{ createdBy }} }}"));
    suite.eq(
        "which it is named the creator of",
        read.at("/data/apiToken/createdBy"),
        token.id.as_str(),
    );
    let widened = script.query(&format!(
        "mutation U {{ updateAPIToken(id: \"{}\", input: {{appendScopes: \
        [\"evidence:delete\"]}}) {{ apiToken {{ scopes }} }} }}",
        token.id
    ));
    suite.eq(
        "without scopes: it widens itself",
        widened.at("/data/updateAPIToken/apiToken/scopes"),
        json!(["evidence:delete"]),
    );
    let disabled = script.query(&format!(
        "mutation U {{ updateAPIToken(id: \"{made}\", input: {{isActive: \
        false}}) {{ apiToken {{ isActive }} }} }}"
    ));
    suite.eq(
        "without scopes: it disables another",
        disabled.at("/data/updateAPIToken/apiToken/isActive"),
        false,
    );
    let deleted = script.query(&format!(
        "mutation D {{ deleteAPIToken(id: \"{made}\") {{ deletedID }} }}"
    ));
    suite.eq(
        "without scopes: it deletes another",
        deleted.at("/data/deleteAPIToken/deletedID"),
        made.as_str(),
    );
    let organization = script.query(&format!("{{ organization(id: \"{own}\") {{ id }} }}"));
    suite.eq(
        "without scopes: it reads the organization",
        organization.at("/data/organization/id"),
        own.as_str(),
    );
    token.done();
}

/// What belongs to a person, asked by an API token.
fn no_person(suite: &mut Suite, mut client: Client) {
    let token = Token::new(&client, &["evidence:read"]);
    let mut script = token.script();
    let own = script.query("{ self { id } }");
    suite.eq(
        "self of an API token",
        json!([own.status, own.code(), own.message()]),
        json!([200, "NOT_FOUND", "user not found"]),
    );
    let list = script.query("{ personalAccessTokens { totalCount edges { node { id } } } }");
    suite.eq(
        "personal tokens of an API token: no rows",
        list.at("/data/personalAccessTokens"),
        json!({ "totalCount": 0, "edges": [] }),
    );
    let made = script.query(
        "mutation C { createPersonalAccessToken(input: {name: \"abc\"}) { \
        personalAccessToken { id } } }",
    );
    suite.eq(
        "a personal token made by an API token",
        json!([made.code(), made.message()]),
        json!([
            "CONFLICT",
            "constraint failed, unable to complete the create"
        ]),
    );
    suite.section("3.3");
    suite.absent(
        "the bearer of an API token is not echoed",
        &list,
        200,
        list.at("/extensions/auth/refresh_token"),
    );
    let organization = organization(&client);
    let (id, secret) = personal::create(
        &mut client,
        &json!({ "name": "Conf-Echo", "organizationIDs": [organization] }),
    );
    let asked = client.script(&secret).query("{ self { id } }");
    suite.absent(
        "nor that of a personal token",
        &asked,
        200,
        asked.at("/extensions/auth/refresh_token"),
    );
    personal::delete(&mut client, &id);
    suite.section("12");
    token.done();
}

/// The organization without a payment method, in the demo.
const INITECH: &str = "01K00000000000000000RG0004";
/// An organization with many tokens, in the demo.
const WAYNE: &str = "01K00000000000000000RG0007";

fn two_organizations(suite: &mut Suite, mut client: Client) {
    if !suite.demo {
        suite.skip("a personal token of two organizations (accounts of the demo)");
        return;
    }
    let own = organization(&client);
    let (id, secret) = personal::create(
        &mut client,
        &json!({ "name": "Conf-Both", "organizationIDs": [own, WAYNE] }),
    );
    let mut script = client.script(&secret);
    script.extra = vec![("x-organization-id".to_owned(), own.clone())];
    let query = format!(
        "{{ a: apiTokens(where: {{ownerID: \"{own}\"}}) {{ totalCount }} b: apiTokens(where: \
         {{ownerID: \"{WAYNE}\"}}) {{ totalCount }} all: apiTokens {{ totalCount }} }}"
    );
    let lists = script.query(&query);
    let count = |list: &str| lists.at(&format!("/data/{list}/totalCount")).as_i64();
    let both = count("a").zip(count("b")).map(|(a, b)| a + b);
    suite.holds(
        "with the header it lists the tokens of both",
        both == count("all") && count("a") > Some(0) && count("b") > Some(0),
        &lists.text,
    );
    let root = script.query("{ organizations { edges { node { id setting { id } } } } }");
    let edges = root.at("/data/organizations/edges");
    let all = edges.as_array().is_some_and(|edges| {
        edges.len() == 2
            && edges.iter().all(|edge| {
                !edge
                    .pointer("/node/setting/id")
                    .unwrap_or(&Value::Null)
                    .is_null()
            })
    });
    suite.holds(
        "organizations at the root have all their settings",
        all,
        &root.text,
    );
    personal::delete(&mut client, &id);
}

/// The payment rule, when who asks is no person or has no right.
fn payment(suite: &mut Suite, client: &Client) {
    if !(suite.demo && suite.controls) {
        suite.skip("payment of a token's organization (controls and accounts of the demo)");
        return;
    }
    let pay = |suite: &Suite, on_file: bool| {
        let body = json!({ "organization": "acme", "on_file": on_file });
        suite.stranger().post("/sandbox/payment", &body)
    };
    let token = Token::new(client, &["evidence:read"]);
    let mut mia = suite.signed_in_as("mia@acme.test");
    pay(suite, false);
    let create = "mutation C { createAPIToken(input: {name: \"abc\"}) { apiToken { id } } }";
    let answer = token.script().query(create);
    suite.eq(
        "no payment method, created by an API token",
        json!([answer.status, answer.message(), answer.code()]),
        json!([200, "internal system error", null]),
    );
    let answer = mia.query(create);
    suite.begins(
        "no payment method, created by a member without the right",
        &answer.message(),
        "A valid payment method is required",
    );
    let renamed = token.script().query(&format!(
        "mutation U {{ updateAPIToken(id: \"{}\", input: \
        {{name: \"Conf-Paid\"}}) {{ apiToken {{ name }} }} }}",
        token.id
    ));
    suite.eq(
        "no payment method, changed by an API token",
        renamed.at("/data/updateAPIToken/apiToken/name"),
        "Conf-Paid",
    );
    pay(suite, true);
    token.done();
    // An owner elsewhere is a member here for a moment.
    let role = |suite: &Suite, role: &str| {
        let body = json!({ "email": "olivia@acme.test", "organization": "initech", "role": role });
        suite.stranger().post("/sandbox/role", &body)
    };
    role(suite, "MEMBER");
    let mut there: Client = suite.signed_in();
    let switched = there.post("/v1/switch", &json!({ "target_organization_id": INITECH }));
    there.adopt(&switched);
    let answer = there.query(create);
    suite.begins(
        "a member of an organization that never paid",
        &answer.message(),
        "A valid payment method is required",
    );
    role(suite, "OWNER");
}
