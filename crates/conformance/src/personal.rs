//! Personal access tokens: contract 3.6, 3.7, 4.

use serde_json::{Value, json};

use super::{
    client::{Client, HIDDEN, organization},
    suite::Suite,
};

const CREATE: &str = "mutation C($i: CreatePersonalAccessTokenInput!) { \
     createPersonalAccessToken(input: $i) { personalAccessToken { id name token scopes isActive \
     owner { email } organizations { totalCount edges { node { id name } } } } } }";

/// Creates a personal token, and gives its id and secret.
pub(super) fn create(client: &mut Client, input: &Value) -> (String, String) {
    let answer = client.with_variables(CREATE, &json!({ "i": input }));
    let token = |field: &str| {
        answer.string(&format!(
            "/data/createPersonalAccessToken/personalAccessToken/{field}"
        ))
    };
    (token("id"), token("token"))
}

pub(super) fn delete(client: &mut Client, id: &str) {
    client.query(&format!(
        "mutation D {{ deletePersonalAccessToken(id: \"{id}\") {{ deletedID }} }}"
    ));
}

pub(super) fn run(suite: &mut Suite) {
    suite.section("3.7");
    let mut client = suite.signed_in();
    let own = organization(&client);
    let answer = client.with_variables(
        CREATE,
        &json!({ "i": { "name": "Conf-Personal", "organizationIDs": [own], "scopes": ["anything goes"] } }),
    );
    let node = answer.at("/data/createPersonalAccessToken/personalAccessToken");
    let secret = node["token"].as_str().unwrap_or_default().to_owned();
    let id = node["id"].as_str().unwrap_or_default().to_owned();
    suite.begins("personal secret: prefix", &secret, "tolp_");
    suite.eq("personal secret: 69 characters", secret.len(), 69);
    suite.eq(
        "personal scopes are not validated",
        node["scopes"].clone(),
        json!(["anything goes"]),
    );
    suite.eq(
        "it belongs to the caller",
        node["owner"]["email"].clone(),
        suite.options.user.clone(),
    );
    suite.same(
        "it has its organization",
        node["organizations"]["edges"][0]["node"]["id"].clone(),
        own.as_str(),
    );
    let mut update = |input: &str| {
        let answer = client.query(&format!(
            "mutation U {{ updatePersonalAccessToken(id: \"{id}\", input: {input}) {{ \
             personalAccessToken {{ name token description isActive expiresAt organizations {{ \
             totalCount }} }} }} }}"
        ));
        answer
            .json
            .pointer("/data/updatePersonalAccessToken/personalAccessToken")
            .cloned()
            .unwrap_or(answer.json)
    };
    suite.eq(
        "update hides the secret",
        update("{}")["token"].clone(),
        HIDDEN,
    );
    suite.eq(
        "removeOrganizationIDs",
        update(&format!("{{removeOrganizationIDs: [\"{own}\"]}}"))["organizations"]["totalCount"]
            .clone(),
        0,
    );
    suite.eq(
        "addOrganizationIDs",
        update(&format!("{{addOrganizationIDs: [\"{own}\"]}}"))["organizations"]["totalCount"]
            .clone(),
        1,
    );
    suite.eq(
        "clearOrganizations",
        update("{clearOrganizations: true}")["organizations"]["totalCount"].clone(),
        0,
    );
    suite.eq(
        "isActive",
        update("{isActive: false}")["isActive"].clone(),
        false,
    );
    let both = update("{name: \"Conf-Renamed\", description: \"d\"}");
    suite.eq(
        "name and description",
        json!([both["name"], both["description"]]),
        json!(["Conf-Renamed", "d"]),
    );
    let revoked = client.query(&format!(
        "mutation U {{ updatePersonalAccessToken(id: \"{id}\", \
         input: {{revokedReason: \"x\"}}) {{ personalAccessToken {{ id }} }} }}"
    ));
    suite.eq("it has no revocation", revoked.status, 422);
    let events = json!(["01K00000000000000000XX9999"]);
    let with_events = client.with_variables(
        CREATE,
        &json!({ "i": { "name": "Conf-Events", "eventIDs": events } }),
    );
    suite.eq("eventIDs: none exists", with_events.code(), "UNAUTHORIZED");
    for (field, value, agrees) in [
        ("addEventIDs", events.clone(), false),
        ("removeEventIDs", events.clone(), true),
        ("clearEvents", json!(true), true),
    ] {
        let answer = client.with_variables(
            "mutation U($id: ID!, $i: UpdatePersonalAccessTokenInput!) { \
             updatePersonalAccessToken(id: $id, input: $i) { personalAccessToken { id } } }",
            &json!({ "id": id, "i": { field: value } }),
        );
        let name = format!("{field} of one that does not exist");
        if agrees {
            suite.absent(&name, &answer, 200, answer.at("/errors"));
        } else {
            suite.eq(&name, answer.code(), "UNAUTHORIZED");
        }
    }
    let list = client.query(
        "{ personalAccessTokens(where: {nameHasPrefix: \"Conf-\", \
         hasOrganizations: false, hasOwnerWith: [{emailContains: \"@\"}]}, \
         orderBy: [{field: is_active}]) { totalCount edges { node { token } } } }",
    );
    suite.eq(
        "it is listed",
        list.at("/data/personalAccessTokens/totalCount"),
        1,
    );
    suite.eq(
        "a list hides the secret",
        list.at("/data/personalAccessTokens/edges/0/node/token"),
        HIDDEN,
    );
    let with = client.query(&format!(
        "{{ personalAccessTokens(where: {{nameHasPrefix: \"Conf-\", \
         hasOrganizationsWith: [{{id: \"{own}\"}}]}}) {{ totalCount }} }}"
    ));
    suite.eq(
        "hasOrganizationsWith",
        with.at("/data/personalAccessTokens/totalCount"),
        0,
    );
    if suite.demo {
        suite.section("4");
        let mut mia = suite.signed_in_as("mia@acme.test");
        let foreign = mia.query(&format!("{{ personalAccessToken(id: \"{id}\") {{ id }} }}"));
        suite.eq("other people's are invisible", foreign.code(), "NOT_FOUND");
        let (theirs, secret) = create(
            &mut mia,
            &json!({ "name": "Conf-Mia", "organizationIDs": [own] }),
        );
        suite.begins("a member may create one", &secret, "tolp_");
        let attempt = client.query(&format!(
            "mutation D {{ deletePersonalAccessToken(id: \"{theirs}\") {{ deletedID }} }}"
        ));
        suite.eq("and nobody else may delete it", attempt.code(), "NOT_FOUND");
        delete(&mut mia, &theirs);
    }
    suite.section("3.7");
    let deleted = client.query(&format!(
        "mutation D {{ deletePersonalAccessToken(id: \"{id}\") {{ deletedID }} }}"
    ));
    suite.same(
        "delete tells the id",
        deleted.at("/data/deletePersonalAccessToken/deletedID"),
        id.as_str(),
    );
    suite.eq(
        "a deleted one is gone",
        client
            .query(&format!("{{ personalAccessToken(id: \"{id}\") {{ id }} }}"))
            .code(),
        "NOT_FOUND",
    );
}
