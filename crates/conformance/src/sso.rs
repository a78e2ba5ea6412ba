//! Contract 7: webfinger, sign-in by SSO, authorizing tokens.

use serde_json::json;

use super::{
    client::{Answer, Client, claims, session_name},
    suite::Suite,
};

pub(super) const GLOBEX: &str = "01K00000000000000000RG0002";
const UMBRELLA: &str = "01K00000000000000000RG0003";
pub(super) const STARK: &str = "01K00000000000000000RG0005";

pub(super) fn run(suite: &mut Suite) {
    if !suite.provider {
        suite.section("7.2");
        suite.skip("sign-in: the URL, the cookies, by slug (needs the sandbox's own provider)");
        suite.section("7.3");
        suite.skip("the callback: session, codes, cookies (needs the sandbox's own provider)");
        suite.skip("the callback: refusals and their texts (needs the sandbox's own provider)");
        suite.skip("the callback: return, user_sso (needs the sandbox's own provider)");
        suite.section("1.10");
        suite.skip("ended session of an SSO user (needs the sandbox's own provider)");
        return;
    }
    sign_in(suite);
    outcomes(suite);
    returning(suite);
    expired(suite);
}

/// Whether the demo's organizations sign in at a provider on the server itself: only there a program can say
/// who to be.
pub(super) fn has_own_provider(suite: &Suite) -> bool {
    let target = begin(&mut suite.stranger(), GLOBEX).string("/redirect_uri");
    let place = |text: &str| {
        let url = url::Url::parse(text).ok()?;
        Some((url.port_or_known_default(), url.path().to_owned()))
    };
    match (place(&target), place(&suite.options.url)) {
        (Some((port, path)), Some((own, _))) => port == own && path.starts_with("/idp/"),
        _ => false,
    }
}

/// With `return` the callback answers a redirect, which is why a page that calls it must not send one.
fn returning(suite: &mut Suite) {
    suite.section("7.3");
    let mut client = suite.stranger();
    let begun = client.post(
        "/v1/sso/login",
        &json!({ "organization_id": GLOBEX, "return": "https://elsewhere.test/back" }),
    );
    suite.begins("return is remembered", begun.cookie("return"), "return=");
    let target = begun.string("/redirect_uri");
    let back = choose(&mut client, &target, ("email", "sam@globex.test"));
    let done = complete(&mut client, &back, GLOBEX);
    suite.eq("return makes it 302", done.status, 302);
    suite.eq(
        "to there, with the e-mail",
        done.header("location"),
        "https://elsewhere.test/back?email=sam%40globex.test",
    );
    let name = session_name(&client);
    suite.holds("and with a session", !name.is_empty(), "no cookie");
}

/// Chooses an account at the built-in provider, as a person would, and returns the parameters of its
/// redirect back.
pub(super) fn choose(
    client: &mut Client,
    authorize_url: &str,
    pair: (&str, &str),
) -> Vec<(String, String)> {
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

pub(super) fn value(pairs: &[(String, String)], name: &str) -> String {
    pairs
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.clone())
        .unwrap_or_default()
}

pub(super) fn begin(client: &mut Client, organization: &str) -> Answer {
    client.post("/v1/sso/login", &json!({ "organization_id": organization }))
}

pub(super) fn complete(
    client: &mut Client,
    back: &[(String, String)],
    organization: &str,
) -> Answer {
    client.post(
        "/v1/sso/callback",
        &json!({
            "code": value(back, "code"),
            "state": value(back, "state"),
            "organization_id": organization,
        }),
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
    suite.holds(
        "no PKCE",
        begun.status == 200 && !target.contains("code_challenge"),
        &target,
    );
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
    suite.absent("no user_sso", &begun, 200, begun.cookie("user_sso"));
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
    suite.absent("state is not", &done, 200, done.cookie("state"));
    suite.absent("nonce is not", &done, 200, done.cookie("nonce"));
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
        format!("v1/sso/login?organization_id={GLOBEX}"),
    );
    let (path, there) = client.follow("/query", &answer);
    suite.eq("from /query a client ends there", path, "/v1/sso/login");
    suite.eq("with 405", there.status, 405);
    suite.absent(
        "it is not GraphQL-shaped",
        &answer,
        302,
        answer.text.as_str(),
    );
}
