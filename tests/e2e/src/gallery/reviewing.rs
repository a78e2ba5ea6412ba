//! The access review, and checking values that somebody has found.

use crate::paths::{API_TOKENS, CHECK, REVIEW};
use anyhow::Result;

use super::{at_rest, break_calls, still};
use crate::Console;

/// Tokens of the seed: one that works, one that has expired, one of another organization, somebody else's.
const FOUND: [(&str, &str); 4] = [
    ("tola_", "01K00000000000000000AT0024"),
    ("tola_", "01K00000000000000000AT0016"),
    ("tola_", "01K00000000000000000AT0032"),
    ("tolp_", "01K00000000000000000PT0013"),
];

/// Begins and ends with the owner in her organization.
pub(super) async fn walk(
    console: &Console,
    visit: &mut impl AsyncFnMut(&str) -> Result<()>,
) -> Result<()> {
    review(console, visit).await?;
    check(console, visit).await
}

async fn review(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    console
        .open(&format!("{REVIEW}/personal-access-tokens"))
        .await?;
    console.find("group", "Decision for Laptop CLI").await?;
    at_rest(console, "review-personal", visit).await?;
    console.open(REVIEW).await?;
    for (token, decision) in [
        ("Jira bridge", "Keep"),
        ("Data warehouse", "Disable"),
        ("!denied legacy-webhook", "Disable"),
    ] {
        let group = console
            .find("group", &format!("Decision for {token}"))
            .await?;
        group.find("radio", decision).await?.click().await?;
    }
    let apply = console.find("button", "Apply 3 decisions").await?;
    at_rest(console, "review", visit).await?;
    apply.click().await?;
    let dialog = console.find("alertdialog", "Apply 3 decisions?").await?;
    dialog
        .find("button", "Apply")
        .await?
        .comes_to_be_disabled(false)
        .await?;
    at_rest(console, "review-apply", visit).await?;
    dialog.find("button", "Apply").await?.click().await?;
    console.shows("2 decisions applied, 1 failed").await?;
    console.script("scrollTo(0, 0); return 0").await?;
    at_rest(console, "review-applied", visit).await?;
    console.open(API_TOKENS).await?;
    console.find("table", "API Tokens").await?;
    console.has_loaded().await?;
    let failed = "new Response('<html>', { status: 502 })";
    break_calls(console, failed).await?;
    console
        .script("document.querySelector('a[href$=\"/review\"]').click(); return 0")
        .await?;
    console.shows("The tokens could not be loaded").await?;
    still(console, "review-load-error", visit).await
}

async fn check(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    console.open(CHECK).await?;
    let field = console
        .find("textbox", "Token, or text that contains one")
        .await?;
    at_rest(console, "check", visit).await?;
    field.set_value("tola_short").await?;
    console.find("button", "Check").await?.click().await?;
    console.shows("There is no token in this text").await?;
    at_rest(console, "check-nothing-found", visit).await?;
    let mut text = format!("tola_{}\n", "x1Y2".repeat(16));
    for (prefix, id) in FOUND {
        text.push_str(&console.seeded_value(prefix, id).await?);
        text.push('\n');
    }
    field.set_value(&text).await?;
    console.find("button", "Check").await?.click().await?;
    console.shows("mia@acme.test").await?;
    console.shows("Olivia Owner (you)").await?;
    at_rest(console, "check-results", visit).await
}
