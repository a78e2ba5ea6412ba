//! `esbuild`, which makes scripts and style sheets small.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};

use crate::tools::Tools;

/// What esbuild makes of a file.
///
/// # Errors
/// If esbuild cannot be run, or finds fault with the file and says so on the terminal.
pub(crate) fn esbuild(tools: &Tools, arguments: &[&str], file: &Path) -> Result<Vec<u8>> {
    let output = tools
        .command("esbuild")?
        .args(arguments)
        .args(["--minify", "--legal-comments=none", "--log-level=warning"])
        .arg(file)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run esbuild")?;
    ensure!(
        output.status.success() && !output.stdout.is_empty(),
        "esbuild refuses {}",
        file.display()
    );
    Ok(output.stdout)
}
