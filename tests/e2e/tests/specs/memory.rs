//! Nothing that was opened and closed stays in memory.

use e2e::pages::{Kind, SignIn, cycles};
use e2e::{Console, Result, ensure, run};
use serde_json::json;

/// How many more nodes or listeners are allowed, for caches such as the text of an announcement. What one
/// cycle does not leave behind, many do not either.
const FEW: f64 = 20.0;

/// Opens and closes so often, without what can be collected in between. `cargo xtask bench` does it 500
/// times; here what has something to fetch is done less often, so that none takes a minute.
async fn keeps_nothing_of(console: &Console, times: usize, cycle: &str) -> Result<()> {
    console.watch_memory().await?;
    let (list, path) = (Kind::Api.title(), Kind::Api.path());
    SignIn(console)
        .and_go_to("olivia@acme.test", path, list)
        .await?;
    // Without what the browser keeps of the sign-in, and of looking for it by role and name.
    console.reload().await?;
    console.cycles(cycles::WARM_UP, cycle).await?;
    let before = console.footprint().await?;
    console.cycles(times, cycle).await?;
    let after = console.footprint().await?;
    println!("{before:?}\n{after:?}");
    ensure!(
        after.nodes <= before.nodes + FEW && after.listeners <= before.listeners + FEW,
        "{times} times left elements or listeners: from {before:?} to {after:?}"
    );
    ensure!(
        after.script <= before.script * 1.05 && after.wasm <= before.wasm * 1.05,
        "{times} times grew it from {before:?} to {after:?}"
    );
    Ok(())
}

#[test]
fn a_menu_that_was_closed_leaves_nothing() {
    run(cycles::options(), async |console| {
        keeps_nothing_of(console, 500, cycles::MENU).await
    });
}

#[test]
fn questions_that_were_cancelled_leave_nothing() {
    run(cycles::options(), async |console| {
        keeps_nothing_of(console, 60, cycles::DIALOG).await
    });
}

#[test]
fn pages_that_were_left_leave_nothing() {
    for cycle in [cycles::FORM, cycles::DETAILS] {
        run(cycles::options(), async |console| {
            keeps_nothing_of(console, 50, cycle).await
        });
    }
}

/// Keeps `window.waitingTimers`: the timers of five seconds and more that are neither over nor cleared.
const WATCH_TIMERS: &str = "
    const waiting = (window.waitingTimers = new Set());
    const { setTimeout, clearTimeout } = window;
    window.setTimeout = (call, delay, ...more) => {
        const timer = setTimeout((...given) => { waiting.delete(timer); call(...given); }, delay, ...more);
        if (delay >= 5000) waiting.add(timer);
        return timer;
    };
    window.clearTimeout = (timer) => { waiting.delete(timer); clearTimeout(timer); };";

/// What bounds the waiting for an answer or for code ends with it, and does not stay for its whole time.
#[test]
fn timers_of_what_has_come_are_cleared() {
    run(cycles::options(), async |console| {
        console
            .protocol(
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": WATCH_TIMERS }),
            )
            .await?;
        let (list, path) = (Kind::Api.title(), Kind::Api.path());
        SignIn(console)
            .and_go_to("olivia@acme.test", path, list)
            .await?;
        console.cycles(1, cycles::DETAILS).await?;
        console.has_loaded().await?;
        let count = "return window.waitingTimers.size";
        let before = console.script(count).await?;
        console.cycles(10, cycles::DETAILS).await?;
        console.has_loaded().await?;
        let after = console.script(count).await?;
        ensure!(after == before, "from {before} to {after} timers");
        Ok(())
    });
}
