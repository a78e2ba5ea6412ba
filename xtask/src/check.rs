//! `cargo xtask check`: formatting and lints, for this machine and for the browser.

use anyhow::{Result, bail};

use crate::process;
use crate::tools;

/// The package that runs in the browser.
pub(crate) const CONSOLE: &str = "openlane-developer-console";

/// The package with the views, which are tested in a browser too.
pub(crate) const VIEW: &str = "console-view";

/// Runs every check, and fails at the end if one of them did.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    if let Some(argument) = arguments.next()? {
        return Err(argument.unexpected().into());
    }
    all()
}

/// Formatting, then lints of everything as it is on this machine, then of what runs in the browser.
pub(crate) fn all() -> Result<()> {
    tools::add_component("rustfmt", "cargo-fmt")?;
    tools::add_component("clippy", "cargo-clippy")?;
    tools::add_wasm_target()?;
    let checks: [(&str, &[&str]); 3] = [
        (
            "formatting (`cargo fmt` mends it)",
            &["fmt", "--all", "--check"],
        ),
        (
            "lints on this machine",
            &[
                "clippy",
                "--workspace",
                "--all-targets",
                "--features",
                "e2e/browser",
                "--",
                "-D",
                "warnings",
            ],
        ),
        (
            "lints for the browser",
            &[
                "clippy",
                "--package",
                CONSOLE,
                "--package",
                VIEW,
                "--target",
                tools::WASM,
                // The unit tests are for this machine; what runs in the browser has a file of its own.
                "--lib",
                "--bins",
                "--test",
                "web",
                "--test",
                "browser",
                "--",
                "-D",
                "warnings",
            ],
        ),
    ];
    let mut failed = Vec::new();
    if !dependencies_are_allowed()? {
        failed.push("dependencies (`deny.toml` says what may be in `Cargo.lock`)");
    }
    for (name, arguments) in checks {
        println!("Checking {name}.");
        if !process::run(process::cargo().args(arguments))?.success() {
            failed.push(name);
        }
    }
    if failed.is_empty() {
        println!("All checks pass.");
        Ok(())
    } else {
        bail!("not in order: {}", failed.join(", "))
    }
}

/// Licences, bans and sources of all dependencies, by `deny.toml`, and known faults in them where this
/// machine has a copy of the list of those: the list is not in the crate registry,
/// and `cargo deny fetch` brings it.
fn dependencies_are_allowed() -> Result<bool> {
    println!("Checking dependencies.");
    // Of every platform: what a build here needs is not all that the lock file names.
    let fetched = process::run(process::cargo().args(["fetch", "--locked"]))?.success();
    if !fetched {
        println!("The packages of Cargo.lock cannot be fetched: connect to the network.");
        return Ok(false);
    }
    let tools = tools::Tools::for_dependencies()?;
    let mut deny = tools.command("cargo-deny")?;
    deny.args(["--offline", "--log-level", "error", "check"])
        .args(["--hide-inclusion-graph", "licenses", "bans", "sources"]);
    if tools::has_advisories() {
        deny.arg("advisories");
    } else {
        println!(
            "Known faults are not looked for: cargo's folder has no advisory-dbs with their list."
        );
    }
    Ok(process::run(&mut deny)?.success())
}
