//! Contract 1.2, 1.8 and 1.10: where redirects lead, both encodings of a session, and credentials that are
//! none.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

use super::{
    client::{Answer, Client, session_name},
    sso::{GLOBEX, begin, choose, complete},
    suite::Suite,
};

pub(super) fn run(suite: &mut Suite) {
    redirect(suite);
    encodings(suite);
    forged(suite);
    anonymous(suite);
}

/// The target of the redirect has no slash at its beginning.
fn redirect(suite: &mut Suite) {
    suite.section("1.2");
    if !suite.demo {
        suite.skip("where the redirect of an SSO user leads");
        return;
    }
    let mut client = suite.stranger();
    let body = json!({ "username": "sam@globex.test", "password": suite.options.password });
    let answer = client.post("/v1/login", &body);
    suite.eq(
        "the redirect is relative",
        answer.header("location"),
        format!("v1/sso/login?organization_id={GLOBEX}"),
    );
    let (path, there) = client.follow("/v1/login", &answer);
    suite.eq("a client ends below /v1", path, "/v1/v1/sso/login");
    suite.eq("with 404", there.status, 404);
    suite.eq(
        "and the organization in its address",
        there.at("/query/organization_id"),
        json!([GLOBEX]),
    );
}

fn encodings(suite: &mut Suite) {
    suite.section("1.8");
    let mut client = suite.stranger();
    let (user, password) = (suite.options.user.clone(), suite.options.password.clone());
    let answer = client.sign_in(&user, &password);
    let name = session_name(&client);
    let cookie = client.cookies.get(&name).cloned().unwrap_or_default();
    let told = answer.string("/session");
    suite.holds(
        "JSON tells the session in another encoding",
        !told.is_empty() && told != cookie,
        &told,
    );
    for (which, value) in [("cookie's", &cookie), ("JSON's", &told)] {
        client.cookies.insert(name.clone(), value.clone());
        suite.eq(
            &format!("the {which} value is good as the cookie"),
            client.query("{ self { id } }").status,
            200,
        );
    }
    if suite.demo {
        let mia = suite.signed_in_as("mia@acme.test");
        let hers = mia.cookies.get(&session_name(&mia)).cloned();
        client
            .cookies
            .insert(name.clone(), hers.unwrap_or_default());
        let answer = client.query("{ self { email } }");
        suite.eq(
            "somebody else's session is good too",
            answer.at("/data/self/email"),
            user,
        );
    } else {
        suite.skip("somebody else's session");
    }
    client.cookies.insert(name, told);
    client.post("/v1/logout", &json!({}));
    suite.eq(
        "signing out ends it in either encoding",
        ask_with(suite.stranger(), &suite.signed_in(), &cookie).at("/error"),
        "invalid session provided",
    );
}

/// The answer to a browser that has the bearer of `owner` and this session cookie.
fn ask_with(mut browser: Client, owner: &Client, cookie: &str) -> Answer {
    for name in ["temporary-cookie", "__Secure-SessionId"] {
        browser.cookies.insert(name.to_owned(), cookie.to_owned());
    }
    browser.bearer.clone_from(&owner.bearer);
    browser.query("{ self { id } }")
}

/// The token with the first letter of its signature changed.
fn tampered(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap_or_default();
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    let rest = signature.get(1..).unwrap_or_default();
    format!("{signed}.{first}{rest}")
}

fn forged(suite: &mut Suite) {
    const TEXT: &str = "token signature is invalid: ed25519: verification error";
    suite.section("1.10");
    let mut client = suite.signed_in();
    let bearer = client.bearer.clone().unwrap_or_default();
    client.bearer = Some(tampered(&bearer));
    let refused = client.get("/v1/scopes");
    suite.eq("a bad signature is 401", refused.status, 401);
    suite.eq("a bad signature: text", refused.at("/error"), TEXT);
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"EdDSA","kid":"other","typ":"JWT"}"#);
    let rest = bearer.split_once('.').map_or("", |(_, rest)| rest);
    client.bearer = Some(format!("{header}.{rest}"));
    suite.eq(
        "another key: text",
        client.get("/v1/scopes").at("/error"),
        "token is unverifiable: error while executing keyfunc: unknown signing key",
    );
    if !suite.provider {
        suite.skip("a bad signature of an SSO user (needs the sandbox's own provider)");
        return;
    }
    let mut sam = suite.stranger();
    let target = begin(&mut sam, GLOBEX).string("/redirect_uri");
    let back = choose(&mut sam, &target, ("email", "sam@globex.test"));
    let done = complete(&mut sam, &back, GLOBEX);
    sam.bearer = Some(tampered(&done.string("/access_token")));
    let refused = sam.query("{ self { id } }");
    suite.eq("a bad signature leads nobody to SSO", refused.status, 401);
    suite.eq("of an SSO user: text", refused.at("/error"), TEXT);
}

/// Tokens of people who are not signed in; only the sandbox gives them out on demand.
fn anonymous(suite: &mut Suite) {
    suite.section("1.10");
    if !suite.controls {
        suite.skip("anonymous tokens");
        return;
    }
    let token = |body: serde_json::Value| {
        let answer = suite.stranger().post("/sandbox/anonymous", &body);
        suite.stranger().script(&answer.string("/access_token"))
    };
    let mut malformed = token(json!({ "user_id": "anon_somebody" }));
    let organization = "01K00000000000000000RG0001";
    let mut well_formed = token(json!({
        "user_id": "anon_questionnaire_1", "organization_id": organization, "assessment_id": "01",
    }));
    let (rest, graph) = (
        malformed.get("/v1/scopes"),
        malformed.query("{ self { id } }"),
    );
    let framework = well_formed.query("{ self { id } }");
    let text = "anonymous access not allowed";
    suite.eq("anonymous is 401", rest.status, 401);
    suite.eq("anonymous: text", rest.at("/error"), text);
    suite.eq("anonymous on GraphQL: text", graph.at("/error"), text);
    suite.eq(
        "well-formed on GraphQL is 401 in the framework's shape",
        json!([
            framework.status,
            framework.at("/error"),
            framework.at("/url")
        ]),
        json!([401, "code=401, message=Unauthorized", "/query"]),
    );
}
