//! Contract 7.3 and 7.6: the rest of what the callback refuses, whom it takes in, and what enforcement needs.

use serde_json::json;

use super::{
    client::{claims, session_name},
    sso::{GLOBEX, STARK, begin, choose, complete},
    suite::Suite,
};

pub(super) fn run(suite: &mut Suite) {
    suite.section("7.6");
    enforcement(suite);
    suite.section("7.3");
    if !suite.provider {
        suite.skip("whom the callback takes in (needs the sandbox's own provider)");
        return;
    }
    order(suite);
    people(suite);
}

/// The provider's settings are looked at before the cookies, and the organization of the body is meant.
fn order(suite: &mut Suite) {
    let mut stranger = suite.stranger();
    let body =
        |organization: &str| json!({ "code": "x", "state": "y", "organization_id": organization });
    suite.eq(
        "no provider is said before the state is looked at",
        stranger.post("/v1/sso/callback", &body(STARK)).at("/error"),
        "missing OIDC configuration, please contact support",
    );
    suite.eq(
        "so is no organization",
        stranger.post("/v1/sso/callback", &body("x")).at("/error"),
        "generated: organization_setting not found",
    );
    begin(&mut stranger, GLOBEX);
    let state = stranger.cookies.get("state").cloned().unwrap_or_default();
    let invented = [
        ("code".to_owned(), "invented".to_owned()),
        ("state".to_owned(), state),
    ];
    let refused = complete(&mut stranger, &invented, GLOBEX);
    suite.eq(
        "a code that the provider refuses is 400",
        refused.status,
        400,
    );
    suite.eq("in the shape of REST", refused.at("/success"), false);
    suite.absent("without a session", &refused, 400, session_name(&stranger));
}

fn people(suite: &mut Suite) {
    let mut client = suite.stranger();
    let target = begin(&mut client, GLOBEX).string("/redirect_uri");
    let back = choose(&mut client, &target, ("email", "somebody@mailinator.com"));
    let refused = complete(&mut client, &back, GLOBEX);
    suite.eq(
        "an address that the validator refuses is 400",
        refused.status,
        400,
    );
    suite.eq(
        "the validator's code",
        refused.at("/error_code"),
        "INVALID_INPUT",
    );
    suite.absent(
        "the validator: no session",
        &refused,
        400,
        session_name(&client),
    );
    let mut client = suite.stranger();
    let target = begin(&mut client, GLOBEX).string("/redirect_uri");
    let back = choose(&mut client, &target, ("email", "newcomer@globex.test"));
    let done = complete(&mut client, &back, GLOBEX);
    suite.eq("somebody new is taken in", done.status, 200);
    let access = claims(&done.string("/access_token"));
    suite.eq(
        "into the organization",
        json!([access["email"], access["org"]]),
        json!(["newcomer@globex.test", GLOBEX]),
    );
    suite.absent(
        "two-factor is not spoken of",
        &done,
        200,
        done.at("/tfa_required"),
    );
}

fn enforcement(suite: &mut Suite) {
    let mut client = suite.signed_in();
    let ask = "{ organizationSettings { edges { node { id identityProviderLoginEnforced } } } }";
    let setting = "/data/organizationSettings/edges/0/node";
    let before = client.query(ask);
    let id = before.string(&format!("{setting}/id"));
    let untested = client.with_variables(
        "mutation E($id: ID!, $i: UpdateOrganizationSettingInput!) { \
         updateOrganizationSetting(id: $id, input: $i) { organizationSetting { id } } }",
        &json!({ "id": id, "i": {
            "identityProviderClientID": "conformance",
            "identityProviderLoginEnforced": true,
        } }),
    );
    suite.holds(
        "a provider that changed has to be tested before it is enforced",
        untested.status == 200 && !untested.message().is_empty(),
        &untested.text,
    );
    let after = client.query(ask);
    suite.same("and nothing changed", after.at(setting), before.at(setting));
}
