//! Signing in at the built-in provider. It asks its own server, so that has to listen.

use axum::{body::Body, http::Request};
use sandbox::{AppState, Server, config::Config};
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use super::{Answer, Browser, file::Place};

/// Globex Compliance.
pub const GLOBEX: &str = "01K00000000000000000RG0002";

/// A sandbox that listens, and its state.
pub async fn served(config: Config) -> (AppState, Server) {
    Server::start(Config {
        listen: ([127, 0, 0, 1], 0).into(),
        ..config
    })
    .await
    .expect("a sandbox")
}

/// The same with its data in a file.
pub async fn served_from(place: &Place, config: Config) -> (AppState, Server) {
    served(Config {
        database: sandbox::config::Database::File(place.path().to_owned()),
        ..config
    })
    .await
}

/// Signs somebody in to Globex; `more` goes into the first request.
pub async fn sign_in(browser: &mut Browser, email: &str, more: &Value) -> Answer {
    let mut body = json!({ "organization_id": GLOBEX });
    for (field, value) in more.as_object().into_iter().flatten() {
        body[field] = value.clone();
    }
    let begun = browser.post("/v1/sso/login", &body).await;
    let target = begun.at("/redirect_uri");
    let target = url::Url::parse(target.as_str().expect("a URL")).expect("a URL");
    let form = Serializer::new(String::new())
        .extend_pairs(target.query_pairs())
        .append_pair("email", email)
        .finish();
    let request = Request::post(target.path())
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .expect("a request");
    let chosen = browser.send(request).await;
    let back = url::Url::parse(chosen.header("location")).expect("a way back");
    let value = |name: &str| {
        let mut pairs = back.query_pairs();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let body = json!({ "code": value("code"), "state": value("state"), "organization_id": GLOBEX });
    browser.post("/v1/sso/callback", &body).await
}
