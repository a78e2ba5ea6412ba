//! `cargo xtask bench`: how fast things are. Benchmarks measure and print; tests never do.

use anyhow::{Result, bail, ensure};
use lexopt::prelude::*;

use crate::process;

const USAGE: &str = "\
Usage: cargo xtask bench sandbox

  sandbox  Pages of 5,000 tokens, filtered and sorted; fails when the median of a page of 100 is over 50 ms
";

/// Runs the benchmark that is named.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    match arguments.next()? {
        Some(Value(name)) if name == "sandbox" => {
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
        Some(Long("help") | Short('h')) => {
            print!("{USAGE}");
            Ok(())
        }
        None => bail!("say what to measure: sandbox"),
        Some(other) => Err(other.unexpected().into()),
    }
}
