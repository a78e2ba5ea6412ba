//! `/login` with a passkey: a virtual authenticator of the browser, checked by the server's verification.

use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;

use super::sso_support::end_session;
use super::starting::with_settings;

const BUTTON: &str = "Sign in with a passkey";
const OLIVIA: (&str, &str) = ("olivia@acme.test", "01K00000000000000000VS0001");
const SAM: (&str, &str) = ("sam@globex.test", "01K00000000000000000VS0005");

/// Gives the browser an authenticator. With `present` somebody is there who touches it at once.
async fn authenticator(console: &Console, present: bool) -> Result<()> {
    console.protocol("WebAuthn.enable", json!({})).await?;
    let options = json!({
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": true,
        "hasUserVerification": true,
        "isUserVerified": true,
        "automaticPresenceSimulation": present,
    });
    console
        .protocol(
            "WebAuthn.addVirtualAuthenticator",
            json!({ "options": options }),
        )
        .await
        .map(drop)
}

/// The sign-in page at a name: addresses have no passkeys.
async fn at_sign_in(console: &Console) -> Result<()> {
    let address = console.address().replace("127.0.0.1", "localhost");
    console.driver().goto(format!("{address}/login")).await?;
    console.find("button", BUTTON).await.map(drop)
}

/// Makes a passkey of somebody in the browser, and tells the server of it if it is `known`.
async fn registered(console: &Console, (email, id): (&str, &str), known: bool) -> Result<()> {
    let script = format!(
        "const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))\
             .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''); \
         return navigator.credentials.create({{ publicKey: {{ \
             challenge: crypto.getRandomValues(new Uint8Array(16)), \
             rp: {{ id: 'localhost', name: 'Console' }}, \
             user: {{ id: new TextEncoder().encode('{id}'), name: '{email}', displayName: '{email}' }}, \
             pubKeyCredParams: [{{ type: 'public-key', alg: -7 }}], \
             authenticatorSelection: {{ residentKey: 'required' }} }} }}).then((made) => \
             [text(made.rawId), text(made.response.getPublicKey())])"
    );
    let made = console.script(&script).await?;
    if known {
        let body = json!({ "email": email, "credential_id": made[0], "public_key": made[1] });
        let answer = console.control("passkey", &body).await?;
        ensure!(answer.status == 200, "{}", answer.body);
    }
    Ok(())
}

async fn press(console: &Console) -> Result<()> {
    console.find("button", BUTTON).await?.click().await
}

#[test]
fn a_passkey_signs_in_and_no_second_factor_is_asked_for() {
    run(Options::new(), async |console| {
        // The suggestions of the field are another spec.
        without_suggestions(console).await?;
        authenticator(console, true).await?;
        at_sign_in(console).await?;
        console.has_no_accessibility_faults().await?;
        registered(console, OLIVIA, true).await?;
        press(console).await?;
        console.find("heading", "API Tokens").await?;
        console
            .find("button", "Organization: Acme Security")
            .await?;
        // It is a session as any other: it goes on after a reload.
        console.reload().await?;
        console.find("link", "Create").await.map(drop)
    });
}

/// From the next page on fields have no suggestions of passkeys.
async fn without_suggestions(console: &Console) -> Result<()> {
    let source = "PublicKeyCredential.isConditionalMediationAvailable = async () => false";
    console
        .protocol(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        )
        .await
        .map(drop)
}

#[test]
fn the_field_offers_passkeys_by_itself() {
    run(Options::new(), async |console| {
        authenticator(console, true).await?;
        at_sign_in(console).await?;
        registered(console, OLIVIA, true).await?;
        at_sign_in(console).await?;
        // Opened only, the page asks nothing: the cookie may be that of a session in another tab.
        console.rests().await?;
        let asked = console
            .sent(0, 0, |request| request.url.contains("/authentication"))
            .await?;
        ensure!(asked.is_empty());
        // The virtual authenticator is chosen among the suggestions as soon as there is something to choose.
        console.find("textbox", "Email").await?.click().await?;
        console.find("heading", "API Tokens").await.map(drop)
    });
}

#[test]
fn one_that_is_given_up_leaves_everything_as_it_was() {
    run(Options::new(), async |console| {
        without_suggestions(console).await?;
        authenticator(console, false).await?;
        at_sign_in(console).await?;
        press(console).await?;
        console.shows("Waiting for your passkey.").await?;
        console.find("button", "Cancel").await?.click().await?;
        console.shows("No passkey was chosen").await?;
        console.has_no_accessibility_faults().await?;
        // Every other way is open.
        e2e::pages::SignIn(console).give_email(OLIVIA.0).await?;
        e2e::pages::SignIn(console)
            .give_password(e2e::pages::PASSWORD)
            .await?;
        console.find("heading", "API Tokens").await.map(drop)
    });
}

#[test]
fn a_question_that_is_closed_is_told_from_one_that_was_never_asked() {
    for (milliseconds, told) in [
        (800, "No passkey was chosen, and nothing has changed"),
        (0, "This browser found no passkey of yours"),
    ] {
        run(Options::new(), async |console| {
            // A virtual authenticator has no dialog that a person could close.
            let refuse = format!(
                "CredentialsContainer.prototype.get = () => new Promise((_, refuse) => setTimeout(\
                     () => refuse(new DOMException('', 'NotAllowedError')), {milliseconds}))"
            );
            console
                .protocol(
                    "Page.addScriptToEvaluateOnNewDocument",
                    json!({ "source": refuse }),
                )
                .await?;
            without_suggestions(console).await?;
            at_sign_in(console).await?;
            press(console).await?;
            console.shows(told).await
        });
    }
}

#[test]
fn none_at_hand_is_said() {
    run(Options::new(), async |console| {
        without_suggestions(console).await?;
        authenticator(console, true).await?;
        at_sign_in(console).await?;
        press(console).await?;
        console
            .alerts("This browser found no passkey of yours")
            .await
    });
}

#[test]
fn one_that_the_server_does_not_know_is_refused() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/authentication/verification");
        without_suggestions(console).await?;
        authenticator(console, true).await?;
        at_sign_in(console).await?;
        registered(console, OLIVIA, false).await?;
        press(console).await?;
        console
            .alerts("Openlane did not accept this passkey")
            .await?;
        // The challenge is used up; the next one is a new one.
        press(console).await?;
        console.alerts("Openlane did not accept this passkey").await
    });
}

#[test]
fn a_server_for_another_address_is_said() {
    run(Options::new(), async |console| {
        without_suggestions(console).await?;
        authenticator(console, true).await?;
        console.open("/login").await?;
        press(console).await?;
        console
            .alerts("are for another address than the one of this console")
            .await
    });
}

#[test]
fn single_sign_on_goes_before_a_passkey() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/v1/sso/login");
        console.expects_failed_requests("/authentication/verification");
        without_suggestions(console).await?;
        authenticator(console, true).await?;
        at_sign_in(console).await?;
        registered(console, SAM, true).await?;
        press(console).await?;
        console
            .alerts("Your organization enforces single sign-on")
            .await?;
        let on = console
            .find("button", "Continue to the identity provider")
            .await?;
        on.click().await?;
        console.shows("Globex").await
    });
}

#[test]
fn a_server_without_passkeys_is_said() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/authentication/options");
        console
            .control("passkey", &json!({ "enabled": false }))
            .await?;
        authenticator(console, true).await?;
        at_sign_in(console).await?;
        press(console).await?;
        console.alerts("has no sign-in with passkeys").await
    });
}

#[test]
fn a_browser_without_passkeys_shows_the_page_as_it_was() {
    run(Options::new(), async |console| {
        let source = "delete window.PublicKeyCredential";
        console
            .protocol(
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": source }),
            )
            .await?;
        console.open("/login").await?;
        console.find("textbox", "Email").await?;
        ensure!(console.count("button", BUTTON).await? == 0);
        let asked = console
            .sent(0, 0, |request| request.url.contains("/authentication"))
            .await?;
        ensure!(asked.is_empty());
        console.find("button", "Continue").await.map(drop)
    });
}

#[test]
fn a_page_that_waits_goes_on_with_a_passkey() {
    run(Options::new(), async |console| {
        // What the end of the session leaves in the browser's log.
        console.expects_failed_requests("");
        without_suggestions(console).await?;
        authenticator(console, true).await?;
        at_sign_in(console).await?;
        registered(console, OLIVIA, true).await?;
        press(console).await?;
        console.find("link", "Create").await?.click().await?;
        console
            .find("textbox", "Name")
            .await?
            .fill("half typed")
            .await?;
        let scope = e2e::pages::CreateToken(console);
        scope.scope("Evidence: Read").await?.click().await?;
        end_session(console).await?;
        scope.submit().await?;
        let dialog = console.find("dialog", "Your session has ended").await?;
        dialog.find("button", BUTTON).await?.click().await?;
        console.absent("dialog", "Your session has ended").await?;
        let name = console.find("textbox", "Name").await?;
        ensure!(name.value().await? == "half typed", "the form is lost");
        let evidence = scope.scope("Evidence: Read").await?;
        ensure!(evidence.is_checked().await?, "the scopes are lost");
        scope.submit().await?;
        e2e::pages::TokenCreated(console).appears().await
    });
}

#[test]
fn where_a_password_is_reset_is_the_operators_affair() {
    run(Options::new(), async |console| {
        console.open("/login").await?;
        e2e::pages::SignIn(console).give_email(OLIVIA.0).await?;
        console.find("textbox", "Password").await?;
        ensure!(console.count("link", "Forgot password?").await? == 0);
        Ok(())
    });
    let reset = r#""passwordResetUrl": "/forgot-password", "#;
    let options = Options::new().dist(with_settings("password-reset", reset));
    run(options, async |console| {
        console.open("/login").await?;
        e2e::pages::SignIn(console).give_email(OLIVIA.0).await?;
        let link = console.find("link", "Forgot password?").await?;
        let target = link.attribute("href").await?;
        ensure!(target.as_deref() == Some("/forgot-password"), "{target:?}");
        console.has_no_accessibility_faults().await
    });
}
