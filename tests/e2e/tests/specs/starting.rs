//! What keeps the console from starting is said before anybody types a password: settings with a mistake, a
//! page or a style sheet that was changed on its way, an old browser.

use e2e::paths::API_TOKENS;
use std::fs;
use std::path::PathBuf;

use e2e::pages::SignIn;
use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;

use super::loading::damaged;

/// The build with another text in place of a part of its page.
fn with_page(name: &str, from: &str, to: &str) -> PathBuf {
    let changed = damaged(name, "index", "html", |file| {
        let page = fs::read_to_string(file)?;
        ensure!(page.contains(from), "the page has no {from}");
        Ok(fs::write(file, page.replacen(from, to, 1))?)
    });
    changed.expect("a changed page")
}

/// The build with these settings before its own.
pub fn with_settings(name: &str, settings: &str) -> PathBuf {
    let own = r#"{ "apiBase": "#;
    with_page(name, own, &own.replace("{ ", &format!("{{ {settings}")))
}

/// It has not started, says why, and no request has left for an API.
async fn is_told(console: &Console, says: &[&str]) -> Result<()> {
    console.alerts("The console could not start").await?;
    for words in says {
        console.alerts(words).await?;
    }
    let alert = console.find("alert", "").await?;
    alert.find("link", "Reload the page").await?;
    ensure!(console.count("textbox", "Email").await? == 0);
    let sent = console.requests().await?;
    let api = ["/v1/", "/query", "/csrf", "/.well-known/"];
    let asked = sent
        .iter()
        .find(|sent| api.iter().any(|path| sent.url.contains(path)));
    ensure!(asked.is_none(), "an API was asked: {asked:?}");
    Ok(())
}

#[test]
fn a_mistake_in_the_settings_is_told_and_no_server_is_asked() {
    let settings = r#"{ "apiBase": "", "#;
    for (name, instead, says) in [
        ("comma", r#"{ "apiBase": "",, "#, "not a JSON object"),
        (
            "key",
            r#"{ "apibase": "", "#,
            "there is no setting “apibase”",
        ),
        (
            "address",
            r#"{ "apiBase": "api.test", "#,
            "“apiBase” must be",
        ),
        ("number", r#"{ "apiBase": 1, "#, "“apiBase” must be a text"),
        (
            "days",
            r#"{ "longestDays": "90", "apiBase": "", "#,
            "“longestDays” must be a number of days",
        ),
        (
            "sealed",
            r#"{ "apiBase": "https://api.example.com", "#,
            "browsers do not let this page call the address in “apiBase”",
        ),
    ] {
        let dist = with_page(&format!("settings-{name}"), settings, instead);
        run(Options::new().dist(dist), async |console| {
            console.expects_log("The settings of this console");
            console.open(API_TOKENS).await?;
            is_told(
                console,
                &["The settings of this console (console-config", says],
            )
            .await?;
            console.has_no_accessibility_faults().await
        });
    }
}

#[test]
fn settings_without_a_text_are_told() {
    let dist = with_page(
        "settings-gone",
        "id=\"console-config\"",
        "id=\"console-configuration\"",
    );
    run(Options::new().dist(dist), async |console| {
        console.expects_log("The settings of this console");
        console.expects_policy_violations();
        console.open(API_TOKENS).await?;
        is_told(console, &["wrong: they are missing"]).await
    });
}

#[test]
fn a_page_that_was_changed_on_its_way_says_so() {
    let dist = with_page("minified", ".dataset.runs=\"\"", ".dataset.runs = \"\"");
    run(Options::new().dist(dist), async |console| {
        console.expects_policy_violations();
        console.open(API_TOKENS).await?;
        console
            .shows("a proxy or the host has altered this page on its way")
            .await?;
        console.hides("This takes longer than it should").await?;
        console.find("link", "Reload the page").await?;
        Ok(())
    });
}

#[test]
fn a_style_sheet_that_was_changed_on_its_way_is_told() {
    let dist = damaged("style", "console-", "css", |file| {
        let style = fs::read_to_string(file)?;
        Ok(fs::write(file, style + "\n")?)
    });
    let dist = dist.expect("a changed style sheet");
    run(Options::new().dist(dist), async |console| {
        console.expects_log("integrity");
        console.expects_log("did not arrive as it was built");
        console.open(API_TOKENS).await?;
        is_told(
            console,
            &[
                ".css could not be loaded",
                "a proxy may have changed the file",
            ],
        )
        .await
    });
}

#[test]
fn an_old_browser_is_told() {
    for (lacking, says) in [
        (
            "delete window.WebAssembly",
            "This browser has no WebAssembly",
        ),
        (
            "delete HTMLElement.prototype.showPopover; delete AbortSignal.timeout",
            "This browser has no popover",
        ),
        (
            "CSS.supports = () => false",
            "This browser has no light-dark()",
        ),
    ] {
        run(Options::new(), async |console| {
            console
                .protocol(
                    "Page.addScriptToEvaluateOnNewDocument",
                    json!({ "source": lacking }),
                )
                .await?;
            console.expects_log("This browser has no");
            console.open(API_TOKENS).await?;
            is_told(console, &[says, "Update it or use another one"]).await
        });
    }
}

#[test]
fn a_browser_that_cannot_compare_the_script_with_its_hash_is_told() {
    // To such a browser the hash of a file means nothing.
    let first = "'wasm-unsafe-eval' 'sha256-";
    let dist = with_page("no-hash", first, &first.replace("sha256", "sha256-"));
    run(Options::new().dist(dist), async |console| {
        console.expects_policy_violations();
        console.expects_log("Failed to fetch");
        console.open(API_TOKENS).await?;
        is_told(
            console,
            &[
                "This browser refuses console-",
                "Update it or use another one",
            ],
        )
        .await
    });
}

#[test]
fn a_browser_that_only_lacks_timeouts_of_its_own_signs_in() {
    run(Options::new(), async |console| {
        console
            .protocol(
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": "delete AbortSignal.timeout" }),
            )
            .await?;
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await
    });
}
