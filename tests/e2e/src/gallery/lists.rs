//! The lists, and what opens over them.

use crate::paths::{API_TOKENS, PERSONAL_TOKENS};
use anyhow::Result;

use super::{at_rest, break_calls, has_drawer, open_sidebar, still};
use crate::pages::Shell;
use crate::{Console, Key};

/// Begins and ends with the owner in her organization.
pub(super) async fn walk(
    console: &Console,
    visit: &mut impl AsyncFnMut(&str) -> Result<()>,
) -> Result<()> {
    shown(console, visit).await?;
    shell(console, visit).await?;
    one(console, visit).await?;
    several(console, visit).await?;
    nothing(console, visit).await
}

async fn shown(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    names_have_come(console).await?;
    at_rest(console, "api-tokens", visit).await?;
    console.find("button", "Filter").await?.click().await?;
    at_rest(console, "api-tokens-filter-menu", visit).await?;
    console.press(Key::Escape).await?;
    console.find("button", "Columns").await?.click().await?;
    console.find("button", "Move State down").await?;
    at_rest(console, "api-tokens-columns", visit).await?;
    console.press(Key::Escape).await?;
    console.find("button", "Export").await?.click().await?;
    console.find("menuitem", "Calendar").await?;
    at_rest(console, "api-tokens-export-menu", visit).await?;
    console
        .open(&format!(
            "{API_TOKENS}?state=active&flag=broad_access&size=10"
        ))
        .await?;
    names_have_come(console).await?;
    at_rest(console, "api-tokens-filtered", visit).await?;
    console
        .open(&format!("{API_TOKENS}?q=Vulnerability"))
        .await?;
    names_have_come(console).await?;
    if !has_drawer(console).await? {
        console
            .find("button", "+1 more of Vulnerability scanner")
            .await?
            .click()
            .await?;
        console.find("link", "Edit").await?;
        at_rest(console, "api-tokens-all-scopes", visit).await?;
    }
    console
        .open(&format!(
            "{API_TOKENS}?expires_from=2026-01-01&expires_to=2030-01-01&scope=evidence:read"
        ))
        .await?;
    names_have_come(console).await?;
    at_rest(console, "api-tokens-filtered-by-end-and-scope", visit).await?;
    console.open(&format!("{API_TOKENS}?q=SIEM")).await?;
    console.find("link", "SIEM export").await?;
    let summary = "document.querySelector('details.help > summary').click(); return 0";
    console.script(summary).await?;
    console.shows("When it is refused").await?;
    at_rest(console, "api-tokens-help", visit).await?;
    console.open(PERSONAL_TOKENS).await?;
    console.find("table", "Personal Access Tokens").await?;
    at_rest(console, "personal-access-tokens", visit).await
}

/// Waits for the table, and for the names of those who made its tokens: they come after the rows, and where
/// the page is narrow nobody sees them.
async fn names_have_come(console: &Console) -> Result<()> {
    console.find("table", "API Tokens").await?;
    let named = "return document.querySelector('table').textContent.includes('Adam Admin')";
    console
        .until("the names of creators", async || {
            Ok(console.script(named).await? == true)
        })
        .await
}

/// The sidebar and its menus.
async fn shell(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    if has_drawer(console).await? {
        open_sidebar(console).await?;
        at_rest(console, "drawer", visit).await?;
        console.press(Key::Escape).await?;
        console.focuses("button", "Menu").await?;
    }
    for (button, name) in [
        ("Organization: Acme Security", "organization-switch"),
        ("Account", "account-menu"),
    ] {
        open_sidebar(console).await?;
        console.find("button", button).await?.click().await?;
        at_rest(console, name, visit).await?;
        console.open(PERSONAL_TOKENS).await?;
        console.find("table", "Personal Access Tokens").await?;
    }
    Ok(())
}

async fn one(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    console
        .open(&format!("{API_TOKENS}?q=Vulnerability"))
        .await?;
    let actions = "Actions for Vulnerability scanner";
    console.find("button", actions).await?.click().await?;
    console.find("menuitem", "Delete").await?;
    at_rest(console, "api-tokens-row-menu", visit).await?;
    console.find("menuitem", "Delete").await?.click().await?;
    console
        .find("alertdialog", "Delete Vulnerability scanner?")
        .await?;
    at_rest(console, "delete-one", visit).await
}

async fn several(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    console.open(&format!("{API_TOKENS}?q=legacy")).await?;
    for name in ["legacy-webhook", "!denied legacy-webhook"] {
        let select = format!("Select {name}");
        console.find("checkbox", &select).await?.click().await?;
    }
    at_rest(console, "api-tokens-selected", visit).await?;
    console.find("button", "Disable").await?.click().await?;
    let dialog = console.find("alertdialog", "Disable 2 tokens?").await?;
    at_rest(console, "disable-many", visit).await?;
    dialog
        .find("button", "Disable 2 tokens")
        .await?
        .click()
        .await?;
    console.find("alertdialog", "1 disabled, 1 failed").await?;
    at_rest(console, "disable-many-result", visit).await
}

/// Where there are no rows.
async fn nothing(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    console
        .open(&format!("{API_TOKENS}?q=no+such+token"))
        .await?;
    console.find("button", "Clear search and filters").await?;
    at_rest(console, "api-tokens-nothing-found", visit).await?;
    for (name, answer, sign) in [
        (
            "api-tokens-loading",
            "new Promise(() => 0)",
            ".skeleton-row",
        ),
        (
            "api-tokens-load-error",
            "new Response('{\"success\":false,\"error\":\"internal server error\"}', \
                { status: 500, headers: { 'X-Request-Id': '01KU0REQUEST0000000000FA17' } })",
            "main [role=alert]",
        ),
    ] {
        console.open(PERSONAL_TOKENS).await?;
        console.find("table", "Personal Access Tokens").await?;
        console.has_loaded().await?;
        break_calls(console, answer).await?;
        open_sidebar(console).await?;
        console.find("link", "API Tokens").await?.click().await?;
        let there = format!("return document.querySelector('{sign}') !== null");
        console
            .until(sign, async || Ok(console.script(&there).await? == true))
            .await?;
        still(console, name, visit).await?;
    }
    console.open(API_TOKENS).await?;
    console.find("table", "API Tokens").await?;
    open_sidebar(console).await?;
    Shell(console)
        .change_organization("Acme Security", "Initech")
        .await?;
    console.find("heading", "No API tokens yet").await?;
    at_rest(console, "api-tokens-empty", visit).await?;
    console.open(&format!("{API_TOKENS}/new")).await?;
    console.shows("No payment method on file").await?;
    at_rest(console, "new-api-token-payment", visit).await?;
    open_sidebar(console).await?;
    Shell(console)
        .change_organization("Initech", "Acme Security")
        .await?;
    console.shows("It will act for Acme Security").await
}
