//! What is left in memory after opening and closing.

use e2e::pages::{Kind, SignIn, cycles};
use e2e::run;

use crate::rows::Rows;

/// How often.
const CYCLES: usize = 500;

/// Opens and closes the row's menu, its questions, the form and the details.
pub(crate) fn measure(rows: &mut Rows) {
    for (id, what, cycle) in [
        ("menu", "menus", cycles::MENU),
        ("dialog", "pairs of dialogs", cycles::DIALOG),
        ("form", "forms", cycles::FORM),
        ("details", "details", cycles::DETAILS),
    ] {
        println!("console: {CYCLES} {what}");
        run(cycles::options(), async |console| {
            console.watch_memory().await?;
            SignIn(console)
                .and_go_to("olivia@acme.test", Kind::Api.path(), Kind::Api.title())
                .await?;
            console.reload().await?;
            console.cycles(cycles::WARM_UP, cycle).await?;
            let before = console.footprint().await?;
            console.cycles(CYCLES, cycle).await?;
            let after = console.footprint().await?;
            let per_cent = |before: f64, after: f64| (after / before - 1.0) * 100.0;
            for (part, name, unit, value) in [
                (
                    "script",
                    "JS heap",
                    "%",
                    per_cent(before.script, after.script),
                ),
                ("wasm", "wasm heap", "%", per_cent(before.wasm, after.wasm)),
                ("nodes", "nodes", "", after.nodes - before.nodes),
                (
                    "listeners",
                    "listeners",
                    "",
                    after.listeners - before.listeners,
                ),
            ] {
                let label = format!("{name}, growth over {CYCLES} {what}");
                rows.add("console", format!("growth.{id}.{part}"), label, unit, value);
            }
            Ok(())
        });
    }
}
