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
pub(super) const BUDGETS: [Budget; 29] = [
    most("bytes.files", kilobytes(size::LIMIT), kilobytes(size::AIM)),
    never_over("requests.files", 4.0),
    never_over("load.rounds", 2.0),
    most("load.both.row", 3_500.0, 2_500.0),
    most("load.plain.row", 600.0, 400.0),
    never_over("load.plain.shift", 0.0),
    never_over("load.cpu.shift", 0.0),
    never_over("load.network.shift", 0.0),
    never_over("load.both.shift", 0.0),
    most("form.4", 150.0, 80.0),
    most("key.4", 32.0, 16.0),
    most("heap.script", 8.0, 4.0),
    most("heap.wasm", 8.0, 4.0),
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
