//! Compiling to WebAssembly with the profile of what is shipped.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::paths;
use crate::process;
use crate::tools::WASM;

/// The profile in `Cargo.toml`, also named by `data-cargo-profile-release` in `index.html`.
const PROFILE: &str = "wasm-release";
/// Flags for every crate that is compiled to WebAssembly, besides those in `.cargo/config.toml`.
const RUSTFLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// A program of the workspace.
pub(crate) struct Binary<'a> {
    pub(crate) package: &'a str,
    pub(crate) name: &'a str,
    /// Features of the package, separated by commas.
    pub(crate) features: &'a str,
    /// For the compiler when it makes the program itself, not for what the program depends on.
    pub(crate) flags: &'a [&'a str],
}

/// Compiles a program and returns where it is.
///
/// # Errors
/// If it does not compile. The compiler's own messages are on the terminal by then.
pub(crate) fn compile(binary: &Binary<'_>) -> Result<PathBuf> {
    let mut cargo = process::cargo();
    cargo
        .args(["rustc", "--locked", "--package", binary.package])
        .args(["--bin", binary.name, "--features", binary.features])
        .args(["--target", WASM, "--profile", PROFILE, "--"])
        .args(binary.flags);
    remap_source_paths(&mut cargo)?;
    ensure!(
        process::run(&mut cargo)?.success(),
        "{} does not compile; the reason stands above",
        binary.name
    );
    let profile = paths::built()?;
    let target = profile.parent().unwrap_or(Path::new(""));
    Ok(target
        .join(WASM)
        .join(PROFILE)
        .join(format!("{}.wasm", binary.name)))
}

/// Makes cargo, or a program that runs it, write `crates/` in place of the path of cargo's cache. That path
/// differs from machine to machine, so the same sources would not give the same bytes, and it names the
/// user who built them.
///
/// # Errors
/// If the packages cannot be downloaded: their folders have to exist before they can be named.
pub(crate) fn remap_source_paths(command: &mut Command) -> Result<()> {
    let mut fetch = process::cargo();
    fetch.args(["fetch", "--locked", "--target", WASM]);
    ensure!(
        process::run(&mut fetch)?.success(),
        "the packages of Cargo.lock cannot be fetched: connect to the network and run this again"
    );
    let flags = env::var_os(RUSTFLAGS).unwrap_or_default();
    command.env(RUSTFLAGS, with_remapped_paths(flags, &registries()?));
    Ok(())
}

/// The folders in which cargo keeps sources, one for each registry, always in the same order.
fn registries() -> Result<Vec<PathBuf>> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let Some(folders) = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok()) else {
        return Ok(Vec::new());
    };
    let mut folders = folders
        .map(|folder| folder.map(|folder| folder.path()))
        .collect::<Result<Vec<_>, _>>()
        .context("cargo's cache cannot be read")?;
    folders.sort();
    Ok(folders)
}

fn with_remapped_paths(mut flags: OsString, registries: &[PathBuf]) -> OsString {
    for path in registries {
        // Cargo splits the variable at spaces, without a way to quote them.
        if path.to_string_lossy().contains(char::is_whitespace) {
            println!(
                "Note: {} contains a space, so the build will contain that path.",
                path.display()
            );
            continue;
        }
        flags.push(" --remap-path-prefix=");
        flags.push(path);
        flags.push("=crates");
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_registry_is_remapped_unless_its_path_has_a_space() {
        let registries = ["/home/ada/a".into(), "/home/ada l/b".into(), "/c".into()];
        let flags = with_remapped_paths("-Cx=y".into(), &registries);
        assert_eq!(
            flags,
            "-Cx=y --remap-path-prefix=/home/ada/a=crates --remap-path-prefix=/c=crates"
        );
    }
}
