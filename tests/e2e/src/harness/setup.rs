//! Where the parts are that a spec is made of.

use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

/// Told by `cargo xtask test` through the environment.
#[derive(Debug, Clone)]
pub struct Setup {
    /// `CHROMIUM_PATH`: the browser.
    pub chromium: PathBuf,
    /// `CHROMEDRIVER_PATH`: what drives it.
    pub driver: PathBuf,
    /// `AXE_CORE_PATH`: the script of the accessibility rules.
    pub axe: PathBuf,
    /// `CONSOLE_DIST`: the built console.
    pub dist: PathBuf,
    /// `SANDBOX_PATH`: the sandbox's program.
    pub sandbox: PathBuf,
    /// `E2E_OUTPUT`: where a failed spec leaves what it saw.
    pub output: PathBuf,
}

impl Setup {
    /// Reads the environment.
    ///
    /// # Errors
    /// If a variable is missing.
    pub fn read() -> Result<Self> {
        let path = |name: &str| {
            env::var_os(name).map(PathBuf::from).with_context(|| {
                format!("{name} is not set: run these tests with `cargo xtask test --only e2e`")
            })
        };
        Ok(Self {
            chromium: path("CHROMIUM_PATH")?,
            driver: path("CHROMEDRIVER_PATH")?,
            axe: path("AXE_CORE_PATH")?,
            dist: path("CONSOLE_DIST")?,
            sandbox: path("SANDBOX_PATH")?,
            output: path("E2E_OUTPUT")?,
        })
    }
}
