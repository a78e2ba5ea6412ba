//! Several API tokens with one request, and the sheet of their values: `…/new-batch`.

mod forgotten;
mod leaving;
mod lost;
mod names;
mod sheet;

use e2e::harness::Request;
use e2e::pages::{CreateToken, SignIn};
use e2e::paths::NEW_BATCH;
use e2e::{Console, Result, ensure};
use serde_json::Value;

/// The heading of the form.
const HEADING: &str = "Create several API tokens";

/// At the form as this person.
async fn at_form_as<'a>(console: &'a Console, email: &str) -> Result<CreateToken<'a>> {
    SignIn(console).and_go_to(email, NEW_BATCH, HEADING).await?;
    Ok(CreateToken(console))
}

/// Types the names, each in a line.
async fn names(console: &Console, text: &str) -> Result<()> {
    console.find("textbox", "Names").await?.fill(text).await
}

/// Presses the button for so many tokens.
async fn create(console: &Console, count: usize) -> Result<()> {
    let button = format!("Create {count} tokens");
    console.find("button", &button).await?.click().await
}

/// Olivia with the sheet of these tokens in front of her.
async fn at_the_sheet(console: &Console, text: &str, count: usize) -> Result<()> {
    let form = at_form_as(console, "olivia@acme.test").await?;
    names(console, text).await?;
    form.scope("Evidence: Read").await?.click().await?;
    create(console, count).await?;
    let heading = format!("{count} tokens created");
    console.find("heading", &heading).await.map(drop)
}

/// The value of this token, revealed and hidden again.
async fn value_of(console: &Console, name: &str) -> Result<String> {
    let reveal = format!("Reveal {name}");
    console.find("button", &reveal).await?.click().await?;
    let hide = console.find("button", &format!("Hide {name}")).await?;
    let field = console.find("textbox", &format!("Value of {name}")).await?;
    let mut value = String::new();
    console
        .until("the value to be shown", async || {
            value = field.value().await?;
            Ok(!value.contains('•'))
        })
        .await?;
    hide.click().await?;
    console.find("button", &reveal).await?;
    ensure!(value.len() == 69, "the value is {value:?}");
    Ok(value)
}

/// The values in a text of environment variables, with their variables.
fn variables(text: &str) -> Vec<(&str, &str)> {
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    pairs
        .filter(|(name, _)| name.starts_with("OPENLANE_TOKEN_"))
        .collect()
}

/// The inputs of a request, if it is one to create several tokens.
fn inputs(request: &Request) -> Option<Vec<Value>> {
    let body: Value = serde_json::from_str(&request.body).ok()?;
    let query = body["query"].as_str()?;
    query.contains("createBulkAPIToken").then_some(())?;
    body["variables"]["input"].as_array().cloned()
}

/// Waits for `count` requests to create several tokens; their inputs.
async fn requests(console: &Console, count: usize) -> Result<Vec<Vec<Value>>> {
    let sent = console
        .sent(0, count, |request| inputs(request).is_some())
        .await?;
    Ok(sent.iter().filter_map(inputs).collect())
}
