//! The rows of a table outlive the tokens that they show.

use e2e::paths::API_TOKENS;
use e2e::{Console, Key, Options, Result, ensure, run};
use serde_json::{Value, json};

use super::token_list_support::{at, names, settled};

/// Keeps the first row and what is in it at hand.
const REMEMBER: &str = "window.row = document.querySelector('tbody tr')";
const IS_FIRST: &str = "return document.querySelector('tbody tr') === window.row";

async fn first(console: &Console) -> Result<String> {
    let script = "return document.querySelector('tbody a[href]').innerText.trim()";
    Ok(console
        .script(script)
        .await?
        .as_str()
        .unwrap_or_default()
        .to_owned())
}

#[test]
fn a_row_belongs_to_the_token_that_it_shows() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        settled(console).await?;
        console.script(REMEMBER).await?;
        let before = first(console).await?;
        console
            .find("checkbox", &format!("Select {before}"))
            .await?
            .click()
            .await?;
        console.find("button", "Name").await?.click().await?;
        console
            .until("the list in another order", async || {
                Ok(first(console).await? != before)
            })
            .await?;
        settled(console).await?;
        ensure!(
            console.script(IS_FIRST).await? == true,
            "the row was made anew"
        );
        let now = first(console).await?;
        // Its box, its link and its menu are those of the token that it shows now.
        let is_ticked = "return window.row.querySelector('input').checked";
        ensure!(
            console.script(is_ticked).await? == false,
            "{now} has the tick of {before}"
        );
        console.find("checkbox", &format!("Select {now}")).await?;
        let link = console
            .script("return window.row.querySelector('a').href")
            .await?;
        console
            .find("button", &format!("Actions for {now}"))
            .await?
            .click()
            .await?;
        console.find("menuitem", "Edit").await?;
        let hrefs =
            "return [...document.querySelectorAll('[role=menu] a')].map((item) => item.href)";
        let hrefs = console.script(hrefs).await?;
        ensure!(
            hrefs[0] == link,
            "the menu leads to {hrefs}, the row to {link}"
        );
        ensure!(hrefs[1] == json!(format!("{}/edit", link.as_str().unwrap_or_default())));
        console.find("menuitem", "Disable").await?.click().await?;
        console
            .find("alertdialog", &format!("Disable {now}?"))
            .await?;
        console.press(Key::Escape).await
    });
}

#[test]
fn a_hundred_rows_are_all_written_whatever_is_in_view_first() {
    let options = Options::new().sandbox("--seed").sandbox("large");
    run(options, async |console| {
        at(
            console,
            "olivia@acme.test",
            &format!("{API_TOKENS}?size=100"),
        )
        .await?;
        settled(console).await?;
        // The rows in view are the last ones.
        let next = console.find("button", "Next").await?;
        console
            .script("scrollTo(0, document.body.scrollHeight)")
            .await?;
        let before = names(console).await?;
        next.click().await?;
        settled(console).await?;
        let after = names(console).await?;
        ensure!(after.len() == 100, "{} rows", after.len());
        let stayed: Vec<_> = after.iter().filter(|name| before.contains(name)).collect();
        ensure!(stayed.is_empty(), "of the page before: {stayed:?}");
        let whole = "return [...document.querySelectorAll('tbody tr')].map((row) => row.innerText)";
        let written = console.script(whole).await?;
        console.reload().await?;
        settled(console).await?;
        ensure!(
            names(console).await? == after,
            "a reload shows other tokens"
        );
        // The names of those who made them come after the rows.
        let written = rows(&written);
        console
            .until("the same rows, made anew", async || {
                let anew = rows(&console.script(whole).await?);
                for (row, anew) in written.iter().zip(&anew) {
                    ensure!(row == anew, "written as {row:?}, made as {anew:?}");
                }
                Ok(written.len() == anew.len())
            })
            .await?;
        // Fewer rows, and as many again.
        console
            .find("searchbox", "Search tokens")
            .await?
            .fill("token 0012")
            .await?;
        console
            .until("fewer rows", async || Ok(names(console).await?.len() < 100))
            .await?;
        settled(console).await?;
        console
            .find("searchbox", "Search tokens")
            .await?
            .fill("")
            .await?;
        console
            .until("as many rows as before", async || {
                Ok(names(console).await?.len() == 100)
            })
            .await
    });
}

/// What rows say, without how long ago things were.
fn rows(all: &Value) -> Vec<String> {
    let rows = all.as_array().into_iter().flatten();
    let text = rows.filter_map(Value::as_str).map(|row| {
        let lines = row.lines().map(str::trim);
        lines
            .filter(|line| !line.contains(" ago"))
            .collect::<Vec<_>>()
            .join("|")
    });
    text.collect()
}
