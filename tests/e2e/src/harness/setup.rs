//! Where the parts are that a spec is made of.

use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::engine::Engine;

/// Told by `cargo xtask test` through the environment.
#[derive(Debug, Clone)]
pub struct Setup {
    /// `E2E_ENGINE`: which engine the browser has. Chromium, if it is not said.
    pub engine: Engine,
    /// `BROWSER_PATH`: the browser.
    pub browser: PathBuf,
    /// `DRIVER_PATH`: what drives it.
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
    /// If a variable is missing or names no engine.
    pub fn read() -> Result<Self> {
        let path = |name: &str| {
            env::var_os(name).map(PathBuf::from).with_context(|| {
                format!("{name} is not set: run these tests with `cargo xtask test --only e2e`")
            })
        };
        let engine = env::var("E2E_ENGINE").unwrap_or_else(|_| Engine::Chromium.to_string());
        Ok(Self {
            engine: engine.parse()?,
            browser: path("BROWSER_PATH")?,
            driver: path("DRIVER_PATH")?,
            axe: path("AXE_CORE_PATH")?,
            dist: path("CONSOLE_DIST")?,
            sandbox: path("SANDBOX_PATH")?,
            output: path("E2E_OUTPUT")?,
        })
    }
}
