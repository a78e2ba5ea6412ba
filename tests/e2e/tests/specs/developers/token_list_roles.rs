//! Members and auditors may look.

use e2e::pages::{CreateToken, Shell, SignIn, TokenCreated, TokenList};
use e2e::paths::{API_TOKENS, PERSONAL_TOKENS};
use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;

use super::token_list_support::{at, so_far};

/// A second tab with the same session at `path`.
async fn second_tab_at(console: &Console, path: &str) -> Result<()> {
    console.new_tab().await?;
    console.open(path).await?;
    console.find("heading", "API Tokens").await?;
    console.has_loaded().await
}

#[test]
fn who_may_only_look_sees_the_list_and_nothing_that_would_fail() {
    for person in ["mia@acme.test", "ari@acme.test"] {
        for options in [Options::new(), Options::new().viewport(390, 844).dark()] {
            run(options, async |console| {
                at(console, person, &format!("{API_TOKENS}?size=50")).await?;
                let rows = TokenList::api(console).rows().await?;
                ensure!(rows.len() > 30, "{} rows", rows.len());
                console
                    .shows("You can look at these tokens, not change them")
                    .await?;
                console
                    .shows("Owners and admins of the organization")
                    .await?;
                ensure!(
                    console.count("link", "Create").await? == 0,
                    "there is a way to create"
                );
                ensure!(
                    console.all("checkbox").await?.is_empty(),
                    "rows can be chosen"
                );
                console.has_no_accessibility_faults().await?;
                console
                    .find("button", "Actions for Jira bridge")
                    .await?
                    .click()
                    .await?;
                console.find("menuitem", "Details").await?;
                ensure!(
                    console.all("menuitem").await?.len() == 1,
                    "the menu offers more"
                );
                Ok(())
            });
        }
    }
}

#[test]
fn who_may_only_look_can_sign_out() {
    for person in ["mia@acme.test", "ari@acme.test"] {
        run(Options::new(), async |console| {
            at(console, person, API_TOKENS).await?;
            console.find("table", "API Tokens").await?;
            console
                .shows("You can look at these tokens, not change them")
                .await?;
            second_tab_at(console, API_TOKENS).await?;
            Shell(console).sign_out().await?;
            console.find("textbox", "Email").await?;
            ensure!(
                !console.text().await?.contains("not at Openlane"),
                "Openlane was not told"
            );
            console.switch_to(0).await?;
            console.find("textbox", "Email").await.map(|_| ())
        });
    }
}

#[test]
fn everybody_manages_tokens_of_their_own() {
    run(Options::new(), async |console| {
        at(console, "mia@acme.test", PERSONAL_TOKENS).await?;
        console.find("link", "Create").await?;
        console
            .find("checkbox", "Select all tokens on this page")
            .await?;
        ensure!(!console.text().await?.contains("not change them"));
        console.has_no_accessibility_faults().await
    });
}

#[test]
fn another_organization_shows_its_own_tokens_only() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let from = so_far(console).await?;
        console
            .find("button", "Organization: Acme Security")
            .await?
            .click()
            .await?;
        console
            .until("Initech to be offered", async || {
                for button in console.all("button").await? {
                    if button.name().await?.starts_with("Initech") {
                        button.click().await?;
                        return Ok(true);
                    }
                }
                Ok(false)
            })
            .await?;
        console.find("button", "Organization: Initech").await?;
        console.shows("No API tokens yet").await?;
        ensure!(!console.text().await?.contains("GitHub Actions deploy"));
        console
            .until("something to be asked", async || {
                Ok(so_far(console).await? > from)
            })
            .await
    });
}

/// Gives Adam another role in Acme, as an owner would in another session.
async fn adam_becomes(console: &Console, role: &str) -> Result<()> {
    let body = json!({ "email": "adam@acme.test", "organization": "acme", "role": role });
    let answer = console.control("role", &body).await?;
    ensure!(answer.status == 200, "{}", answer.body);
    Ok(())
}

#[test]
fn a_role_that_is_taken_away_in_mid_use_is_explained_where_it_is_missed() {
    run(Options::new(), async |console| {
        at(console, "adam@acme.test", API_TOKENS).await?;
        adam_becomes(console, "MEMBER").await?;

        // One token.
        let list = TokenList::api(console);
        list.choose("Jira bridge", "Disable").await?;
        let dialog = console.find("alertdialog", "Disable Jira bridge?").await?;
        dialog.find("button", "Disable").await?.click().await?;
        console.shows("It was not disabled").await?;
        console.shows("Your role does not allow this").await?;
        console.has_no_accessibility_faults().await?;
        dialog.find("button", "Cancel").await?.click().await?;
        list.says("Jira bridge", "Expires soon").await?;

        // Several.
        for name in ["Jira bridge", "SIEM export"] {
            console
                .find("checkbox", &format!("Select {name}"))
                .await?
                .click()
                .await?;
        }
        let bar = console.find("region", "Selected tokens").await?;
        bar.find("button", "Disable").await?.click().await?;
        let dialog = console.find("alertdialog", "Disable 2 tokens?").await?;
        dialog
            .find("button", "Disable 2 tokens")
            .await?
            .click()
            .await?;
        let dialog = console.find("alertdialog", "0 disabled, 2 failed").await?;
        ensure!(
            dialog
                .text()
                .await?
                .contains("Your role does not allow this"),
            "it is not said why"
        );
        dialog.find("button", "Done").await?.click().await?;

        // The role comes back, and the same selection goes through without a new sign-in.
        adam_becomes(console, "ADMIN").await?;
        bar.find("button", "Disable").await?.click().await?;
        let dialog = console.find("alertdialog", "Disable 2 tokens?").await?;
        dialog
            .find("button", "Disable 2 tokens")
            .await?
            .click()
            .await?;
        console.shows("2 tokens disabled").await?;
        list.says("Jira bridge", "Disabled").await
    });
}

#[test]
fn a_role_that_is_taken_away_while_somebody_types_costs_nothing_that_was_typed() {
    run(Options::new(), async |console| {
        let new = "/developers/api-tokens/new";
        SignIn(console)
            .and_go_to("adam@acme.test", new, "Create API token")
            .await?;
        let form = CreateToken(console);
        form.name("Typed as an admin").await?;
        form.scope("Evidence: Read").await?.click().await?;
        adam_becomes(console, "AUDITOR").await?;
        form.submit().await?;
        console.alerts("You may not create tokens here").await?;
        console.has_no_accessibility_faults().await?;
        let name = console.find("textbox", "Name").await?;
        ensure!(name.value().await? == "Typed as an admin");
        ensure!(form.scope("Evidence: Read").await?.is_checked().await?);
        adam_becomes(console, "ADMIN").await?;
        form.submit().await?;
        TokenCreated(console).appears().await
    });
}
