//! The value is nowhere but in the answer that brought it.

use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;
use thirtyfour::By;

use super::at_the_value;

/// No request but the verification says the value, and no address does.
pub(super) async fn no_request_says(console: &Console, secret: &str) -> Result<()> {
    for request in console.requests().await? {
        ensure!(
            !request.url.contains(secret),
            "it is in the address {}",
            request.url
        );
        ensure!(
            !request.body.contains(secret),
            "it was sent to {}",
            request.url
        );
    }
    Ok(())
}

#[test]
fn masked_it_is_nowhere_in_the_page() {
    run(Options::new(), async |console| {
        let created = at_the_value(console, "Masked").await?;
        let secret = created.reveal().await?;
        console.find("button", "Hide").await?.click().await?;
        console.find("button", "Reveal").await?;
        console.has_forgotten(&secret).await?;
        no_request_says(console, &secret).await
    });
}

#[test]
fn it_is_masked_again_when_the_tab_is_hidden() {
    run(Options::new(), async |console| {
        let created = at_the_value(console, "Hidden tab").await?;
        let secret = created.reveal().await?;
        console
            .find("checkbox", "Put the value into the example")
            .await?
            .click()
            .await?;
        console.shows(&secret).await?;
        let hide = "Object.defineProperty(document, 'visibilityState', { value: 'hidden', \
             configurable: true }); \
             document.dispatchEvent(new Event('visibilitychange')); delete document.visibilityState";
        console.script(hide).await?;
        console.find("button", "Reveal").await?;
        console.has_forgotten(&secret).await?;
        ensure!(created.reveal().await? == secret, "it is gone for good");
        Ok(())
    });
}

#[test]
fn it_is_masked_again_when_another_window_has_the_focus_and_after_a_minute() {
    run(Options::new(), async |console| {
        let created = at_the_value(console, "Blur").await?;
        let secret = created.reveal().await?;
        console
            .script("window.dispatchEvent(new Event('blur'))")
            .await?;
        console.find("button", "Reveal").await?;
        console.has_forgotten(&secret).await?;
        // The minute passes when the spec says so.
        let hold = "const set = window.setTimeout; window.setTimeout = (then, time, ...rest) => \
             time === 60000 ? (window.minutePasses = then, 0) : set(then, time, ...rest)";
        console.script(hold).await?;
        ensure!(created.reveal().await? == secret, "it is gone for good");
        console.script("window.minutePasses()").await?;
        console.find("button", "Reveal").await?;
        console.has_forgotten(&secret).await
    });
}

#[test]
fn it_is_wiped_when_the_page_goes_away() {
    run(Options::new(), async |console| {
        let created = at_the_value(console, "Page hide").await?;
        let secret = created.reveal().await?;
        console
            .script("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
            .await?;
        console.shows("The value is gone").await?;
        console.has_forgotten(&secret).await?;
        ensure!(console.count("button", "Reveal").await? == 0);
        // There is nothing left to store.
        console.find("button", "Done").await?.click().await?;
        console.find("heading", "API Tokens").await?;
        console.has_forgotten(&secret).await?;
        no_request_says(console, &secret).await
    });
}

#[test]
fn a_wiped_value_does_not_come_back_with_a_late_verification() {
    run(Options::new(), async |console| {
        let created = at_the_value(console, "Late verification").await?;
        let secret = created.reveal().await?;
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
        console
            .script("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
            .await?;
        console.shows("The value is gone").await?;
        console.script("window.go(); delete window.go").await?;
        console.has_forgotten(&secret).await
    });
}

#[test]
fn it_is_wiped_when_the_session_ends_elsewhere() {
    run(Options::new(), async |console| {
        let created = at_the_value(console, "Session end").await?;
        let secret = created.reveal().await?;
        console.new_tab().await?;
        console.open("/developers/api-tokens").await?;
        console.find("heading", "API Tokens").await?;
        e2e::pages::Shell(console).sign_out().await?;
        console
            .find("button", "Sign out anyway")
            .await?
            .click()
            .await?;
        console.find("textbox", "Email").await?;
        console.switch_to(0).await?;
        console
            .until("the value to be gone", async || {
                Ok(console.count("textbox", "Token value").await? == 0)
            })
            .await?;
        console.has_forgotten(&secret).await
    });
}

#[test]
fn it_is_never_on_paper() {
    run(Options::new(), async |console| {
        let created = at_the_value(console, "Paper").await?;
        let secret = created.reveal().await?;
        console
            .find("checkbox", "Put the value into the example")
            .await?
            .click()
            .await?;
        console.shows(&secret).await?;
        let cdp = console.driver().cdp();
        cdp.send_raw("Emulation.setEmulatedMedia", json!({ "media": "print" }))
            .await?;
        let body = console.driver().find(By::Tag("body")).await?.text().await?;
        ensure!(
            !body.contains(&secret),
            "an example is printed with the value"
        );
        let visible = "return [...document.querySelectorAll('input, textarea, pre')].filter((field) => \
             (field.value ?? field.textContent).includes('tola_') && field.checkVisibility()).length";
        ensure!(console.script(visible).await? == 0, "the value is printed");
        let print = cdp.send_raw("Page.printToPDF", json!({})).await;
        ensure!(print.is_ok(), "it cannot be printed");
        Ok(())
    });
}
