//! How fast the sandbox answers.

use anyhow::{Result, ensure};

use crate::process;

/// Runs the benchmark of the sandbox, which holds its own limits.
pub(super) fn run() -> Result<()> {
    let status = process::run(process::cargo().args([
        "run",
        "--release",
        "--package",
        "sandbox",
        "--bin",
        "bench",
    ]))?;
    ensure!(status.success(), "the sandbox is slower than it may be");
    Ok(())
}
