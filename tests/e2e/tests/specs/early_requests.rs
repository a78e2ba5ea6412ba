//! What a list begins with is asked for while the program is on its way.

use e2e::pages::{Kind, Shell, SignIn};
use e2e::paths::API_TOKENS;
use e2e::{Console, Options, Result, ensure, run};

/// How many requests for data were sent before the program had arrived.
async fn asked_early(console: &Console) -> Result<u64> {
    console.find("table", Kind::Api.title()).await?;
    console.has_loaded().await?;
    let script = "const all = performance.getEntriesByType('resource'); \
        const program = all.find((entry) => /console-[^/]*\\.wasm$/.test(entry.name)); \
        const asked = all.filter((entry) => entry.name.endsWith('/query')); \
        return asked.filter((entry) => entry.startTime < program.responseEnd).length";
    let early = console.script(script).await?;
    Ok(early.as_u64().unwrap_or_default())
}

/// Waits until account and rows were asked for since `from` requests, each once.
async fn asked_once(console: &Console, from: usize) -> Result<()> {
    for question in ["query Account", "query ApiTokens("] {
        console
            .sent(from, 1, |request| request.body.contains(question))
            .await?;
    }
    Ok(())
}

/// With the program behind a slow line, so that it arrives last.
async fn list(console: &Console) -> Result<()> {
    SignIn(console)
        .and_go_to("olivia@acme.test", API_TOKENS, Kind::Api.title())
        .await?;
    console.find("link", "Jira bridge").await?;
    console.has_loaded().await?;
    // What is kept is written after the rows are seen.
    console
        .until("the questions to be kept", async || {
            let kept = "return sessionStorage.getItem('first-requests') !== null";
            Ok(console.script(kept).await? == true)
        })
        .await?;
    console.slow_network().await
}

#[test]
fn a_reload_asks_once_and_before_the_program_is_there() {
    run(Options::new(), async |console| {
        list(console).await?;
        let from = console.requests().await?.len();
        console.reload().await?;
        let early = asked_early(console).await?;
        ensure!(early == 2, "{early} asked early");
        console.find("link", "Jira bridge").await?;
        asked_once(console, from).await?;
        // Without what is kept the program asks.
        let from = console.requests().await?.len();
        console
            .script("sessionStorage.removeItem('first-requests')")
            .await?;
        console.reload().await?;
        let early = asked_early(console).await?;
        ensure!(early == 0, "{early} asked early");
        asked_once(console, from).await
    });
}

#[test]
fn another_address_asks_for_its_own() {
    run(Options::new(), async |console| {
        list(console).await?;
        console.open(&format!("{API_TOKENS}?sort=name")).await?;
        let early = asked_early(console).await?;
        ensure!(early == 0, "{early} asked early for another address");
        Ok(())
    });
}

#[test]
fn questions_that_the_page_asked_in_vain_are_asked_again() {
    run(Options::new(), async |console| {
        list(console).await?;
        // As if something on the way had changed what is kept: the program does not ask this.
        let change = "const kept = sessionStorage.getItem('first-requests').split('\\n'); \
            kept[3] = '{\"query\":\"{ nothing }\"}'; \
            sessionStorage.setItem('first-requests', kept.join('\\n'))";
        console.script(change).await?;
        console.expects_log("422");
        console.reload().await?;
        let early = asked_early(console).await?;
        ensure!(early == 2, "{early} asked early");
        console.find("link", "Jira bridge").await.map(drop)
    });
}

#[test]
fn where_nobody_was_for_a_while_nothing_is_asked_early() {
    run(Options::new(), async |console| {
        list(console).await?;
        let away = "localStorage.setItem('last-input', Math.floor(Date.now() / 1000) - 90)";
        console.script(away).await?;
        console.reload().await?;
        let early = asked_early(console).await?;
        ensure!(early == 0, "{early} asked early");
        Ok(())
    });
}

#[test]
fn signing_out_leaves_nothing_to_ask() {
    run(Options::new(), async |console| {
        list(console).await?;
        Shell(console).sign_out().await?;
        console.find("textbox", "Email").await?;
        let kept = "return sessionStorage.getItem('first-requests')";
        ensure!(console.script(kept).await?.is_null(), "it is kept still");
        Ok(())
    });
}
