//! Passkeys beyond what the conformance suite does with P-256: Ed25519 keys, backed-up credentials, the
//! switch, the domain.

mod support;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer, SigningKey, pkcs8::EncodePublicKey};
use sandbox::config::{Config, Seed};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use support::{Answer, Browser, config, state};

const OLIVIA: &str = "01K00000000000000000VS0001";
/// Somebody is there.
const PRESENT: u8 = 0b1;
/// The credential may be copied, and was.
const BACKED_UP: u8 = 0b1_1000;

fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[5; 32])
}

async fn store(browser: &mut Browser, backup_eligible: bool) -> Answer {
    let public = key().verifying_key().to_public_key_der().unwrap();
    let body = json!({
        "email": "olivia@acme.test",
        "credential_id": text([5; 16]),
        "public_key": text(public.as_bytes()),
        "backup_eligible": backup_eligible,
    });
    browser.post("/sandbox/passkey", &body).await
}

/// What an authenticator without a counter signs.
fn sign(asked: &Answer, party: &str, origin: &str, flags: u8) -> Value {
    let client_data = json!({
        "type": "webauthn.get",
        "challenge": asked.at("/publicKey/challenge"),
        "origin": origin,
        "crossOrigin": false,
    })
    .to_string();
    let mut signed = Sha256::digest(party).to_vec();
    signed.push(flags);
    signed.extend([0; 4]);
    let data = text(&signed);
    signed.extend(Sha256::digest(&client_data));
    json!({
        "id": text([5; 16]),
        "rawId": text([5; 16]),
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "authenticatorData": data,
            "clientDataJSON": text(&client_data),
            "signature": text(key().sign(&signed).to_bytes()),
            "userHandle": text(OLIVIA),
        },
    })
}

async fn sign_in(browser: &mut Browser, party: &str, origin: &str, flags: u8) -> Answer {
    let asked = browser.post("/authentication/options", &json!({})).await;
    assert_eq!(asked.at("/publicKey/rpId"), json!(party));
    let assertion = sign(&asked, party, origin, flags);
    browser
        .post("/authentication/verification", &assertion)
        .await
}

async fn browser(config: Config) -> Browser {
    let mut browser = Browser::new(&state(config));
    browser.fetch_csrf().await;
    browser
}

#[tokio::test]
async fn the_domain_is_that_of_the_console() {
    let mut browser = browser(Config {
        public_url: Some("https://console.example.test/app".to_owned()),
        ..config(Seed::Demo)
    })
    .await;
    assert_eq!(store(&mut browser, false).await.status, 200);
    let (party, origin) = ("console.example.test", "https://console.example.test");
    for _ in 0..2 {
        let done = sign_in(&mut browser, party, origin, PRESENT).await;
        assert_eq!(done.status, 200, "{}", done.json);
    }
    let elsewhere = "https://console.example.test:8443";
    let refused = sign_in(&mut browser, party, elsewhere, PRESENT).await;
    assert_eq!(refused.status, 400, "another port is another origin");
}

#[tokio::test]
async fn on_this_machine_the_domain_is_localhost() {
    let mut browser = browser(config(Seed::Demo)).await;
    store(&mut browser, true).await;
    for origin in ["http://localhost:17608", "http://127.0.0.1:17608"] {
        let done = sign_in(&mut browser, "localhost", origin, PRESENT | BACKED_UP).await;
        assert_eq!(done.status, 200, "{}", done.json);
    }
}

#[tokio::test]
async fn a_credential_does_not_become_one_that_may_be_copied() {
    let mut browser = browser(config(Seed::Demo)).await;
    store(&mut browser, false).await;
    let origin = "http://localhost:17608";
    let refused = sign_in(&mut browser, "localhost", origin, PRESENT | BACKED_UP).await;
    assert_eq!(refused.status, 400);
}

#[tokio::test]
async fn a_reset_forgets_passkeys_and_switches_back_on() {
    let mut browser = browser(config(Seed::Demo)).await;
    store(&mut browser, false).await;
    browser
        .post("/sandbox/passkey", &json!({ "enabled": false }))
        .await;
    browser.post("/sandbox/reset", &json!({})).await;
    let origin = "http://localhost:17608";
    let refused = sign_in(&mut browser, "localhost", origin, PRESENT).await;
    assert_eq!(
        refused.at("/error"),
        json!("credentials are missing or invalid")
    );
}

#[tokio::test]
async fn without_passkeys_both_routes_fall_over() {
    let mut browser = browser(Config {
        passkeys: false,
        ..config(Seed::Demo)
    })
    .await;
    for route in ["options", "verification"] {
        let path = format!("/authentication/{route}");
        let answer = browser.post(&path, &json!({})).await;
        assert_eq!(
            (answer.status.as_u16(), answer.at("/url")),
            (500, json!(path))
        );
    }
}

#[tokio::test]
async fn what_is_no_key_is_not_stored() {
    let mut browser = browser(config(Seed::Demo)).await;
    let body = |key: &str, email: &str| json!({ "email": email, "credential_id": "AA", "public_key": key });
    for key in ["AAAA", "not base64url!"] {
        let answer = browser
            .post("/sandbox/passkey", &body(key, "olivia@acme.test"))
            .await;
        assert_eq!(answer.status, 400, "{key}");
    }
    let public = key().verifying_key().to_public_key_der().unwrap();
    let nobody = body(&text(public.as_bytes()), "nobody@acme.test");
    assert_eq!(browser.post("/sandbox/passkey", &nobody).await.status, 404);
}
