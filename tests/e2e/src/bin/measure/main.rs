//! How fast the built console is, and the least that a page with its framework can be: `cargo xtask bench`.
//!
//! Measures, and says nothing about good or bad. Writes the numbers as JSON into the file that is its first
//! argument; the second is how often each thing is measured. `FLOOR_DIST` is the folder of the page to
//! compare with.

mod interactions;
mod load;
mod memory;
mod rows;
mod site;

use std::path::PathBuf;
use std::{env, fs};

use anyhow::Context as _;
use e2e::Result;

use rows::Rows;
use site::Site;

/// What every page that is measured runs first.
const PROBE: &str = include_str!("probe.js");

fn main() -> Result<()> {
    let mut arguments = env::args_os().skip(1);
    let output = PathBuf::from(arguments.next().context("where to? name a file")?);
    let runs = arguments
        .next()
        .and_then(|text| text.to_str()?.parse().ok())
        .context("how often? say a number")?;
    let floor = env::var_os("FLOOR_DIST").context("FLOOR_DIST is not set")?;
    let mut rows = Rows::default();
    for site in [Site::console(), Site::floor(floor.into())] {
        for condition in load::CONDITIONS {
            println!("{}: loading, {}", site.name, condition.label);
            load::measure(&site, &condition, runs, &mut rows);
        }
        for slowdown in [1, 4] {
            println!(
                "{}: keys and clicks, processor {slowdown}× slower",
                site.name
            );
            interactions::measure(&site, slowdown, runs, &mut rows);
        }
    }
    memory::measure(&mut rows);
    fs::write(&output, rows.to_json()?)
        .with_context(|| format!("cannot write {}", output.display()))
}
