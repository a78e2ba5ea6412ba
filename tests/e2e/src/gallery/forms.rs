//! One token: its details, its dialogs, and the form to change it.

use crate::paths::{API_TOKENS, PERSONAL_TOKENS};
use anyhow::Result;

use super::{at_rest, open_details};
use crate::Console;

/// Tokens whose details differ: name of the state, list, token.
const DETAILS: [(&str, &str, &str); 7] = [
    ("details-active", API_TOKENS, "Vulnerability scanner"),
    ("details-full-access", API_TOKENS, "Break-glass automation"),
    ("details-old-spelling", API_TOKENS, "risk-register-sync"),
    ("details-expired", API_TOKENS, "Audit 2025 data room"),
    ("details-disabled", API_TOKENS, "Staging importer"),
    ("details-revoked", API_TOKENS, "Contractor laptop"),
    ("details-authorized", PERSONAL_TOKENS, "Umbrella onboarding"),
];

pub(super) async fn walk(
    console: &Console,
    visit: &mut impl AsyncFnMut(&str) -> Result<()>,
) -> Result<()> {
    for (name, list, token) in DETAILS {
        open_details(console, list, token).await?;
        at_rest(console, name, visit).await?;
    }
    console
        .open(&format!("{API_TOKENS}/01KU0000000000000000NXTHRE"))
        .await?;
    console.find("heading", "There is no such token").await?;
    at_rest(console, "details-missing", visit).await?;
    dialogs(console, visit).await?;
    edit(console, visit).await
}

async fn dialogs(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    open_details(console, API_TOKENS, "Jira bridge").await?;
    for (button, name) in [("Disable", "disable-one"), ("Revoke", "revoke-one")] {
        let question = format!("{button} Jira bridge?");
        console.find("button", button).await?.click().await?;
        console.find("alertdialog", &question).await?;
        at_rest(console, name, visit).await?;
        console.find("button", "Cancel").await?.click().await?;
        console.absent("alertdialog", &question).await?;
    }
    open_details(console, API_TOKENS, "Staging importer").await?;
    console.find("button", "Enable").await?.click().await?;
    let dialog = console
        .find("alertdialog", "Enable Staging importer?")
        .await?;
    dialog.find("button", "Enable").await?.click().await?;
    console.find("button", "Dismiss").await?;
    at_rest(console, "note", visit).await
}

async fn edit(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    open_details(console, API_TOKENS, "Jira bridge").await?;
    console.find("link", "Edit").await?.click().await?;
    console.find("heading", "Edit Jira bridge").await?;
    at_rest(console, "edit", visit).await?;
    console
        .find("checkbox", "Evidence: Write")
        .await?
        .click()
        .await?;
    console
        .find("button", "Save changes")
        .await?
        .click()
        .await?;
    console
        .find("alertdialog", "Give this token more access?")
        .await?;
    at_rest(console, "edit-wider", visit).await?;
    console.open(&format!("{API_TOKENS}?q=legacy")).await?;
    console.find("table", "API Tokens").await.map(drop)
}
