//! Who may only look, sessions that end, and addresses that lead nowhere.

use crate::paths::API_TOKENS;
use anyhow::Result;

use super::{OWNER, at_rest, open_details, open_sidebar};
use crate::pages::{Shell, SignIn};
use crate::{Console, Key};

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
    idle(console, visit).await?;
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

/// What is said when nobody does anything: a minute before the end, and to whoever comes back later.
async fn idle(console: &Console, visit: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    // A page that is half a minute old keeps an eye on it.
    let older = "const Real = Date; globalThis.Date = class extends Real {
            constructor(...parts) { if (parts.length) super(...parts); else super(Real.now() + 30000); }
            static now() { return Real.now() + 30000; }
        }; return 0";
    console.script(older).await?;
    let almost = "const then = Math.floor(Date.now() / 1000) - 29.5 * 60;
        localStorage.setItem('last-input', String(then));
        document.dispatchEvent(new Event('visibilitychange')); return 0";
    console
        .until("the question before the end", async || {
            console.script(almost).await?;
            Ok(console.count("alertdialog", "Are you still there?").await? == 1)
        })
        .await?;
    console.moves_no_more().await?;
    visit("still-there").await?;
    // Whoever has looked around in it by keys has answered already.
    console.press(Key::Shift).await?;
    console
        .absent("alertdialog", "Are you still there?")
        .await?;
    let long_ago = "const then = Math.floor(Date.now() / 1000) - 31 * 60;
        localStorage.setItem('last-input', String(then)); return 0";
    console.script(long_ago).await?;
    console.reload().await?;
    console.find("textbox", "Email").await?;
    let ended = "return sessionStorage.getItem('session-held') === null
        && !document.body.innerText.includes('Ending the session')";
    console
        .until("the session to have ended at the backend", async || {
            Ok(console.script(ended).await? == true)
        })
        .await?;
    at_rest(console, "sign-in-after-idle", visit).await?;
    SignIn(console)
        .and_go_to(OWNER, &format!("{API_TOKENS}?q=Jira"), "API Tokens")
        .await?;
    console.find("table", "API Tokens").await?;
    console.has_loaded().await
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
