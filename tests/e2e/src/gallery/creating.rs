//! New tokens: the forms, the one time that a value is shown, and rotation.

use crate::paths::{API_TOKENS, PERSONAL_TOKENS};
use anyhow::Result;

use super::{at_rest, open_details};
use crate::Console;
use crate::pages::{CreateToken, TokenCreated};

pub(super) async fn walk(
    console: &Console,
    visit: &mut impl AsyncFnMut(&str) -> Result<()>,
) -> Result<()> {
    personal(console, visit).await?;
    filling(console, visit).await?;
    refused(console, visit).await?;
    created(console, visit).await?;
    rotating(console, visit).await
}

async fn personal(
    console: &Console,
    visit: &mut impl AsyncFnMut(&str) -> Result<()>,
) -> Result<()> {
    console.open(&format!("{PERSONAL_TOKENS}/new")).await?;
    console
        .find("heading", "Create personal access token")
        .await?;
    at_rest(console, "new-personal-access-token", visit).await?;
    let form = CreateToken(console);
    form.name("Laptop and pipeline").await?;
    for organization in ["Acme Security", "Globex Compliance", "Umbrella Health"] {
        form.organization(organization).await?.click().await?;
    }
    at_rest(console, "new-personal-access-token-organizations", visit).await?;
    form.submit().await?;
    let created = TokenCreated(console);
    created.appears().await?;
    at_rest(console, "token-created-sso", visit).await?;
    created.store().await?;
    at_rest(console, "token-stored-sso", visit).await?;
    console.find("button", "Done").await?.click().await?;
    console
        .find("table", "Personal Access Tokens")
        .await
        .map(drop)
}

async fn filling(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    let query = "name=Nightly+export&scopes=evidence:read,risk:write,nothing:read\
         &expires_in=never&colour=blue";
    console.open(&format!("{API_TOKENS}/new?{query}")).await?;
    console.shows("Parts of the link were not used").await?;
    at_rest(console, "new-api-token-from-a-link", visit).await?;
    let form = CreateToken(console);
    form.preset("Full access").await?;
    form.expires("Never").await?;
    at_rest(console, "new-api-token-full-access", visit).await?;
    form.expires("Custom date").await?;
    console
        .find("searchbox", "Search scopes")
        .await?
        .fill("no such thing")
        .await?;
    at_rest(console, "new-api-token-no-scope-found", visit).await
}

async fn refused(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    let form = CreateToken(console);
    console
        .open(&format!(
            "{API_TOKENS}/new?name=!garbage+answer&scopes=evidence:read"
        ))
        .await?;
    console.find("heading", "Create API token").await?;
    form.submit().await?;
    console
        .alerts("The token was created, but its value never arrived")
        .await?;
    at_rest(console, "new-api-token-lost-answer", visit).await?;
    console.open(&format!("{API_TOKENS}/new")).await?;
    form.submit().await?;
    let name = console.find("textbox", "Name").await?;
    name.comes_to_be_invalid().await?;
    at_rest(console, "new-api-token-refused", visit).await?;
    form.name("Nightly export").await?;
    form.scope("Evidence: Read").await?.click().await?;
    form.scope("Risk: Write").await?.click().await?;
    at_rest(console, "new-api-token", visit).await
}

async fn created(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    CreateToken(console).submit().await?;
    let created = TokenCreated(console);
    created.appears().await?;
    at_rest(console, "token-created", visit).await?;
    created.reveal().await?;
    console
        .find("button", "Verify token")
        .await?
        .click()
        .await?;
    console.shows("Openlane accepts this token.").await?;
    at_rest(console, "token-revealed", visit).await?;
    created.done().await?;
    console.find("table", "API Tokens").await.map(drop)
}

async fn rotating(
    console: &Console,
    visit: &mut impl AsyncFnMut(&str) -> Result<()>,
) -> Result<()> {
    open_details(console, API_TOKENS, "Evidence upload").await?;
    console.find("link", "Rotate").await?.click().await?;
    console.find("heading", "Rotate Evidence upload").await?;
    at_rest(console, "rotate", visit).await?;
    console.find("radio", "In 24 hours").await?.click().await?;
    console
        .find("button", "Create new token")
        .await?
        .click()
        .await?;
    let created = TokenCreated(console);
    created.appears().await?;
    at_rest(console, "rotate-created", visit).await?;
    console
        .find("checkbox", "I have stored this token")
        .await?
        .click()
        .await?;
    console.find("button", "Continue").await?.click().await?;
    console
        .shows("The new token has replaced the old one")
        .await?;
    at_rest(console, "rotate-done", visit).await?;
    let details = "Details of the new token";
    console.find("link", details).await?.click().await?;
    console.shows("It takes the place of").await?;
    at_rest(console, "details-pair", visit).await?;
    console
        .open(&format!("{API_TOKENS}?q=Evidence+upload"))
        .await?;
    console.shows("Replaced by").await?;
    at_rest(console, "api-tokens-pair", visit).await
}
