//! Authorizing tokens for organizations that enforce single sign-on.

use e2e::pages::{CreateToken, SignIn, TokenCreated};
use e2e::{Console, Options, Result, ensure, run};

const OLIVIA: &str = "olivia@acme.test";
const NEW_PERSONAL: &str = "/developers/personal-access-tokens/new";
const NEW_API: &str = "/developers/api-tokens/new";

/// Chooses who to be at the provider of the sandbox.
async fn at_the_provider(console: &Console, choice: &str) -> Result<()> {
    console.find("button", choice).await?.click().await
}

/// What the backend answers to a token alone.
async fn status_of(console: &Console, token: &str) -> Result<u16> {
    Ok(console.get_as("/v1/scopes", token).await?.status)
}

async fn change_organization(console: &Console, from: &str, to: &str) -> Result<()> {
    let name = format!("Organization: {from}");
    console.find("button", &name).await?.click().await?;
    let to = to.to_owned();
    console
        .until("the organization in the list", async || {
            let script = format!(
                "const b=[...document.querySelectorAll('.switch-item')].find(b=>b.textContent.includes('{to}')); if(b) b.click(); return !!b"
            );
            Ok(console.script(&script).await? == true)
        })
        .await
}

#[test]
fn a_personal_token_is_authorized_by_one_organization_after_the_other() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(OLIVIA, NEW_PERSONAL, "Create personal access token")
            .await?;
        let form = CreateToken(console);
        form.name("Three organizations").await?;
        for name in ["Acme Security", "Globex Compliance", "Umbrella Health"] {
            form.organization(name).await?.click().await?;
        }
        form.submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        let token = created.reveal().await?;
        ensure!(status_of(console, &token).await? == 401);

        // Leaving would lose the value, so it has to be stored first.
        let first = console
            .find("button", "Authorize Globex Compliance for SSO")
            .await?;
        first.comes_to_be_disabled(true).await?;
        console
            .find("checkbox", "I have stored this token")
            .await?
            .click()
            .await?;
        first.comes_to_be_disabled(false).await?;
        first.click().await?;
        at_the_provider(console, "Continue as Olivia Owner").await?;

        // One down: the page says which is done, since when, and which is next.
        console.find("heading", "Three organizations").await?;
        console
            .shows("Globex Compliance has authorized the token. Next: authorize it for Umbrella Health.")
            .await?;
        console.shows("1 of 2 organizations").await?;
        console
            .find("button", "Organization: Acme Security")
            .await?;
        console
            .absent("button", "Authorize Globex Compliance for SSO")
            .await?;
        console
            .until(
                "an address without the parameters of the return",
                async || Ok(!console.location().await?.contains('?')),
            )
            .await?;
        ensure!(status_of(console, &token).await? == 401);

        console
            .find("button", "Authorize Umbrella Health for SSO")
            .await?
            .click()
            .await?;
        at_the_provider(console, "Continue as Olivia Owner").await?;
        console.shows("2 of 2 organizations").await?;
        console
            .absent("button", "Authorize Umbrella Health for SSO")
            .await?;
        ensure!(status_of(console, &token).await? == 200);
        console.has_no_accessibility_faults().await?;
        console.has_forgotten(&token).await
    });
}

#[test]
fn an_api_token_of_an_enforcing_organization_works_once_authorized() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(OLIVIA, "/developers/api-tokens", "API Tokens")
            .await?;
        // Globex asks for its identity provider, and the person comes back to the same sort of page.
        change_organization(console, "Acme Security", "Globex Compliance").await?;
        at_the_provider(console, "Continue as Olivia Owner").await?;
        console
            .find("button", "Organization: Globex Compliance")
            .await?;
        console.arrives_at("/developers/api-tokens").await?;

        console.open(NEW_API).await?;
        let form = CreateToken(console);
        form.name("Globex nightly").await?;
        form.preset("Read only").await?;
        form.submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        let token = created.reveal().await?;
        let refused = console.get_as("/v1/scopes", &token).await?;
        ensure!(refused.status == 401);
        ensure!(
            refused
                .body
                .to_string()
                .contains("token requires SSO authorization")
        );
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
        at_the_provider(console, "Continue as Olivia Owner").await?;
        console.find("heading", "Globex nightly").await?;
        console
            .shows("Globex Compliance has authorized the token.")
            .await?;
        ensure!(status_of(console, &token).await? == 200);
        console
            .find("button", "Organization: Globex Compliance")
            .await?;
        Ok(())
    });
}

#[test]
fn going_back_at_the_provider_is_said_and_can_be_taken_up_again() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(
                OLIVIA,
                "/developers/personal-access-tokens",
                "Personal Access Tokens",
            )
            .await?;
        console.open(NEW_PERSONAL).await?;
        let form = CreateToken(console);
        form.name("Half way").await?;
        form.organization("Globex Compliance")
            .await?
            .click()
            .await?;
        form.submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        created.done().await?;
        console.find("link", "Half way").await?.click().await?;
        let name = "Authorize Globex Compliance for SSO";
        console.find("button", name).await?.click().await?;
        console.find("button", "Deny").await?;
        console.back().await?;
        console.find("heading", "Half way").await?;
        console.shows("came back without finishing").await?;
        console.find("button", name).await?.click().await?;
        at_the_provider(console, "Continue as Olivia Owner").await?;
        console
            .shows("Globex Compliance has authorized the token.")
            .await?;
        console.absent("button", name).await
    });
}
