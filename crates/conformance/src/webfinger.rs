//! Contract 7.1, and what SSO routes refuse without any flow.

use serde_json::json;

use super::suite::Suite;

const GLOBEX: &str = "01K00000000000000000RG0002";

pub(super) fn run(suite: &mut Suite) {
    webfinger(suite);
    suite.section("7.2");
    let missing = suite
        .stranger()
        .post("/v1/sso/login", &json!({ "organization_id": "x" }));
    suite.eq("unknown organization is 400", missing.status, 400);
    suite.eq(
        "unknown organization: text",
        missing.at("/error"),
        "generated: organization_setting not found",
    );
    callback_refusals(suite);
}

fn webfinger(suite: &mut Suite) {
    suite.section("7.1");
    let mut stranger = suite.stranger();
    let mut finger =
        |resource: &str| stranger.get(&format!("/.well-known/webfinger?resource={resource}"));
    let user = suite.options.user.clone();
    let own = finger(&format!("acct:{user}"));
    suite.eq("an account is 200", own.status, 200);
    suite.eq("an owner is not held to SSO", own.at("/enforced"), false);
    suite.eq("an owner is told so", own.at("/is_org_owner"), true);
    suite.eq(
        "the organization is named",
        own.string("/organization_id").len(),
        26,
    );
    suite.eq("two-factor is told", own.at("/tfa_enforced"), false);
    let unknown = finger("acct:nobody@nowhere.test");
    suite.eq("unknown account is 404", unknown.status, 404);
    suite.eq(
        "unknown account: text",
        unknown.at("/error"),
        "object not found in the database",
    );
    suite.eq("unknown organization is 404", finger("org:x").status, 404);
    let odd = finger("mailto:x");
    suite.eq("other prefix is 400", odd.status, 400);
    suite.eq(
        "other prefix: text",
        odd.at("/error"),
        "missing required field",
    );
    let none = suite.stranger().get("/.well-known/webfinger");
    suite.eq(
        "no resource: text",
        none.at("/error"),
        "resource is required",
    );
    suite.eq("no resource: code", none.at("/error_code"), "INVALID_INPUT");
    if suite.demo {
        let sam = suite
            .stranger()
            .get("/.well-known/webfinger?resource=acct:sam@globex.test");
        suite.eq("a member is held to SSO", sam.at("/enforced"), true);
        suite.eq("the provider is told", sam.at("/provider"), "GENERIC_OIDC");
        suite.eq(
            "the organization is the default one",
            sam.at("/organization_id"),
            GLOBEX,
        );
        let raw = suite
            .stranger()
            .get(&format!("/.well-known/webfinger?resource=org:{GLOBEX}"));
        suite.eq("an organization's raw status", raw.at("/enforced"), true);
        suite.contains(
            "its discovery document",
            &raw.string("/discovery_url"),
            "/.well-known/openid-configuration",
        );
    }
}

fn callback_refusals(suite: &mut Suite) {
    suite.section("7.3");
    let mut stranger = suite.stranger();
    for (body, text) in [
        (json!({}), "code is required"),
        (json!({ "code": "x" }), "state is required"),
        (
            json!({ "code": "x", "state": "y" }),
            "organization_id is required",
        ),
    ] {
        suite.eq(
            text,
            stranger.post("/v1/sso/callback", &body).at("/error"),
            text,
        );
    }
    suite.eq(
        "GET is 405",
        stranger.get("/v1/sso/callback?code=x&state=y").status,
        405,
    );
    suite.section("7.5");
    let mut client = suite.signed_in();
    let bare = client.get("/v1/sso/token/callback?code=x&state=y");
    suite.eq(
        "token callback without cookies: text",
        bare.at("/error"),
        "missing required field",
    );
}
