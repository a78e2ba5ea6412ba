//! Contract 1: sign-in, refresh, sign-out, switch, cookies, 401.

use serde_json::json;

use super::{
    client::{claims, session_name},
    suite::Suite,
};

const LOGIN_FAILED: &str = "login failed, please check your credentials and try again";

pub(super) fn run(suite: &mut Suite) {
    sign_in(suite);
    outcomes(suite);
    tokens(suite);
    refusals(suite);
    session_cookie(suite);
    other(suite);
}

fn sign_in(suite: &mut Suite) {
    suite.section("1.2");
    let mut client = suite.stranger();
    let (user, password) = (suite.options.user.clone(), suite.options.password.clone());
    let answer = client.sign_in(&user, &password);
    suite.eq("sign-in is 200", answer.status, 200);
    suite.eq("success is true", answer.at("/success"), true);
    suite.eq("message", answer.at("/message"), "success");
    suite.eq("token type", answer.at("/token_type"), "Bearer");
    suite.holds(
        "access token",
        !answer.string("/access_token").is_empty(),
        "empty",
    );
    suite.holds(
        "refresh token",
        !answer.string("/refresh_token").is_empty(),
        "empty",
    );
    let name = client
        .cookies
        .keys()
        .find(|name| *name == "temporary-cookie" || *name == "__Secure-SessionId");
    let name = name.cloned().unwrap_or_default();
    suite.holds("the session cookie is set", !name.is_empty(), "no cookie");
    suite.contains("it is HttpOnly", answer.cookie(&name), "HttpOnly");
    suite.contains("it has Max-Age", answer.cookie(&name), "Max-Age=");
    suite.contains("it has Expires", answer.cookie(&name), "Expires=");
    suite.contains("its path is /", answer.cookie(&name), "Path=/");
    suite.absent(
        "no access token cookie",
        &answer,
        200,
        answer.cookie("access_token"),
    );
    let spaced = suite.stranger().post(
        "/v1/login",
        &json!({ "username": format!(" {user} "), "password": password }),
    );
    suite.eq("values are trimmed", spaced.status, 200);
    let wrong = suite.stranger().post(
        "/v1/login",
        &json!({ "username": user, "password": "wrong" }),
    );
    suite.eq("wrong password is 400", wrong.status, 400);
    suite.eq("wrong password: text", wrong.at("/error"), LOGIN_FAILED);
    suite.absent(
        "wrong password has no code",
        &wrong,
        400,
        wrong.at("/error_code"),
    );
    let unknown = suite.stranger().post(
        "/v1/login",
        &json!({ "username": "nobody@nowhere.test", "password": "x" }),
    );
    suite.eq("unknown user: text", unknown.at("/error"), LOGIN_FAILED);
}

fn outcomes(suite: &mut Suite) {
    suite.section("1.2");
    if !suite.demo {
        suite.skip("accounts of the demo: SSO, unverified, two-factor");
        return;
    }
    let password = suite.options.password.clone();
    let body = |user: &str, password: &str| json!({ "username": user, "password": password });
    let sso = suite
        .stranger()
        .post("/v1/login", &body("sam@globex.test", &password));
    suite.eq("SSO enforced is 302", sso.status, 302);
    suite.begins(
        "it names the organization",
        sso.header("location"),
        "v1/sso/login?organization_id=01",
    );
    suite.absent("it has no body", &sso, 302, sso.text.as_str());
    let early = suite
        .stranger()
        .post("/v1/login", &body("sam@globex.test", "wrong"));
    suite.eq("SSO is checked before the password", early.status, 302);
    let unverified = suite
        .stranger()
        .post("/v1/login", &body("una@acme.test", &password));
    suite.eq("unverified is 400", unverified.status, 400);
    suite.eq(
        "unverified: text",
        unverified.at("/error"),
        "user is not verified: please check your email and verify your account",
    );
    suite.absent(
        "unverified is not flagged",
        &unverified,
        400,
        unverified.at("/unverified"),
    );
    let later = suite
        .stranger()
        .post("/v1/login", &body("una@acme.test", "wrong"));
    suite.eq(
        "the password is checked before",
        later.at("/error"),
        LOGIN_FAILED,
    );
    let mut tess = suite.stranger();
    let two = tess.sign_in("tess@acme.test", &password);
    suite.eq("two-factor: flagged", two.at("/tfa_enabled"), true);
    suite.holds(
        "two-factor: full tokens",
        !two.string("/access_token").is_empty(),
        "none",
    );
    suite.section("1.13");
    let wrong = tess.post("/v1/2fa/validate", &json!({ "recovery_code": "nope" }));
    suite.eq("wrong recovery code is 400", wrong.status, 400);
    suite.eq(
        "wrong recovery code: text",
        wrong.at("/error"),
        "invalid code provided",
    );
    suite.eq(
        "wrong TOTP code is 400",
        tess.post("/v1/2fa/validate", &json!({ "totp_code": "000" }))
            .status,
        400,
    );
    if let Some(code) = suite.totp("JBSWY3DPEHPK3PXP") {
        let right = tess.post("/v1/2fa/validate", &json!({ "totp_code": code }));
        suite.eq("right TOTP code is 200", right.status, 200);
        suite.eq(
            "right TOTP code: body",
            right.json,
            json!({ "success": true, "message": "" }),
        );
    } else {
        suite.skip("right TOTP code");
    }
    let right = tess.post(
        "/v1/2fa/validate",
        &json!({ "recovery_code": "sandbox-recovery-1" }),
    );
    suite.eq("recovery code is 200", right.status, 200);
    suite.eq(
        "its body",
        right.json,
        json!({ "success": true, "message": "" }),
    );
    let again = tess.post(
        "/v1/2fa/validate",
        &json!({ "recovery_code": "sandbox-recovery-1" }),
    );
    suite.eq("a recovery code is good once", again.status, 400);
    let none = suite
        .signed_in()
        .post("/v1/2fa/validate", &json!({ "totp_code": "123456" }));
    suite.eq("without two-factor", none.at("/error"), "invalid input");
    suite.eq(
        "without two-factor: code",
        none.at("/error_code"),
        "INVALID_INPUT",
    );
}

fn tokens(suite: &mut Suite) {
    suite.section("1.11");
    let client = suite.signed_in();
    let bearer = client.bearer.clone().unwrap_or_default();
    let (access, refresh) = (claims(&bearer), claims(&client.refresh));
    suite.holds(
        "the access token names the user",
        access["user_id"].is_string(),
        &access,
    );
    suite.eq(
        "and the organization",
        access["org"].as_str().unwrap_or_default().len(),
        26,
    );
    suite.holds(
        "sub is the user",
        access["sub"].is_string() && access["sub"] == access["user_id"],
        &access,
    );
    suite.holds("aud is a list", access["aud"].is_array(), &access);
    suite.holds(
        "the pair shares its id",
        access["jti"].is_string() && refresh["jti"] == access["jti"],
        &refresh,
    );
    suite.holds(
        "the refresh token names no user",
        refresh["sub"].is_string() && refresh["user_id"].is_null(),
        &refresh,
    );
    suite.holds(
        "but the organization",
        refresh["org"].is_string() && refresh["org"] == access["org"],
        &refresh,
    );
    suite.eq(
        "it has a second audience",
        refresh["aud"].as_array().map_or(0, Vec::len),
        2,
    );
    suite.eq(
        "the key is published",
        suite.stranger().get("/.well-known/jwks.json").status,
        200,
    );
}

fn refusals(suite: &mut Suite) {
    suite.section("1.10");
    let mut stranger = suite.stranger();
    let none = stranger.get("/v1/scopes");
    suite.eq("no credentials is 401", none.status, 401);
    suite.eq(
        "no credentials: text",
        none.at("/error"),
        "no authorization header in request",
    );
    suite.absent(
        "there is no WWW-Authenticate",
        &none,
        401,
        none.header("www-authenticate"),
    );
    let odd = stranger.send("GET", "/v1/scopes", &[("authorization", "Basic abc")], None);
    suite.eq(
        "other scheme: text",
        odd.at("/error"),
        "could not parse bearer token from authorization header",
    );
    let garbage = suite.stranger().script("garbage").get("/v1/scopes");
    suite.eq(
        "what is no token at all: text",
        garbage.at("/error"),
        "token is malformed: token contains an invalid number of segments",
    );
    let unknown = suite
        .stranger()
        .script(&format!("tola_{}", "A".repeat(64)))
        .get("/v1/scopes");
    suite.eq(
        "unknown API token: text",
        unknown.at("/error"),
        "generated: api_token not found",
    );
    let personal = suite
        .stranger()
        .script(&format!("tolp_{}", "A".repeat(64)))
        .get("/v1/scopes");
    suite.eq(
        "unknown personal token: text",
        personal.at("/error"),
        "generated: api_token not found",
    );
    let client = suite.signed_in();
    let bearer = client.bearer.clone().unwrap_or_default();
    let lower = stranger.send(
        "GET",
        "/v1/scopes",
        &[("authorization", &format!("bearer {bearer}"))],
        None,
    );
    suite.eq("bearer may be lower case", lower.status, 200);
    suite.section("1.9");
    let mut cookie = suite.stranger();
    cookie.cookies.insert("access_token".to_owned(), bearer);
    suite.eq(
        "the access token may be a cookie",
        cookie.get("/v1/scopes").status,
        200,
    );
    let mixed = cookie.send(
        "GET",
        "/v1/scopes",
        &[("authorization", "Bearer ???")],
        None,
    );
    suite.eq(
        "a malformed header does not fall through",
        mixed.status,
        401,
    );
}

fn session_cookie(suite: &mut Suite) {
    suite.section("1.8");
    let mut client = suite.signed_in();
    let name = session_name(&client);
    let first = client.cookies.get(&name).cloned().unwrap_or_default();
    let answer = client.query("{ self { id email } }");
    suite.eq("a query with bearer and cookie is 200", answer.status, 200);
    let second = client.cookies.get(&name).cloned().unwrap_or_default();
    suite.holds("it re-issues the session", first != second, &second);
    suite.holds(
        "and says how to cache",
        answer
            .all("cache-control")
            .contains(&"no-cache=\"Set-Cookie\""),
        answer.all("cache-control").join(" | "),
    );
    suite.holds(
        "and varies by cookie",
        answer.all("vary").contains(&"Cookie"),
        answer.all("vary").join(" | "),
    );
    client.cookies.insert(name.clone(), first);
    suite.eq(
        "the session before stays good",
        client.query("{ self { id } }").status,
        200,
    );
    let mut bare = suite.stranger();
    bare.bearer.clone_from(&client.bearer);
    let refused = bare.query("{ self { id } }");
    suite.eq("without the cookie: 401", refused.status, 401);
    suite.eq(
        "without the cookie: text",
        refused.json,
        json!({ "success": false, "error": "invalid session provided" }),
    );
    suite.eq("REST needs no cookie", bare.get("/v1/scopes").status, 200);
    bare.cookies.insert(name, "nonsense".to_owned());
    suite.eq(
        "an unreadable cookie: 401",
        bare.query("{ self { id } }").status,
        401,
    );
}

fn other(suite: &mut Suite) {
    suite.section("1.6");
    let mut client = suite.signed_in();
    let info = client.get("/oauth/userinfo");
    suite.eq("userinfo is 200", info.status, 200);
    suite.eq(
        "userinfo has the e-mail",
        info.at("/email"),
        suite.options.user.clone(),
    );
    suite.holds(
        "userinfo is in snake case",
        info.at("/display_name").is_string(),
        &info.text,
    );
    suite.holds(
        "userinfo has settings",
        info.at("/edges/setting/status").is_string(),
        &info.text,
    );
    suite.absent("userinfo has no success", &info, 200, info.at("/success"));
    suite.holds(
        "userinfo has no password",
        info.status == 200 && !info.text.contains("password"),
        &info.text,
    );
}
