//! Answers that reach the page late: the call arrives at the backend, and its answer waits until it is
//! released.

use e2e::{Console, Result};
use serde_json::json;

/// From now on answers to calls of this page that have `part` in their address or body wait for [`release`].
pub async fn hold_answers(console: &Console, part: &str) -> Result<()> {
    let part = json!(part);
    let script = format!(
        "const send = window.fetch, held = []; let released = false; window.held = 0;
        window.release = () => {{ released = true; held.splice(0).forEach((go) => go()); }};
        window.fetch = async (request, ...more) => {{
            const sent = (request.url ?? String(request))
                + (request.clone ? await request.clone().text() : more[0]?.body ?? '');
            const answer = await send(request, ...more);
            if (!released && sent.includes({part})) {{
                window.held += 1; await new Promise((go) => held.push(go)); }}
            return answer; }}; return 0"
    );
    console.script(&script).await.map(drop)
}

/// Waits until an answer is held.
pub async fn is_held(console: &Console) -> Result<()> {
    console
        .until("an answer that is held", async || {
            Ok(console.script("return window.held > 0").await? == true)
        })
        .await
}

/// Lets every held answer through, and waits until the page has done with them what it does at once.
pub async fn release(console: &Console) -> Result<()> {
    // The page goes on in microtasks and timers; two frames later those have run.
    let script = "window.release(); return new Promise((done) => setTimeout(() => \
        requestAnimationFrame(() => requestAnimationFrame(() => done(0)))))";
    console.script(script).await.map(drop)
}

/// What stands in the storage of this tab for its session; empty without one.
pub async fn stored_session(console: &Console) -> Result<String> {
    let stored = console
        .script("return sessionStorage.getItem('session') ?? ''")
        .await?;
    Ok(stored.as_str().unwrap_or_default().to_owned())
}

/// The access token of this tab's session.
pub async fn bearer(console: &Console) -> Result<String> {
    let stored = stored_session(console).await?;
    Ok(stored.lines().next().unwrap_or_default().to_owned())
}
