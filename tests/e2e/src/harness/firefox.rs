//! Firefox, by geckodriver: WebDriver's classic commands alone.

use std::process::Stdio;

use anyhow::Result;
use serde_json::{Value, json};
use tokio::process::Command;

use super::browser::{Programs, answers, spawn};
use super::options::Options;
use super::sandbox::free_port;
use super::setup::Setup;

/// Starts the driver. Ports that it does not choose itself are free ones, because two may run side by side.
pub(super) async fn start(setup: &Setup, options: &Options) -> Result<Programs> {
    let port = free_port()?;
    let driver = spawn(
        Command::new(&setup.driver)
            .args(["--host", "127.0.0.1", "--port", &port.to_string()])
            .args(["--websocket-port", &free_port()?.to_string()])
            .args(["--log", "error"])
            .env("TZ", &options.time_zone)
            .stdout(Stdio::null()),
    )?;
    Ok(Programs {
        address: answers(port).await?,
        _running: vec![driver],
        _profile: None,
    })
}

/// What the driver is told of a browser.
pub(super) fn capabilities(setup: &Setup, options: &Options) -> Value {
    let is_dark = options.color_scheme == "dark";
    let mut capabilities = json!({
        "browserName": "firefox",
        "unhandledPromptBehavior": "ignore",
        "moz:firefoxOptions": {
            "binary": setup.browser,
            "args": ["-headless"],
            "prefs": {
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
