//! Copying says what really happened, and the value can be had without a clipboard.

use e2e::pages::TokenCreated;
use e2e::{Clipboard, Console, Options, Result, ensure, run};
use thirtyfour::Key;

use super::at_the_value;

/// The value is shown and selected, and the keys that copy it are named.
async fn is_selected_by_hand(console: &Console) -> Result<()> {
    console
        .shows("The clipboard could not be used. The value is selected")
        .await?;
    console.focuses("textbox", "Token value").await?;
    let selected = "const field = document.activeElement; \
         return field.value.slice(field.selectionStart, field.selectionEnd)";
    let selected = console.script(selected).await?;
    let selected = selected.as_str().unwrap_or_default();
    ensure!(
        selected.starts_with("tola_") && selected.len() == 69,
        "{selected:?} is selected"
    );
    ensure!(
        !console.text().await?.contains("Copied"),
        "the page claims that it copied"
    );
    Ok(())
}

#[test]
fn granted_it_copies_without_showing_the_value() {
    run(Options::new(), async |console| {
        let created = at_the_value(console, "Granted").await?;
        console
            .find("button", "Copy token")
            .await?
            .press(Key::Enter)
            .await?;
        console.shows("Copied").await?;
        let masked = created.field().await?.value().await?;
        ensure!(masked.starts_with("tola_•"), "the field shows {masked:?}");
        let copied = console.clipboard().await?;
        ensure!(copied.len() == 69);
        ensure!(created.reveal().await? == copied);
        Ok(())
    });
}

#[test]
fn denied_it_shows_and_selects_the_value() {
    run(
        Options::new().clipboard(Clipboard::Denied),
        async |console| {
            at_the_value(console, "Denied").await?;
            console
                .find("button", "Copy token")
                .await?
                .press(Key::Enter)
                .await?;
            is_selected_by_hand(console).await
        },
    );
}

#[test]
fn absent_it_says_so_beforehand_and_selects_the_value() {
    run(Options::new(), async |console| {
        let form = super::at_api_form(console, "?name=Absent&scopes=evidence:read").await?;
        let remove = "Object.defineProperty(navigator, 'clipboard', { value: undefined })";
        console.script(remove).await?;
        form.submit().await?;
        TokenCreated(console).appears().await?;
        console
            .shows("This browser gives no access to the clipboard here")
            .await?;
        console
            .find("button", "Copy token")
            .await?
            .press(Key::Enter)
            .await?;
        is_selected_by_hand(console).await
    });
}

#[test]
fn slow_it_claims_nothing_before_it_is_true() {
    run(Options::new(), async |console| {
        at_the_value(console, "Slow").await?;
        let slow =
            "navigator.clipboard.writeText = () => new Promise((done) => { window.done = done; })";
        console.script(slow).await?;
        console.find("button", "Copy token").await?.click().await?;
        console
            .until("the call", async || {
                Ok(console.script("return !!window.done").await? == true)
            })
            .await?;
        ensure!(
            !console.text().await?.contains("Copied"),
            "it claims too much"
        );
        console.script("window.done()").await?;
        console.shows("Copied").await
    });
}

#[test]
fn copying_works_while_the_token_is_being_verified() {
    run(Options::new(), async |console| {
        at_the_value(console, "Both at once").await?;
        let hold = "const send = window.fetch; window.fetch = (request, ...rest) => \
             new Promise((done) => { window.go = () => done(send(request, ...rest)); })";
        console.script(hold).await?;
        console
            .find("button", "Verify token")
            .await?
            .click()
            .await?;
        console
            .until("the call", async || {
                Ok(console.script("return !!window.go").await? == true)
            })
            .await?;
        console.find("button", "Copy token").await?.click().await?;
        console.shows("Copied").await?;
        ensure!(
            console.clipboard().await?.len() == 69,
            "something else was copied"
        );
        console.script("window.go()").await?;
        console.shows("Openlane accepts this token").await
    });
}

#[test]
fn the_button_is_called_what_can_be_read_on_it_whatever_became_of_it() {
    for (clipboard, outcome) in [
        (Clipboard::Granted, "Copied"),
        (Clipboard::Denied, "Not copied"),
    ] {
        run(Options::new().clipboard(clipboard), async |console| {
            at_the_value(console, "Names").await?;
            // The outcome stands there for two seconds; here it stays, so that it can be looked at.
            let stay = "const later = window.setTimeout; \
                 window.setTimeout = (what, after, ...rest) => \
                     after === 2000 ? 0 : later(what, after, ...rest)";
            console.script(stay).await?;
            let button = console.find("button", "Copy token").await?;
            ensure!(button.text().await?.trim() == "Copy token");
            console.has_no_accessibility_faults().await?;
            button.click().await?;
            console.find("button", outcome).await?;
            let read = button.text().await?;
            ensure!(read.trim() == outcome, "{read:?} can be read");
            console.has_no_accessibility_faults().await
        });
    }
}
