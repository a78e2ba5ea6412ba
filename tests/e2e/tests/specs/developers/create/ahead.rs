//! A form that is rendered when somebody points at the link to it is the one that a press shows.

use e2e::pages::{CreateToken, Shell, SignIn, TokenCreated, TokenList};
use e2e::paths::{API_TOKENS, NEW_API_TOKEN};
use e2e::{Console, Options, Result, ensure, run};

use super::API_HEADING;

const ACME: &str = "Acme Security";
const QUESTION: &str = "Leave without creating the token?";

/// From now on counts the fields for descriptions that are made.
const COUNT: &str = "window.made = 0; \
     const create = Document.prototype.createElement; \
     Document.prototype.createElement = function (name, ...more) { \
         window.made += name.toLowerCase() === 'textarea'; \
         return create.call(this, name, ...more); \
     };";

async fn made(console: &Console) -> Result<Option<u64>> {
    Ok(console.script("return window.made").await?.as_u64())
}

/// Olivia at her tokens.
async fn at_the_list(console: &Console) -> Result<()> {
    SignIn(console)
        .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
        .await?;
    console.find("table", "API Tokens").await?;
    console.script(COUNT).await?;
    Ok(())
}

/// Moves the focus to the link, which is to point at it, until the form behind it is rendered.
async fn point_at_the_link(console: &Console) -> Result<()> {
    let before = made(console).await?;
    let focus = format!("document.querySelector(\"main a[href='{NEW_API_TOKEN}']\").focus()");
    console.find("link", "Create").await?;
    console.script(&focus).await?;
    console
        .until("a form ahead", async || Ok(made(console).await? > before))
        .await
}

#[test]
fn it_creates_a_token_and_the_next_one_is_empty() {
    run(Options::new(), async |console| {
        at_the_list(console).await?;
        for name in ["First ahead", "Second ahead"] {
            point_at_the_link(console).await?;
            let before = made(console).await?;
            console.find("link", "Create").await?.click().await?;
            console.find("heading", API_HEADING).await?;
            let form = CreateToken(console);
            let evidence = form.scope("Evidence: Read").await?;
            ensure!(
                !evidence.is_checked().await?,
                "the form holds what was chosen"
            );
            ensure!(made(console).await? == before, "the form was rendered anew");
            // The rows that nobody sees without scrolling come, too.
            form.scope("Vulnerability: Read").await?;
            let value = console.find("textbox", "Name").await?.value().await?;
            ensure!(value.is_empty(), "the name is {value:?}");
            form.name(name).await?;
            form.scope("Evidence: Read").await?.click().await?;
            form.submit().await?;
            let created = TokenCreated(console);
            created.appears().await?;
            ensure!(created.reveal().await?.starts_with("tola_"));
            created.done().await?;
            console.find("link", name).await?;
        }
        Ok(())
    });
}

#[test]
fn it_can_be_left_without_a_question_and_with_one() {
    run(Options::new(), async |console| {
        at_the_list(console).await?;
        point_at_the_link(console).await?;
        console.find("link", "Create").await?.click().await?;
        console.find("link", "Cancel").await?.click().await?;
        console.arrives_at(API_TOKENS).await?;
        point_at_the_link(console).await?;
        console.find("link", "Create").await?.click().await?;
        CreateToken(console).name("Half done").await?;
        console.find("link", "Cancel").await?.click().await?;
        console.find("alertdialog", QUESTION).await?;
        console
            .find("button", "Keep editing")
            .await?
            .click()
            .await?;
        let value = console.find("textbox", "Name").await?.value().await?;
        ensure!(value == "Half done", "the name is {value:?}");
        Ok(())
    });
}

#[test]
fn another_organization_gets_a_form_of_its_own() {
    run(Options::new(), async |console| {
        at_the_list(console).await?;
        point_at_the_link(console).await?;
        Shell(console).change_organization(ACME, "Initech").await?;
        console.find("heading", "No API tokens yet").await?;
        let before = made(console).await?;
        TokenList::api(console).create().await?;
        console.find("heading", API_HEADING).await?;
        console.shows("It will act for Initech").await?;
        CreateToken(console).scope("Evidence: Read").await?;
        ensure!(made(console).await? > before, "it is the form of {ACME}");
        Ok(())
    });
}
