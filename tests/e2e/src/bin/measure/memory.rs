//! What is left in memory after opening and closing.

use e2e::pages::{Kind, SignIn, cycles};
use e2e::{Footprint, Options, run};

use crate::rows::Rows;

/// How often.
const CYCLES: usize = 500;

/// Opens and closes the row's menu, a dialog and the form.
pub(crate) fn measure(rows: &mut Rows) {
    for (id, what, cycle) in [
        ("menu", "menus", cycles::MENU),
        ("dialog", "dialogs", cycles::DIALOG),
        ("form", "forms", cycles::FORM),
    ] {
        println!("console: {CYCLES} {what}");
        run(Options::new(), async |console| {
            console.watch_memory().await?;
            SignIn(console)
                .and_go_to("olivia@acme.test", Kind::Api.path(), Kind::Api.title())
                .await?;
            console.reload().await?;
            console.cycles(5, cycle).await?;
            let before = console.footprint().await?;
            console.cycles(CYCLES, cycle).await?;
            let after = console.footprint().await?;
            let parts: [(_, fn(&Footprint) -> f64, _); 4] = [
                ("script", |footprint| footprint.script, "%"),
                ("wasm", |footprint| footprint.wasm, "%"),
                ("nodes", |footprint| footprint.nodes, ""),
                ("listeners", |footprint| footprint.listeners, ""),
            ];
            for (part, read, unit) in parts {
                let (before, after) = (read(&before), read(&after));
                let value = if unit == "%" {
                    (after / before - 1.0) * 100.0
                } else {
                    after - before
                };
                let name = match part {
                    "script" => "JS heap",
                    "wasm" => "wasm heap",
                    other => other,
                };
                rows.add(
                    "console",
                    format!("growth.{id}.{part}"),
                    format!("{name}, growth over {CYCLES} {what}"),
                    unit,
                    value,
                );
            }
            Ok(())
        });
    }
}
