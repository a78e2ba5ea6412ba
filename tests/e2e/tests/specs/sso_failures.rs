//! Every way in which a trip to an identity provider goes wrong.

use e2e::pages::{Kind, PASSWORD, Shell, SignIn};
use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;

use super::sso_support::{
    OLIVIA, is_accepted, is_refused, new_api_token, new_personal_token, olivia_at_her_tokens,
    to_the_details,
};

const AUTHORIZE: &str = "Authorize Globex Compliance for SSO";

/// Makes a personal token for Globex and goes to its details; its value.
async fn token_of_globex(console: &Console) -> Result<String> {
    olivia_at_her_tokens(console).await?;
    let token = new_personal_token(console, "For Globex", &["Globex Compliance"]).await?;
    to_the_details(console, "For Globex").await?;
    console.find("button", AUTHORIZE).await?;
    Ok(token)
}

/// Goes to the provider for it.
async fn leave(console: &Console) -> Result<()> {
    console.find("button", AUTHORIZE).await?.click().await?;
    console.find("button", "Deny").await?;
    Ok(())
}

/// Nothing on the page says that the token works, and it does not.
async fn claims_nothing(console: &Console, token: &str) -> Result<()> {
    let text = console.text().await?;
    ensure!(!text.contains("has authorized"), "the page says {text:?}");
    ensure!(
        text.lines().all(|line| line.trim() != "Authorized"),
        "the page says {text:?}"
    );
    console
        .until(
            "an address without the parameters of the return",
            async || Ok(!console.location().await?.contains('?')),
        )
        .await?;
    is_refused(console, Kind::Personal, token).await
}

/// The way back leads to the token, which is as it was.
async fn back_to_the_token(console: &Console, token: &str) -> Result<()> {
    console.arrives_at("/login/sso").await?;
    claims_nothing(console, token).await?;
    console
        .find("link", "Back to the token")
        .await?
        .click()
        .await?;
    console.find("heading", "For Globex").await?;
    console.find("button", AUTHORIZE).await?;
    claims_nothing(console, token).await
}

async fn choose(console: &Console, choice: &str) -> Result<()> {
    console.find("button", choice).await?.click().await
}

/// The same flow, begun again, authorizes the token.
async fn works_the_second_time(console: &Console, token: &str) -> Result<()> {
    choose(console, "Try again").await?;
    choose(console, "Continue as Olivia Owner").await?;
    console
        .shows("Globex Compliance has authorized the token.")
        .await?;
    is_accepted(console, Kind::Personal, token).await
}

#[test]
fn denied_at_the_provider() {
    run(Options::new(), async |console| {
        let token = token_of_globex(console).await?;
        leave(console).await?;
        choose(console, "Deny").await?;
        console.alerts("the request was denied").await?;
        console.has_no_accessibility_faults().await?;
        back_to_the_token(console, &token).await
    });
}

#[test]
fn the_provider_fails() {
    run(Options::new(), async |console| {
        let token = token_of_globex(console).await?;
        leave(console).await?;
        choose(console, "Fail").await?;
        console.alerts("The provider failed on demand").await?;
        claims_nothing(console, &token).await?;
        works_the_second_time(console, &token).await
    });
}

#[test]
fn the_cookies_of_the_flow_are_gone() {
    for (cookie, sentence) in [
        ("state", "does not fit a sign-in that began in this browser"),
        (
            "nonce",
            "The cookie that ties the answer to this browser is gone",
        ),
    ] {
        run(Options::new(), async |console| {
            console.expects_failed_requests("/v1/sso/callback");
            let token = token_of_globex(console).await?;
            leave(console).await?;
            console.driver().delete_cookie(cookie).await?;
            choose(console, "Continue as Olivia Owner").await?;
            console.alerts(sentence).await?;
            console.find("button", "Try again").await?;
            back_to_the_token(console, &token).await
        });
    }
}

#[test]
fn signed_in_as_somebody_else() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("");
        let token = token_of_globex(console).await?;
        leave(console).await?;
        choose(console, "Continue as Sam Single").await?;
        // The bearer is still hers, and whose session cookie comes with it makes no difference (contract
        // 1.8): she goes on as herself.
        console.alerts("The token was not authorized").await?;
        console
            .alerts("somebody other than the user here: olivia@acme.test")
            .await?;
        console.find("button", "Try again").await?;
        back_to_the_token(console, &token).await?;
        leave(console).await?;
        choose(console, "Continue as Olivia Owner").await?;
        console
            .shows("Globex Compliance has authorized the token.")
            .await?;
        is_accepted(console, Kind::Personal, &token).await
    });
}

#[test]
fn somebody_else_who_may_do_it_has_authorized_the_token_all_the_same() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        Shell(console)
            .change_organization("Acme Security", "Globex Compliance")
            .await?;
        choose(console, "Continue as Olivia Owner").await?;
        console
            .find("button", "Organization: Globex Compliance")
            .await?;
        // A token of the organization is anybody's in it.
        let token = new_api_token(console, "For Globex").await?;
        to_the_details(console, "For Globex").await?;
        is_refused(console, Kind::Api, &token).await?;
        leave(console).await?;
        choose(console, "Continue as Sam Single").await?;
        console
            .alerts("The token was authorized all the same")
            .await?;
        console.alerts("You are sam@globex.test now").await?;
        is_accepted(console, Kind::Api, &token).await?;
        console
            .find("link", "Back to the token")
            .await?
            .click()
            .await?;
        console.find("heading", "For Globex").await?;
        console
            .find("button", "Organization: Globex Compliance")
            .await?;
        console.absent("button", AUTHORIZE).await
    });
}

#[test]
fn not_a_member() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/v1/sso/callback");
        let token = token_of_globex(console).await?;
        leave(console).await?;
        choose(console, "Continue as Mia Member").await?;
        console.alerts("not a member of Globex Compliance").await?;
        back_to_the_token(console, &token).await
    });
}

#[test]
fn the_provider_is_not_configured() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/v1/sso/token/authorize");
        olivia_at_her_tokens(console).await?;
        let token = new_personal_token(console, "For Stark", &["Stark Archive"]).await?;
        let button = "Authorize Stark Archive for SSO";
        let sentence = "Stark Archive is not set up completely";
        // Where the value is still open, it stays.
        console
            .find("checkbox", "I have stored this token")
            .await?
            .click()
            .await?;
        choose(console, button).await?;
        console.alerts(sentence).await?;
        console.find("textbox", "Token value").await?;
        choose(console, "Done").await?;
        console.find("link", "For Stark").await?.click().await?;
        console.find("heading", "For Stark").await?;
        choose(console, button).await?;
        console.alerts(sentence).await?;
        claims_nothing(console, &token).await
    });
}

#[test]
fn a_forged_return_claims_nothing() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        for forged in [
            "/login/sso?code=abc&state=def",
            "/login/sso?error=access_denied&error_description=Call%20us",
            "/login/sso?token_authorized=1",
            "/login/sso",
        ] {
            console.open(forged).await?;
            console.alerts("Nothing to finish here").await?;
            console.arrives_at("/login/sso").await?;
            console.find("link", "Continue to the console").await?;
            ensure!(!console.text().await?.contains("Call us"));
        }
        console
            .open("/developers/api-tokens?token_authorized=1")
            .await?;
        console.find("table", "API Tokens").await?;
        ensure!(!console.text().await?.contains("authorized the token"));
        Ok(())
    });
}

#[test]
fn somebody_else_than_was_typed_comes_back_and_is_asked() {
    run(Options::new(), async |console| {
        console.open("/developers/api-tokens").await?;
        SignIn(console).give_email("sam@globex.test").await?;
        choose(console, "Continue as Olivia Owner").await?;
        console.alerts("You are olivia@acme.test now").await?;
        console.alerts("not as sam@globex.test").await?;
        console.has_no_accessibility_faults().await?;
        console.find("link", "Continue to the console").await?;
        choose(console, "Sign out").await?;
        SignIn(console).give_email("SAM@globex.test").await?;
        choose(console, "Continue as Sam Single").await?;
        console.find("heading", "API Tokens").await?;
        Ok(())
    });
}

#[test]
fn an_answer_of_another_provider_is_not_sent_on() {
    run(Options::new(), async |console| {
        let token = token_of_globex(console).await?;
        leave(console).await?;
        let state = "return new URL(location.href).searchParams.get('state')";
        let state = console.script(state).await?;
        let state = state.as_str().unwrap_or_default();
        ensure!(!state.is_empty(), "the provider was given no state");
        console
            .open(&format!(
                "/login/sso?code=made-up&state={state}&iss=https://idp.evil.example/a"
            ))
            .await?;
        console
            .alerts("It comes from idp.evil.example and not from the identity provider of Globex Compliance")
            .await?;
        console.has_no_accessibility_faults().await?;
        console
            .sent(0, 0, |request| request.url.ends_with("/v1/sso/callback"))
            .await?;
        claims_nothing(console, &token).await?;
        works_the_second_time(console, &token).await
    });
}

#[test]
fn the_tab_was_closed_at_the_provider_and_another_opened() {
    run(Options::new(), async |console| {
        let token = token_of_globex(console).await?;
        leave(console).await?;
        let at = console.script("return location.href").await?;
        console.new_tab().await?;
        console
            .driver()
            .goto(at.as_str().unwrap_or_default())
            .await?;
        console.switch_to(0).await?;
        console.driver().close_window().await?;
        console.switch_to(0).await?;
        choose(console, "Continue as Olivia Owner").await?;
        console.alerts("Nothing to finish here").await?;
        claims_nothing(console, &token).await?;
        // Nobody is left who could share a session.
        console.find("link", "Go to sign-in").await?.click().await?;
        SignIn(console).give_email(OLIVIA).await?;
        SignIn(console).give_password(PASSWORD).await?;
        console.find("table", Kind::Api.title()).await?;
        Ok(())
    });
}

#[test]
fn a_code_works_once() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("/v1/sso/callback");
        token_of_globex(console).await?;
        // A second answer for the same flow, as the forward button would bring it.
        leave(console).await?;
        let remembered = console
            .script("return sessionStorage.getItem('sso-pending')")
            .await?;
        choose(console, "Continue as Olivia Owner").await?;
        console
            .shows("Globex Compliance has authorized the token.")
            .await?;
        let returns = console
            .sent(0, 1, |request| request.url.contains("/login/sso?code="))
            .await?;
        let (_, used) = returns[0].url.split_once('?').unwrap_or_default();
        let script = format!(
            "sessionStorage.setItem('sso-pending', {}); return 0",
            serde_json::to_string(remembered.as_str().unwrap_or_default())?
        );
        console.script(&script).await?;
        console.open(&format!("/login/sso?{used}")).await?;
        console.alerts("Each one works only once").await
    });
}

/// From the next page on the calls of these paths are answered like this, and none reaches the backend.
async fn next_page_answers(console: &Console, answers: &[(&str, u16, &str)]) -> Result<()> {
    let answers = serde_json::to_string(answers)?;
    let source = format!(
        "const send = window.fetch; window.fetch = (request, ...more) => {{
            const found = {answers}.find(([path]) => String(request.url ?? request).endsWith(path));
            if (!found) return send(request, ...more);
            const headers = {{ 'X-Request-ID': 'request-of-the-spec' }};
            return Promise.resolve(new Response(found[2], {{ status: found[1], headers }})); }};"
    );
    console
        .protocol(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        )
        .await
        .map(drop)
}

#[test]
fn an_answer_that_is_not_openlanes_is_not_explained() {
    for status in [502, 504] {
        run(Options::new(), async |console| {
            let token = token_of_globex(console).await?;
            leave(console).await?;
            next_page_answers(
                console,
                &[("/v1/sso/callback", status, "<html>Bad gateway")],
            )
            .await?;
            choose(console, "Continue as Olivia Owner").await?;
            console
                .alerts("It is not known whether the sign-in was finished")
                .await?;
            console.shows("request-of-the-spec").await?;
            console.hides("somebody else").await?;
            console.find("button", "Try again").await?;
            console.has_no_accessibility_faults().await?;
            claims_nothing(console, &token).await
        });
    }
}

#[test]
fn a_token_that_cannot_be_read_does_not_make_the_session_somebody_elses() {
    run(Options::new(), async |console| {
        token_of_globex(console).await?;
        leave(console).await?;
        let masked = r#"{"success":false,"error":"error processing request, please try again"}"#;
        let answers = [
            ("/v1/sso/callback", 500, masked),
            ("/query", 503, "<html>Unavailable"),
        ];
        next_page_answers(console, &answers).await?;
        choose(console, "Continue as Olivia Owner").await?;
        console.alerts("The sign-in could not be finished").await?;
        console.shows("request-of-the-spec").await?;
        console.hides("somebody else").await?;
        console.find("button", "Try again").await?;
        console.find("link", "Back to the token").await?;
        ensure!(
            console
                .script("return sessionStorage.getItem('session')")
                .await?
                .is_string(),
            "the session is gone"
        );
        Ok(())
    });
}
