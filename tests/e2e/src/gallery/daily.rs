//! What people do every day: many tokens at once, one like another, the palette.

use crate::paths::{API_TOKENS, NEW_BATCH};
use anyhow::Result;

use super::at_rest;
use crate::Console;
use crate::pages::{CreateToken, TokenList};

/// Begins and ends with the owner in her organization.
pub(super) async fn walk(
    console: &Console,
    visit: &mut impl AsyncFnMut(&str) -> Result<()>,
) -> Result<()> {
    several(console, visit).await?;
    like(console, visit).await?;
    palette(console, visit).await
}

async fn several(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    console.open(NEW_BATCH).await?;
    let names = console.find("textbox", "Names").await?;
    at_rest(console, "several", visit).await?;
    names.fill("ci-{1..3}\n\nab\nci-2").await?;
    console
        .shows("Line 4: “ci-2” is already in line 1.")
        .await?;
    let create = console.find("button", "Create 3 tokens").await?;
    create.click().await?;
    console.find("group", "Check these fields").await?;
    at_rest(console, "several-problems", visit).await?;
    names
        .fill("ci-{1..5}\nVendor risk questionnaire service for subsidiaries")
        .await?;
    CreateToken(console)
        .scope("Evidence: Read")
        .await?
        .click()
        .await?;
    let create = console.find("button", "Create 6 tokens").await?;
    create.click().await?;
    console.find("heading", "6 tokens created").await?;
    at_rest(console, "several-created", visit).await?;
    let stored = console
        .find("checkbox", "I have stored these tokens")
        .await?;
    stored.click().await?;
    console.find("button", "Done").await?.click().await?;
    console.find("table", "API Tokens").await.map(drop)
}

async fn like(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    console
        .open(&format!("{API_TOKENS}?q=Data+warehouse"))
        .await?;
    console.has_loaded().await?;
    TokenList::api(console)
        .choose("Data warehouse", "Create like this")
        .await?;
    console.find("heading", "Create API token").await?;
    console.shows("Filled in from another token").await?;
    at_rest(console, "new-api-token-like-another", visit).await
}

async fn palette(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    console.open(API_TOKENS).await?;
    console.find("table", "API Tokens").await?;
    console.has_loaded().await?;
    console.press_with_control("k").await?;
    let field = console.find("combobox", "Go to or search").await?;
    at_rest(console, "palette", visit).await?;
    field.fill("data").await?;
    console
        .find("option", "Data warehouse API token, not accepted")
        .await?;
    at_rest(console, "palette-search", visit).await?;
    console.press(crate::Key::Escape).await?;
    console.absent("dialog", "Command palette").await?;
    console.type_keys("?").await?;
    console.find("dialog", "Keyboard shortcuts").await?;
    at_rest(console, "keyboard-shortcuts", visit).await?;
    console.press(crate::Key::Escape).await?;
    console.absent("dialog", "Keyboard shortcuts").await
}
