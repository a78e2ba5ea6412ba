//! Nothing that was opened and closed stays in memory.

use e2e::pages::{Kind, SignIn, cycles};
use e2e::{Console, Options, Result, ensure, run};

/// How often something is opened and closed.
const CYCLES: usize = 500;
/// What one cycle does not leave behind, 500 do not either: so much is for caches, such as the words of an announcement.
const FEW: f64 = 20.0;

/// Opens and closes, and compares what the page holds after everything that can be collected was.
async fn keeps_nothing_of(console: &Console, cycle: &str) -> Result<()> {
    console.watch_memory().await?;
    let (list, path) = (Kind::Api.title(), Kind::Api.path());
    SignIn(console)
        .and_go_to("olivia@acme.test", path, list)
        .await?;
    // Without what the browser keeps of the sign-in, and of looking for it by role and name.
    console.reload().await?;
    // What is made once, at the first time, is no leak.
    console.cycles(5, cycle).await?;
    let before = console.footprint().await?;
    console.cycles(CYCLES, cycle).await?;
    let after = console.footprint().await?;
    println!("{before:?}\n{after:?}");
    ensure!(
        after.script <= before.script * 1.05
            && after.wasm <= before.wasm * 1.05
            && after.nodes <= before.nodes + FEW
            && after.listeners <= before.listeners + FEW,
        "{CYCLES} times grew it from {before:?} to {after:?}"
    );
    Ok(())
}

#[test]
fn a_menu_that_was_closed_leaves_nothing() {
    run(Options::new(), async |console| {
        keeps_nothing_of(console, cycles::MENU).await
    });
}
