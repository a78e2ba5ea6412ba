//! How fast the built console is, and the least that a page with its framework can be: `cargo xtask bench`.
//!
//! Measures, and says nothing about good or bad. Writes the numbers as JSON into the file that is its first
//! argument; the second is how often each thing is measured, the third what is measured: `all`, or `short`
//! for the load, the form and its keys. `FLOOR_DIST` is the folder of the page to compare with,
//! `BEFORE_DIST`, if it is set, that of an earlier build of the console.

mod interactions;
mod load;
mod memory;
mod review;
mod rows;
mod site;

use std::path::PathBuf;
use std::{env, fs};

use anyhow::{Context as _, bail};
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
    let is_short = match arguments.next().as_ref().and_then(|part| part.to_str()) {
        Some("all") => false,
        Some("short") => true,
        other => bail!("what? `all` or `short`, not {other:?}"),
    };
    let floor = env::var_os("FLOOR_DIST").context("FLOOR_DIST is not set")?;
    let mut sites = vec![Site::console(Site::CONSOLE, None)];
    if let Some(before) = env::var_os("BEFORE_DIST") {
        sites.push(Site::console("before", Some(before.into())));
    }
    sites.push(Site::floor(floor.into()));
    let mut rows = Rows::default();
    // The sites one after the other under each condition: what the machine does meanwhile hits all of them.
    for condition in load::CONDITIONS {
        if is_short && !condition.is_of_short_run() {
            continue;
        }
        for site in &sites {
            println!("{}: loading, {}", site.name, condition.label);
            load::measure(site, &condition, runs, &mut rows);
        }
    }
    let slowdowns: &[u32] = if is_short { &[4] } else { &[1, 4] };
    for &slowdown in slowdowns {
        for site in &sites {
            println!(
                "{}: keys and clicks, processor {slowdown}× slower",
                site.name
            );
            interactions::measure(site, slowdown, runs, is_short, &mut rows);
        }
    }
    if !is_short {
        for site in sites.iter().filter(|site| site.is_console()) {
            println!("{}: an access review", site.name);
            review::measure(site, runs, &mut rows);
        }
        memory::measure(&mut rows);
    }
    fs::write(&output, rows.to_json()?)
        .with_context(|| format!("cannot write {}", output.display()))
}
