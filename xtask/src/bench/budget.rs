//! What the console may need at most.

use crate::size;

/// A limit for the median of what is measured under this id, and where it should stand.
pub(super) struct Budget {
    pub(super) id: &'static str,
    pub(super) limit: f64,
    pub(super) aim: Option<f64>,
}

const fn most(id: &'static str, limit: f64, aim: f64) -> Budget {
    Budget {
        id,
        limit,
        aim: Some(aim),
    }
}

const fn never_over(id: &'static str, limit: f64) -> Budget {
    Budget {
        id,
        limit,
        aim: None,
    }
}

/// As networks count.
#[allow(
    clippy::cast_precision_loss,
    reason = "a download of nine petabytes is over every limit"
)]
const fn kilobytes(bytes: u64) -> f64 {
    bytes as f64 / 1000.0
}

/// All budgets, in kilobytes over the network, milliseconds, megabytes of memory, per cent of growth, or a
/// count.
pub(super) const BUDGETS: &[Budget] = &[
    most("bytes.files", kilobytes(size::LIMIT), kilobytes(size::AIM)),
    never_over("requests.files", 4.0),
    never_over("load.rounds", 2.0),
    most("load.both.row", 2_400.0, 1_800.0),
    most("load.plain.row", 400.0, 300.0),
    never_over("load.plain.shift", 0.0),
    never_over("load.cpu.shift", 0.0),
    never_over("load.network.shift", 0.0),
    never_over("load.both.shift", 0.0),
    never_over("nodes.list", 2_300.0),
    never_over("nodes.form", 1_300.0),
    most("form.unannounced.4", 200.0, 120.0),
    most("form.4", 120.0, 80.0),
    most("key.4", 24.0, 16.0),
    most("shown.4", 120.0, 60.0),
    most("sort.view.4", 100.0, 50.0),
    most("filter.view.4", 100.0, 50.0),
    most("page.view.4", 100.0, 50.0),
    most("sort.answer.4", 100.0, 50.0),
    most("filter.answer.4", 100.0, 50.0),
    most("page.answer.4", 100.0, 50.0),
    most("heap.script", 4.0, 2.0),
    most("heap.wasm", 4.0, 3.0),
    never_over("review.script", 20.0),
    never_over("review.wasm.more", 20.0),
    never_over("review.nodes", 20.0),
    never_over("growth.menu.script", 5.0),
    never_over("growth.menu.wasm", 5.0),
    never_over("growth.menu.nodes", 20.0),
    never_over("growth.menu.listeners", 20.0),
    never_over("growth.dialog.script", 5.0),
    never_over("growth.dialog.wasm", 5.0),
    never_over("growth.dialog.nodes", 20.0),
    never_over("growth.dialog.listeners", 20.0),
    never_over("growth.form.script", 5.0),
    never_over("growth.form.wasm", 5.0),
    never_over("growth.form.nodes", 20.0),
    never_over("growth.form.listeners", 20.0),
    never_over("growth.details.script", 5.0),
    never_over("growth.details.wasm", 5.0),
    never_over("growth.details.nodes", 20.0),
    never_over("growth.details.listeners", 20.0),
];

/// Of [`BUDGETS`] those that the same build keeps on every machine: counts and sizes, no times.
pub(super) const COUNTED: &[&str] = &[
    "bytes.files",
    "requests.files",
    "load.rounds",
    "load.plain.shift",
    "load.both.shift",
    "nodes.list",
    "nodes.form",
];

/// How many times as long as what it is compared with, measured in the same run, something may take: times
/// differ from one machine to the next, and with what else it does; this much less so. Where nothing is wrong
/// it is 2.4, 2.8, 4.5 and 2.8 at most on the first four, which are compared with the bare page.
///
/// All rows of a page of a hundred, most of which are out of view, are compared with the time in which the
/// browser alone shows copies of them: 1.9 at most.
pub(super) const RATIOS: &[(&str, f64)] = &[
    ("load.plain.row", 4.5),
    ("load.both.row", 4.0),
    ("form.4", 8.0),
    ("key.4", 5.0),
    ("sort.answer.4", 2.5),
    ("filter.answer.4", 2.5),
    ("page.answer.4", 2.5),
];
