//! What the command line changes: CORS lists, CSRF, payment, cookies, faults, refresh window, seeds; and
//! `/sandbox/*`.

mod support;

use std::time::Duration;

use axum::{
    body::Body,
    http::{Method, Request},
};
use sandbox::{
    PASSWORD,
    config::{Config, RefreshWindow, Seed},
};
use serde_json::json;
use support::{ACME, Answer, Browser, config, state};

const OLIVIA: &str = "olivia@acme.test";

async fn from(browser: &mut Browser, method: Method, origin: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri("/livez")
        .header("origin", origin);
    browser.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_list_of_origins_refuses_all_others() {
    let listed = "http://127.0.0.1:8080";
    let state = state(Config {
        allow_origins: vec![listed.to_owned()],
        ..config(Seed::Demo)
    });
    let mut browser = Browser::new(&state);
    let good = from(&mut browser, Method::GET, listed).await;
    assert_eq!(good.header("access-control-allow-origin"), listed);
    assert_eq!(good.header("access-control-allow-credentials"), "true");
    assert_eq!(
        good.header("access-control-expose-headers"),
        "Content-Length,Cache-Control"
    );
    let bad = from(&mut browser, Method::GET, "https://elsewhere.test").await;
    assert_eq!(
        (bad.status.as_u16(), bad.at("/error")),
        (401, json!("code=401, message=Unauthorized"))
    );
    let preflight = from(&mut browser, Method::OPTIONS, "https://elsewhere.test").await;
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-origin"), "");
    assert_eq!(
        from(&mut browser, Method::OPTIONS, listed)
            .await
            .header("access-control-max-age"),
        "86400"
    );
    assert_eq!(browser.get("/livez").await.status, 200);
}

#[tokio::test]
async fn without_csrf_there_is_no_token_and_no_check() {
    let state = state(Config {
        csrf: false,
        ..config(Seed::Demo)
    });
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    let token = browser.get("/csrf").await;
    assert_eq!(
        (token.at("/csrf"), token.header("set-cookie")),
        (json!(null), "")
    );
    assert_eq!(browser.post("/v1/logout", &json!({})).await.status, 200);
}

#[tokio::test]
async fn a_changed_provider_has_to_be_tested_before_it_is_enforced() {
    let state = state(config(Seed::Demo));
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    let setting = browser
        .query(
            "{ organizationSettings { edges { node { id } } } }",
            json!({}),
        )
        .await
        .at("/data/organizationSettings/edges/0/node/id");
    let answer = browser
        .query(
            "mutation M($id: ID!, $i: UpdateOrganizationSettingInput!) { \
             updateOrganizationSetting(id: $id, input: $i) { organizationSetting { id } } }",
            json!({ "id": setting, "i": {
                "identityProviderClientID": "another", "identityProviderLoginEnforced": true,
            } }),
        )
        .await;
    assert_eq!(
        answer.at("/errors/0/message"),
        json!("identity provider must be tested before login can be enforced"),
        "{}",
        answer.json
    );
}

#[tokio::test]
async fn without_the_payment_rule_everybody_creates() {
    let state = state(Config {
        require_payment: false,
        ..config(Seed::Demo)
    });
    let mut ina = Browser::signed_in(&state, "ina@initech.test").await;
    let made = ina
        .query(
            "mutation { createAPIToken(input: {name: \"abc\"}) { apiToken { id } } }",
            json!({}),
        )
        .await;
    assert!(
        made.at("/data/createAPIToken/apiToken/id").is_string(),
        "{}",
        made.json
    );
}

#[tokio::test]
async fn production_cookies_have_their_name_and_attributes() {
    let state = state(Config {
        production_cookies: true,
        ..config(Seed::Demo)
    });
    let mut browser = Browser::new(&state);
    let answer = browser
        .post(
            "/v1/login",
            &json!({ "username": OLIVIA, "password": PASSWORD }),
        )
        .await;
    let cookie = answer.header("set-cookie");
    for part in [
        "__Secure-SessionId=",
        "HttpOnly",
        "SameSite=Strict",
        "Secure",
        "Path=/",
        "Max-Age=3600",
        "Expires=",
    ] {
        assert!(cookie.contains(part), "{cookie} has no {part}");
    }
}

#[tokio::test]
async fn an_open_window_refreshes_at_once() {
    let state = state(Config {
        refresh_window: RefreshWindow::Open,
        ..config(Seed::Demo)
    });
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    let session = browser
        .post(
            "/v1/login",
            &json!({ "username": OLIVIA, "password": PASSWORD }),
        )
        .await;
    let body = json!({ "refresh_token": session.at("/refresh_token") });
    assert_eq!(browser.post("/v1/refresh", &body).await.status, 200);
}

#[tokio::test]
async fn faults_hit_everything_but_the_controls() {
    let state = state(Config {
        fault_percent: 100,
        ..config(Seed::Demo)
    });
    let mut browser = Browser::new(&state);
    let answer = browser.get("/livez").await;
    assert_eq!(
        (answer.status.as_u16(), answer.at("/url")),
        (500, json!("/livez"))
    );
    assert_eq!(browser.get("/sandbox/clock").await.status, 200);
}

#[tokio::test]
async fn a_session_lasts_as_long_as_it_is_told_to() {
    let state = state(Config {
        session_max_age: Duration::from_mins(1),
        ..config(Seed::Demo)
    });
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    browser
        .post("/sandbox/clock", &json!({ "advance_seconds": 59 }))
        .await;
    assert_eq!(
        browser.query("{ self { id } }", json!({})).await.status,
        200
    );
    browser
        .post("/sandbox/clock", &json!({ "advance_seconds": 59 }))
        .await;
    assert_eq!(
        browser.query("{ self { id } }", json!({})).await.status,
        200,
        "each answer renews it"
    );
    browser
        .post("/sandbox/clock", &json!({ "advance_seconds": 61 }))
        .await;
    assert_eq!(
        browser
            .query("{ self { id } }", json!({}))
            .await
            .at("/error"),
        json!("invalid session provided")
    );
}

#[tokio::test]
async fn the_seeds_hold_what_they_say() {
    for (seed, tokens, personal) in [
        (Seed::Demo, 31, 12),
        (Seed::Empty, 0, 0),
        (Seed::Large, 5031, 12),
    ] {
        let state = state(config(seed));
        let mut browser = Browser::signed_in(&state, OLIVIA).await;
        let counts = browser
            .query(
                "{ apiTokens { totalCount } personalAccessTokens { totalCount } \
                 organizations { totalCount } }",
                json!({}),
            )
            .await;
        assert_eq!(
            counts.at("/data"),
            json!({
                "apiTokens": { "totalCount": tokens },
                "personalAccessTokens": { "totalCount": personal },
                "organizations": { "totalCount": 7 },
            })
        );
    }
}

#[tokio::test]
async fn the_demo_has_every_state_and_flag() {
    let state = state(config(Seed::Demo));
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    let clock = browser.get("/sandbox/clock").await.at("/now");
    for (name, filter) in [
        (
            "active",
            json!({ "isActive": true, "revokedAtIsNil": true, "expiresAtGT": clock }),
        ),
        ("expired", json!({ "expiresAtLT": clock })),
        ("revoked", json!({ "revokedAtNotNil": true })),
        (
            "disabled",
            json!({ "isActive": false, "revokedAtIsNil": true }),
        ),
        ("never used", json!({ "lastUsedAtIsNil": true })),
        ("no end", json!({ "expiresAtIsNil": true })),
        (
            "legacy spelling",
            json!({ "scopesHas": "can_view_evidence" }),
        ),
        (
            "broad",
            json!({ "scopesHas": "workflow_definition:delete" }),
        ),
    ] {
        let query = "query($w: APITokenWhereInput) { apiTokens(where: $w) { totalCount } }";
        let count = browser
            .query(query, json!({ "w": filter }))
            .await
            .at("/data/apiTokens/totalCount");
        assert!(count.as_i64() > Some(0), "{name}: {count}");
    }
}

#[tokio::test]
async fn a_role_is_taken_away_in_mid_use() {
    let state = state(config(Seed::Demo));
    let mut browser = Browser::signed_in(&state, "adam@acme.test").await;
    let disable = "mutation { updateAPIToken(id: \"01K00000000000000000AT0001\", \
         input: {isActive: false}) { apiToken { id } } }";
    let to =
        |role: &str| json!({ "email": "adam@acme.test", "organization": "acme", "role": role });
    assert_eq!(
        browser.post("/sandbox/role", &to("MEMBER")).await.status,
        200
    );
    let refused = browser.query(disable, json!({})).await;
    assert_eq!(
        refused.at("/errors/0/extensions/code"),
        json!("UNAUTHORIZED")
    );
    assert_eq!(
        browser.post("/sandbox/role", &to("ADMIN")).await.status,
        200
    );
    let done = browser.query(disable, json!({})).await;
    assert!(done.at("/errors").is_null());
    assert_eq!(browser.post("/sandbox/role", &to("KING")).await.status, 400);
    let stranger = json!({ "email": "sam@globex.test", "organization": "acme", "role": "ADMIN" });
    assert_eq!(browser.post("/sandbox/role", &stranger).await.status, 404);
}

#[tokio::test]
async fn the_controls_restore_and_end() {
    let state = state(config(Seed::Demo));
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    browser
        .query(
            "mutation { deleteAPIToken(id: \"01K00000000000000000AT0001\") { deletedID } }",
            json!({}),
        )
        .await;
    assert_eq!(browser.post("/sandbox/reset", &json!({})).await.status, 200);
    assert_eq!(
        browser.query("{ self { id } }", json!({})).await.status,
        401,
        "nobody is signed in after a reset"
    );
    let mut browser = Browser::signed_in(&state, OLIVIA).await;
    let count = browser
        .query("{ apiTokens { totalCount } }", json!({}))
        .await;
    assert_eq!(count.at("/data/apiTokens/totalCount"), json!(31));
    assert_eq!(
        browser
            .post("/sandbox/expire-session", &json!({}))
            .await
            .status,
        200
    );
    assert_eq!(
        browser.query("{ self { id } }", json!({})).await.status,
        401
    );
    assert_eq!(
        browser
            .post("/sandbox/clock", &json!({ "now": "soon" }))
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn enforced_two_factor_is_asked_for() {
    let state = state(config(Seed::Demo));
    let mut olivia = Browser::signed_in(&state, OLIVIA).await;
    let setting = olivia
        .query(
            &format!("{{ organization(id: \"{ACME}\") {{ setting {{ id }} }} }}"),
            json!({}),
        )
        .await;
    let id = setting.at("/data/organization/setting/id");
    let query = "mutation($id: ID!) { updateOrganizationSetting(id: $id, \
         input: {multifactorAuthEnforced: true}) { organizationSetting { \
         multifactorAuthEnforced } } }";
    let done = olivia.query(query, json!({ "id": id })).await;
    assert_eq!(
        done.at("/data/updateOrganizationSetting/organizationSetting/multifactorAuthEnforced"),
        json!(true)
    );
    let again = olivia
        .post(
            "/v1/login",
            &json!({ "username": "mia@acme.test", "password": PASSWORD }),
        )
        .await;
    assert_eq!(
        (again.status.as_u16(), again.at("/tfa_required")),
        (200, json!(true))
    );
    let initech = json!({ "target_organization_id": "01K00000000000000000RG0004" });
    let there = olivia.post("/v1/switch", &initech).await;
    olivia.bearer = there.at("/access_token").as_str().map(str::to_owned);
    let back = olivia
        .post("/v1/switch", &json!({ "target_organization_id": ACME }))
        .await;
    assert_eq!(
        (back.at("/needs_tfa"), back.at("/access_token")),
        (json!(true), json!(""))
    );
}

#[tokio::test]
async fn registration_and_verification_make_a_user() {
    let state = state(config(Seed::Demo));
    let mut browser = Browser::new(&state);
    let person = json!({
        "email": "New@Example.test",
        "first_name": "New",
        "last_name": "Person",
        "password": "long enough",
    });
    let made = browser.post("/v1/register", &person).await;
    assert_eq!(made.status, 201);
    let again = browser.post("/v1/register", &person).await;
    assert_eq!(
        (again.status.as_u16(), again.at("/error_code")),
        (409, json!("USER_EXISTS"))
    );
    let token = made.at("/token").as_str().unwrap().to_owned();
    assert_eq!(
        browser
            .get(&format!("/v1/verify?token={token}"))
            .await
            .status,
        200
    );
    let replay = browser.get(&format!("/v1/verify?token={token}")).await;
    assert_eq!(
        replay.at("/error"),
        json!("email address has already been verified")
    );
    let sign_in = json!({ "username": "new@example.test", "password": "long enough" });
    assert_eq!(browser.post("/v1/login", &sign_in).await.status, 200);
}
