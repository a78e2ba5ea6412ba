//! Programs and scripts from npm, by the lock file in `xtask/npm`: every file of them has the hash that
//! stands there, or is not installed. Nothing of theirs is run while they are installed.
//!
//! To take another version: change it in `package.json`, then run `npm install --package-lock-only` there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use super::version;
use crate::hash;
use crate::paths;
use crate::process;

/// What stands in `xtask/npm`, and is put beside what is installed.
const FILES: [(&str, &str); 3] = [
    ("package.json", include_str!("../../npm/package.json")),
    ("package-lock.json", LOCK),
    (".npmrc", include_str!("../../npm/.npmrc")),
];
const LOCK: &str = include_str!("../../npm/package-lock.json");

/// The folder of `wasm-opt` in the version of the lock file, if that is not on the search path anyway:
/// another one would make other bytes.
pub(super) fn wasm_opt() -> Result<Option<PathBuf>> {
    let locked = locked_version("binaryen")?;
    let is_right = |program: &Path| {
        process::output(program, &["--version"]).is_some_and(|text| is_wasm_opt(&locked, &text))
    };
    if process::find("wasm-opt").is_some_and(|found| is_right(&found)) {
        return Ok(None);
    }
    let bin = programs("wasm-opt, which makes the program small,")?;
    if is_right(&bin.join("wasm-opt")) {
        return Ok(Some(bin));
    }
    bail!(
        "the wasm-opt in {} does not run: delete that folder and run this again",
        bin.display()
    )
}

/// Whether what `wasm-opt --version` says is the version of this npm package.
fn is_wasm_opt(package: &str, says: &str) -> bool {
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    version(says).and_then(major) == major(package)
}

/// The folder of esbuild, always in the same version: another one would make other bytes.
pub(super) fn esbuild() -> Result<PathBuf> {
    let bin = programs("esbuild, which makes the code small,")?;
    if process::output(bin.join("esbuild"), &["--version"]).is_some() {
        return Ok(bin);
    }
    bail!(
        "the esbuild in {} does not run: delete that folder and run this again",
        bin.display()
    )
}

/// The script of the accessibility rules.
pub(crate) fn axe_core() -> Result<PathBuf> {
    let modules = installed("axe-core, which looks for accessibility faults,")?;
    Ok(modules.join("axe-core/axe.min.js"))
}

fn programs(what: &str) -> Result<PathBuf> {
    Ok(installed(what)?.join(".bin"))
}

/// The version of a package in the lock file.
fn locked_version(package: &str) -> Result<String> {
    let lock: serde_json::Value =
        serde_json::from_str(LOCK).context("the lock file is not JSON")?;
    lock["packages"][format!("node_modules/{package}")]["version"]
        .as_str()
        .map(str::to_owned)
        .with_context(|| format!("the lock file names no {package}"))
}

/// The folder of all packages of the lock file, one for each text of it. `what` is wanted of them.
fn installed(what: &str) -> Result<PathBuf> {
    let folder = paths::tools()?.join(format!("npm-{}", hash::short(LOCK.as_bytes())));
    let modules = folder.join("node_modules");
    // npm writes it when everything is there.
    if modules.join(".package-lock.json").is_file() {
        return Ok(modules);
    }
    let node = if cfg!(target_os = "macos") {
        "`brew install node`"
    } else {
        "`apt-get install nodejs npm`"
    };
    let npm = process::find("npm").or_else(|| process::find("npm.cmd"));
    let Some(npm) = npm.filter(|_| process::find("node").is_some()) else {
        bail!(
            "{what} comes from npm, and node or npm is missing: install both ({node}) and run this again"
        );
    };
    println!("Installing wasm-opt, esbuild and axe-core from npm, as the lock file says.");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    for (name, text) in FILES {
        let file = folder.join(name);
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    }
    let status = process::run(
        Command::new(npm)
            .args(["ci", "--ignore-scripts", "--loglevel=error"])
            .current_dir(&folder)
            .stdin(Stdio::null()),
    )?;
    if !status.success() {
        bail!(
            "npm could not install what the lock file names: check the network and run this again"
        );
    }
    Ok(modules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_locked_by_its_hash_and_to_no_registry() {
        let lock: serde_json::Value = serde_json::from_str(LOCK).expect("a lock file");
        let packages = lock["packages"].as_object().expect("packages");
        assert!(packages.len() > 3);
        for (name, package) in packages.iter().filter(|(name, _)| !name.is_empty()) {
            assert!(package["integrity"].is_string(), "{name}");
            assert!(package["resolved"].is_null(), "{name}");
        }
        for package in ["binaryen", "esbuild", "axe-core"] {
            assert!(locked_version(package).is_ok(), "{package}");
        }
    }

    #[test]
    fn only_the_locked_wasm_opt_is_taken_from_the_search_path() {
        assert!(is_wasm_opt("132.0.0", "wasm-opt version 132 (version_132)"));
        assert!(!is_wasm_opt(
            "132.0.0",
            "wasm-opt version 131 (version_131)"
        ));
        assert!(!is_wasm_opt("132.0.0", "wasm-opt"));
    }
}
