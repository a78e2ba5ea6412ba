//! People whom no demo account stands for: inactive, gone, exempt from single sign-on, new to an
//! organization.

mod support;

use sandbox::{
    AppState, PASSWORD,
    config::{Config, RefreshWindow, Seed},
};
use serde_json::{Value, json};
use support::{
    ACME, Answer, Browser, config,
    file::Place,
    sso::{self, GLOBEX},
    state,
};

async fn sign_in(state: &AppState, email: &str) -> Answer {
    let body = json!({ "username": email, "password": PASSWORD });
    Browser::new(state).post("/v1/login", &body).await
}

#[tokio::test]
async fn an_inactive_user_cannot_sign_in_or_refresh() {
    let place = Place::new("inactive");
    let state = place.open(Config {
        refresh_window: RefreshWindow::Open,
        ..config(Seed::Demo)
    });
    let session = sign_in(&state, "mia@acme.test").await;
    let change = "UPDATE user_settings SET status='INACTIVE' WHERE user_id=(SELECT id FROM users \
         WHERE email='mia@acme.test')";
    assert_eq!(place.execute(change, []), 1);
    let refused = sign_in(&state, "mia@acme.test").await;
    assert_eq!(
        (refused.status.as_u16(), refused.at("/error")),
        (
            400,
            json!("login failed, please check your credentials and try again")
        )
    );
    let mut browser = Browser::new(&state);
    browser.fetch_csrf().await;
    let body = json!({ "refresh_token": session.at("/refresh_token") });
    let refused = browser.post("/v1/refresh", &body).await;
    assert_eq!(
        (refused.status.as_u16(), refused.at("/error")),
        (404, json!("error processing request, please try again"))
    );
}

#[tokio::test]
async fn a_user_who_is_gone_refreshes_nothing_and_is_not_found() {
    let place = Place::new("gone");
    let state = place.open(Config {
        refresh_window: RefreshWindow::Open,
        ..config(Seed::Demo)
    });
    let session = sign_in(&state, "mia@acme.test").await;
    let mut mia = Browser::signed_in(&state, "mia@acme.test").await;
    let change = "UPDATE users SET deleted_at=1 WHERE email='mia@acme.test'";
    assert_eq!(place.execute(change, []), 1);
    let body = json!({ "refresh_token": session.at("/refresh_token") });
    let refused = mia.post("/v1/refresh", &body).await;
    assert_eq!(
        (refused.status.as_u16(), refused.at("/error")),
        (404, json!("error processing request, please try again"))
    );
    let refused = mia.get("/v1/scopes").await;
    assert_eq!(
        (refused.status.as_u16(), refused.at("/error")),
        (401, json!("generated: user not found"))
    );
}

/// Whether Sam may sign in with his password, and what the webfinger says of him.
async fn sam(state: &AppState) -> (u16, Value) {
    let signed_in = sign_in(state, "sam@globex.test").await;
    let path = "/.well-known/webfinger?resource=acct:sam@globex.test";
    let told = Browser::new(state).get(path).await;
    (signed_in.status.as_u16(), told.at("/enforced"))
}

#[tokio::test]
async fn an_exempt_membership_needs_no_single_sign_on() {
    let state = state(config(Seed::Demo));
    assert_eq!(sam(&state).await, (302, json!(true)));
    let exempt = |is_exempt: bool| {
        let (email, organization) = ("sam@globex.test", "globex");
        json!({ "email": email, "organization": organization, "sso_exempt": is_exempt })
    };
    let mut browser = Browser::new(&state);
    assert_eq!(
        browser.post("/sandbox/role", &exempt(true)).await.status,
        200
    );
    assert_eq!(sam(&state).await, (200, json!(false)));
    // The role is as it was.
    let role = json!({ "email": "sam@globex.test", "organization": "globex", "role": "MEMBER" });
    assert_eq!(browser.post("/sandbox/role", &role).await.status, 200);
    assert_eq!(sam(&state).await, (200, json!(false)));
    assert_eq!(
        browser.post("/sandbox/role", &exempt(false)).await.status,
        200
    );
    assert_eq!(sam(&state).await, (302, json!(true)));
}

#[tokio::test]
async fn nor_does_an_exempt_domain() {
    let place = Place::new("domains");
    let state = place.open(config(Seed::Demo));
    let set = |domains: &str| {
        let change =
            "UPDATE organization_settings SET sso_exempt_domains=?1 WHERE organization_id=?2";
        assert_eq!(place.execute(change, [domains, GLOBEX]), 1);
    };
    set("[\"elsewhere.test\"]");
    assert_eq!(sam(&state).await, (302, json!(true)));
    set("[\"elsewhere.test\", \"Globex.test\"]");
    assert_eq!(sam(&state).await, (200, json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_new_joins_where_the_organization_welcomes_the_domain() {
    let (state, server) = sso::served(Config {
        require_payment: false,
        ..config(Seed::Demo)
    })
    .await;
    for (email, status) in [("new@globex.test", 200), ("new@elsewhere.test", 403)] {
        let person = json!({ "email": email, "first_name": "New", "last_name": "One", "password": PASSWORD });
        let made = Browser::new(&state).post("/v1/register", &person).await;
        assert_eq!(made.status, 201, "{}", made.json);
        let mut browser = Browser::new(&state);
        let done = sso::sign_in(&mut browser, email, &json!({})).await;
        assert_eq!(done.status, status, "{email} {}", done.json);
        if status == 403 {
            let text = "you authenticated successfully but are not a member of this organization; \
                 ask an administrator to invite you";
            assert_eq!(done.at("/error"), json!(text));
            continue;
        }
        browser.bearer = done.at("/access_token").as_str().map(str::to_owned);
        let roles = browser.get("/v1/account/roles/organization").await;
        assert_eq!(roles.at("/organization_id"), json!(GLOBEX));
        assert_eq!(roles.at("/roles").as_array().map(Vec::len), Some(4));
        // The provider vouches for the address.
        let seen = browser.query("{ self { setting { emailConfirmed } } }", json!({}));
        assert_eq!(
            seen.await.at("/data/self/setting/emailConfirmed"),
            json!(true)
        );
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_of_the_provider_is_noted_by_who_may_edit() {
    let place = Place::new("tested");
    let (state, server) = sso::served_from(&place, config(Seed::Demo)).await;
    let forget = || {
        let change = "UPDATE organization_settings SET identity_provider_auth_tested=0 \
             WHERE organization_id=?1";
        assert_eq!(place.execute(change, [GLOBEX]), 1);
    };
    let test = json!({ "is_test": true });
    let read = "{ organizations { edges { node { id setting { identityProviderAuthTested } } } } }";
    for (email, status, test, tested) in [
        ("sam@globex.test", 500, &test, false),
        ("olivia@acme.test", 200, &json!({}), false),
        ("olivia@acme.test", 200, &test, true),
    ] {
        forget();
        let mut browser = Browser::new(&state);
        let done = sso::sign_in(&mut browser, email, test).await;
        assert_eq!(done.status, status, "{}", done.json);
        if status == 500 {
            assert_eq!(
                done.at("/error"),
                json!("code=500, message=Internal Server Error")
            );
        }
        let mut olivia = Browser::signed_in(&state, "olivia@acme.test").await;
        let list = olivia.query(read, json!({})).await;
        let edges = list.at("/data/organizations/edges");
        let setting = edges
            .as_array()
            .unwrap()
            .iter()
            .find(|edge| edge["node"]["id"] == json!(GLOBEX))
            .unwrap();
        assert_eq!(
            setting["node"]["setting"]["identityProviderAuthTested"],
            json!(tested),
            "{email}"
        );
    }
    server.stop().await;
}

#[tokio::test]
async fn an_admin_meets_the_payment_rule_where_an_owner_does_not() {
    let place = Place::new("payment");
    let made = {
        let state = place.open(Config {
            require_payment: false,
            ..config(Seed::Demo)
        });
        let mut ina = Browser::signed_in(&state, "ina@initech.test").await;
        let create = "mutation { createAPIToken(input: {name: \"before\"}) { apiToken { id } } }";
        ina.query(create, json!({})).await
    };
    let id = made.at("/data/createAPIToken/apiToken/id");
    assert!(id.is_string(), "{}", made.json);
    let state = place.open(config(Seed::Demo));
    let mut ina = Browser::signed_in(&state, "ina@initech.test").await;
    let rename = "mutation($id: ID!) { updateAPIToken(id: $id, input: {name: \"after\"}) { \
         apiToken { id } } }";
    let delete = "mutation($id: ID!) { deleteAPIToken(id: $id) { deletedID } }";
    let variables = json!({ "id": id });
    let role = async |browser: &mut Browser, role: &str| {
        let body = json!({ "email": "ina@initech.test", "organization": "initech", "role": role });
        assert_eq!(browser.post("/sandbox/role", &body).await.status, 200);
    };
    role(&mut ina, "ADMIN").await;
    for change in [rename, delete] {
        let refused = ina.query(change, variables.clone()).await;
        let text = refused.at("/errors/0/message");
        assert!(
            text.as_str().unwrap().starts_with("A valid payment method"),
            "{text}"
        );
        assert!(refused.at("/errors/0/extensions/code").is_null());
    }
    role(&mut ina, "OWNER").await;
    for change in [rename, delete] {
        let done = ina.query(change, variables.clone()).await;
        assert!(done.at("/errors").is_null(), "{}", done.json);
    }
}

#[tokio::test]
async fn a_member_without_any_right_stays_a_member() {
    let state = state(config(Seed::Demo));
    let mut mia = Browser::signed_in(&state, "mia@acme.test").await;
    let body = json!({ "email": "mia@acme.test", "organization": "acme", "role": "NONE" });
    assert_eq!(mia.post("/sandbox/role", &body).await.status, 200);
    let path = format!("/v1/account/roles/organization/{ACME}");
    assert_eq!(mia.get(&path).await.at("/error"), json!("invalid input"));
    let list = mia.query("{ organizations { totalCount } }", json!({}));
    assert_eq!(list.await.at("/data/organizations/totalCount"), json!(0));
}

#[tokio::test]
async fn organizations_are_added_and_come_in_pages_of_a_hundred() {
    let state = state(config(Seed::Empty));
    let mut olivia = Browser::signed_in(&state, "olivia@acme.test").await;
    let names: Vec<String> = (1..=120).map(|number| format!("Branch {number}")).collect();
    let body = json!({ "email": "olivia@acme.test", "names": names });
    let added = olivia.post("/sandbox/organizations", &body).await;
    assert_eq!(added.status, 200, "{}", added.json);
    let ask = "query($after: Cursor) { organizations(first: 500, after: $after) { \
               edges { node { name } } pageInfo { hasNextPage endCursor } } }";
    let (mut found, mut after) = (Vec::new(), Value::Null);
    for (count, more) in [(100, true), (27, false)] {
        let page = olivia.query(ask, json!({ "after": after })).await;
        let edges = page.at("/data/organizations/edges");
        let edges = edges.as_array().unwrap();
        assert_eq!(edges.len(), count, "{}", page.json);
        found.extend(edges.iter().map(|edge| edge["node"]["name"].clone()));
        assert_eq!(
            page.at("/data/organizations/pageInfo/hasNextPage"),
            json!(more)
        );
        after = page.at("/data/organizations/pageInfo/endCursor");
    }
    assert!(names.iter().all(|name| found.contains(&json!(name))));
    let nobody = json!({ "email": "nobody@acme.test", "names": ["Hooli"] });
    let refused = olivia.post("/sandbox/organizations", &nobody).await;
    assert_eq!(refused.status, 404);
}
