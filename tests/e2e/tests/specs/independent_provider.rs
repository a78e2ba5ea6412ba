//! The same flows with an OpenID provider that is not the sandbox's own. `crates/sandbox/README.md` says how
//! to start one.

use std::env;

use e2e::pages::{Kind, Shell, SignIn};
use e2e::{Console, Options, Result, run};

use super::sso_support::{
    is_accepted, is_refused, new_api_token, new_personal_token, olivia_at_her_tokens,
    to_the_details,
};

/// Signs in at the development pages of the provider, or only confirms, or is sent on at once, where it knows
/// the person already; until the console shows `text`.
async fn at_the_provider(console: &Console, email: &str, text: &str) -> Result<()> {
    console
        .until(
            &format!("the text {text:?} after the provider"),
            async || {
                if console.location().await?.starts_with('/') {
                    return Ok(console.text().await?.contains(text));
                }
                if console.count("textbox", "Enter any login").await? == 1 {
                    let login = console.find("textbox", "Enter any login").await?;
                    login.fill(email).await?;
                    let password = console.find("textbox", "and password").await?;
                    password.fill("anything").await?;
                    console.find("button", "Sign-in").await?.click().await?;
                } else if console.count("button", "Continue").await? == 1 {
                    console.find("button", "Continue").await?.click().await?;
                }
                Ok(false)
            },
        )
        .await
}

#[test]
#[ignore = "needs an OpenID provider beside it"]
fn sign_in_and_both_kinds_of_authorization() {
    let setting = |name: &str| env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let mut options = Options::new();
    for (flag, name) in [
        ("--oidc-issuer", "E2E_OIDC_ISSUER"),
        ("--oidc-client-id", "E2E_OIDC_CLIENT_ID"),
        ("--oidc-client-secret", "E2E_OIDC_CLIENT_SECRET"),
    ] {
        options = options.sandbox(flag).sandbox(setting(name));
    }
    run(options, async |console| {
        // What the provider's own pages ask for from elsewhere is not the console's matter.
        console.expects_log("fonts.googleapis.com");
        console.expects_log("favicon.ico");
        // Into a session.
        console.open(Kind::Personal.path()).await?;
        SignIn(console).give_email("sam@globex.test").await?;
        // Not this time.
        console.find("link", "[ Cancel ]").await?.click().await?;
        console.alerts("the request was denied").await?;
        console.find("link", "Go to sign-in").await?.click().await?;
        SignIn(console).give_email("sam@globex.test").await?;
        at_the_provider(console, "sam@globex.test", Kind::Personal.title()).await?;
        console.find("heading", Kind::Personal.title()).await?;
        console
            .find("button", "Organization: Globex Compliance")
            .await?;
        Shell(console).sign_out().await?;
        console.find("textbox", "Email").await?;
        console.driver().delete_all_cookies().await?;

        // A personal token, for two organizations one after the other.
        olivia_at_her_tokens(console).await?;
        let both = ["Globex Compliance", "Umbrella Health"];
        let personal = new_personal_token(console, "Personal", &both).await?;
        is_refused(console, Kind::Personal, &personal).await?;
        to_the_details(console, "Personal").await?;
        for name in both {
            is_refused(console, Kind::Personal, &personal).await?;
            let button = format!("Authorize {name} for SSO");
            console.find("button", &button).await?.click().await?;
            let text = format!("{name} has authorized the token.");
            at_the_provider(console, "olivia@acme.test", &text).await?;
        }
        is_accepted(console, Kind::Personal, &personal).await?;

        // Into another organization, and an API token there.
        Shell(console)
            .change_organization("Acme Security", "Globex Compliance")
            .await?;
        at_the_provider(
            console,
            "olivia@acme.test",
            "Globex Compliance\nOrganization",
        )
        .await?;
        console
            .find("button", "Organization: Globex Compliance")
            .await?;
        let api = new_api_token(console, "Api").await?;
        is_refused(console, Kind::Api, &api).await?;
        console
            .find("checkbox", "I have stored this token")
            .await?
            .click()
            .await?;
        console
            .find("button", "Authorize Globex Compliance for SSO")
            .await?
            .click()
            .await?;
        let text = "Globex Compliance has authorized the token.";
        at_the_provider(console, "olivia@acme.test", text).await?;
        is_accepted(console, Kind::Api, &api).await
    });
}
