//! The browser of one spec, and what drives it.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver};
use tokio::process::{Child, Command};

use super::engine::Engine;
use super::options::{Clipboard, Options};
use super::setup::Setup;
use super::{chromium, firefox, wait, webkit};

/// The narrowest window that Firefox and WebKit's browser make, in CSS pixels. A popup can be narrower.
const NARROWEST_WINDOW: u32 = 500;

/// How often a driver is started: now and then its port is taken before it is its own.
const STARTS: u32 = 3;

/// Browser and driver. The driver ends with this value, and takes the browser with it.
pub(crate) struct Browser {
    pub(crate) engine: Engine,
    pub(crate) driver: WebDriver,
    options: Options,
    origin: String,
    _programs: Programs,
}

/// What runs for one browser.
pub(super) struct Programs {
    /// Where the driver listens.
    pub(super) address: String,
    /// The driver, and the display that it needs, in the order in which they end.
    pub(super) _running: Vec<Child>,
    /// What the browser writes for itself, where it has no folder of its own making.
    pub(super) profile: Option<TempDir>,
}

impl Browser {
    pub(crate) async fn start(setup: &Setup, options: &Options, origin: &str) -> Result<Self> {
        let engine = setup.engine;
        if engine != Engine::Chromium {
            refuse_what_only_chromium_can(engine, options)?;
        }
        let programs = start_programs(setup, options).await?;
        let capabilities = match engine {
            Engine::Chromium => chromium::capabilities(setup, options),
            Engine::Firefox => {
                let profile = programs.profile.as_ref().map(TempDir::path);
                firefox::capabilities(setup, options, profile)
            }
            Engine::WebKit => webkit::capabilities(setup, options),
        };
        let capabilities: Capabilities = serde_json::from_value(capabilities)
            .context("the browser's settings are not settings")?;
        let driver = WebDriver::new(programs.address.clone(), capabilities)
            .await
            .context("the browser does not start")?;
        let browser = Self {
            engine,
            driver,
            options: options.clone(),
            origin: origin.to_owned(),
            _programs: programs,
        };
        browser.prepare().await?;
        Ok(browser)
    }

    /// Sends a command of the protocol that only Chromium speaks.
    pub(crate) async fn send(&self, method: &str, parameters: Value) -> Result<Value> {
        ensure!(
            self.engine == Engine::Chromium,
            "{method} is Chromium's, and this is {}",
            self.engine
        );
        self.driver
            .cdp()
            .send_raw(method, parameters)
            .await
            .with_context(|| format!("{method} failed"))
    }

    /// Settings that the browser keeps for each tab.
    pub(crate) async fn prepare(&self) -> Result<()> {
        let (width, height) = self.options.viewport;
        self.resize(width, height).await?;
        if self.engine == Engine::Chromium {
            chromium::emulate(self, &self.options, &self.origin).await?;
        }
        Ok(())
    }

    pub(crate) async fn resize(&self, width: u32, height: u32) -> Result<()> {
        if self.engine == Engine::Chromium {
            return chromium::resize(self, width, height).await;
        }
        if width < NARROWEST_WINDOW {
            self.open_popup(width, height).await?;
        }
        // The window is larger than the page in it, by what only the window knows.
        let page =
            "return [outerWidth - innerWidth, outerHeight - innerHeight, innerWidth, innerHeight]";
        let mut frame = (0, 0);
        wait::until("the size of the page", async || {
            self.driver
                .set_window_rect(0, 0, width + frame.0, height + frame.1)
                .await?;
            let sizes: Vec<u32> = self.driver.execute(page, Vec::new()).await?.convert()?;
            let [frame_width, frame_height, page_width, page_height] = sizes[..] else {
                bail!("the page has no size");
            };
            frame = (frame_width, frame_height);
            ensure!(
                (page_width, page_height) == (width, height),
                "it is {page_width} x {page_height}"
            );
            Ok(Some(()))
        })
        .await
    }

    /// Goes on in a popup, which may be as narrow as a phone where a window may not.
    async fn open_popup(&self, width: u32, height: u32) -> Result<()> {
        let first = self.driver.window().await?;
        let open =
            format!("window.open('about:blank', 'narrow', 'popup,width={width},height={height}')");
        self.driver.execute(&open, Vec::new()).await?;
        let popup = wait::until("the narrow window", async || {
            let windows = self.driver.windows().await?;
            Ok(windows.into_iter().find(|window| *window != first))
        })
        .await?;
        self.driver.close_window().await?;
        Ok(self.driver.switch_to_window(popup).await?)
    }
}

/// The other engines would take no notice, and the spec would show nothing.
fn refuse_what_only_chromium_can(engine: Engine, options: &Options) -> Result<()> {
    let wanted = [
        ("forced colours", options.forced_colors),
        ("another language", options.locale != "en-US"),
        (
            "another moment",
            options.now.is_some() || options.clock_error_seconds != 0,
        ),
        ("a closed clipboard", options.clipboard == Clipboard::Denied),
        (
            "arguments and settings of Chromium's",
            !options.browser.is_empty() || !options.preferences.is_empty(),
        ),
        (
            "an answer to the browser's question before a page is left",
            options.asks_before_leaving && engine == Engine::WebKit,
        ),
    ];
    for (what, is_wanted) in wanted {
        ensure!(
            !is_wanted,
            "this spec wants {what}, and {engine} has no way to it"
        );
    }
    Ok(())
}

async fn start_programs(setup: &Setup, options: &Options) -> Result<Programs> {
    let mut attempt = 1;
    loop {
        let started = match setup.engine {
            Engine::Chromium => chromium::start(setup).await,
            Engine::Firefox => firefox::start(setup, options).await,
            Engine::WebKit => webkit::start(setup, options).await,
        };
        match started {
            Err(_) if attempt < STARTS => attempt += 1,
            result => return result,
        }
    }
}

/// Starts a program that ends with the value.
pub(super) fn spawn(command: &mut Command) -> Result<Child> {
    let program = command.as_std().get_program().to_owned();
    command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))
}

/// Waits until a driver answers at its port.
pub(super) async fn answers(port: u16) -> Result<String> {
    let address = format!("http://127.0.0.1:{port}");
    let status = format!("{address}/status");
    let ready = wait::until("the driver", async || {
        let answer = reqwest::get(&status).await?;
        Ok(answer.status().is_success().then_some(()))
    });
    tokio::time::timeout(Duration::from_secs(30), ready)
        .await
        .context("the driver was not ready within 30 seconds")??;
    Ok(address)
}
