//! The programs that building and testing need: found, or put into a folder that every clone shares.
//!
//! A program is taken only in the version that is known to work. Each that has to be installed says so, and
//! each that cannot be is one sentence with the way out. Trunk itself is told never to download anything.

mod browser;
mod debian;
mod npm;
mod registry;
mod toolchain;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::paths;
use crate::process;
use registry::Package;

pub(crate) use browser::{Engine, browser};
pub(crate) use debian::{apt_install, nginx};
pub(crate) use npm::axe_core;
pub(crate) use toolchain::{WASM, add_component, add_wasm_target, check_c_compiler};

/// 0.22 needs a newer compiler.
const TRUNK: &str = "0.21.14";
/// Takes the program apart.
const WASM_SPLIT: &str = "0.2.4";

/// Holds the dependencies to `deny.toml`.
const CARGO_DENY: &str = "0.20.2";

/// How Trunk is built where it is not installed.
enum Trunk {
    /// Without TLS: it downloads nothing here, and its proxy leads to this machine. Half a minute less.
    Plain,
    /// Its proxy leads to an `https:` address.
    WithTls,
}

/// Folders of tools, ready to be put before the search path.
pub(crate) struct Tools(Vec<PathBuf>);

impl Tools {
    /// What a development build needs.
    pub(crate) fn for_building() -> Result<Self> {
        Self::with_trunk(Trunk::Plain)
    }

    /// What serving the console needs: as it ships or for development, with a backend at an `https:` address
    /// or one on this machine.
    pub(crate) fn for_serving(is_release: bool, is_secure: bool) -> Result<Self> {
        let trunk = if is_secure {
            Trunk::WithTls
        } else {
            Trunk::Plain
        };
        if is_release {
            Self::shipping(trunk)
        } else {
            Self::with_trunk(trunk)
        }
    }

    fn with_trunk(trunk: Trunk) -> Result<Self> {
        toolchain::check_compiler()?;
        add_wasm_target()?;
        let lock = paths::root().join("Cargo.lock");
        let lock =
            fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
        let bindgen = locked_version(&lock, "wasm-bindgen")
            .context("Cargo.lock does not name wasm-bindgen")?;
        Ok(Self(vec![
            registry::install(&Package {
                program: "trunk",
                name: "trunk",
                version: TRUNK,
                flags: match trunk {
                    Trunk::Plain => &["--no-default-features"],
                    Trunk::WithTls => &["--no-default-features", "--features", "rustls"],
                },
                variant: match trunk {
                    Trunk::Plain => "",
                    Trunk::WithTls => "-tls",
                },
                // It hashes what it serves, which takes seconds where nothing is optimized.
                optimized: &["sha2"],
                usual_minutes: "4 to 6",
            })?,
            registry::install(&Package {
                program: "wasm-bindgen",
                name: "wasm-bindgen-cli",
                version: bindgen,
                flags: &["--bin", "wasm-bindgen", "--bin", "wasm-bindgen-test-runner"],
                variant: "",
                // They read and write the whole program at each build.
                optimized: &["walrus", "wasmparser", "wasm-encoder"],
                usual_minutes: "1 to 3",
            })?,
        ]))
    }

    /// What a build for shipping needs.
    pub(crate) fn for_shipping() -> Result<Self> {
        Self::shipping(Trunk::Plain)
    }

    /// What looks at the dependencies.
    pub(crate) fn for_dependencies() -> Result<Self> {
        let deny = registry::install(&Package {
            program: "cargo-deny",
            name: "cargo-deny",
            version: CARGO_DENY,
            flags: &[],
            variant: "",
            optimized: &[],
            usual_minutes: "2 to 4",
        })?;
        Ok(Self(vec![deny]))
    }

    fn shipping(trunk: Trunk) -> Result<Self> {
        let mut tools = Self::with_trunk(trunk)?;
        tools.0.push(registry::install(&Package {
            program: "wasm-split-cli",
            name: "wasm_split_cli_support",
            version: WASM_SPLIT,
            flags: &["--features", "build-binary"],
            variant: "",
            optimized: &["wasmparser", "wasm-encoder"],
            usual_minutes: "1 to 2",
        })?);
        tools.0.extend(npm::wasm_opt()?);
        tools.0.push(npm::esbuild()?);
        Ok(tools)
    }

    /// The search path with the tools before everything else.
    pub(crate) fn search_path(&self) -> Result<OsString> {
        process::search_path(&self.0)
    }

    /// A command that finds the tools, and runs in the workspace.
    pub(crate) fn command(&self, program: &str) -> Result<Command> {
        let file = format!("{program}{}", env::consts::EXE_SUFFIX);
        let own = self
            .0
            .iter()
            .map(|folder| folder.join(&file))
            .find(|candidate| candidate.is_file());
        let mut command = Command::new(own.unwrap_or_else(|| program.into()));
        command
            .env("PATH", self.search_path()?)
            .current_dir(paths::root());
        Ok(command)
    }
}

/// The version in a line such as `trunk 0.21.14` or `wasm-opt version 132 (version_132)`.
fn version(text: &str) -> Option<&str> {
    text.split_whitespace()
        .find(|word| word.starts_with(|letter: char| letter.is_ascii_digit()))
}

/// Whether this machine has a copy of the list of known faults, where cargo-deny looks for it.
pub(crate) fn has_advisories() -> bool {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let copies = home.and_then(|home| fs::read_dir(home.join("advisory-dbs")).ok());
    copies.is_some_and(|mut copies| copies.next().is_some())
}

/// The version of a package in `Cargo.lock`.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let (_, entry) = lock.split_once(&format!("name = \"{package}\"\n"))?;
    entry
        .lines()
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_tools_say() {
        assert_eq!(version("trunk 0.21.14\n"), Some("0.21.14"));
        assert_eq!(version("wasm-opt version 132 (version_132)"), Some("132"));
        assert_eq!(
            version("rustc 1.95.0 (59807616e 2026-04-14)"),
            Some("1.95.0")
        );
        assert_eq!(
            version("ChromeDriver 156.0.8078.73 (abc)"),
            Some("156.0.8078.73")
        );
        assert_eq!(version("no version here"), None);
    }

    #[test]
    fn the_lock_file_names_the_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.76\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.126\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.126"));
        assert_eq!(locked_version(lock, "leptos"), None);
    }
}
