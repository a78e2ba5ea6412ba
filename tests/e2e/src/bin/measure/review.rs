//! The review of a thousand tokens: how long it takes, and what it leaves in memory.

use e2e::run;
use serde_json::json;

use crate::rows::Rows;
use crate::site::{self, Site};

const REVIEW: &str = "nav a[href$='/developers/review']";
const LIST: &str = "nav a[href$='/developers/api-tokens']";
/// The groups, when all tokens were read.
const REVIEWED: &str = "document.querySelector('main .review fieldset')";

/// Opens the review from the list and goes back, twice: the first time its code has to come as well.
pub(crate) fn measure(site: &Site, runs: usize, rows: &mut Rows) {
    run(site.options("large"), async |console| {
        let session = site.sign_in(console).await?;
        for _ in 0..runs {
            site.tab(console, &session, 1).await?;
            console.open(site.list).await?;
            let there = format!("document.querySelector({})", json!(site.row));
            site::when(console, &there).await?;
            let before = console.footprint().await?;
            let mut first = None;
            for (id, label) in [
                ("review", "review of 1,000 tokens, click to paint"),
                ("review.again", "the same again, its code being there"),
            ] {
                let took = site::measured(console, "click", [REVIEWED], async || {
                    site::click(console, REVIEW).await
                });
                let [took] = took.await?;
                rows.add(site.name, id, label, "ms", took);
                site::click(console, LIST).await?;
                site::when(console, &there).await?;
                let after = console.footprint().await?;
                // A program's memory never shrinks. What was given back is what the next review finds.
                let begin = first.get_or_insert(after).wasm;
                let per_cent = |before: f64, after: f64| (after / before - 1.0) * 100.0;
                for (part, what, value) in [
                    ("script", "JS heap", per_cent(before.script, after.script)),
                    ("nodes", "nodes", per_cent(before.nodes, after.nodes)),
                    ("wasm", "wasm heap", per_cent(before.wasm, after.wasm)),
                    (
                        "wasm.more",
                        "wasm heap by the second of them",
                        per_cent(begin, after.wasm),
                    ),
                ] {
                    if id == "review.again" {
                        let label = format!("{what}, growth after two reviews of 1,000 were left");
                        rows.add(site.name, format!("review.{part}"), label, "%", value);
                    }
                }
            }
            site::close(console).await?;
        }
        Ok(())
    });
}
