//! Everything without a mouse.

use std::cell::Cell;

use e2e::pages::TokenCreated;
use e2e::{Console, Options, Result, ensure, run};
use thirtyfour::Key;

use super::{at_api_form, at_the_value, only_input};

/// The most keys that a token with three scopes may cost.
const BUDGET: usize = 40;

/// Counts what it presses.
struct Keys<'a>(&'a Console, Cell<usize>);

impl Keys<'_> {
    async fn text(&self, text: &str) -> Result<()> {
        self.1.set(self.1.get() + text.chars().count());
        self.0.type_keys(text).await
    }

    async fn key(&self, key: Key) -> Result<()> {
        self.1.set(self.1.get() + 1);
        self.0.press(key).await
    }
}

#[test]
fn a_token_with_three_scopes_found_by_search_takes_at_most_forty_keys() {
    run(Options::new(), async |console| {
        at_api_form(console, "").await?;
        // From the field that a person begins with.
        console
            .script("document.getElementById('field-name').focus()")
            .await?;
        console.focuses("textbox", "Name").await?;
        let keys = Keys(console, Cell::new(0));
        keys.text("ci1").await?;
        keys.key(Key::Tab).await?;
        console.focuses("textbox", "Description").await?;
        keys.key(Key::Tab).await?;
        console.focuses("searchbox", "Search scopes").await?;
        for (search, hit) in [
            ("evid", "Evidence: Read"),
            ("task", "Task: Read"),
            ("risk", "Risk: Read"),
        ] {
            keys.text(search).await?;
            keys.key(Key::Enter).await?;
            console.focuses("checkbox", hit).await?;
            keys.key(Key::Space).await?;
            if hit != "Risk: Read" {
                keys.text("/").await?;
                console.focuses("searchbox", "Search scopes").await?;
            }
        }
        keys.key(Key::Enter).await?;
        TokenCreated(console).appears().await?;
        console.focuses("heading", "Token created").await?;
        ensure!(keys.1.get() <= BUDGET, "it took {} keys", keys.1.get());
        let scopes = only_input(console).await?["scopes"].clone();
        ensure!(
            scopes == serde_json::json!(["evidence:read", "risk:read", "task:read"]),
            "{scopes} were sent"
        );
        Ok(())
    });
}

/// Presses a key while Control is held.
async fn with_control(console: &Console, key: Key) -> Result<()> {
    let focused = console.driver().active_element().await?;
    Ok(focused
        .send_keys(Key::Control + char::from(key).to_string())
        .await?)
}

/// Waits until this has the focus.
async fn is_on(console: &Console, thing: &str) -> Result<()> {
    console
        .until(&format!("the focus on {thing}"), async || {
            Ok(console.focused().await? == thing)
        })
        .await
}

/// Waits until the focus has left `before`; where it went.
async fn moved(console: &Console, before: &str) -> Result<String> {
    let mut now = String::new();
    console
        .until(&format!("the focus to leave {before}"), async || {
            now = console.focused().await?;
            Ok(now != before)
        })
        .await?;
    Ok(now)
}

#[test]
fn the_arrow_keys_move_in_the_grid_of_scopes() {
    run(Options::new(), async |console| {
        at_api_form(console, "").await?;
        let search = console.find("searchbox", "Search scopes").await?;
        search.click().await?;
        console.type_keys("control").await?;
        search.comes_to_hold("control").await?;
        console.press(Key::Down).await?;
        let first = moved(console, "searchbox \"Search scopes\"").await?;
        ensure!(first.ends_with(": Read\""), "the focus is on {first}");
        console.press(Key::Right).await?;
        is_on(console, &first.replace("Read", "Write")).await?;
        console.press(Key::End).await?;
        let delete = first.replace("Read", "Delete");
        is_on(console, &delete).await?;
        console.press(Key::Down).await?;
        let second = moved(console, &delete).await?;
        console.press(Key::Home).await?;
        is_on(console, &second.replace("Delete", "Read")).await?;
        console.press(Key::Up).await?;
        is_on(console, &first).await?;
        with_control(console, Key::End).await?;
        let last = moved(console, &first).await?;
        console.press(Key::Down).await?;
        console.rests().await?;
        ensure!(console.focused().await? == last, "it runs past the end");
        with_control(console, Key::Home).await?;
        is_on(console, &first).await?;
        console.press(Key::Up).await?;
        console.focuses("searchbox", "Search scopes").await?;
        console.press(Key::Down).await?;
        console.press(Key::Escape).await?;
        console.focuses("searchbox", "Search scopes").await
    });
}

#[test]
fn the_value_is_revealed_and_acknowledged_by_keys() {
    run(Options::new(), async |console| {
        at_the_value(console, "By keys").await?;
        console.focuses("heading", "Token created").await?;
        let mut pressed = 0;
        console
            .until("the focus on Done", async || {
                match console.focused().await?.as_str() {
                    "button \"Done\"" => return Ok(true),
                    "checkbox \"I have stored this token\"" => console.press(Key::Space).await?,
                    _ => {}
                }
                console.press(Key::Tab).await?;
                pressed += 1;
                ensure!(pressed < 60, "Done cannot be reached");
                Ok(false)
            })
            .await?;
        console.press(Key::Enter).await?;
        console.find("heading", "API Tokens").await?;
        Ok(())
    });
}
