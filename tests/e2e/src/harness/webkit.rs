//! WebKitGTK: its small browser, by its own driver, on a display of its own.

use std::fs;
use std::process::Stdio;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::browser::{Programs, answers, spawn};
use super::options::Options;
use super::sandbox::free_port;
use super::setup::Setup;

/// GTK tells pages that less motion is wanted where its own animations are off.
const LESS_MOTION: &str = "[Settings]\ngtk-enable-animations=0\n";

/// Starts a display and the driver. What the browser keeps is in a new folder: it has no profiles.
pub(super) async fn start(setup: &Setup, options: &Options) -> Result<Programs> {
    let (display, screen) = start_display().await?;
    let profile = tempfile::tempdir().context("cannot make a folder for the browser")?;
    let home = profile.path();
    if options.reduced_motion {
        let settings = home.join("config/gtk-3.0");
        fs::create_dir_all(&settings)?;
        fs::write(settings.join("settings.ini"), LESS_MOTION)?;
    }
    let port = free_port()?;
    let driver = spawn(
        Command::new(&setup.driver)
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            .env("DISPLAY", screen)
            .env("GDK_BACKEND", "x11")
            .env("LANG", "en_US.UTF-8")
            .env("TZ", &options.time_zone)
            .env("HOME", home)
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_RUNTIME_DIR", home)
            // The browser's own sandbox needs rights that containers and root do not have.
            .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
            // Drawing on a graphics card that is not there took half of all processor time (WebKitGTK
            // 2.50), and left every picture of some sessions black.
            .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
            .stdout(Stdio::null()),
    )?;
    Ok(Programs {
        address: answers(port).await?,
        _running: vec![driver, display],
        profile: Some(profile),
    })
}

/// A display that nobody sees, and its name, such as `:99`. It chooses the number itself.
async fn start_display() -> Result<(Child, String)> {
    let mut display = spawn(
        Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1920x1600x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped()),
    )?;
    let stdout = display.stdout.take().context("the display has no output")?;
    let mut number = String::new();
    BufReader::new(stdout).read_line(&mut number).await?;
    let number = number.trim();
    anyhow::ensure!(!number.is_empty(), "the display did not start");
    let screen = format!(":{number}");
    Ok((display, screen))
}

/// What the driver is told of a browser.
pub(super) fn capabilities(setup: &Setup, options: &Options) -> Value {
    let mut arguments = vec![
        "--automation",
        // A narrow page is a popup, which a script opens.
        "--javascript-can-open-windows-automatically=true",
    ];
    if options.color_scheme == "dark" {
        arguments.push("--dark-mode");
    }
    json!({
        "browserName": "MiniBrowser",
        "unhandledPromptBehavior": "ignore",
        "webkitgtk:browserOptions": { "binary": setup.browser, "args": arguments },
    })
}
