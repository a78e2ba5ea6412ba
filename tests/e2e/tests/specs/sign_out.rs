//! Signing out: what it takes from other tabs, and whether the backend hears of it.

use e2e::pages::{CreateToken, Shell, SignIn, TokenCreated};
use e2e::paths::{API_TOKENS, NEW_API_TOKEN};
use e2e::{Console, Options, Result, ensure, run};

use super::held_answers::bearer;
use super::sso_support::{OLIVIA, answer_instead, new_api_token, olivia_at_her_tokens};

const QUESTION: &str = "Sign out of all tabs?";
const NOT_ENDED: &str = "You are signed out here, but not at Openlane";

async fn status(console: &Console, bearer: &str) -> Result<u16> {
    Ok(console.get_as("/v1/scopes", bearer).await?.status)
}

/// Waits until the backend refuses a pair.
async fn is_ended(console: &Console, bearer: &str) -> Result<()> {
    console
        .until("the end of the session at the backend", async || {
            Ok(status(console, bearer).await? == 401)
        })
        .await
}

/// A second tab at the list.
async fn second_tab(console: &Console) -> Result<()> {
    console.new_tab().await?;
    console.open(API_TOKENS).await?;
    console.find("heading", "API Tokens").await?;
    console.has_loaded().await
}

#[test]
fn asks_before_it_takes_a_value_from_another_tab() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        let secret = new_api_token(console, "In the first tab").await?;
        second_tab(console).await?;
        Shell(console).sign_out().await?;
        let question = console.find("alertdialog", QUESTION).await?;
        question.comes_to_show("In the first tab").await?;
        console.has_no_accessibility_faults().await?;
        console
            .find("button", "Stay signed in")
            .await?
            .click()
            .await?;
        console.absent("alertdialog", QUESTION).await?;
        console.switch_to(0).await?;
        ensure!(TokenCreated(console).reveal().await? == secret);
        console.switch_to(1).await?;
        Shell(console).sign_out().await?;
        console
            .find("button", "Sign out anyway")
            .await?
            .click()
            .await?;
        console.find("textbox", "Email").await?;
        console.switch_to(0).await?;
        console.alerts("You were signed out in another tab").await?;
        console.alerts("In the first tab").await?;
        console.alerts("rotate the token").await?;
        console.has_no_accessibility_faults().await?;
        console.has_forgotten(&secret).await
    });
}

#[test]
fn asks_before_it_takes_a_form_from_another_tab() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(OLIVIA, NEW_API_TOKEN, "Create API token")
            .await?;
        CreateToken(console).name("Half a form").await?;
        second_tab(console).await?;
        Shell(console).sign_out().await?;
        let question = console.find("alertdialog", QUESTION).await?;
        question.comes_to_show("Half a form").await?;
        console
            .find("button", "Sign out anyway")
            .await?
            .click()
            .await?;
        console.find("textbox", "Email").await?;
        console.switch_to(0).await?;
        console.alerts("the form for a new token").await?;
        console.alerts("Nothing was created").await
    });
}

#[test]
fn asks_before_it_takes_a_form_from_this_tab() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to(OLIVIA, NEW_API_TOKEN, "Create API token")
            .await?;
        CreateToken(console).name("Half a form").await?;
        Shell(console).sign_out().await?;
        console
            .find("alertdialog", "Leave without creating the token?")
            .await?;
        console
            .find("button", "Keep editing")
            .await?
            .click()
            .await?;
        ensure!(console.find("textbox", "Name").await?.value().await? == "Half a form");
        Shell(console).sign_out().await?;
        console
            .find("button", "Discard the form")
            .await?
            .click()
            .await?;
        console.find("textbox", "Email").await?;
        Ok(())
    });
}

#[test]
fn asks_nothing_where_nothing_is_lost() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        second_tab(console).await?;
        Shell(console).sign_out().await?;
        console.find("textbox", "Email").await?;
        console.switch_to(0).await?;
        console.find("textbox", "Email").await?;
        for alert in console.all("alert").await? {
            let text = alert.text().await?;
            ensure!(text.is_empty(), "an alert says {text:?}");
        }
        Ok(())
    });
}

#[test]
fn that_does_not_reach_the_backend_says_so_and_can_be_tried_again() {
    run(Options::new(), async |console| {
        console.expects_network_failures();
        olivia_at_her_tokens(console).await?;
        let held = bearer(console).await?;
        console.block(&["*/v1/logout"]).await?;
        Shell(console).sign_out().await?;
        console.alerts(NOT_ENDED).await?;
        console.has_no_accessibility_faults().await?;
        ensure!(status(console, &held).await? == 200);
        // It is not forgotten with the page.
        console.reload().await?;
        console.alerts(NOT_ENDED).await?;
        console.block(&[]).await?;
        console.find("button", "Try again").await?.click().await?;
        console
            .shows("The session has ended at Openlane too")
            .await?;
        is_ended(console, &held).await
    });
}

#[test]
fn that_the_backend_refuses_says_so() {
    run(Options::new(), async |console| {
        console.expects_failed_requests("");
        olivia_at_her_tokens(console).await?;
        answer_instead(console, "/v1/logout", 500, "{}").await?;
        Shell(console).sign_out().await?;
        console.alerts(NOT_ENDED).await
    });
}

#[test]
fn ends_every_pair_that_a_tab_has_held_and_those_of_tabs_that_are_gone() {
    run(Options::new(), async |console| {
        olivia_at_her_tokens(console).await?;
        let first = bearer(console).await?;
        // Another tab goes to another organization and is closed.
        second_tab(console).await?;
        Shell(console)
            .change_organization("Acme Security", "Initech")
            .await?;
        console.find("button", "Organization: Initech").await?;
        let elsewhere = bearer(console).await?;
        console.driver().close_window().await?;
        console.switch_to(0).await?;
        Shell(console)
            .change_organization("Acme Security", "Initech")
            .await?;
        console.find("button", "Organization: Initech").await?;
        let second = bearer(console).await?;
        ensure!(first != second && second != elsewhere);
        // What was held before a reload is still ended.
        console.reload().await?;
        console.find("button", "Organization: Initech").await?;
        for held in [&first, &elsewhere, &second] {
            ensure!(status(console, held).await? == 200);
        }
        Shell(console).sign_out().await?;
        console.find("textbox", "Email").await?;
        for held in [&first, &elsewhere, &second] {
            is_ended(console, held).await?;
        }
        Ok(())
    });
}
