//! Another OpenID provider (`--oidc-*`): here that of a second sandbox, which knows nothing of the first.

use std::{collections::BTreeMap, net::TcpListener};

use sandbox::config::{Config, Database, ExternalProvider};
use serde_json::{Value, json};
use url::{Url, form_urlencoded::Serializer};

const GLOBEX: &str = "01K00000000000000000RG0002";

fn post(url: &str, kind: &str, cookies: &[String], body: &str) -> ureq::http::Response<ureq::Body> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .build()
        .into();
    agent
        .post(url)
        .header("content-type", kind)
        .header("cookie", cookies.join("; "))
        .send(body)
        .unwrap()
}

fn sign_in(here: &str) -> Value {
    let begun = post(
        &format!("{here}/v1/sso/login"),
        "application/json",
        &[],
        &json!({ "organization_id": GLOBEX }).to_string(),
    );
    let cookies: Vec<String> = begun
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|line| line.to_str().unwrap().split(';').next().unwrap().to_owned())
        .collect();
    let reply: Value = serde_json::from_str(&begun.into_body().read_to_string().unwrap()).unwrap();
    let target = Url::parse(
        reply["redirect_uri"]
            .as_str()
            .unwrap_or_else(|| panic!("{reply}")),
    )
    .unwrap();
    let form = Serializer::new(String::new())
        .extend_pairs(target.query_pairs())
        .append_pair("email", "sam@globex.test")
        .finish();
    let page = target.as_str().split('?').next().unwrap();
    let chosen = post(page, "application/x-www-form-urlencoded", &[], &form);
    let back = Url::parse(chosen.headers()["location"].to_str().unwrap()).unwrap();
    assert!(
        back.as_str().starts_with(&format!("{here}/login/sso?")),
        "{back}"
    );
    let pairs: BTreeMap<String, String> = back.query_pairs().into_owned().collect();
    let body = json!({ "code": pairs["code"], "state": pairs["state"], "organization_id": GLOBEX });
    let done = post(
        &format!("{here}/v1/sso/callback"),
        "application/json",
        &cookies,
        &body.to_string(),
    );
    serde_json::from_str(&done.into_body().read_to_string().unwrap()).unwrap()
}

#[test]
fn signing_in_works_the_same_with_another_provider() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let there = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        database: Database::Memory,
        public_url: Some(format!("http://{free}")),
        ..Config::default()
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let provider = sandbox::serve(there).await.unwrap();
        let here = Config {
            listen: free,
            database: Database::Memory,
            provider: Some(ExternalProvider {
                issuer: format!("{}/idp/{GLOBEX}", provider.url()),
                client_id: format!("openlane-{}", GLOBEX.to_lowercase()),
                client_secret: format!("sandbox-secret-of-{}", GLOBEX.to_lowercase()),
            }),
            ..Config::default()
        };
        let server = sandbox::serve(here).await.unwrap();
        let url = server.url();
        let session = tokio::task::spawn_blocking(move || sign_in(&url))
            .await
            .unwrap();
        assert_eq!(session["success"], json!(true), "{session}");
        server.stop().await;
        provider.stop().await;
    });
}
