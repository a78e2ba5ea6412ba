//! What compiles: Rust in the pinned version, for the browser too, and something for C.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::version;
use crate::paths;
use crate::process;

/// What the console is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// `rust-toolchain.toml` is obeyed by rustup only; say so where another compiler is at work.
pub(super) fn check_compiler() -> Result<()> {
    let file = fs::read_to_string(paths::root().join("rust-toolchain.toml")).unwrap_or_default();
    let Some(pinned) = file
        .lines()
        .find_map(|line| line.strip_prefix("channel = "))
        .map(|text| text.trim_matches('"'))
    else {
        return Ok(());
    };
    let found = process::output("rustc", &["--version"])
        .context("there is no Rust compiler on the search path: install Rust with rustup")?;
    if version(&found) != Some(pinned) {
        bail!(
            "this workspace is built with Rust {pinned}, but `rustc` here is {}: run `rustup \
             toolchain install {pinned}`",
            found.trim()
        );
    }
    Ok(())
}

/// Fails with the way out when nothing can compile C, which SQLite is written in and which links every
/// program.
pub(crate) fn check_c_compiler() -> Result<()> {
    let chosen = env::var_os("CC").filter(|value| !value.is_empty());
    let found = match &chosen {
        Some(compiler) => process::output(compiler, &["--version"]).is_some(),
        None => ["cc", "gcc", "clang", "cl"]
            .iter()
            .any(|compiler| process::find(compiler).is_some()),
    };
    if !found {
        bail!(
            "there is no C compiler: install one (Debian and Ubuntu: `apt-get install gcc libc6-dev`, macOS: \
             `xcode-select --install`) and run this again"
        );
    }
    Ok(())
}

/// Makes sure that the compiler can build for the browser.
pub(crate) fn add_wasm_target() -> Result<()> {
    let libraries = process::output("rustc", &["--print", "target-libdir", "--target", WASM]);
    if libraries.is_some_and(|folder| Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    if process::find("rustup").is_none() {
        bail!(
            "this Rust compiler cannot build for {WASM}, and there is no rustup to add it: install \
             Rust with rustup"
        );
    }
    println!("Adding the compilation target {WASM} with rustup.");
    if !process::run(Command::new("rustup").args(["target", "add", WASM]))?.success() {
        bail!(
            "rustup could not add the target {WASM}: check the network, then run `rustup target add {WASM}`"
        );
    }
    Ok(())
}

/// Makes sure that a part of the toolchain which a minimal installation leaves out is there.
pub(crate) fn add_component(component: &str, program: &str) -> Result<()> {
    if process::output(
        "cargo",
        &[program.trim_start_matches("cargo-"), "--version"],
    )
    .is_some()
    {
        return Ok(());
    }
    println!("Adding {component} with rustup.");
    let added = process::find("rustup").is_some()
        && process::run(Command::new("rustup").args(["component", "add", component]))?.success();
    if !added {
        bail!("{component} is missing: run `rustup component add {component}`");
    }
    Ok(())
}
