//! Programs and scripts from npm. Nothing of theirs is run while they are installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use super::version;
use crate::paths;
use crate::process;

/// The npm package carries `wasm-opt` as a program for node; it runs wherever node does.
const BINARYEN: &str = "132.0.0";
/// Older ones refuse what wasm-bindgen writes now.
const OLDEST_WASM_OPT: u32 = 120;
/// Makes style sheet and code small.
const ESBUILD: &str = "0.28.2";
/// The accessibility rules that the browser tests apply.
const AXE_CORE: &str = "4.14.1";

/// The folder of a `wasm-opt` that is new enough, if it is not on the search path anyway.
pub(super) fn wasm_opt() -> Result<Option<PathBuf>> {
    let new_enough = |program: &Path| {
        process::output(program, &["--version"])
            .and_then(|text| version(&text)?.split('.').next()?.parse::<u32>().ok())
            .is_some_and(|version| version >= OLDEST_WASM_OPT)
    };
    if process::find("wasm-opt").is_some_and(|found| new_enough(&found)) {
        return Ok(None);
    }
    let package = from_npm(
        "binaryen",
        BINARYEN,
        "wasm-opt, which makes the program small,",
    )
    .context(
        "a build for shipping needs wasm-opt 120 or later: put one on the search path, \
         or install node and npm",
    )?;
    let bin = package.parent().unwrap_or(Path::new("")).join(".bin");
    if new_enough(&bin.join("wasm-opt")) {
        return Ok(Some(bin));
    }
    bail!(
        "the wasm-opt in {} does not run: delete that folder and run this again",
        bin.display()
    )
}

/// The folder of esbuild, always in the same version: another one would make other bytes.
pub(super) fn esbuild() -> Result<PathBuf> {
    let package = from_npm("esbuild", ESBUILD, "esbuild, which makes the code small,")?;
    let bin = package.parent().unwrap_or(Path::new("")).join(".bin");
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
    let package = from_npm(
        "axe-core",
        AXE_CORE,
        "axe-core, which looks for accessibility faults,",
    )?;
    Ok(package.join("axe.min.js"))
}

/// The folder of an npm package. Nothing in it is run while installing.
fn from_npm(package: &str, wanted: &str, what: &str) -> Result<PathBuf> {
    let folder = paths::tools()?.join(format!("{package}-{wanted}"));
    let installed = folder.join("node_modules").join(package);
    let manifest = fs::read_to_string(installed.join("package.json")).unwrap_or_default();
    let manifest = serde_json::from_str::<serde_json::Value>(&manifest).unwrap_or_default();
    if manifest.get("version").and_then(serde_json::Value::as_str) == Some(wanted) {
        return Ok(installed);
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
    println!("Installing {what} from npm ({package} {wanted}).");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let status = process::run(
        Command::new(npm)
            .args([
                "install",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--no-save",
                "--loglevel=error",
                "--prefix",
            ])
            .arg(&folder)
            .arg(format!("{package}@{wanted}"))
            .current_dir(&folder)
            .stdin(Stdio::null()),
    )?;
    if !status.success() {
        bail!("npm could not install {package} {wanted}: check the network and run this again");
    }
    Ok(installed)
}
