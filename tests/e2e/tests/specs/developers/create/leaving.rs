//! As long as the token is not stored, every way out asks first.

use e2e::pages::{Shell, SignIn, TokenCreated};
use e2e::paths::NEW_API_TOKEN;
use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;

use super::{API_HEADING, at_personal_form, at_the_value};

pub(super) const QUESTION: &str = "Leave without storing the token?";

/// Goes `out`; stays once, with the value still there, and leaves the second time. The value.
pub(super) async fn asks(console: &Console, out: impl AsyncFn() -> Result<()>) -> Result<String> {
    let created = TokenCreated(console);
    out().await?;
    console.find("alertdialog", QUESTION).await?;
    console.find("button", "Stay").await?.click().await?;
    console.absent("alertdialog", QUESTION).await?;
    let secret = created.reveal().await?;
    ensure!(secret.len() == 69, "the value is {secret:?} after staying");
    console.arrives_at(NEW_API_TOKEN).await?;
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
                    let found = "const entry = [...document.querySelectorAll(\
                         '[popover] button, [role=menu] button, [role=menuitem], [role=option]')] \
                         .find((entry) => entry.textContent.includes('Initech') \
                             && entry.checkVisibility()); \
                         entry?.click(); return !!entry";
                    Ok(console.script(found).await? == true)
                })
                .await
        };
        let secret = asks(console, out).await?;
        console.find("button", "Organization: Initech").await?;
        console.has_forgotten(&secret).await
    });
}

/// Waits for the browser's own question, in its own words, and answers it.
async fn browser_asks(console: &Console, leave: bool) -> Result<()> {
    console
        .until("the question of the browser", async || {
            console.driver().get_alert_text().await?;
            Ok(true)
        })
        .await?;
    if leave {
        Ok(console.driver().accept_alert().await?)
    } else {
        Ok(console.driver().dismiss_alert().await?)
    }
}

/// The browser asks no question.
async fn browser_is_silent(console: &Console) -> Result<()> {
    ensure!(
        console.driver().get_alert_text().await.is_err(),
        "the browser asks"
    );
    Ok(())
}

#[test]
fn by_reloading() {
    run(Options::new().asks_before_leaving(), async |console| {
        let created = at_the_value(console, "By reloading").await?;
        console
            .script("setTimeout(() => location.reload())")
            .await?;
        browser_asks(console, false).await?;
        let secret = created.reveal().await?;
        ensure!(secret.len() == 69, "the value is {secret:?} after staying");
        console.arrives_at(NEW_API_TOKEN).await?;
        console
            .script("setTimeout(() => location.reload())")
            .await?;
        browser_asks(console, true).await?;
        console.find("heading", API_HEADING).await?;
        console.find("button", "Create Token").await?;
        console.has_forgotten(&secret).await?;
        // The empty form is left without a question.
        console.script("window.before = true").await?;
        console
            .script("setTimeout(() => location.reload())")
            .await?;
        console
            .until("another page", async || {
                Ok(console
                    .script("return window.before ?? null")
                    .await?
                    .is_null())
            })
            .await?;
        browser_is_silent(console).await
    });
}

#[test]
fn by_closing_the_tab() {
    run(Options::new().asks_before_leaving(), async |console| {
        // The value is in the second tab, so that the first outlives it.
        SignIn(console)
            .and_go_to("olivia@acme.test", "/developers/api-tokens", "API Tokens")
            .await?;
        console.new_tab().await?;
        console
            .open(&format!(
                "{NEW_API_TOKEN}?name=By%20closing&scopes=evidence:read"
            ))
            .await?;
        e2e::pages::CreateToken(console).submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        let close = async || {
            let cdp = console.driver().cdp();
            cdp.send_raw("Page.close", json!({})).await
        };
        close().await?;
        browser_asks(console, false).await?;
        let secret = created.reveal().await?;
        ensure!(secret.len() == 69, "the value is {secret:?} after staying");
        close().await?;
        browser_asks(console, true).await?;
        console
            .until("the tab to be gone", async || {
                Ok(console.driver().windows().await?.len() == 1)
            })
            .await?;
        console.switch_to(0).await?;
        console.find("heading", "API Tokens").await?;
        console.has_forgotten(&secret).await
    });
}

#[test]
fn by_the_way_to_the_identity_provider() {
    run(Options::new().asks_before_leaving(), async |console| {
        let form = at_personal_form(console, "?name=By%20SSO").await?;
        form.organization("Globex Compliance")
            .await?
            .click()
            .await?;
        form.submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        let authorize = "Authorize Globex Compliance for SSO";
        let button = console.find("button", authorize).await?;
        let from = console.requests().await?.len();
        button.click().await?;
        console.find("alertdialog", QUESTION).await?;
        console.find("button", "Stay").await?.click().await?;
        console.absent("alertdialog", QUESTION).await?;
        console.find("heading", "Token created").await?;
        console.sent(from, 0, |_| true).await?;
        let secret = created.reveal().await?;
        ensure!(secret.len() == 69, "the value is {secret:?} after that");
        // Stored, it is left for without a question, and forgotten on the way.
        console
            .find("checkbox", "I have stored this token")
            .await?
            .click()
            .await?;
        button.click().await?;
        console.find("button", "Deny").await?;
        browser_is_silent(console).await?;
        console.back().await?;
        console.shows("came back without finishing").await?;
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
