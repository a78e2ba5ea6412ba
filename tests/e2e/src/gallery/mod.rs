//! A walk through the pages and states of the console, for pictures and for checks that hold everywhere.

mod creating;
mod daily;
mod forms;
mod lists;
mod others;
mod reviewing;
mod signing_in;

use anyhow::Result;

use crate::Console;

/// The owner of an organization with tokens of every kind.
const OWNER: &str = "olivia@acme.test";

/// Goes through the states in the demo data and calls `visit` with the name of each once the page is at rest.
///
/// Nobody is signed in at the beginning. Many states change data, so a walk needs a sandbox of its own.
///
/// # Errors
/// If a state cannot be reached, or if `visit` fails.
pub async fn walk(console: &Console, mut visit: impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    // What the backend refuses on purpose: a wrong password, a session that is over, a change that is denied.
    console.expects_failed_requests("");
    let visit = &mut visit;
    signing_in::walk(console, visit).await?;
    lists::walk(console, visit).await?;
    forms::walk(console, visit).await?;
    creating::walk(console, visit).await?;
    reviewing::walk(console, visit).await?;
    daily::walk(console, visit).await?;
    others::walk(console, visit).await
}

/// Calls `visit` when nothing is on its way and nothing moves.
async fn at_rest(
    console: &Console,
    name: &str,
    visit: &mut impl AsyncFnMut(&str) -> Result<()>,
) -> Result<()> {
    console.has_loaded().await?;
    still(console, name, visit).await
}

/// Calls `visit` when nothing moves but what moves as long as something is on its way.
async fn still(
    console: &Console,
    name: &str,
    visit: &mut impl AsyncFnMut(&str) -> Result<()>,
) -> Result<()> {
    console.moves_no_more().await?;
    console
        .until("the fonts", async || {
            Ok(console.script("return document.fonts.status").await? == "loaded")
        })
        .await?;
    visit(name).await
}

/// Whether the sidebar is a drawer at this width.
async fn has_drawer(console: &Console) -> Result<bool> {
    Ok(console
        .script("return matchMedia('(width < 64em)').matches")
        .await?
        == true)
}

/// Opens the drawer where there is one: what is in the sidebar can then be reached.
async fn open_sidebar(console: &Console) -> Result<()> {
    if has_drawer(console).await? {
        console.find("button", "Menu").await?.click().await?;
        console.find("button", "Close menu").await?;
    }
    Ok(())
}

/// Lets every further call of this page wait for ever, or answers it with an error.
async fn break_calls(console: &Console, with: &str) -> Result<()> {
    // Code comes all the same.
    console
        .script(&format!(
            "const whole = window.fetch; \
             window.fetch = async (...call) => String(call[0].url ?? call[0]).endsWith('.wasm') \
                 ? whole(...call) : {with}; \
             return 0"
        ))
        .await
        .map(drop)
}

/// Opens the details of a token from its list.
async fn open_details(console: &Console, list: &str, token: &str) -> Result<()> {
    console
        .open(&format!("{list}?q={}", token.replace(' ', "+")))
        .await?;
    // Rows are made anew when it becomes known what one may do with them, and the link with them.
    console
        .until(&format!("the link {token:?} to be followed"), async || {
            console.find("link", token).await?.element.click().await?;
            Ok(true)
        })
        .await?;
    console.find("heading", token).await?;
    // Names of those who made it come a moment later, in the place of identifiers.
    let named = r"return !/ by 01[0-9A-Z]{24}(?!,)/.test(document.body.innerText)";
    console
        .until("the names of those who made it", async || {
            Ok(console.script(named).await? == true)
        })
        .await
}
