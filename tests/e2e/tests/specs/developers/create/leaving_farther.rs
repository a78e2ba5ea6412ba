//! Ways out that are longer than a step, lead nowhere, or fail.

use e2e::pages::{CreateToken, Shell, SignIn, TokenCreated};
use e2e::paths::NEW_API_TOKEN;
use e2e::paths::PERSONAL_TOKENS;
use e2e::{Console, Key, Options, Result, ensure, run};

use super::forgotten::no_request_says;
use super::leaving::{QUESTION, asks};
use super::{API_HEADING, at_the_value};
use crate::sso_support::answer_instead;

/// Goes from list to list to the form by links, so that there are pages to go back to; then the value.
async fn at_the_value_by_links(console: &Console, name: &str) -> Result<()> {
    SignIn(console)
        .and_go_to(
            "olivia@acme.test",
            PERSONAL_TOKENS,
            "Personal Access Tokens",
        )
        .await?;
    console.find("link", "API Tokens").await?.click().await?;
    console.find("heading", "API Tokens").await?;
    console.find("link", "Create").await?.click().await?;
    console.find("heading", API_HEADING).await?;
    let form = CreateToken(console);
    form.name(name).await?;
    form.scope("Evidence: Read").await?.click().await?;
    form.submit().await?;
    TokenCreated(console).appears().await
}

#[test]
fn back_by_several_steps_asks_and_then_goes_as_far_as_was_meant() {
    for (steps, heading, path) in [
        (-2, "API Tokens", "/developers/api-tokens"),
        (-3, "Personal Access Tokens", PERSONAL_TOKENS),
    ] {
        run(Options::new(), async |console| {
            at_the_value_by_links(console, "Far back").await?;
            let go = format!("history.go({steps})");
            let secret = asks(console, async || console.script(&go).await.map(drop)).await?;
            console.find("heading", heading).await?;
            console.arrives_at(path).await?;
            console.has_forgotten(&secret).await?;
            no_request_says(console, &secret).await
        });
    }
}

#[test]
fn back_from_the_first_page_of_a_tab_leads_to_the_list() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", "/developers/api-tokens", "API Tokens")
            .await?;
        // A tab that has been nowhere before.
        console.new_tab().await?;
        let address = format!(
            "{}{NEW_API_TOKEN}?name=First&scopes=evidence:read",
            console.address()
        );
        console
            .script(&format!("location.replace({address:?})"))
            .await?;
        console.find("heading", API_HEADING).await?;
        ensure!(console.script("return history.length").await? == 1);
        CreateToken(console).submit().await?;
        TokenCreated(console).appears().await?;
        console.script("history.back()").await?;
        console.find("alertdialog", QUESTION).await?;
        console
            .find("button", "Leave without it")
            .await?
            .click()
            .await?;
        console.find("heading", "API Tokens").await?;
        console.arrives_at("/developers/api-tokens").await
    });
}

#[test]
fn a_switch_that_fails_leaves_the_value_guarded() {
    run(Options::new(), async |console| {
        let created = at_the_value(console, "Not switched").await?;
        let masked = r#"{"success":false,"error":"error processing request, please try again"}"#;
        answer_instead(console, "/v1/switch", 500, masked).await?;
        Shell(console)
            .change_organization("Acme Security", "Initech")
            .await?;
        console.find("alertdialog", QUESTION).await?;
        console
            .find("button", "Leave without it")
            .await?
            .click()
            .await?;
        console
            .find("dialog", "The organization was not switched")
            .await?;
        console.press(Key::Escape).await?;
        console
            .absent("dialog", "The organization was not switched")
            .await?;
        console.script("history.back()").await?;
        console.find("alertdialog", QUESTION).await?;
        console.find("button", "Stay").await?.click().await?;
        console.absent("alertdialog", QUESTION).await?;
        console
            .find("link", "Personal Access Tokens")
            .await?
            .click()
            .await?;
        console.find("alertdialog", QUESTION).await?;
        console.find("button", "Stay").await?.click().await?;
        let secret = created.reveal().await?;
        ensure!(secret.len() == 69, "the value is {secret:?}");
        no_request_says(console, &secret).await
    });
}

#[test]
fn stored_it_is_left_without_a_question_until_the_tick_is_taken_back() {
    run(Options::new(), async |console| {
        at_the_value_by_links(console, "Ticked").await?;
        let secret = TokenCreated(console).reveal().await?;
        let tick = console.find("checkbox", "I have stored this token").await?;
        tick.click().await?;
        tick.comes_to_be_checked(true).await?;
        tick.click().await?;
        tick.comes_to_be_checked(false).await?;
        console.script("history.back()").await?;
        console.find("alertdialog", QUESTION).await?;
        console.find("button", "Stay").await?.click().await?;
        console.absent("alertdialog", QUESTION).await?;
        tick.click().await?;
        tick.comes_to_be_checked(true).await?;
        console.script("history.back()").await?;
        console.find("heading", "API Tokens").await?;
        console.arrives_at("/developers/api-tokens").await?;
        console.has_forgotten(&secret).await?;
        no_request_says(console, &secret).await
    });
}
