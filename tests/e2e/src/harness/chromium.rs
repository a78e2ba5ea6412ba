//! Chromium: what its driver is told, and what only its protocol can do.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use thirtyfour::WebElement;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use super::browser::{Browser, Programs, spawn};
use super::options::{Clipboard, Options};
use super::setup::Setup;

/// Starts the driver, which names the port that it has taken.
pub(super) async fn start(setup: &Setup) -> Result<Programs> {
    let mut driver = spawn(
        Command::new(&setup.driver)
            .arg("--port=0")
            .stdout(Stdio::piped()),
    )?;
    let stdout = driver.stdout.take().context("the driver has no output")?;
    let port = tokio::time::timeout(Duration::from_secs(30), port(BufReader::new(stdout)))
        .await
        .context("the driver was not ready within 30 seconds")??;
    Ok(Programs {
        address: format!("http://127.0.0.1:{port}"),
        _running: vec![driver],
        profile: None,
    })
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

/// What the driver is told of a browser.
pub(super) fn capabilities(setup: &Setup, options: &Options) -> Value {
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
        // The address bar has pages of its own, loaded at each start: a fifth of a short spec's time.
        "--disable-features=WebUIOmniboxAimPopup,WebUIOmniboxPopup".to_owned(),
        "--force-color-profile=srgb".to_owned(),
        "--font-render-hinting=none".to_owned(),
        format!("--lang={}", options.locale),
    ];
    arguments.extend(options.browser.iter().cloned());
    let mut capabilities = json!({
        "browserName": "chrome",
        // Made for the spec, by nobody that browsers know.
        "acceptInsecureCerts": options.nginx.as_ref().is_some_and(|hosting| hosting.tls),
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        "unhandledPromptBehavior": "ignore",
        "goog:chromeOptions": {
            "binary": setup.browser,
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
    capabilities
}

/// Settings that the browser keeps for each tab.
pub(super) async fn emulate(browser: &Browser, options: &Options, origin: &str) -> Result<()> {
    browser
        .send(
            "Emulation.setTimezoneOverride",
            json!({ "timezoneId": options.time_zone }),
        )
        .await?;
    browser
        .send(
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
    browser
        .send(
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
    browser.send("Browser.setPermission", permission).await?;
    let moment = options
        .now
        .as_ref()
        .map_or_else(|| "null".to_owned(), |now| format!("Date.parse('{now}')"));
    if options.now.is_some() || options.clock_error_seconds != 0 {
        let milliseconds = options.clock_error_seconds * 1000;
        let source = CLOCK
            .replace("MOMENT", &moment)
            .replace("ERROR", &milliseconds.to_string());
        browser
            .send(
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": source }),
            )
            .await?;
    }
    Ok(())
}

/// The element of the driver for a node of the protocol.
///
/// The driver's ids are made of the frame, the document and the number of the node:
/// `f.FRAME.d.DOCUMENT.e.NUMBER`.
pub(super) async fn element(browser: &Browser, number: u64) -> Result<WebElement> {
    let tree = browser.send("Page.getFrameTree", json!({})).await?;
    let frame = &tree["frameTree"]["frame"];
    let (Some(id), Some(document)) = (frame["id"].as_str(), frame["loaderId"].as_str()) else {
        bail!("the page has no document");
    };
    let id = format!("f.{id}.d.{document}.e.{number}");
    let element = json!({ ELEMENT: id });
    let handle = browser.driver.handle().clone();
    Ok(WebElement::from_json(element, handle)?)
}

/// The protocol's number of the node that is this element of the driver.
pub(super) fn node_number(element: &WebElement) -> Result<u64> {
    let element = element.to_json()?;
    let id = element[ELEMENT].as_str().unwrap_or_default();
    let number = id
        .rsplit_once(".e.")
        .and_then(|(_, number)| number.parse().ok());
    number.context("the driver's ids have another form")
}

/// The value of a script that the protocol has run, or what it threw.
pub(super) fn value(answer: &Value) -> Result<Value> {
    if let Some(thrown) = answer.get("exceptionDetails") {
        let said = &thrown["exception"]["description"];
        bail!("{}", said.as_str().unwrap_or("the script threw something"));
    }
    Ok(answer["result"]["value"].clone())
}

pub(super) async fn resize(browser: &Browser, width: u32, height: u32) -> Result<()> {
    let metrics = json!({
        "width": width,
        "height": height,
        "deviceScaleFactor": 1,
        "mobile": width < 600,
    });
    browser
        .send("Emulation.setDeviceMetricsOverride", metrics)
        .await?;
    Ok(())
}

/// The key of an element in JSON (WebDriver, section 12, "web element identifier").
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Runs before every page. The clock goes on, only from another moment: timers and animations need that.
const CLOCK: &str = "(() => {
    const Real = Date, begun = Real.now(), moment = MOMENT, error = ERROR;
    const now = () => (moment === null ? Real.now() : moment + Real.now() - begun) + error;
    globalThis.Date = class Date extends Real {
        constructor(...parts) { if (parts.length) super(...parts); else super(now()); }
        static now() { return now(); }
    };
})();";
