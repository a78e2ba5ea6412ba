//! Where the values of the sheet are not: in the page while they are hidden, on paper, in memory afterwards.

use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;

use super::{at_the_sheet, value_of, variables};
use crate::wasm_memory::{copies, has_no_copy};

/// Reveals a value, does this, and the value is hidden again.
async fn hides(console: &Console, script: &str) -> Result<()> {
    let value = value_of(console, "ci-2").await?;
    console.find("button", "Reveal ci-2").await?.click().await?;
    console.find("button", "Hide ci-2").await?;
    console.script(script).await?;
    console.find("button", "Reveal ci-2").await?;
    console.has_forgotten(&value).await
}

#[test]
fn they_are_hidden_again_when_the_tab_or_the_window_is_left() {
    run(Options::new(), async |console| {
        at_the_sheet(console, "ci-{1..3}", 3).await?;
        let hidden = "Object.defineProperty(document, 'visibilityState', { value: 'hidden', \
             configurable: true }); \
             document.dispatchEvent(new Event('visibilitychange')); delete document.visibilityState";
        hides(console, hidden).await?;
        hides(console, "window.dispatchEvent(new Event('blur'))").await
    });
}

#[test]
fn one_is_shown_at_a_time_and_for_a_minute() {
    run(Options::new(), async |console| {
        at_the_sheet(console, "ci-{1..3}", 3).await?;
        let first = value_of(console, "ci-1").await?;
        console.find("button", "Reveal ci-1").await?.click().await?;
        console.find("button", "Hide ci-1").await?;
        let hold = "const set = window.setTimeout; window.setTimeout = (then, time, ...rest) => \
             time === 60000 ? (window.minutePasses = then, 0) : set(then, time, ...rest)";
        console.script(hold).await?;
        console.find("button", "Reveal ci-2").await?.click().await?;
        console.find("button", "Reveal ci-1").await?;
        console.has_forgotten(&first).await?;
        console.script("window.minutePasses()").await?;
        console.find("button", "Reveal ci-2").await.map(drop)
    });
}

#[test]
fn they_are_wiped_when_the_page_goes_away() {
    run(Options::new(), async |console| {
        at_the_sheet(console, "ci-{1..3}", 3).await?;
        let value = value_of(console, "ci-3").await?;
        console
            .script("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
            .await?;
        console.shows("The values are gone").await?;
        console.has_forgotten(&value).await?;
        ensure!(console.count("button", "Reveal ci-3").await? == 0);
        ensure!(console.count("button", "Copy all").await? == 0);
        console.find("button", "Done").await?.click().await?;
        console.find("heading", "API Tokens").await.map(drop)
    });
}

#[test]
fn they_are_never_on_paper() {
    run(Options::new(), async |console| {
        at_the_sheet(console, "ci-{1..3}", 3).await?;
        console.find("button", "Reveal ci-1").await?.click().await?;
        console.find("button", "Hide ci-1").await?;
        console
            .protocol("Emulation.setEmulatedMedia", json!({ "media": "print" }))
            .await?;
        let visible = "return [...document.querySelectorAll('input, textarea')].filter((field) => \
             field.value.includes('tola_') && field.checkVisibility()).length";
        ensure!(console.script(visible).await? == 0, "a value is printed");
        Ok(())
    });
}

#[test]
fn none_of_fifty_is_in_the_memory_once_they_are_stored() {
    run(Options::new(), async |console| {
        console.watch_memory().await?;
        at_the_sheet(console, "ci-{1..50}", 50).await?;
        console.find("button", "Copy all").await?.click().await?;
        console.find("button", "Copied").await?;
        let copied = console.clipboard().await?;
        let all: Vec<&str> = variables(&copied)
            .into_iter()
            .map(|(_, value)| value)
            .collect();
        ensure!(all.len() == 50, "{} are copied", all.len());
        ensure!(
            copies(console, &all.join("|")).await? >= 50,
            "the search does not find what is there"
        );
        console
            .find("checkbox", "I have stored these tokens")
            .await?
            .click()
            .await?;
        console.find("button", "Done").await?.click().await?;
        console.find("heading", "API Tokens").await?;
        has_no_copy(console, &all.join("|"), "the fifty values").await
    });
}

#[test]
fn they_are_wiped_when_the_session_ends_elsewhere() {
    run(Options::new(), async |console| {
        at_the_sheet(console, "ci-{1..3}", 3).await?;
        let value = value_of(console, "ci-1").await?;
        console.new_tab().await?;
        console.open("/developers/api-tokens").await?;
        console.find("heading", "API Tokens").await?;
        e2e::pages::Shell(console).sign_out().await?;
        console
            .shows("the values of 3 tokens (ci-1 … ci-3), which nobody has confirmed")
            .await?;
        console
            .find("button", "Sign out anyway")
            .await?
            .click()
            .await?;
        console.find("textbox", "Email").await?;
        console.switch_to(0).await?;
        console.alerts("This tab has lost the values of").await?;
        console.alerts("3 tokens (ci-1 … ci-3)").await?;
        console
            .alerts("sign in and delete those tokens, then create new ones")
            .await?;
        console.has_forgotten(&value).await
    });
}
