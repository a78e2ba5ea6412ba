//! Firefox, by geckodriver: WebDriver's classic commands alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver};
use tokio::process::{Child, Command};
use tokio::sync::OnceCell;

use super::browser::{Programs, answers, spawn};
use super::options::Options;
use super::sandbox::free_port;
use super::setup::Setup;

/// A profile with which the browser has been started once. Each spec has a copy of it, because the first
/// start with an empty one costs twice as much.
static STARTED_PROFILE: OnceCell<PathBuf> = OnceCell::const_new();

/// Starts the driver, with a profile of its own for the browser.
pub(super) async fn start(setup: &Setup, options: &Options) -> Result<Programs> {
    let started = STARTED_PROFILE
        .get_or_try_init(async || make_profile(setup).await)
        .await?;
    let profile = tempfile::tempdir().context("cannot make a folder for the browser")?;
    copy_folder(started, profile.path()).context("cannot copy the browser's profile")?;
    let (address, driver) = start_driver(setup, options).await?;
    Ok(Programs {
        address,
        _running: vec![driver],
        profile: Some(profile),
    })
}

/// Ports that the driver does not choose itself are free ones, because two may run side by side.
async fn start_driver(setup: &Setup, options: &Options) -> Result<(String, Child)> {
    let port = free_port()?;
    let driver = spawn(
        Command::new(&setup.driver)
            .args(["--host", "127.0.0.1", "--port", &port.to_string()])
            .args(["--websocket-port", &free_port()?.to_string()])
            .args(["--log", "error"])
            .env("TZ", &options.time_zone)
            .stdout(Stdio::null()),
    )?;
    Ok((answers(port).await?, driver))
}

async fn make_profile(setup: &Setup) -> Result<PathBuf> {
    let folder = setup.output.join("firefox-profile");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let options = Options::new();
    let (address, _driver) = start_driver(setup, &options).await?;
    let capabilities: Capabilities =
        serde_json::from_value(capabilities(setup, &options, Some(&folder)))?;
    let browser = WebDriver::new(address, capabilities)
        .await
        .context("the browser does not start")?;
    browser.quit().await?;
    Ok(folder)
}

/// Files and folders; links and the like belong to the process that made them.
fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            fs::create_dir_all(&target)?;
            copy_folder(&entry.path(), &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// What the driver is told of a browser.
pub(super) fn capabilities(setup: &Setup, options: &Options, profile: Option<&Path>) -> Value {
    let is_dark = options.color_scheme == "dark";
    let mut arguments = vec!["-headless".to_owned()];
    if let Some(profile) = profile {
        arguments.extend(["-profile".to_owned(), profile.display().to_string()]);
    }
    let mut capabilities = json!({
        "browserName": "firefox",
        "unhandledPromptBehavior": "ignore",
        "moz:firefoxOptions": {
            "binary": setup.browser,
            "args": arguments,
            "prefs": {
                // Fewer processes are started ahead, and a start costs a fifth less.
                "dom.ipc.processPrelaunch.enabled": false,
                "fission.autostart": false,
                // A narrow page is a popup, which a script opens.
                "dom.disable_open_during_load": false,
                "dom.disable_beforeunload": !options.asks_before_leaving,
                "layout.css.prefers-color-scheme.content-override": i32::from(!is_dark),
                "ui.systemUsesDarkTheme": i32::from(is_dark),
                "ui.prefersReducedMotion": i32::from(options.reduced_motion),
            },
        },
    });
    if options.asks_before_leaving {
        // Without WebDriver BiDi the driver agrees to such questions by itself.
        capabilities["webSocketUrl"] = json!(true);
        capabilities["unhandledPromptBehavior"] =
            json!({ "default": "ignore", "beforeUnload": "ignore" });
    }
    capabilities
}
