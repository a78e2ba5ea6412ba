//! Nothing that was opened and closed stays in memory.

use e2e::pages::{Kind, SignIn, cycles};
use e2e::{Console, Options, Result, ensure, run};

/// What one cycle does not leave behind, many do not either: so much is for caches, such as the words of an announcement.
const FEW: f64 = 20.0;

/// Opens and closes so often, and compares what the page holds after everything that can be collected was. `cargo xtask bench`
/// does each of them 500 times; here those with something to fetch have fewer, so that none takes longer than a minute.
/// What they cannot see: over 600 times the form still leaves half a kilobyte of the program's memory behind each time, the
/// details a fifth of one.
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
        after.script <= before.script * 1.05
            && after.wasm <= before.wasm * 1.05
            && after.nodes <= before.nodes + FEW
            && after.listeners <= before.listeners + FEW,
        "{times} times grew it from {before:?} to {after:?}"
    );
    Ok(())
}

#[test]
fn a_menu_that_was_closed_leaves_nothing() {
    run(Options::new(), async |console| {
        keeps_nothing_of(console, 500, cycles::MENU).await
    });
}

#[test]
fn questions_that_were_cancelled_leave_nothing() {
    run(Options::new(), async |console| {
        keeps_nothing_of(console, 60, cycles::DIALOG).await
    });
}

#[test]
fn a_form_that_was_left_leaves_nothing() {
    run(Options::new(), async |console| {
        keeps_nothing_of(console, 150, cycles::FORM).await
    });
}

#[test]
fn details_that_were_left_leave_nothing() {
    run(Options::new(), async |console| {
        keeps_nothing_of(console, 150, cycles::DETAILS).await
    });
}
