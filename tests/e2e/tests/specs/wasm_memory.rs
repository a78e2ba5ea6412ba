//! What was a secret is in no part of the program's memory once it is done with: what is freed is
//! overwritten.

use e2e::pages::{Shell, SignIn, TokenCreated};
use e2e::paths::API_TOKENS;
use e2e::{Console, Options, Result, ensure, run};

use super::developers::create::at_api_form;

/// How often what matches this regular expression stands in the memory of the program.
pub async fn copies(console: &Console, pattern: &str) -> Result<u64> {
    let script = format!(
        "const bytes = new Uint8Array(window.wasmMemory.buffer); \
         return [...new TextDecoder('latin1').decode(bytes).matchAll(/{pattern}/g)].length"
    );
    let count = console.script(&script).await?;
    count
        .as_u64()
        .ok_or_else(|| anyhow::anyhow!("the memory cannot be read: {count}"))
}

/// Waits until nothing in the memory matches.
pub async fn has_no_copy(console: &Console, pattern: &str, what: &str) -> Result<()> {
    let mut left = 0;
    let outcome = console
        .until(&format!("no copy of {what}"), async || {
            left = copies(console, pattern).await?;
            Ok(left == 0)
        })
        .await;
    ensure!(outcome.is_ok(), "{left} copies of {what} are left");
    Ok(())
}

#[test]
fn the_value_of_a_token_is_gone_when_its_page_is_left() {
    run(Options::new(), async |console| {
        console.watch_memory().await?;
        let form = at_api_form(console, "?name=Memory&scopes=evidence:read").await?;
        form.submit().await?;
        let created = TokenCreated(console);
        created.appears().await?;
        let value = created.reveal().await?;
        ensure!(
            copies(console, &value).await? > 0,
            "the search does not find what is there"
        );
        created.done().await?;
        console.find("heading", "API Tokens").await?;
        has_no_copy(console, &value, "the value").await
    });
}

#[test]
fn password_and_session_are_gone_after_sign_out() {
    // As JSON Web Tokens are written (RFC 7519): three parts in base64url.
    const SESSION_TOKEN: &str = r"eyJ[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}";
    run(Options::new(), async |console| {
        console.watch_memory().await?;
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        ensure!(
            copies(console, SESSION_TOKEN).await? > 0,
            "the search does not find what is there"
        );
        has_no_copy(console, e2e::pages::PASSWORD, "the password").await?;
        Shell(console).sign_out().await?;
        console.find("textbox", "Email").await?;
        has_no_copy(console, SESSION_TOKEN, "the session").await
    });
}
