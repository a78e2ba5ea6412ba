//! Contract 1.3 to 1.5: refresh, sign-out, switch.

use serde_json::json;

use super::{
    client::{claims, session_name},
    suite::Suite,
};

pub(super) fn run(suite: &mut Suite) {
    switch(suite);
    refresh(suite);
    sign_out(suite);
}

fn switch(suite: &mut Suite) {
    suite.section("1.5");
    let mut client = suite.signed_in();
    let missing = client.post("/v1/switch", &json!({}));
    suite.eq(
        "no target: text",
        missing.at("/error"),
        "target_organization_id is required",
    );
    let own = claims(client.bearer.as_deref().unwrap_or_default())["org"].clone();
    let same = client.post("/v1/switch", &json!({ "target_organization_id": own }));
    suite.eq("same organization is 400", same.status, 400);
    suite.eq(
        "same organization: text",
        same.at("/error"),
        "user already switched into organization",
    );
    let foreign = client.post(
        "/v1/switch",
        &json!({ "target_organization_id": "01K00000000000000000XX9999" }),
    );
    suite.eq("unknown organization is 500", foreign.status, 500);
    suite.eq(
        "unknown organization is masked",
        foreign.at("/error"),
        "error processing request, please try again",
    );
    if !suite.demo {
        suite.skip("switching to the demo's organizations");
        return;
    }
    let initech = "01K00000000000000000RG0004";
    let answer = client.post("/v1/switch", &json!({ "target_organization_id": initech }));
    suite.eq("another organization is 200", answer.status, 200);
    suite.eq(
        "the new token is for it",
        claims(&answer.string("/access_token"))["org"].clone(),
        initech,
    );
    suite.eq("token type", answer.at("/token_type"), "Bearer");
    client.adopt(&answer);
    suite.eq(
        "its tokens are those of it",
        client
            .query("{ apiTokens { totalCount } }")
            .at("/data/apiTokens/totalCount"),
        0,
    );
    no_right(suite, initech);
    if !suite.provider {
        suite.skip("switching where SSO is needed (needs the sandbox's own provider)");
        return;
    }
    let globex = client.post(
        "/v1/switch",
        &json!({ "target_organization_id": "01K00000000000000000RG0002" }),
    );
    suite.eq("SSO needed is 200", globex.status, 200);
    suite.eq("SSO needed: flagged", globex.at("/needs_sso"), true);
    suite.eq(
        "SSO needed: empty access token",
        globex.at("/access_token"),
        "",
    );
    suite.contains(
        "SSO needed: where to go",
        &globex.string("/redirect_uri"),
        "state=",
    );
    suite.begins(
        "SSO needed: user_sso",
        globex.cookie("user_sso"),
        "user_sso=1",
    );
    let stark = client.post(
        "/v1/switch",
        &json!({ "target_organization_id": "01K00000000000000000RG0005" }),
    );
    suite.eq("provider not configured is 400", stark.status, 400);
    suite.eq(
        "provider not configured: text",
        stark.at("/error"),
        "missing OIDC configuration, please contact support",
    );
}

/// A member who may not even look; only the sandbox can make one.
fn no_right(suite: &mut Suite, initech: &str) {
    let mut client = suite.signed_in();
    let user = suite.options.user.clone();
    let become_ = |role: &str| {
        let body = json!({ "email": user, "organization": "initech", "role": role });
        suite.stranger().post("/sandbox/role", &body).status == 200
    };
    if !become_("NONE") {
        suite.skip("a member without the right to look");
        return;
    }
    let refused = client.post("/v1/switch", &json!({ "target_organization_id": initech }));
    let listed = client.query(&format!("{{ organization(id: \"{initech}\") {{ id }} }}"));
    become_("OWNER");
    suite.eq("no right to look is 401", refused.status, 401);
    suite.holds(
        "no right to look: text",
        refused.at("/success") == json!(false) && !refused.string("/error").is_empty(),
        &refused.text,
    );
    suite.absent(
        "no right to look: no session",
        &refused,
        401,
        refused.at("/access_token"),
    );
    suite.eq("and it is not shown", listed.code(), "NOT_FOUND");
}

fn refresh(suite: &mut Suite) {
    suite.section("1.3");
    let mut client = suite.signed_in();
    suite.eq("GET is 405", client.get("/v1/refresh").status, 405);
    let missing = client.post("/v1/refresh", &json!({}));
    suite.eq(
        "no token: text",
        missing.at("/error"),
        "refresh_token is required",
    );
    let bad = client.post("/v1/refresh", &json!({ "refresh_token": "x.y.z" }));
    suite.eq("tampered is 400", bad.status, 400);
    suite.eq(
        "tampered: text",
        bad.at("/error"),
        "unable to verify token, please try again",
    );
    let token = client.refresh.clone();
    let early = client.post("/v1/refresh", &json!({ "refresh_token": token }));
    let window = claims(&token);
    let width = window["nbf"]
        .as_i64()
        .zip(window["iat"].as_i64())
        .map_or(0, |(start, issue)| start - issue);
    if width > 0 {
        suite.eq("too early is 400", early.status, 400);
        suite.eq(
            "too early: text",
            early.at("/error"),
            "unable to verify token, please try again",
        );
    } else {
        suite.eq("an open window refreshes at once", early.status, 200);
    }
    if !suite.controls || !suite.advance(width + 5) {
        suite.skip("refresh inside of the window");
        return;
    }
    let answer = client.post("/v1/refresh", &json!({ "refresh_token": token }));
    suite.eq("inside of the window is 200", answer.status, 200);
    suite.eq("message", answer.at("/message"), "success");
    suite.absent("no session in JSON", &answer, 200, answer.at("/session"));
    suite.absent("no token type", &answer, 200, answer.at("/token_type"));
    suite.begins(
        "access token cookie",
        answer.cookie("access_token"),
        "access_token=ey",
    );
    suite.begins(
        "refresh token cookie",
        answer.cookie("refresh_token"),
        "refresh_token=ey",
    );
    suite.same(
        "the organization stays",
        claims(&answer.string("/access_token"))["org"].clone(),
        window["org"].clone(),
    );
    let again = client.post("/v1/refresh", &json!({ "refresh_token": token }));
    suite.eq("the old pair stays valid", again.status, 200);
    suite.advance(3 * 3600);
    let late = client.post("/v1/refresh", &json!({ "refresh_token": token }));
    suite.eq("after its end is 400", late.status, 400);
    suite.section("1.10");
    client.cookies.remove("access_token");
    let expired = client.get("/v1/scopes");
    suite.eq("expired JWT is 401", expired.status, 401);
    suite.eq(
        "expired JWT: text",
        expired.at("/error"),
        "token has invalid claims: token is expired",
    );
    suite.advance(-(width + 5 + 3 * 3600));
    let mut other = suite.signed_in();
    other.bearer = Some(other.refresh.clone());
    if width > 0 {
        let text = "token has invalid claims: token is not valid yet";
        suite.eq(
            "a refresh token too early: text",
            other.get("/v1/scopes").at("/error"),
            text,
        );
    }
    suite.advance(width + 5);
    suite.eq(
        "a refresh token as bearer: text",
        other.get("/v1/scopes").at("/error"),
        "generated: user not found",
    );
    suite.advance(-(width + 5));
}

fn sign_out(suite: &mut Suite) {
    suite.section("1.4");
    let mut client = suite.signed_in();
    let (name, kept) = (session_name(&client), client.clone());
    let answer = client.post("/v1/logout", &json!({ "refresh_token": client.refresh }));
    suite.eq("sign-out is 200", answer.status, 200);
    suite.eq(
        "its body",
        answer.json.clone(),
        json!({ "success": true, "message": "logged out successfully" }),
    );
    for cookie in [name.as_str(), "access_token", "refresh_token"] {
        suite.begins(
            &format!(
                "{} is removed",
                if cookie == name {
                    "the session cookie"
                } else {
                    cookie
                }
            ),
            answer.cookie(cookie),
            &format!("{cookie}=;"),
        );
    }
    let revoked = client.get("/v1/scopes");
    suite.eq("the access token is revoked", revoked.status, 401);
    suite.eq(
        "revoked: text",
        revoked.at("/error"),
        "unable to verify token",
    );
    suite.eq(
        "the session is over",
        kept.clone().query("{ self { id } }").status,
        401,
    );
    let mut broken = suite.stranger();
    broken.csrf = broken.get("/csrf").at("/csrf").as_str().map(str::to_owned);
    suite.eq(
        "an unreadable token signs out as well",
        broken
            .post("/v1/logout", &json!({ "refresh_token": "x" }))
            .status,
        200,
    );
}
