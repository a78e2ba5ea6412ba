//! Authorizing tokens for organizations that enforce single sign-on.

use e2e::pages::{CreateToken, Kind, Shell, SignIn, TokenCreated, TokenList};
use e2e::paths::NEW_PERSONAL_TOKEN;
use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;

use super::sso_support::{
    OLIVIA, at_the_provider, is_accepted, is_refused, new_api_token, new_personal_token,
    olivia_at_her_tokens, to_the_details,
};

const GLOBEX: &str = "Authorize Globex Compliance for SSO";
const UMBRELLA: &str = "Authorize Umbrella Health for SSO";

/// Goes to the provider through a button and comes back as Olivia.
async fn authorize(console: &Console, button: &str) -> Result<()> {
    console.find("button", button).await?.click().await?;
    at_the_provider(console, "Continue as Olivia Owner").await
}

/// What stands beside the name of a token on its page.
async fn state_is(console: &Console, state: &str) -> Result<()> {
    console
        .until(&format!("the state {state}"), async || {
            let main = console.find("main", "").await?.text().await?;
            Ok(main.lines().any(|line| line.trim() == state))
        })
        .await
}

#[test]
fn a_personal_token_is_authorized_by_one_organization_after_the_other() {
    run(
        Options::new().now("2026-03-01T12:00:00Z"),
        async |console| {
            SignIn(console)
                .and_go_to(OLIVIA, NEW_PERSONAL_TOKEN, "Create personal access token")
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
            is_refused(console, Kind::Personal, &token).await?;

            // Leaving would lose the value, so it is asked for first; a stored one is left in peace.
            let first = console.find("button", GLOBEX).await?;
            first.click().await?;
            let question = "Leave without storing the token?";
            console.find("alertdialog", question).await?;
            console.find("button", "Stay").await?.click().await?;
            console.absent("alertdialog", question).await?;
            ensure!(created.field().await?.value().await? == token);
            console
                .find("checkbox", "I have stored this token")
                .await?
                .click()
                .await?;
            first.click().await?;
            at_the_provider(console, "Continue as Olivia Owner").await?;

            // One down: the page says which is done, since when, and which is next.
            console.find("heading", "Three organizations").await?;
            console
            .shows("Globex Compliance has authorized the token. Next: authorize it for Umbrella Health.")
            .await?;
            console.shows("1 of 2 organizations").await?;
            console.shows("on Mar 1, 2026, 1:00 PM").await?;
            state_is(console, "Needs SSO").await?;
            console
                .shows(
                    "Openlane refuses it because Umbrella Health enforces single sign-on and has \
                     not authorized it yet. Until then it is refused in all its organizations.",
                )
                .await?;
            console
                .find("button", "Organization: Acme Security")
                .await?;
            console.absent("button", GLOBEX).await?;
            console
                .until(
                    "an address without the parameters of the return",
                    async || Ok(!console.location().await?.contains('?')),
                )
                .await?;
            is_refused(console, Kind::Personal, &token).await?;

            console
                .control("clock", &json!({ "advance_seconds": 600 }))
                .await?;
            authorize(console, UMBRELLA).await?;
            console.shows("2 of 2 organizations").await?;
            console.absent("button", UMBRELLA).await?;
            console.shows("on Mar 1, 2026, 1:10 PM").await?;
            console.shows("on Mar 1, 2026, 1:00 PM").await?;
            state_is(console, "Active").await?;
            ensure!(!console.text().await?.contains("Openlane refuses it"));
            is_accepted(console, Kind::Personal, &token).await?;
            console.has_no_accessibility_faults().await?;
            console.has_forgotten(&token).await
        },
    );
}

#[test]
fn an_api_token_of_an_enforcing_organization_works_once_authorized() {
    run(Options::new(), async |console| {
        // What verifying a refused token leaves in the log.
        console.expects_failed_requests("/v1/scopes");
        olivia_at_her_tokens(console).await?;
        // Globex asks for its identity provider, and the person comes back to the same sort of page.
        Shell(console)
            .change_organization("Acme Security", "Globex Compliance")
            .await?;
        at_the_provider(console, "Continue as Olivia Owner").await?;
        console
            .find("button", "Organization: Globex Compliance")
            .await?;
        console.arrives_at("/developers/api-tokens").await?;

        let token = new_api_token(console, "Globex nightly").await?;
        is_refused(console, Kind::Api, &token).await?;
        let refused = console.get_as("/v1/scopes", &token).await?;
        ensure!(
            refused
                .body
                .to_string()
                .contains("token requires SSO authorization")
        );
        console
            .find("button", "Verify token")
            .await?
            .click()
            .await?;
        console
            .shows("Globex Compliance enforces single sign-on")
            .await?;
        console
            .find("checkbox", "I have stored this token")
            .await?
            .click()
            .await?;
        authorize(console, GLOBEX).await?;
        console.find("heading", "Globex nightly").await?;
        console
            .shows("Globex Compliance has authorized the token.")
            .await?;
        state_is(console, "Active").await?;
        is_accepted(console, Kind::Api, &token).await?;
        console
            .find("button", "Organization: Globex Compliance")
            .await?;
        Ok(())
    });
}

#[test]
fn the_menu_of_a_row_leads_there_too() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        let token = new_personal_token(
            console,
            "By the menu",
            &["Globex Compliance", "Umbrella Health"],
        )
        .await?;
        TokenCreated(console).done().await?;
        let list = TokenList::personal(console);
        let row = list.row("By the menu").await?.text().await?;
        ensure!(row.contains("Needs SSO"), "the row says {row:?}");
        list.choose("By the menu", UMBRELLA).await?;
        at_the_provider(console, "Continue as Olivia Owner").await?;
        console
            .shows("Umbrella Health has authorized the token. Next: authorize it for Globex Compliance.")
            .await?;
        is_refused(console, Kind::Personal, &token).await?;

        // The queue is taken up again from the list, later and elsewhere.
        console.open(Kind::Personal.path()).await?;
        console
            .find("button", "Actions for By the menu")
            .await?
            .click()
            .await?;
        console.find("menuitem", GLOBEX).await?;
        ensure!(console.count("menuitem", UMBRELLA).await? == 0);
        console.find("menuitem", GLOBEX).await?.click().await?;
        at_the_provider(console, "Continue as Olivia Owner").await?;
        console.shows("2 of 2 organizations").await?;
        is_accepted(console, Kind::Personal, &token).await
    });
}

#[test]
fn going_back_at_the_provider_is_said_and_can_be_taken_up_again() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        let token = new_personal_token(console, "Half way", &["Globex Compliance"]).await?;
        to_the_details(console, "Half way").await?;
        console.find("button", GLOBEX).await?.click().await?;
        console.find("button", "Deny").await?;
        console.back().await?;
        console.find("heading", "Half way").await?;
        console.shows("came back without finishing").await?;
        state_is(console, "Needs SSO").await?;
        is_refused(console, Kind::Personal, &token).await?;
        authorize(console, GLOBEX).await?;
        console
            .shows("Globex Compliance has authorized the token.")
            .await?;
        console.absent("button", GLOBEX).await?;
        ensure!(
            !console
                .text()
                .await?
                .contains("came back without finishing")
        );
        is_accepted(console, Kind::Personal, &token).await
    });
}
