//! `cargo xtask shots`: pictures of every page and state, to be looked at.

use anyhow::{Result, ensure};

use crate::paths;
use crate::process;
use crate::test::Environment;

/// Drives the build through its pages and writes the gallery into `target/shots/`.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    if let Some(argument) = arguments.next()? {
        return Err(argument.unexpected().into());
    }
    let environment = Environment::prepare(crate::tools::Engine::Chromium)?;
    let mut command = process::cargo();
    command.args([
        "run",
        "--quiet",
        "--package",
        "e2e",
        "--features",
        "browser",
        "--bin",
        "shots",
        "--",
    ]);
    command.arg(paths::scratch().join("shots"));
    environment.tell(&mut command);
    ensure!(
        process::run(&mut command)?.success(),
        "not every picture could be taken; the reason stands above"
    );
    Ok(())
}
