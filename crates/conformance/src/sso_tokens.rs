//! Contract 7.4 and 7.5: authorizing tokens for an organization that enforces SSO.

use serde_json::json;

use super::{
    client::{Answer, Client, organization},
    mutations, personal,
    sso::{GLOBEX, begin, choose, complete, value},
    suite::Suite,
};

pub(super) fn run(suite: &mut Suite) {
    if !suite.provider {
        suite.section("7.4");
        suite.skip("authorizing a personal token (needs the sandbox's own provider)");
        suite.skip("authorizing an API token (needs the sandbox's own provider)");
        suite.section("7.5");
        suite.skip("the token callback, for both kinds (needs the sandbox's own provider)");
        return;
    }
    authorize(suite);
    api(suite);
    callback(suite);
}

fn ask(client: &mut Client, id: &str, kind: &str) -> Answer {
    client.post(
        "/v1/sso/token/authorize",
        &json!({ "organization_id": GLOBEX, "token_id": id, "token_type": kind }),
    )
}

/// A personal token with a chosen organization sees the API tokens of all of its own (R).
fn lists(suite: &mut Suite, client: &Client, secret: &str, acme: &str) {
    suite.section("1.12");
    let mut script = client.script(secret);
    script.extra = vec![("x-organization-id".to_owned(), acme.to_owned())];
    for organization in [acme, GLOBEX] {
        let seen = script.query(&format!(
            "{{ apiTokens(where: {{ownerID: \"{organization}\"}}) {{ totalCount }} }}"
        ));
        suite.holds(
            &format!("with the header it lists those of {organization}"),
            seen.at("/data/apiTokens/totalCount").as_i64() > Some(0),
            &seen.text,
        );
    }
}

fn authorize(suite: &mut Suite) {
    suite.section("7.4");
    let mut client = suite.signed_in_as("olivia@acme.test");
    let acme = organization(&client);
    let (id, secret) = personal::create(
        &mut client,
        &json!({ "name": "Conf-SSO", "organizationIDs": [acme, GLOBEX] }),
    );
    suite.eq(
        "blocked before",
        client.script(&secret).get("/v1/scopes").status,
        401,
    );
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
    suite.absent("user_sso is not", &done, 200, done.cookie("user_sso"));
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
    lists(suite, &client, &secret, &acme);
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
}

/// An API token of an organization that enforces SSO.
fn api(suite: &mut Suite) {
    suite.section("1.10");
    let mut client = suite.stranger();
    let target = begin(&mut client, GLOBEX).string("/redirect_uri");
    let back = choose(&mut client, &target, ("email", "olivia@acme.test"));
    let done = complete(&mut client, &back, GLOBEX);
    client.adopt(&done);
    let (id, secret) = mutations::create(&mut client, &json!({ "name": "Conf-SSO-API" }));
    let refused = client.script(&secret).get("/v1/scopes");
    suite.eq("API token not authorized is 401", refused.status, 401);
    suite.eq(
        "API token not authorized: text",
        refused.at("/error"),
        "token requires SSO authorization",
    );
    suite.section("7.4");
    let begun = ask(&mut client, &id, "api");
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
    mutations::delete(&mut client, &id);
}

/// The callback that starts no session.
fn callback(suite: &mut Suite) {
    suite.section("7.5");
    let mut client = suite.signed_in_as("olivia@acme.test");
    let (id, secret) = personal::create(
        &mut client,
        &json!({ "name": "Conf-Callback", "organizationIDs": [GLOBEX] }),
    );
    let call = |client: &mut Client, begun: &Answer| {
        let target = begun.string("/redirect_uri");
        let back = choose(client, &target, ("email", "olivia@acme.test"));
        client.get(&format!(
            "/v1/sso/token/callback?code={}&state={}",
            value(&back, "code"),
            value(&back, "state")
        ))
    };
    let begun = ask(&mut client, &id, "personal");
    let done = call(&mut client, &begun);
    suite.eq("personal token: 200", done.status, 200);
    suite.eq(
        "personal token: body",
        done.json.clone(),
        json!({ "success": true, "organization_id": GLOBEX, "token_id": id, "message": "authorized" }),
    );
    for name in [
        "token_id",
        "token_type",
        "organization_id",
        "state",
        "nonce",
    ] {
        suite.begins(
            &format!("{name} is cleared"),
            done.cookie(name),
            &format!("{name}=;"),
        );
    }
    suite.absent("user_sso is not", &done, 200, done.cookie("user_sso"));
    let session = ["temporary-cookie", "__Secure-SessionId"].map(|name| done.cookie(name));
    suite.absent("no session is issued", &done, 200, session.concat());
    suite.eq(
        "the token is accepted",
        client.script(&secret).get("/v1/scopes").status,
        200,
    );
    personal::delete(&mut client, &id);

    let mut client = suite.stranger();
    let target = begin(&mut client, GLOBEX).string("/redirect_uri");
    let back = choose(&mut client, &target, ("email", "olivia@acme.test"));
    let signed_in = complete(&mut client, &back, GLOBEX);
    client.adopt(&signed_in);
    let (id, _) = mutations::create(&mut client, &json!({ "name": "Conf-Callback-API" }));
    let begun = ask(&mut client, &id, "api");
    let refused = call(&mut client, &begun);
    suite.eq("API token: 400 (R)", refused.status, 400);
    suite.eq(
        "API token: text",
        refused.at("/error"),
        "could not identify authenticated user in request",
    );
    mutations::delete(&mut client, &id);
}
