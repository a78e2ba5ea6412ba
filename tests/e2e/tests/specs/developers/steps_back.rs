//! One step back after a form leads to where the person was before it, and to nothing twice.

use e2e::pages::{CreateToken, SignIn, TokenCreated, TokenList};
use e2e::paths::API_TOKENS;
use e2e::{Console, Options, Result, run};

use super::super::sso_support::OLIVIA;

/// At the sorted list of API tokens, with that of personal tokens before it.
async fn at_the_list(console: &Console) -> Result<()> {
    SignIn(console)
        .and_go_to(
            OLIVIA,
            "/developers/personal-access-tokens",
            "Personal Access Tokens",
        )
        .await?;
    console.find("link", "API Tokens").await?.click().await?;
    console.find("heading", "API Tokens").await?;
    console.has_loaded().await
}

#[test]
fn after_done() {
    run(Options::new(), async |console| {
        at_the_list(console).await?;
        console.find("link", "Create").await?.click().await?;
        console.find("heading", "Create API token").await?;
        let form = CreateToken(console);
        form.name("done-and-back").await?;
        form.scope("Evidence: Read").await?.click().await?;
        form.submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        created.done().await?;
        console.find("heading", "API Tokens").await?;
        TokenList::api(console).row("done-and-back").await?;
        console.back().await?;
        console.find("heading", "Personal Access Tokens").await?;
        Ok(())
    });
}

/// From a row of the list to the form that changes its token.
async fn to_the_form(console: &Console) -> Result<()> {
    at_the_list(console).await?;
    TokenList::api(console)
        .choose("GitHub Actions deploy", "Edit")
        .await?;
    console
        .find("heading", "Edit GitHub Actions deploy")
        .await?;
    Ok(())
}

#[test]
fn after_cancel() {
    run(Options::new(), async |console| {
        to_the_form(console).await?;
        console.find("link", "Cancel").await?.click().await?;
        console.find("heading", "GitHub Actions deploy").await?;
        console.back().await?;
        console.find("heading", "API Tokens").await?;
        console.arrives_at(API_TOKENS).await
    });
}

#[test]
fn after_saving() {
    run(Options::new(), async |console| {
        to_the_form(console).await?;
        console
            .find("textbox", "Description")
            .await?
            .fill("Saved")
            .await?;
        console
            .find("button", "Save changes")
            .await?
            .click()
            .await?;
        console.find("heading", "GitHub Actions deploy").await?;
        console.back().await?;
        console.find("heading", "API Tokens").await?;
        console.arrives_at(API_TOKENS).await
    });
}

#[test]
fn after_saving_what_was_opened_from_its_details() {
    run(Options::new(), async |console| {
        at_the_list(console).await?;
        console
            .find("link", "GitHub Actions deploy")
            .await?
            .click()
            .await?;
        console.find("heading", "GitHub Actions deploy").await?;
        console.find("link", "Edit").await?.click().await?;
        console
            .find("heading", "Edit GitHub Actions deploy")
            .await?;
        console
            .find("textbox", "Description")
            .await?
            .fill("Saved")
            .await?;
        console
            .find("button", "Save changes")
            .await?
            .click()
            .await?;
        console.find("heading", "GitHub Actions deploy").await?;
        console.shows("Saved").await?;
        console.back().await?;
        console.find("heading", "API Tokens").await?;
        console.arrives_at(API_TOKENS).await
    });
}
