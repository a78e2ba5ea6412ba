//! Contract 7: webfinger, sign-in by SSO, authorizing tokens.

use serde_json::{Value, json};

use super::{
    client::{Answer, Client},
    personal,
    sessions::claims,
    suite::Suite,
};

const GLOBEX: &str = "01K00000000000000000RG0002";
const UMBRELLA: &str = "01K00000000000000000RG0003";
const STARK: &str = "01K00000000000000000RG0005";

pub(super) fn run(suite: &mut Suite) {
    if !suite.demo || !suite.controls {
        suite.skip("sign-in at the built-in provider");
        return;
    }
    sign_in(suite);
    outcomes(suite);
    authorize(suite);
    expired(suite);
}

/// Chooses somebody at the built-in provider, as a person would, and gives what it sends the browser back with.
fn choose(client: &mut Client, authorize_url: &str, pair: (&str, &str)) -> Vec<(String, String)> {
    let Ok(url) = url::Url::parse(authorize_url) else {
        return Vec::new();
    };
    let form: String = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(url.query_pairs())
        .append_pair(pair.0, pair.1)
        .finish();
    let action = authorize_url.split('?').next().unwrap_or_default();
    let answer = client.stranger().send(
        "POST",
        action,
        &[("content-type", "application/x-www-form-urlencoded")],
        Some(&form),
    );
    let back = url::Url::parse(answer.header("location"));
    back.map(|url| url.query_pairs().into_owned().collect())
        .unwrap_or_default()
}

fn value(pairs: &[(String, String)], name: &str) -> String {
    pairs
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.clone())
        .unwrap_or_default()
}

fn begin(client: &mut Client, organization: &str) -> Answer {
    client.post("/v1/sso/login", &json!({ "organization_id": organization }))
}

fn complete(client: &mut Client, back: &[(String, String)], organization: &str) -> Answer {
    client.post(
        "/v1/sso/callback",
        &json!({ "code": value(back, "code"), "state": value(back, "state"), "organization_id": organization }),
    )
}

fn sign_in(suite: &mut Suite) {
    suite.section("7.2");
    let mut client = suite.stranger();
    let begun = begin(&mut client, GLOBEX);
    suite.eq("sign-in is 200", begun.status, 200);
    let target = begun.string("/redirect_uri");
    for part in [
        "response_type=code",
        "scope=openid+profile+email",
        "state=",
        "nonce=",
        "client_id=",
        "redirect_uri=",
    ] {
        suite.contains(&format!("the URL has {part}"), &target, part);
    }
    suite.holds("no PKCE", !target.contains("code_challenge"), &target);
    suite.begins(
        "cookie organization_id",
        begun.cookie("organization_id"),
        &format!("organization_id={GLOBEX}"),
    );
    suite.contains(
        "it is HttpOnly",
        begun.cookie("organization_id"),
        "HttpOnly",
    );
    suite.eq(
        "state has 22 characters",
        client.cookies.get("state").map_or(0, String::len),
        22,
    );
    suite.eq(
        "nonce has 22 characters",
        client.cookies.get("nonce").map_or(0, String::len),
        22,
    );
    suite.eq("no user_sso", begun.cookie("user_sso"), "");
    let page = client.stranger().send("GET", &target, &[], None);
    suite.contains(
        "the provider offers people",
        &page.text,
        "Continue as Sam Single",
    );
    let back = choose(&mut client, &target, ("email", "sam@globex.test"));
    suite.eq(
        "the provider gives the state back",
        Some(value(&back, "state")),
        client.cookies.get("state").cloned(),
    );
    suite.section("7.3");
    let done = complete(&mut client, &back, GLOBEX);
    suite.eq("callback is 200", done.status, 200);
    suite.eq("callback: message", done.at("/message"), "success");
    let access = claims(&done.string("/access_token"));
    suite.eq(
        "the session is for the organization",
        access["org"].clone(),
        GLOBEX,
    );
    suite.eq(
        "and for the provider's user",
        access["email"].clone(),
        "sam@globex.test",
    );
    suite.begins(
        "organization_id is cleared",
        done.cookie("organization_id"),
        "organization_id=;",
    );
    suite.eq("state is not", done.cookie("state"), "");
    suite.eq("nonce is not", done.cookie("nonce"), "");
    client.adopt(&done);
    suite.eq(
        "the session works",
        client.query("{ self { email } }").at("/data/self/email"),
        "sam@globex.test",
    );
    client
        .cookies
        .insert("organization_id".to_owned(), GLOBEX.to_owned());
    let replay = complete(&mut client, &back, GLOBEX);
    suite.eq("a code is good once", replay.status, 400);
    let slug = suite.stranger().get("/v1/orgs/globex/sso");
    suite.holds(
        "sign-in by slug",
        slug.at("/redirect_uri").is_string(),
        &slug.text,
    );
}

fn outcomes(suite: &mut Suite) {
    suite.section("7.3");
    let mut client = suite.stranger();
    let target = begin(&mut client, GLOBEX).string("/redirect_uri");
    let denied = choose(&mut client, &target, ("choice", "deny"));
    suite.eq(
        "denied at the provider",
        value(&denied, "error"),
        "access_denied",
    );
    let failed = choose(&mut client, &target, ("choice", "fail"));
    suite.eq(
        "failed at the provider",
        value(&failed, "error"),
        "server_error",
    );
    let back = choose(&mut client, &target, ("email", "sam@globex.test"));
    let kept = client.cookies.clone();
    let mut other = back.clone();
    for pair in &mut other {
        if pair.0 == "state" {
            pair.1 = "x".repeat(22);
        }
    }
    let text = "state parameter does not match, possible CSRF attack or session expired";
    suite.eq(
        "other state: text",
        complete(&mut client, &other, GLOBEX).at("/error"),
        text,
    );
    client.cookies.remove("state");
    suite.eq(
        "no state cookie: text",
        complete(&mut client, &back, GLOBEX).at("/error"),
        text,
    );
    client.cookies.clone_from(&kept);
    client.cookies.remove("nonce");
    suite.eq(
        "no nonce cookie: text",
        complete(&mut client, &back, GLOBEX).at("/error"),
        "missing nonce cookie, possible CSRF attack or session expired",
    );
    client.cookies.clone_from(&kept);
    client.cookies.remove("organization_id");
    suite.eq(
        "no organization cookie: text",
        complete(&mut client, &back, GLOBEX).at("/error"),
        "http: named cookie not present",
    );
    client.cookies.clone_from(&kept);
    client.cookies.insert("nonce".to_owned(), "x".repeat(22));
    let back = choose(&mut client, &target, ("email", "sam@globex.test"));
    suite.eq(
        "other nonce is 400",
        complete(&mut client, &back, GLOBEX).status,
        400,
    );
    let mut client = suite.stranger();
    let target = begin(&mut client, UMBRELLA).string("/redirect_uri");
    let back = choose(&mut client, &target, ("email", "mia@acme.test"));
    let stranger = complete(&mut client, &back, UMBRELLA);
    suite.eq("not a member is 403", stranger.status, 403);
    suite.begins(
        "not a member: text",
        &stranger.string("/error"),
        "you authenticated successfully but are not a member",
    );
    let unset = begin(&mut suite.stranger(), STARK);
    suite.eq(
        "provider not configured: text",
        unset.at("/error"),
        "missing OIDC configuration, please contact support",
    );
    let mut client = suite.stranger();
    let marked = client.post(
        "/v1/sso/login",
        &json!({ "organization_id": GLOBEX, "is_test": true }),
    );
    suite.begins("a test is marked", marked.cookie("user_sso"), "user_sso=1");
}

fn authorize(suite: &mut Suite) {
    suite.section("7.4");
    let mut client = suite.signed_in_as("olivia@acme.test");
    let acme = personal::organization(&client);
    let (id, secret) = personal::create(
        &mut client,
        &json!({ "name": "Conf-SSO", "organizationIDs": [acme, GLOBEX] }),
    );
    suite.eq(
        "blocked before",
        client.script(&secret).get("/v1/scopes").status,
        401,
    );
    let ask = |client: &mut Client, id: &str, kind: &str| {
        client.post(
            "/v1/sso/token/authorize",
            &json!({ "organization_id": GLOBEX, "token_id": id, "token_type": kind }),
        )
    };
    suite.eq(
        "no token: text",
        client
            .post(
                "/v1/sso/token/authorize",
                &json!({ "organization_id": GLOBEX }),
            )
            .at("/error"),
        "token_id is required",
    );
    suite.eq(
        "other kind: text",
        ask(&mut client, &id, "other").at("/error"),
        "invalid token type",
    );
    suite.eq(
        "unknown API token: text",
        ask(&mut client, "x", "api").at("/error"),
        "generated: api_token not found",
    );
    suite.eq(
        "unknown personal token: text",
        ask(&mut client, "x", "personal").at("/error"),
        "generated: personal_access_token not found",
    );
    let begun = ask(&mut client, &id, "personal");
    suite.eq("authorization is 200", begun.status, 200);
    suite.begins(
        "cookie token_id",
        begun.cookie("token_id"),
        &format!("token_id={id}"),
    );
    suite.begins(
        "cookie token_type",
        begun.cookie("token_type"),
        "token_type=personal",
    );
    suite.begins("cookie user_sso", begun.cookie("user_sso"), "user_sso=1");
    let back = choose(
        &mut client,
        &begun.string("/redirect_uri"),
        ("email", "olivia@acme.test"),
    );
    let done = complete(&mut client, &back, GLOBEX);
    suite.eq("authorized is 200", done.status, 200);
    suite.begins("token_id is cleared", done.cookie("token_id"), "token_id=;");
    suite.begins(
        "token_type is cleared",
        done.cookie("token_type"),
        "token_type=;",
    );
    suite.eq("user_sso is not", done.cookie("user_sso"), "");
    client.adopt(&done);
    let read = client.query(&format!(
        "{{ personalAccessToken(id: \"{id}\") {{ ssoAuthorizations }} }}"
    ));
    let stamp = read.at(&format!(
        "/data/personalAccessToken/ssoAuthorizations/{GLOBEX}"
    ));
    suite.holds("the token is stamped", stamp.is_string(), &read.text);
    suite.section("7.6");
    suite.eq(
        "and accepted",
        client.script(&secret).get("/v1/scopes").status,
        200,
    );
    suite.section("7.3");
    let begun = ask(&mut client, &id, "personal");
    let back = choose(
        &mut client,
        &begun.string("/redirect_uri"),
        ("email", "sam@globex.test"),
    );
    let wrong = complete(&mut client, &back, GLOBEX);
    suite.eq("somebody else's token is 500", wrong.status, 500);
    suite.holds(
        "the session cookie is there all the same",
        wrong.headers.iter().any(|(name, _)| name == "set-cookie"),
        "none",
    );
    let mut olivia = suite.signed_in_as("olivia@acme.test");
    personal::delete(&mut olivia, &id);
    api(suite);
}

/// An API token of an organization that enforces SSO.
fn api(suite: &mut Suite) {
    suite.section("1.10");
    let mut client = suite.stranger();
    let target = begin(&mut client, GLOBEX).string("/redirect_uri");
    let back = choose(&mut client, &target, ("email", "olivia@acme.test"));
    let done = complete(&mut client, &back, GLOBEX);
    client.adopt(&done);
    let (id, secret) = super::mutations::create(&mut client, &json!({ "name": "Conf-SSO-API" }));
    let refused = client.script(&secret).get("/v1/scopes");
    suite.eq("API token not authorized is 401", refused.status, 401);
    suite.eq(
        "API token not authorized: text",
        refused.at("/error"),
        "token requires SSO authorization",
    );
    suite.section("7.4");
    let begun = client.post(
        "/v1/sso/token/authorize",
        &json!({ "organization_id": GLOBEX, "token_id": id, "token_type": "api" }),
    );
    let back = choose(
        &mut client,
        &begun.string("/redirect_uri"),
        ("email", "olivia@acme.test"),
    );
    let done = complete(&mut client, &back, GLOBEX);
    suite.eq("an API token is authorized", done.status, 200);
    client.adopt(&done);
    suite.eq(
        "and accepted",
        client.script(&secret).get("/v1/scopes").status,
        200,
    );
    super::mutations::delete(&mut client, &id);
}

/// A session that ran out, of somebody who must use SSO, is answered with a redirect.
fn expired(suite: &mut Suite) {
    suite.section("1.10");
    let mut client = suite.stranger();
    let target = begin(&mut client, GLOBEX).string("/redirect_uri");
    let back = choose(&mut client, &target, ("email", "sam@globex.test"));
    let done = complete(&mut client, &back, GLOBEX);
    client.adopt(&done);
    suite.advance(3 * 3600);
    let answer = client.query("{ self { id } }");
    suite.advance(-3 * 3600);
    suite.eq("ended session of an SSO user is 302", answer.status, 302);
    suite.eq(
        "to the POST-only sign-in",
        answer.header("location"),
        format!("/v1/sso/login?organization_id={GLOBEX}"),
    );
    suite.eq("it is not GraphQL-shaped", answer.json, Value::Null);
}
