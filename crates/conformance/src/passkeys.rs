//! Contract 1.14: signing in with a passkey, by an authenticator in software that makes real signatures.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::{
    PublicKey,
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    pkcs8::EncodePublicKey as _,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    client::{Answer, Client, claims, session_name},
    sso::GLOBEX,
    suite::Suite,
};

const INVALID: &str = "credentials are missing or invalid";
const FAILED: &str = "login failed, please check your credentials and try again";

/// Somebody is there, and proved who they are.
const VERIFIED: u8 = 0b101;

/// An authenticator with one credential.
struct Authenticator {
    key: SigningKey,
    id: String,
    user: String,
    relying_party: String,
    origin: String,
    counter: u32,
    flags: u8,
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Authenticator {
    /// Makes a credential for somebody of the demo, and has the sandbox store it.
    fn of(suite: &Suite, email: &str, number: u8) -> Option<Self> {
        let key = SigningKey::from_slice(&[number; 32]).ok()?;
        let public = PublicKey::from(key.verifying_key());
        let public = public.to_public_key_der().ok()?;
        let id = text([number; 16]);
        let told = suite.stranger().post(
            "/sandbox/passkey",
            &json!({ "email": email, "credential_id": id, "public_key": text(public.as_bytes()) }),
        );
        Some(Self {
            key,
            id,
            user: told.at("/user_handle").as_str()?.to_owned(),
            relying_party: told.string("/rp_id"),
            origin: told.string("/origins/0"),
            counter: 0,
            flags: VERIFIED,
        })
    }

    /// Signs the challenge of an answer, as a browser hands it on.
    fn sign(&mut self, asked: &Answer) -> Value {
        self.counter += 1;
        let client_data = json!({
            "type": "webauthn.get",
            "challenge": asked.at("/publicKey/challenge"),
            "origin": self.origin,
            "crossOrigin": false,
        })
        .to_string();
        let mut signed = Sha256::digest(&self.relying_party).to_vec();
        signed.push(self.flags);
        signed.extend(self.counter.to_be_bytes());
        let data = text(&signed);
        signed.extend(Sha256::digest(&client_data));
        let signature: Signature = self.key.sign(&signed);
        json!({
            "id": self.id,
            "rawId": self.id,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "authenticatorData": data,
                "clientDataJSON": text(&client_data),
                "signature": text(signature.to_der()),
                "userHandle": text(&self.user),
            },
        })
    }
}

/// A browser with a CSRF token and nobody signed in.
fn browser(suite: &Suite) -> Client {
    let mut client = suite.stranger();
    client.csrf = client.get("/csrf").at("/csrf").as_str().map(str::to_owned);
    client
}

fn ask(client: &mut Client) -> Answer {
    client.post("/authentication/options", &json!({}))
}

fn verify(client: &mut Client, assertion: &Value) -> Answer {
    client.post("/authentication/verification", assertion)
}

pub(super) fn run(suite: &mut Suite) {
    suite.section("1.14");
    if !suite.controls || !suite.demo {
        suite.skip("passkeys of the demo's people");
        return;
    }
    options(suite);
    let people = ["olivia@acme.test", "tess@acme.test", "sam@globex.test"];
    let made: Vec<_> = people
        .iter()
        .zip(1..)
        .filter_map(|(email, number)| Authenticator::of(suite, email, number))
        .collect();
    let Ok([mut olivia, mut tess, mut sam]) = <[Authenticator; 3]>::try_from(made) else {
        suite.holds("passkeys can be stored", false, "not all");
        return;
    };
    sign_in(suite, &mut olivia, &mut tess);
    tampered(suite, &mut olivia);
    challenges(suite, &mut olivia);
    single_sign_on(suite, &mut sam);
    switched_off(suite, &mut olivia);
}

fn options(suite: &mut Suite) {
    let mut client = browser(suite);
    let asked = ask(&mut client);
    suite.eq("options is 200", asked.status, 200);
    suite.eq("Reply with a capital", asked.at("/Reply/success"), true);
    suite.absent("no success beside it", &asked, 200, asked.at("/success"));
    let challenge = URL_SAFE_NO_PAD.decode(asked.string("/publicKey/challenge"));
    suite.holds(
        "the challenge is base64url of 16 bytes or more",
        challenge.is_ok_and(|bytes| bytes.len() >= 16),
        &asked.text,
    );
    suite.holds(
        "the relying party is named",
        asked.at("/publicKey/rpId").is_string(),
        &asked.text,
    );
    suite.absent(
        "any credential may answer",
        &asked,
        200,
        asked.at("/publicKey/allowCredentials"),
    );
    let name = session_name(&client);
    suite.holds(
        "a session cookie carries the challenge",
        !name.is_empty() && !asked.string("/session").is_empty(),
        &asked.text,
    );
    let again = client.post(
        "/authentication/options",
        &json!({ "email": "olivia@acme.test" }),
    );
    suite.eq("an address may be named", again.status, 200);
    suite.holds(
        "each challenge is another",
        again.at("/publicKey/challenge") != asked.at("/publicKey/challenge"),
        &again.text,
    );
    suite.eq(
        "GET is 405",
        client.get("/authentication/options").status,
        405,
    );
    let mut bare = suite.stranger();
    if client.csrf.is_some() {
        suite.eq(
            "it needs the CSRF header",
            json!([ask(&mut bare).status, ask(&mut bare).at("/url")]),
            json!([400, "/authentication/options"]),
        );
    }
}

fn sign_in(suite: &mut Suite, olivia: &mut Authenticator, tess: &mut Authenticator) {
    let mut client = browser(suite);
    let asked = ask(&mut client);
    let done = verify(&mut client, &olivia.sign(&asked));
    suite.eq("a good assertion is 200", done.status, 200);
    suite.eq("it succeeds", done.at("/success"), true);
    suite.eq("its token type", done.at("/token_type"), "Bearer");
    suite.holds(
        "it has a message",
        done.at("/message").is_string(),
        &done.text,
    );
    suite.same(
        "the access token is the person's",
        claims(&done.string("/access_token"))["user_id"].clone(),
        olivia.user.clone(),
    );
    suite.holds(
        "and there is a refresh token",
        !done.string("/refresh_token").is_empty(),
        &done.text,
    );
    client.adopt(&done);
    suite.eq(
        "the session works",
        client.query("{ self { email } }").at("/data/self/email"),
        "olivia@acme.test",
    );
    let mut client = browser(suite);
    let asked = ask(&mut client);
    let done = verify(&mut client, &tess.sign(&asked));
    suite.holds(
        "two-factor is not asked for",
        done.status == 200
            && done.at("/tfa_enabled").is_null()
            && !done.string("/access_token").is_empty(),
        &done.text,
    );
}

/// What is not as it was signed, or was signed for somewhere else.
fn tampered(suite: &mut Suite, passkey: &mut Authenticator) {
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 5] = [
        ("another signature", |assertion| {
            assertion["response"]["signature"] = json!(text([0; 70]));
        }),
        ("an unknown credential", |assertion| {
            for field in ["id", "rawId"] {
                assertion[field] = json!(text([99; 16]));
            }
        }),
        ("somebody else's handle", |assertion| {
            assertion["response"]["userHandle"] = json!(text("01K00000000000000000VS0002"));
        }),
        ("no handle", |assertion| {
            if let Some(response) = assertion["response"].as_object_mut() {
                response.remove("userHandle");
            }
        }),
        ("nothing at all", |assertion| *assertion = json!({})),
    ];
    for (name, change) in changes {
        let mut client = browser(suite);
        let mut assertion = passkey.sign(&ask(&mut client));
        change(&mut assertion);
        refused(suite, name, &verify(&mut client, &assertion));
    }
    let (origin, party) = (passkey.origin.clone(), passkey.relying_party.clone());
    for name in [
        "another origin",
        "another relying party",
        "nobody there",
        "a counter that stood still",
    ] {
        match name {
            "another origin" => "https://elsewhere.test".clone_into(&mut passkey.origin),
            "another relying party" => "elsewhere.test".clone_into(&mut passkey.relying_party),
            "nobody there" => passkey.flags = 0,
            _ => passkey.counter = 0,
        }
        let kept = passkey.counter;
        let mut client = browser(suite);
        let assertion = passkey.sign(&ask(&mut client));
        refused(suite, name, &verify(&mut client, &assertion));
        passkey.origin.clone_from(&origin);
        passkey.relying_party.clone_from(&party);
        passkey.flags = VERIFIED;
        passkey.counter = kept + 20;
    }
}

fn refused(suite: &mut Suite, name: &str, answer: &Answer) {
    suite.eq(
        &format!("{name} is 400"),
        json!([
            answer.status,
            answer.at("/error"),
            answer.at("/access_token")
        ]),
        json!([400, INVALID, null]),
    );
}

fn challenges(suite: &mut Suite, passkey: &mut Authenticator) {
    let mut client = browser(suite);
    let assertion = passkey.sign(&ask(&mut client));
    let mut other = browser(suite);
    refused(
        suite,
        "without the cookie it",
        &verify(&mut other, &assertion),
    );
    ask(&mut other);
    refused(
        suite,
        "the challenge of another browser",
        &verify(&mut other, &assertion),
    );
    suite.eq(
        "in its own it is good",
        verify(&mut client, &assertion).status,
        200,
    );
    let again = verify(&mut client, &assertion);
    suite.eq(
        "a cookie without a challenge is 400",
        json!([again.status, again.at("/error")]),
        json!([400, FAILED]),
    );
}

fn single_sign_on(suite: &mut Suite, sam: &mut Authenticator) {
    let mut client = browser(suite);
    let before = ask(&mut client);
    let answer = verify(&mut client, &sam.sign(&before));
    suite.eq(
        "where SSO is enforced it is 302",
        json!([answer.status, answer.header("location")]),
        json!([302, format!("v1/sso/login?organization_id={GLOBEX}")]),
    );
    let session = ["temporary-cookie", "__Secure-SessionId"].map(|name| answer.cookie(name));
    suite.absent("without a session", &answer, 302, session.concat());
}

fn switched_off(suite: &mut Suite, passkey: &mut Authenticator) {
    let turn = |suite: &Suite, on: bool| {
        let body = json!({ "enabled": on });
        suite.stranger().post("/sandbox/passkey", &body).status == 200
    };
    let mut client = browser(suite);
    let assertion = passkey.sign(&ask(&mut client));
    let off = turn(suite, false);
    let (begun, ended) = (ask(&mut client), verify(&mut client, &assertion));
    turn(suite, true);
    suite.holds("the provider can be switched off", off, "not");
    for (name, answer) in [("options", begun), ("verification", ended)] {
        suite.holds(
            &format!("without a provider {name} is the framework's 500"),
            answer.status == 500
                && answer.at("/url").is_string()
                && answer.at("/success").is_null(),
            format!("{} {}", answer.status, answer.text),
        );
    }
}
