//! Answers that come late, or not at all, and rows that change while somebody is at them.

use e2e::pages::TokenList;
use e2e::paths::API_TOKENS;
use e2e::{Console, Key, Options, Result, ensure, run};
use serde_json::json;

use super::token_list_support::{Disturbance, at, calm, disturb, disturbed, settled};
use super::token_support::Made;

/// Lets the page believe that it is so many seconds later, and comes back to it.
async fn come_back_later(console: &Console, seconds: u32) -> Result<()> {
    let script = format!(
        "const Honest = Date; window.Date = class extends Honest {{ \
            constructor(...parts) {{ parts.length ? super(...parts) : super(Honest.now() + {seconds}000) }} \
            static now() {{ return Honest.now() + {seconds}000 }} }}; \
         window.dispatchEvent(new Event('focus'))"
    );
    console.script(&script).await.map(drop)
}

#[test]
fn names_that_were_refused_once_come_with_the_next_refresh() {
    run(Options::new(), async |console| {
        console.expects_status(500);
        at(console, "olivia@acme.test", API_TOKENS).await?;
        disturb(console, "query Makers", Disturbance::Failed).await?;
        console.reload().await?;
        settled(console).await?;
        disturbed(console, 3).await?;
        ensure!(!console.text().await?.contains("Adam Admin"));
        calm(console).await?;
        come_back_later(console, 61).await?;
        TokenList::api(console)
            .says("Evidence upload", "Adam Admin")
            .await
    });
}

#[test]
fn a_row_whose_token_was_only_used_keeps_its_focus_and_its_open_menu() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let maker = Made::api(console, "maker-spec", "api_token:delete").await?;
        let used = maker.another(console, "used-spec").await?;
        console.open(API_TOKENS).await?;
        settled(console).await?;
        let list = TokenList::api(console);
        list.says("used-spec", "Never used").await?;
        let name = "Actions for used-spec";
        console
            .find("button", name)
            .await?
            .press(Key::Enter)
            .await?;
        console.find("menuitem", "Details").await?;
        used.is_accepted(console).await?;
        come_back_later(console, 61).await?;
        console
            .until("the use in the row", async || {
                let row = "return [...document.querySelectorAll('tbody tr')]\
                    .find((row) => row.textContent.includes('used-spec')).textContent";
                let text = console.script(row).await?;
                Ok(!text.as_str().unwrap_or_default().contains("Never used"))
            })
            .await?;
        console.find("menuitem", "Details").await?;
        console.focuses("menuitem", "Details").await?;
        console.press(Key::Escape).await?;
        console.focuses("button", name).await
    });
}

#[test]
fn a_name_that_is_changed_elsewhere_leaves_the_focus_where_it_is_and_reaches_the_dialog() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let maker = Made::api(console, "maker-spec", "api_token:delete").await?;
        let made = maker.another(console, "before-spec").await?;
        console.open(&format!("{API_TOKENS}/{}", made.id)).await?;
        console.find("heading", "before-spec").await?;
        console.has_loaded().await?;
        // Who made it is known a moment later.
        console.rests().await?;
        // At the end of a page that is scrolled.
        console.resize(1280, 400).await?;
        let there = "const copy = [...document.querySelectorAll('button')]\
                .find((one) => one.ariaLabel === 'Copy ID' || one.title === 'Copy ID'); \
            copy.focus(); copy.scrollIntoView(); return scrollY";
        let scrolled = console.script(there).await?;
        ensure!(scrolled.as_f64() > Some(50.0), "not scrolled: {scrolled}");
        maker.renames(console, &made.id, "between-spec").await?;
        come_back_later(console, 6).await?;
        console.find("heading", "between-spec").await?;
        console.is_titled("between-spec").await?;
        console.rests().await?;
        console.focuses("button", "Copy ID").await?;
        ensure!(console.script("return scrollY").await? == scrolled);
        // The dialog asks about the token by the name that it has now.
        console.resize(1280, 900).await?;
        console.find("button", "Delete").await?.click().await?;
        console.find("alertdialog", "Delete between-spec?").await?;
        console.has_loaded().await?;
        maker.renames(console, &made.id, "after-spec").await?;
        come_back_later(console, 12).await?;
        console
            .find("alertdialog", "Delete after-spec?")
            .await
            .map(drop)
    });
}

#[test]
fn the_pair_of_a_page_that_was_left_does_not_come_to_the_next() {
    run(Options::new(), async |console| {
        at(console, "olivia@acme.test", API_TOKENS).await?;
        let maker = Made::api(console, "maker-spec", "api_token:delete").await?;
        let (old, new) = (
            maker.another(console, "old-spec").await?,
            maker.another(console, "new-spec").await?,
        );
        let tag = |tag: String| json!({ "appendTags": [tag] });
        maker
            .changes(console, &old.id, tag(format!("rotated-to:{}", new.id)))
            .await?;
        disturb(console, "\"idIn\"", Disturbance::Held).await?;
        // One row a page is not offered: the search leaves the partner out.
        console.open(&format!("{API_TOKENS}?q=old-spec")).await?;
        settled(console).await?;
        disturbed(console, 1).await?;
        let row = TokenList::api(console)
            .row("old-spec")
            .await?
            .text()
            .await?;
        ensure!(!row.contains("Replaced by"), "{row}");
        calm(console).await?;
        TokenList::api(console)
            .says("old-spec", "Replaced by new-spec")
            .await?;
        // What changes of the other one is asked for with the next refresh.
        maker
            .changes(console, &new.id, json!({ "isActive": false }))
            .await?;
        come_back_later(console, 61).await?;
        console
            .until("no pair", async || {
                let row = TokenList::api(console)
                    .row("old-spec")
                    .await?
                    .text()
                    .await?;
                Ok(!row.contains("Replaced by"))
            })
            .await
    });
}
