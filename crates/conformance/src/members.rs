//! Contract 6 and 3.10: who is who in an organization, and what the command line tool asks about people.

use serde_json::{Value, json};

use super::{client::organization, mutations, suite::Suite};

pub(super) fn run(suite: &mut Suite) {
    suite.section("6");
    users(suite);
    memberships(suite);
    suite.section("3.10");
    settings(suite);
}

/// An id of the demo's users: Adam.
const ADAM: &str = "01K00000000000000000VS0002";

fn users(suite: &mut Suite) {
    let mut client = suite.signed_in();
    let own = client.query("{ self { id } }").string("/data/self/id");
    let all = client.query("{ users { totalCount edges { node { id } } } }");
    suite.eq(
        "users are the caller alone",
        all.at("/data/users"),
        json!({ "totalCount": 1, "edges": [{ "node": { "id": own } }] }),
    );
    if !suite.demo {
        suite.skip("users: colleagues (accounts of the demo)");
        return;
    }
    let colleague = client.query(&format!("{{ user(id: \"{ADAM}\") {{ id }} }}"));
    suite.eq(
        "a colleague is not found",
        json!([colleague.code(), colleague.message()]),
        json!(["NOT_FOUND", "user not found"]),
    );
    let by_ids = client.query(&format!(
        "{{ users(where: {{idIn: [\"{ADAM}\", \"{own}\"]}}) {{ edges {{ node {{ id }} }} }} }}"
    ));
    suite.eq(
        "nor by a list of ids",
        by_ids.at("/data/users/edges"),
        json!([{ "node": { "id": own } }]),
    );
}

const FIELDS: &str = "edges { node { userID role ssoExempt user { id displayName } } }";

/// Of each membership one field, sorted.
fn column(answer: &Value, pointer: &str) -> Value {
    let mut list: Vec<Value> = answer
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|edge| edge.pointer(pointer).cloned())
        .collect();
    list.sort_by_key(Value::to_string);
    json!(list)
}

fn memberships(suite: &mut Suite) {
    let mut client = suite.signed_in();
    let own = client.query("{ self { id } }").string("/data/self/id");
    let organization = organization(&client);
    let mine = client.query(&format!(
        "{{ orgMemberships(where: {{hasUserWith: [{{idIn: [\"{own}\"]}}]}}) {{ totalCount edges {{ node {{ \
         userID role ssoExempt organizationID user {{ id }} }} }} }} }}"
    ));
    suite.eq(
        "hasUserWith finds the membership of a user, with the role",
        mine.at("/data/orgMemberships"),
        json!({ "totalCount": 1, "edges": [{ "node": {
            "userID": own, "role": "OWNER", "ssoExempt": false, "organizationID": organization,
            "user": { "id": own },
        } }] }),
    );
    let by_id = client.query(&format!(
        "{{ orgMemberships(where: {{userID: \"{own}\"}}) {{ totalCount }} }}"
    ));
    suite.eq("userID", by_id.at("/data/orgMemberships/totalCount"), 1);
    let either = client.query(&format!(
        "{{ orgMemberships(where: {{or: [{{userID: \"{own}\"}}, {{userID: \"nobody\"}}]}}) {{ totalCount }} \
         }}"
    ));
    suite.eq("or", either.at("/data/orgMemberships/totalCount"), 1);
    let list = client.query(&format!(
        "{{ orgMemberships(where: {{userIDIn: [\"{own}\"]}}) {{ totalCount }} }}"
    ));
    suite.eq(
        "there is no userIDIn",
        json!([list.status, list.code()]),
        json!([422, "GRAPHQL_VALIDATION_FAILED"]),
    );
    let ordered = client.query(
        "{ orgMemberships(orderBy: [{field: ROLE, direction: DESC}]) { edges { node { id } } } }",
    );
    suite.absent(
        "they are ordered by role",
        &ordered,
        200,
        ordered.at("/errors"),
    );
    let all = client.query(&format!("{{ orgMemberships {{ {FIELDS} }} }}"));
    let (id, secret) = mutations::create(&mut client, &json!({ "name": "Conf-Members" }));
    let script = client
        .script(&secret)
        .query(&format!("{{ orgMemberships {{ {FIELDS} }} }}"));
    suite.same(
        "an API token is told of them too",
        script.at("/data/orgMemberships"),
        all.at("/data/orgMemberships"),
    );
    mutations::delete(&mut client, &id);
    if !suite.demo {
        suite.skip(
            "memberships: what a member and somebody elsewhere is told (accounts of the demo)",
        );
        return;
    }
    let names = [
        "Adam Admin",
        "Ari Auditor",
        "Mia Member",
        "Olivia Owner",
        "Tess Two-Factor",
    ];
    for user in ["mia@acme.test", "ari@acme.test"] {
        let answer = suite
            .signed_in_as(user)
            .query(&format!("{{ orgMemberships {{ {FIELDS} }} }}"));
        let got = column(
            &answer.at("/data/orgMemberships/edges"),
            "/node/user/displayName",
        );
        let complete = names.iter().all(|name| {
            got.as_array()
                .is_some_and(|list| list.contains(&json!(name)))
        });
        suite.holds(
            &format!("{user} is told the names of all members"),
            complete,
            &answer.text,
        );
    }
    let mut elsewhere = suite.signed_in_as("ina@initech.test");
    let answer = elsewhere.query(&format!("{{ orgMemberships {{ {FIELDS} }} }}"));
    let got = column(
        &answer.at("/data/orgMemberships/edges"),
        "/node/user/displayName",
    );
    suite.eq(
        "and only those of the active organization",
        got,
        json!(["Ina Invoice", "Olivia Owner"]),
    );
}

fn settings(suite: &mut Suite) {
    let mut client = suite.signed_in();
    let own =
        client.query("{ self { id setting { id } tfaSettings { edges { node { verified } } } } }");
    suite.holds(
        "self with its second factor",
        own.at("/data/self/tfaSettings/edges").is_array(),
        &own.text,
    );
    let list = client.query(
        "{ userSettings { totalCount edges { node { id userID status isTfaEnabled emailConfirmed defaultOrg \
         { id } } } } }",
    );
    suite.eq(
        "user settings are one's own",
        list.at("/data/userSettings/totalCount"),
        1,
    );
    suite.same(
        "the same as those of self",
        list.at("/data/userSettings/edges/0/node/id"),
        own.at("/data/self/setting/id"),
    );
    let none = client.query("{ tfaSettings { totalCount edges { node { id } } } }");
    suite.eq(
        "without a second factor there are no settings of it",
        none.at("/data/tfaSettings"),
        json!({ "totalCount": 0, "edges": [] }),
    );
    if !suite.demo {
        suite.skip("settings of a second factor (accounts of the demo)");
        return;
    }
    let mut tess = suite.signed_in_as("tess@acme.test");
    let factor =
        tess.query("{ tfaSettings { edges { node { verified totpAllowed owner { email } } } } }");
    suite.eq(
        "with one they say so",
        factor.at("/data/tfaSettings/edges/0/node"),
        json!({ "verified": true, "totpAllowed": true, "owner": { "email": "tess@acme.test" } }),
    );
}
