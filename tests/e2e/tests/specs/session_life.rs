//! Sessions that end, are renewed, and are taken over, while somebody is at work.

use e2e::pages::{CreateToken, PASSWORD, SignIn, TokenCreated};
use e2e::{Console, Options, Result, ensure, run};
use serde_json::json;

const OLIVIA: &str = "olivia@acme.test";
const LIST: &str = "/developers/api-tokens";
const NEW: &str = "/developers/api-tokens/new";

/// Ends the session of this tab at the backend, as time would.
async fn end_session(console: &Console) -> Result<()> {
    let script = "
        const bearer = sessionStorage.getItem('session').split('\\n')[0];
        const answer = await fetch('/sandbox/expire-session', {
            method: 'POST', headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' }, body: '{}' });
        return answer.status";
    let status = console
        .script(&format!("return (async () => {{ {script} }})()"))
        .await?;
    ensure!(status == 200, "the sandbox answered {status}");
    Ok(())
}

/// Waits until the session was renewed this often, no more and no less.
async fn refreshes(console: &Console, count: usize) -> Result<()> {
    console
        .sent(0, count, |request| request.url.ends_with("/v1/refresh"))
        .await
        .map(drop)
}

#[test]
fn what_was_typed_survives_the_end_of_the_session() {
    run(Options::new(), async |console| {
        console.expects_log("Failed to load resource");
        SignIn(console)
            .and_go_to(OLIVIA, NEW, "Create API token")
            .await?;
        let form = CreateToken(console);
        form.name("Typed before").await?;
        form.description("Also typed before").await?;
        form.preset("Read only").await?;
        end_session(console).await?;
        form.submit().await?;

        let dialog = console.find("dialog", "Your session has ended").await?;
        console.has_no_accessibility_faults().await?;
        dialog.find("button", "Continue").await?.click().await?;
        dialog
            .find("textbox", "Password")
            .await?
            .fill(PASSWORD)
            .await?;
        dialog.find("button", "Sign in").await?.click().await?;
        console.absent("dialog", "Your session has ended").await?;

        ensure!(console.find("textbox", "Name").await?.value().await? == "Typed before");
        form.submit().await?;
        TokenCreated(console).appears().await?;
        console.shows("Typed before").await
    });
}

#[test]
fn somebody_else_does_not_get_the_page() {
    run(Options::new(), async |console| {
        console.expects_log("Failed to load resource");
        SignIn(console)
            .and_go_to(OLIVIA, NEW, "Create API token")
            .await?;
        let form = CreateToken(console);
        form.name("Typed by Olivia").await?;
        form.preset("Read only").await?;
        end_session(console).await?;
        form.submit().await?;
        let dialog = console.find("dialog", "Your session has ended").await?;
        dialog
            .find("textbox", "Email")
            .await?
            .fill("adam@acme.test")
            .await?;
        dialog.find("button", "Continue").await?.click().await?;
        dialog
            .find("textbox", "Password")
            .await?
            .fill(PASSWORD)
            .await?;
        dialog.find("button", "Sign in").await?.click().await?;
        console
            .alerts("this page belongs to olivia@acme.test")
            .await?;
        console
            .find("button", "Leave the page and go on as adam@acme.test")
            .await?
            .click()
            .await?;
        console.absent("dialog", "Your session has ended").await?;
        console
            .until("a form of their own", async || {
                let name = console.find("textbox", "Name").await?;
                Ok(name.value().await?.is_empty())
            })
            .await
    });
}

#[test]
fn three_tabs_renew_once_and_nobody_notices() {
    run(Options::new(), async |console| {
        // The access tokens end an hour after they were made; the refusal is what tells it.
        console.expects_log("status of 401");
        SignIn(console)
            .and_go_to(OLIVIA, LIST, "API Tokens")
            .await?;
        for _ in 0..2 {
            console.new_tab().await?;
            console.open(LIST).await?;
            console.find("table", "API Tokens").await?;
        }
        console
            .control("clock", &json!({ "advance_seconds": 3660 }))
            .await?;
        for tab in 0..3 {
            console.switch_to(tab).await?;
            console
                .script("window.dispatchEvent(new Event('focus')); return 0")
                .await?;
            console
                .find("link", "Personal Access Tokens")
                .await?
                .click()
                .await?;
        }
        for tab in 0..3 {
            console.switch_to(tab).await?;
            console.find("table", "Personal Access Tokens").await?;
            console.absent("dialog", "Your session has ended").await?;
        }
        refreshes(console, 1).await
    });
}

#[test]
fn a_wrong_clock_does_not_matter() {
    for error in [3600, -3600, 3 * 3600] {
        run(Options::new().clock_error(error), async |console| {
            SignIn(console)
                .and_go_to(OLIVIA, LIST, "API Tokens")
                .await?;
            console.find("table", "API Tokens").await?;
            console.reload().await?;
            console.find("table", "API Tokens").await?;
            refreshes(console, 0).await
        });
    }
}

#[test]
fn another_user_in_another_tab_ends_this_session_and_says_so() {
    run(Options::new(), async |console| {
        console.expects_log("Failed to load resource");
        SignIn(console)
            .and_go_to(OLIVIA, LIST, "API Tokens")
            .await?;
        console.new_tab().await?;
        console.open("/login/sso").await?;
        // A page without a session of its own that signs somebody else in.
        console.script("sessionStorage.clear(); return 0").await?;
        let script = "return (async () => {
            const answer = await fetch('/v1/login', { method: 'POST', headers: { 'Content-Type': 'application/json' },
                body: JSON.stringify({ username: 'adam@acme.test', password: 'sandbox-Passw0rd' }) });
            const pair = await answer.json();
            window.sisters = new BroadcastChannel('openlane-session');
            window.sisters.postMessage(`begun\\n${pair.access_token}\\n${pair.refresh_token}\\n0`);
            return answer.status })()";
        ensure!(console.script(script).await? == 200);
        console.switch_to(0).await?;
        console.find("dialog", "Your session has ended").await?;
        console
            .shows("Somebody else has signed in in another tab")
            .await
    });
}
