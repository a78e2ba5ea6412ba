//! The browser of one spec, and what drives it.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::json;
use thirtyfour::{Capabilities, WebDriver};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::options::{Clipboard, Options};
use super::setup::Setup;

/// Both programs. The driver ends with this value, and takes the browser with it.
pub(crate) struct Chrome {
    pub(crate) driver: WebDriver,
    options: Options,
    origin: String,
    _process: Child,
}

impl Chrome {
    pub(crate) async fn start(setup: &Setup, options: &Options, origin: &str) -> Result<Self> {
        let (process, port) = driver(setup).await?;
        let driver = WebDriver::new(
            format!("http://127.0.0.1:{port}"),
            capabilities(setup, options)?,
        )
        .await
        .context("the browser does not start")?;
        let chrome = Self {
            driver,
            options: options.clone(),
            origin: origin.to_owned(),
            _process: process,
        };
        chrome.prepare().await?;
        Ok(chrome)
    }

    /// Sends a command of the browser's own protocol.
    pub(crate) async fn send(
        &self,
        method: &str,
        parameters: serde_json::Value,
    ) -> Result<serde_json::Value> {
        self.driver
            .cdp()
            .send_raw(method, parameters)
            .await
            .with_context(|| format!("{method} failed"))
    }

    /// Settings that the browser keeps for each tab.
    pub(crate) async fn prepare(&self) -> Result<()> {
        let Self {
            options, origin, ..
        } = self;
        let (width, height) = options.viewport;
        self.resize(width, height).await?;
        self.send(
            "Emulation.setTimezoneOverride",
            json!({ "timezoneId": options.time_zone }),
        )
        .await?;
        self.send(
            "Emulation.setLocaleOverride",
            json!({ "locale": options.locale }),
        )
        .await?;
        let motion = if options.reduced_motion {
            "reduce"
        } else {
            "no-preference"
        };
        let forced = if options.forced_colors {
            "active"
        } else {
            "none"
        };
        let features = json!([
            { "name": "forced-colors", "value": forced },
            { "name": "prefers-color-scheme", "value": options.color_scheme },
            { "name": "prefers-reduced-motion", "value": motion },
        ]);
        self.send(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await?;
        let setting = if options.clipboard == Clipboard::Granted {
            "granted"
        } else {
            "denied"
        };
        let permission = json!({ "name": "clipboard-write", "allowWithoutSanitization": false });
        let permission = json!({ "permission": permission, "setting": setting, "origin": origin });
        self.send("Browser.setPermission", permission).await?;
        let moment = options
            .now
            .as_ref()
            .map_or_else(|| "null".to_owned(), |now| format!("Date.parse('{now}')"));
        if options.now.is_some() || options.clock_error_seconds != 0 {
            let milliseconds = options.clock_error_seconds * 1000;
            let source = CLOCK
                .replace("MOMENT", &moment)
                .replace("ERROR", &milliseconds.to_string());
            self.send(
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": source }),
            )
            .await?;
        }
        Ok(())
    }

    pub(crate) async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let metrics = json!({
            "width": width,
            "height": height,
            "deviceScaleFactor": 1,
            "mobile": width < 600,
        });
        self.send("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        Ok(())
    }
}

/// Runs before every page. The clock goes on, only from another moment: timers and animations need that.
const CLOCK: &str = "(() => {
    const Real = Date, begun = Real.now(), moment = MOMENT, error = ERROR;
    const now = () => (moment === null ? Real.now() : moment + Real.now() - begun) + error;
    globalThis.Date = class Date extends Real {
        constructor(...parts) { if (parts.length) super(...parts); else super(now()); }
        static now() { return now(); }
    };
})();";

/// How often a driver is started: now and then its port is taken before it is its own.
const STARTS: u32 = 3;

/// Starts the driver, and tells the port that it listens on.
async fn driver(setup: &Setup) -> Result<(Child, u16)> {
    let mut attempt = 1;
    loop {
        match start_driver(setup).await {
            Err(_) if attempt < STARTS => attempt += 1,
            result => return result,
        }
    }
}

async fn start_driver(setup: &Setup) -> Result<(Child, u16)> {
    let mut process = Command::new(&setup.driver)
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("cannot start {}", setup.driver.display()))?;
    let stdout = process.stdout.take().context("the driver has no output")?;
    let port = tokio::time::timeout(Duration::from_secs(30), port(BufReader::new(stdout)))
        .await
        .context("the driver was not ready within 30 seconds")??;
    Ok((process, port))
}

async fn port(mut output: BufReader<tokio::process::ChildStdout>) -> Result<u16> {
    let mut line = String::new();
    while output.read_line(&mut line).await? > 0 {
        // `ChromeDriver was started successfully on port 40123.`
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            // The driver must never block on a full pipe.
            tokio::spawn(async move {
                let mut ignored = Vec::new();
                while output
                    .read_until(b'\n', &mut ignored)
                    .await
                    .is_ok_and(|read| read > 0)
                {
                    ignored.clear();
                }
            });
            return port
                .trim()
                .trim_end_matches('.')
                .parse()
                .context("the driver names no port");
        }
        line.clear();
    }
    anyhow::bail!("the driver ended before it was ready")
}

fn capabilities(setup: &Setup, options: &Options) -> Result<Capabilities> {
    let mut arguments = vec![
        "--headless=new".to_owned(),
        // The browser's own sandbox needs rights that containers and root do not have.
        "--no-sandbox".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--force-color-profile=srgb".to_owned(),
        "--font-render-hinting=none".to_owned(),
        format!("--lang={}", options.locale),
    ];
    arguments.extend(options.browser.iter().cloned());
    let mut capabilities = json!({
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        "unhandledPromptBehavior": "ignore",
        "goog:chromeOptions": {
            "binary": setup.chromium,
            "args": arguments,
            "prefs": options.preferences,
            "perfLoggingPrefs": { "enableNetwork": true, "enablePage": false },
        },
    });
    if options.asks_before_leaving {
        // With WebDriver classic alone, `beforeunload` prompts are always accepted; they are kept open only
        // where WebDriver BiDi is enabled too.
        capabilities["webSocketUrl"] = json!(true);
        capabilities["unhandledPromptBehavior"] =
            json!({ "default": "ignore", "beforeUnload": "ignore" });
    }
    serde_json::from_value(capabilities).context("the browser's settings are not settings")
}
