//! Who may only look, sessions that end, and addresses that lead nowhere.

use crate::paths::API_TOKENS;
use anyhow::Result;

use super::{at_rest, open_details, open_sidebar};
use crate::Console;
use crate::pages::{Shell, SignIn};

pub(super) async fn walk(
    console: &Console,
    visit: &mut impl AsyncFnMut(&str) -> Result<()>,
) -> Result<()> {
    console.open("/nowhere").await?;
    console.find("heading", "Page not found").await?;
    at_rest(console, "unknown-address", visit).await?;
    console.open(&format!("{API_TOKENS}?q=Jira")).await?;
    console.find("table", "API Tokens").await?;
    console.has_loaded().await?;
    end_session(console).await?;
    // Whatever is asked next is refused, be it what is asked here.
    let ask = "document.querySelector('tbody a[href]')?.click(); return 0";
    console
        .until("the end of the session to be told", async || {
            console.script(ask).await?;
            Ok(console.count("dialog", "Your session has ended").await? == 1)
        })
        .await?;
    console.moves_no_more().await?;
    visit("session-ended").await?;
    console.open("/login/sso?code=x&state=y").await?;
    console
        .until("a word about the return", async || {
            Ok(!console.all("heading").await?.is_empty())
        })
        .await?;
    at_rest(console, "sso-return-of-nobody", visit).await?;
    console.script("sessionStorage.clear(); return 0").await?;
    SignIn(console)
        .and_go_to(
            "mia@acme.test",
            &format!("{API_TOKENS}?size=10"),
            "API Tokens",
        )
        .await?;
    at_rest(console, "api-tokens-read-only", visit).await?;
    open_details(console, API_TOKENS, "Jira bridge").await?;
    at_rest(console, "details-read-only", visit).await?;
    open_sidebar(console).await?;
    Shell(console).sign_out().await
}

/// Ends the session of this tab at the backend, as time would.
async fn end_session(console: &Console) -> Result<()> {
    console
        .script(
            "const bearer = sessionStorage.getItem('session').split('\\n')[0];
             return fetch('/sandbox/expire-session', { method: 'POST', body: '{}',
                 headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' } })
                 .then((answer) => answer.status)",
        )
        .await
        .map(drop)
}
