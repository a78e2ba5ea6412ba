//! Every way in which a trip to an identity provider goes wrong.

use e2e::pages::{CreateToken, PASSWORD, Shell, SignIn, TokenCreated};
use e2e::{Console, Options, Result, ensure, run};

const OLIVIA: &str = "olivia@acme.test";
const AUTHORIZE: &str = "Authorize Globex Compliance for SSO";

/// Makes a personal token for Globex and goes to its details.
async fn token_of_globex(console: &Console) -> Result<()> {
    SignIn(console)
        .and_go_to(
            OLIVIA,
            "/developers/personal-access-tokens/new",
            "Create personal access token",
        )
        .await?;
    let form = CreateToken(console);
    form.name("For Globex").await?;
    form.organization("Globex Compliance")
        .await?
        .click()
        .await?;
    form.submit().await?;
    let created = TokenCreated(console);
    created.appears().await?;
    created.done().await?;
    console.find("link", "For Globex").await?.click().await?;
    console.find("button", AUTHORIZE).await?;
    Ok(())
}

/// Goes to the provider for it.
async fn leave(console: &Console) -> Result<()> {
    console.find("button", AUTHORIZE).await?.click().await?;
    console.find("button", "Deny").await?;
    Ok(())
}

/// The way back leads to the token, which is as it was.
async fn back_to_the_token(console: &Console) -> Result<()> {
    console.arrives_at("/login/sso").await?;
    console
        .find("link", "Back to the token")
        .await?
        .click()
        .await?;
    console.find("heading", "For Globex").await?;
    console.find("button", AUTHORIZE).await?;
    Ok(())
}

async fn choose(console: &Console, choice: &str) -> Result<()> {
    console.find("button", choice).await?.click().await
}

#[test]
fn denied_at_the_provider() {
    run(Options::new(), async |console| {
        token_of_globex(console).await?;
        leave(console).await?;
        choose(console, "Deny").await?;
        console.alerts("the request was denied").await?;
        console.has_no_accessibility_faults().await?;
        back_to_the_token(console).await
    });
}

#[test]
fn the_provider_fails() {
    run(Options::new(), async |console| {
        token_of_globex(console).await?;
        leave(console).await?;
        choose(console, "Fail").await?;
        console.alerts("The provider failed on demand").await?;
        choose(console, "Try again").await?;
        choose(console, "Continue as Olivia Owner").await?;
        console
            .shows("Globex Compliance has authorized the token.")
            .await
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
            console.expects_log("/v1/sso/callback - Failed to load resource");
            token_of_globex(console).await?;
            leave(console).await?;
            console.driver().delete_cookie(cookie).await?;
            choose(console, "Continue as Olivia Owner").await?;
            console.alerts(sentence).await?;
            back_to_the_token(console).await
        });
    }
}

#[test]
fn signed_in_as_somebody_else() {
    run(Options::new(), async |console| {
        console.expects_log("Failed to load resource");
        token_of_globex(console).await?;
        leave(console).await?;
        choose(console, "Continue as Sam Single").await?;
        console.alerts("signed in as somebody else").await?;
        console.find("link", "Go to sign-in").await?.click().await?;
        console.find("textbox", "Email").await?;
        SignIn(console).give_email(OLIVIA).await?;
        SignIn(console).give_password(PASSWORD).await?;
        console.find("heading", "For Globex").await?;
        console.find("button", AUTHORIZE).await?;
        Ok(())
    });
}

#[test]
fn not_a_member() {
    run(Options::new(), async |console| {
        console.expects_log("/v1/sso/callback - Failed to load resource");
        token_of_globex(console).await?;
        leave(console).await?;
        choose(console, "Continue as Mia Member").await?;
        console.alerts("not a member of Globex Compliance").await?;
        back_to_the_token(console).await
    });
}

#[test]
fn the_provider_is_not_configured() {
    run(Options::new(), async |console| {
        console.expects_log("/v1/sso/token/authorize - Failed to load resource");
        SignIn(console)
            .and_go_to(
                OLIVIA,
                "/developers/personal-access-tokens/new",
                "Create personal access token",
            )
            .await?;
        let form = CreateToken(console);
        form.name("For Stark").await?;
        form.organization("Stark Archive").await?.click().await?;
        form.submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        created.done().await?;
        console.find("link", "For Stark").await?.click().await?;
        choose(console, "Authorize Stark Archive for SSO").await?;
        console
            .alerts("Stark Archive is not set up completely")
            .await
    });
}

#[test]
fn a_forged_return_claims_nothing() {
    run(Options::new(), async |console| {
        let path = "/developers/api-tokens";
        SignIn(console)
            .and_go_to(OLIVIA, path, "API Tokens")
            .await?;
        for forged in [
            "/login/sso?code=abc&state=def",
            "/login/sso?error=access_denied&error_description=Call%20us",
            "/login/sso?token_authorized=1",
            "/login/sso",
        ] {
            console.open(forged).await?;
            console.alerts("Nothing to finish here").await?;
            console.arrives_at("/login/sso").await?;
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
fn the_tab_was_closed_at_the_provider_and_another_opened() {
    run(Options::new(), async |console| {
        token_of_globex(console).await?;
        leave(console).await?;
        let at = console.script("return location.href").await?;
        console.new_tab().await?;
        console
            .driver()
            .goto(at.as_str().unwrap_or_default())
            .await?;
        choose(console, "Continue as Olivia Owner").await?;
        console.alerts("Nothing to finish here").await
    });
}

#[test]
fn a_code_works_once() {
    run(Options::new(), async |console| {
        console.expects_log("/v1/sso/callback - Failed to load resource");
        token_of_globex(console).await?;
        // A second answer for the same flow, as the forward button would bring it.
        console.script("window.fetched=0; return 0").await?;
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

#[test]
fn an_abandoned_authorization_does_not_stop_the_next_sign_in_without_a_word() {
    run(Options::new(), async |console| {
        console.expects_log("/v1/sso/callback - Failed to load resource");
        token_of_globex(console).await?;
        leave(console).await?;
        console.back().await?;
        console.shows("came back without finishing").await?;
        Shell(console).sign_out().await?;
        // Sam is sent to the provider; Olivia's token is none of his, so the backend refuses.
        SignIn(console).give_email("sam@globex.test").await?;
        choose(console, "Continue as Sam Single").await?;
        console
            .alerts("unfinished authorization is in the way")
            .await?;
        console.find("link", "Go to sign-in").await?;
        Ok(())
    });
}
