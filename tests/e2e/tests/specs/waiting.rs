//! A backend that takes requests and never answers: who waits is told, can stop and try again, and is not
//! kept for longer than people stand. The page's longer timers are driven by the spec.

use e2e::pages::{CreateToken, PASSWORD, SignIn};
use e2e::paths::API_TOKENS;
use e2e::{Console, Options, Result, ensure, run};
use serde_json::{Value, json};

const WAITING: &str = "Openlane has not answered yet";

/// Timers of half a second and more, pauses before another attempt among them, wait for
/// `passes(milliseconds)`, which fires those that are due, one after the other; what they start counts from
/// their own time.
const TIMERS: &str = "{
    const real = window.setTimeout, clear = window.clearTimeout, held = new Map();
    let now = 0, last = 1e9;
    window.setTimeout = (run, after = 0, ...more) => {
        if (after < 500) return real(run, after, ...more);
        held.set(++last, { due: now + after, run: () => run(...more) });
        return last;
    };
    window.clearTimeout = (id) => { if (!held.delete(id)) clear(id); };
    window.passes = async (milliseconds) => {
        const until = now + milliseconds;
        for (;;) {
            const [id, next] = [...held].sort(([, a], [, b]) => a.due - b.due)[0] ?? [];
            if (!next || next.due > until) break;
            held.delete(id);
            now = Math.max(now, next.due);
            next.run();
            await new Promise((go) => real(go, 20));
        }
        now = until;
    };
}";

async fn with_driven_timers(console: &Console) -> Result<()> {
    let parameters = json!({ "source": TIMERS });
    console
        .protocol("Page.addScriptToEvaluateOnNewDocument", parameters)
        .await
        .map(drop)
}

async fn passes(console: &Console, milliseconds: u32) -> Result<()> {
    let script = format!("return passes({milliseconds}).then(() => 0)");
    console.script(&script).await.map(drop)
}

/// From now on requests to this address leave the page and are answered by nobody.
async fn hold(console: &Console, address: &str) -> Result<()> {
    let patterns = json!({ "patterns": [{ "urlPattern": address }] });
    console.protocol("Fetch.enable", patterns).await.map(drop)
}

/// Requests go through again.
async fn release(console: &Console) -> Result<()> {
    console
        .protocol("Fetch.disable", Value::Object(serde_json::Map::new()))
        .await
        .map(drop)
}

/// Lets time pass until the page says this, and tells how much, in milliseconds.
async fn passes_until(console: &Console, says: &str) -> Result<u32> {
    let mut passed = 0;
    console
        .until(&format!("{says:?} within a bound"), async || {
            if console.text().await?.contains(says) {
                return Ok(true);
            }
            passes(console, 500).await?;
            passed += 500;
            Ok(false)
        })
        .await?;
    Ok(passed)
}

#[test]
fn a_sign_in_without_an_answer_is_told_and_can_be_stopped() {
    run(Options::new(), async |console| {
        console.expects_network_failures();
        with_driven_timers(console).await?;
        console.open("/login").await?;
        hold(console, "*/.well-known/*").await?;
        SignIn(console).give_email("olivia@acme.test").await?;
        let passed = passes_until(console, WAITING).await?;
        ensure!((3_000..=6_000).contains(&passed), "told after {passed} ms");
        console.has_no_accessibility_faults().await?;
        console
            .find("button", "Stop waiting")
            .await?
            .click()
            .await?;
        console.alerts("You stopped waiting").await?;
        console.absent("button", "Stop waiting").await?;
        console.focuses("textbox", "Email").await?;

        release(console).await?;
        console.find("button", "Continue").await?.click().await?;
        console.find("textbox", "Password").await?;
        hold(console, "*/v1/login").await?;
        SignIn(console).give_password(PASSWORD).await?;
        let passed = passes_until(console, "Openlane did not answer in time").await?;
        ensure!(
            (10_000..=16_000).contains(&passed),
            "given up after {passed} ms"
        );
        console.absent("button", "Stop waiting").await?;
        release(console).await?;
        SignIn(console).give_password(PASSWORD).await?;
        console.find("table", "API Tokens").await?;
        Ok(())
    });
}

#[test]
fn a_list_without_an_answer_is_told_and_given_up_after_twenty_seconds() {
    run(Options::new(), async |console| {
        console.expects_network_failures();
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        with_driven_timers(console).await?;
        hold(console, "*/query").await?;
        console.reload().await?;
        console.find("heading", "API Tokens").await?;
        passes_until(console, WAITING).await?;
        let more = passes_until(console, "Openlane did not answer in time").await?;
        ensure!(more <= 20_000, "given up {more} ms later");
        console.absent("button", "Stop waiting").await?;
        release(console).await?;
        console.find("button", "Try again").await?.click().await?;
        console.find("table", "API Tokens").await?;
        Ok(())
    });
}

#[test]
fn details_without_an_answer_can_be_stopped_and_asked_for_again() {
    run(Options::new(), async |console| {
        console.expects_network_failures();
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        with_driven_timers(console).await?;
        console.reload().await?;
        console.find("link", "Jira bridge").await?;
        console.has_loaded().await?;
        hold(console, "*/query").await?;
        console.find("link", "Jira bridge").await?.click().await?;
        passes_until(console, WAITING).await?;
        console
            .find("button", "Stop waiting")
            .await?
            .click()
            .await?;
        console.alerts("You stopped waiting").await?;
        release(console).await?;
        console.find("button", "Try again").await?.click().await?;
        console.find("heading", "Jira bridge").await?;
        Ok(())
    });
}

#[test]
fn a_part_of_the_console_that_does_not_arrive_is_told_and_may_come_later() {
    run(Options::new(), async |console| {
        with_driven_timers(console).await?;
        SignIn(console)
            .and_go_to("olivia@acme.test", API_TOKENS, "API Tokens")
            .await?;
        hold(console, "*.wasm").await?;
        console.find("link", "Create").await?.click().await?;
        let told = "This part of the console could not be loaded";
        let passed = passes_until(console, told).await?;
        ensure!(passed <= 21_000, "told after {passed} ms");
        console.find("button", "Try again").await?;
        release(console).await?;
        console.find("textbox", "Name").await?.fill("Late").await?;
        console.absent("alert", told).await
    });
}

#[test]
fn a_form_and_a_dialog_without_an_answer_keep_what_was_typed_and_the_focus() {
    run(Options::new(), async |console| {
        console.expects_network_failures();
        with_driven_timers(console).await?;
        let path = "/developers/api-tokens/new?name=Held&scopes=evidence:read";
        SignIn(console)
            .and_go_to("olivia@acme.test", path, "Create API token")
            .await?;
        hold(console, "*/query").await?;
        CreateToken(console).submit().await?;
        passes_until(console, WAITING).await?;
        console
            .find("button", "Stop waiting")
            .await?
            .click()
            .await?;
        // Whether it was created has to be looked up; that gets its answer.
        release(console).await?;
        let create = console.find("button", "Create Token").await?;
        create.comes_to_be_disabled(false).await?;
        console
            .until("something is said of the outcome", async || {
                Ok(!console.all("alert").await?.is_empty())
            })
            .await?;
        ensure!(console.find("textbox", "Name").await?.value().await? == "Held");

        SignIn(console)
            .0
            .open("/developers/personal-access-tokens")
            .await?;
        console.find("link", "Laptop CLI").await?.click().await?;
        console.find("heading", "Laptop CLI").await?;
        console.find("button", "Disable").await?.click().await?;
        let dialog = console.find("alertdialog", "Disable Laptop CLI?").await?;
        hold(console, "*/query").await?;
        dialog.find("button", "Disable").await?.click().await?;
        passes_until(console, WAITING).await?;
        let stop = dialog.find("button", "Stop waiting").await?;
        stop.click().await?;
        console.alerts("You stopped waiting").await?;
        release(console).await?;
        let inside = "return document.activeElement.closest('dialog') !== null";
        console
            .until("the focus is in the dialog", async || {
                Ok(console.script(inside).await? == true)
            })
            .await?;
        dialog.find("button", "Disable").await?.click().await?;
        console.absent("alertdialog", "Disable Laptop CLI?").await
    });
}
