//! The form for a new token and the one time that its value is shown, of both kinds: `…/new`.

mod ahead;
mod clipboard;
mod errors;
mod examples;
mod expiry;
mod forgotten;
mod keyboard;
mod leaving;
mod leaving_farther;
mod like;
mod limits;
mod looks;
mod lost;
mod organizations;
mod prefill;
mod refusals;
mod scopes;
mod ticks;
mod verify;
mod whose;

use e2e::harness::Request;
use e2e::pages::{CreateToken, SignIn, TokenCreated};
use e2e::paths::{NEW_API_TOKEN, NEW_PERSONAL_TOKEN};
use e2e::{Console, Result, ensure};
use serde_json::{Value, json};

/// Its heading.
const API_HEADING: &str = "Create API token";
/// Its heading.
const PERSONAL_HEADING: &str = "Create personal access token";

/// Olivia at the form for an API token, with `query` in its address.
pub async fn at_api_form<'a>(console: &'a Console, query: &str) -> Result<CreateToken<'a>> {
    let path = format!("{NEW_API_TOKEN}{query}");
    SignIn(console)
        .and_go_to("olivia@acme.test", &path, API_HEADING)
        .await?;
    Ok(CreateToken(console))
}

/// Olivia at the form for a personal access token, with `query` in its address.
async fn at_personal_form<'a>(console: &'a Console, query: &str) -> Result<CreateToken<'a>> {
    let path = format!("{NEW_PERSONAL_TOKEN}{query}");
    SignIn(console)
        .and_go_to("olivia@acme.test", &path, PERSONAL_HEADING)
        .await?;
    Ok(CreateToken(console))
}

/// Olivia with a new API token in front of her, still masked.
async fn at_the_value<'a>(console: &'a Console, name: &str) -> Result<TokenCreated<'a>> {
    let form = at_api_form(console, "").await?;
    form.name(name).await?;
    form.scope("Evidence: Read").await?.click().await?;
    form.submit().await?;
    let created = TokenCreated(console);
    created.appears().await?;
    Ok(created)
}

/// The form is refused with this problem, and taken once this box is ticked.
async fn needs_tick(console: &Console, problem: &str, tick: &str) -> Result<()> {
    let form = CreateToken(console);
    form.submit().await?;
    console.find("link", problem).await?;
    console.has_no_accessibility_faults().await?;
    nothing_was_sent(console).await?;
    let tick = console.find("checkbox", tick).await?;
    tick.comes_to_be_checked(false).await?;
    tick.click().await?;
    form.submit().await?;
    TokenCreated(console).appears().await
}

/// The input of a request, if it is one to create a token.
fn input(request: &Request) -> Option<Value> {
    let body: Value = serde_json::from_str(&request.body).ok()?;
    let query = body["query"].as_str()?;
    let creates = query.contains("createAPIToken") || query.contains("createPersonalAccessToken");
    creates.then(|| body["variables"]["input"].clone())
}

/// Waits for `count` requests to create a token, no more and no fewer; their inputs, in their order.
async fn inputs(console: &Console, count: usize) -> Result<Vec<Value>> {
    let sent = console
        .sent(0, count, |request| input(request).is_some())
        .await?;
    Ok(sent.iter().filter_map(input).collect())
}

/// The input of the only request to create a token.
pub async fn only_input(console: &Console) -> Result<Value> {
    Ok(inputs(console, 1).await?.remove(0))
}

/// Fails if there was a request to create a token. Wait first for what shows that the page has handled the
/// action.
async fn nothing_was_sent(console: &Console) -> Result<()> {
    inputs(console, 0).await.map(drop)
}

/// What the backend answers to a GraphQL document with a token alone.
async fn graphql(console: &Console, bearer: &str, query: &str, variables: Value) -> Result<Value> {
    let body = json!({ "query": query, "variables": variables });
    let answer = console.post_as("/query", bearer, &body).await?;
    ensure!(answer.body["errors"].is_null(), "{}", answer.body);
    Ok(answer.body["data"].clone())
}

/// The day in so many days, as a date field takes it.
async fn in_days(console: &Console, days: u32) -> Result<String> {
    // Swedish dates are those of date fields; in the zone of the browser.
    let day = format!("return new Date(Date.now() + {days} * 86400e3).toLocaleDateString('sv')");
    let day = console.script(&day).await?;
    Ok(day.as_str().unwrap_or_default().to_owned())
}

/// Whether the page can be scrolled sideways.
async fn scrolls_sideways(console: &Console) -> Result<bool> {
    let wide = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
    Ok(console.script(wide).await? == true)
}
