//! As long as the token is not stored, every way out asks first.

use e2e::pages::{Shell, SignIn, TokenCreated};
use e2e::{Console, Options, Result, ensure, run};

use super::{API, API_HEADING, at_the_value};

const QUESTION: &str = "Leave without storing the token?";

/// Goes `out`; stays once, with the value still there, and leaves the second time. The value.
async fn asks(console: &Console, out: impl AsyncFn() -> Result<()>) -> Result<String> {
    let created = TokenCreated(console);
    out().await?;
    console.find("alertdialog", QUESTION).await?;
    console.find("button", "Stay").await?.click().await?;
    console.absent("alertdialog", QUESTION).await?;
    let secret = created.reveal().await?;
    ensure!(secret.len() == 69, "the value is {secret:?} after staying");
    console.arrives_at(API).await?;
    out().await?;
    console.find("alertdialog", QUESTION).await?;
    console
        .find("button", "Leave without it")
        .await?
        .click()
        .await?;
    console.absent("alertdialog", QUESTION).await?;
    Ok(secret)
}

#[test]
fn by_a_link_in_the_app() {
    run(Options::new(), async |console| {
        at_the_value(console, "By link").await?;
        let out = async || {
            console
                .find("link", "Personal Access Tokens")
                .await?
                .click()
                .await
        };
        let secret = asks(console, out).await?;
        console.find("heading", "Personal Access Tokens").await?;
        console.has_forgotten(&secret).await?;
        console.back().await?;
        console.find("heading", API_HEADING).await?;
        console.has_forgotten(&secret).await
    });
}

#[test]
fn by_the_button_of_the_browser_back() {
    run(Options::new(), async |console| {
        SignIn(console)
            .and_go_to("olivia@acme.test", "/developers/api-tokens", "API Tokens")
            .await?;
        console.find("link", "Create").await?.click().await?;
        console.find("heading", API_HEADING).await?;
        let form = e2e::pages::CreateToken(console);
        form.name("By back").await?;
        form.scope("Evidence: Read").await?.click().await?;
        form.submit().await?;
        TokenCreated(console).appears().await?;
        let secret = asks(console, async || {
            console.script("history.back()").await.map(drop)
        })
        .await?;
        console.find("heading", "API Tokens").await?;
        console.arrives_at("/developers/api-tokens").await?;
        console.has_forgotten(&secret).await
    });
}

#[test]
fn by_signing_out() {
    run(Options::new(), async |console| {
        at_the_value(console, "By signing out").await?;
        let secret = asks(console, async || Shell(console).sign_out().await).await?;
        console.find("textbox", "Email").await?;
        console.has_forgotten(&secret).await
    });
}

#[test]
fn by_switching_the_organization() {
    run(Options::new(), async |console| {
        at_the_value(console, "By switching").await?;
        let out = async || {
            console
                .find("button", "Organization: Acme Security")
                .await?
                .click()
                .await?;
            console
                .until("the list of organizations", async || {
                    let found = "const entry = [...document.querySelectorAll('[popover] button, [role=menu] button, [role=menuitem], [role=option]')] \
                         .find((entry) => entry.textContent.includes('Initech') && entry.checkVisibility()); entry?.click(); return !!entry";
                    Ok(console.script(found).await? == true)
                })
                .await
        };
        let secret = asks(console, out).await?;
        console.find("button", "Organization: Initech").await?;
        console.has_forgotten(&secret).await
    });
}

#[test]
fn by_reloading_or_closing() {
    run(Options::new(), async |console| {
        let created = at_the_value(console, "By reloading").await?;
        let secret = created.reveal().await?;
        // The browser asks in its own words, and its driver answers by itself: so the question is put as the browser does.
        let asks = "const leaving = new Event('beforeunload', { cancelable: true }); \
             window.dispatchEvent(leaving); return leaving.defaultPrevented";
        ensure!(console.script(asks).await? == true, "nothing asks");
        console.driver().refresh().await.ok();
        console.driver().accept_alert().await.ok();
        console.find("heading", API_HEADING).await?;
        ensure!(console.script(asks).await? == false, "the empty form asks");
        console.has_forgotten(&secret).await
    });
}

#[test]
fn once_it_is_stored_nothing_asks() {
    run(Options::new(), async |console| {
        let created = at_the_value(console, "Stored").await?;
        let secret = created.reveal().await?;
        created.done().await?;
        console.find("heading", "API Tokens").await?;
        console.has_forgotten(&secret).await?;
        console.reload().await?;
        console.find("heading", "API Tokens").await?;
        console
            .find("link", "Personal Access Tokens")
            .await?
            .click()
            .await?;
        console.find("heading", "Personal Access Tokens").await?;
        console.back().await?;
        console.find("heading", "API Tokens").await?;
        console.has_forgotten(&secret).await
    });
}
