//! `cargo xtask bench`: how fast things are. Benchmarks measure and print; tests never do.

mod budget;
mod console;
mod floor;
mod sandbox;
mod views;

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use lexopt::prelude::*;

pub(crate) use console::run_short;

const USAGE: &str = "\
Usage: cargo xtask bench [console|sandbox|views] [--runs 5] [--before FOLDER]

  console  The built console in a browser, against its budgets and against the least that \
           a page with the same framework
           can be; writes target/bench/console.json, fails when a budget is missed
  sandbox  Pages of 5,000 tokens, filtered and sorted; fails when the median of a page of 100 is over 50 ms
           or when the fiftieth page is slower than the first
  views    The bytes of one small page, in stock Leptos and in console-view
  --runs   How often the console is measured; what counts is the median
  --before A copy of an earlier dist/, to be measured in the same run
";

/// Runs the benchmark that is named, or that of the console.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let mut name = None;
    let mut plan = console::Plan {
        runs: 5,
        before: None,
    };
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("runs") => {
                plan.runs = arguments.value()?.parse()?;
                ensure!(
                    (1..=50).contains(&plan.runs),
                    "--runs takes a number from 1 to 50"
                );
            }
            Long("before") => {
                let folder = PathBuf::from(arguments.value()?);
                ensure!(
                    folder.join("index.html").is_file(),
                    "--before: there is no build in {}",
                    folder.display()
                );
                plan.before = Some(folder.canonicalize()?);
            }
            Long("help") | Short('h') => {
                print!("{USAGE}");
                return Ok(());
            }
            Value(value) if name.is_none() => name = Some(value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    match name.as_deref() {
        None | Some("console") => console::run(&plan),
        Some("sandbox") => sandbox::run(),
        Some("views") => views::run(),
        Some(other) => bail!("there is no benchmark `{other}`: console, sandbox or views"),
    }
}
