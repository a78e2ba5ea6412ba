//! The two pages, and how a measured tab of theirs is made.

use std::path::PathBuf;

use anyhow::Context as _;
use e2e::pages::{Kind, SignIn};
use e2e::{Console, Options, Result, ensure};
use serde_json::{Value, json};

use crate::PROBE;

/// A page that is measured, with the words of CSS and JavaScript for its parts. What is looked for by role
/// and name would not do here: the browser then keeps a tree of these up to date, and that takes time.
pub(crate) struct Site {
    pub(crate) name: &'static str,
    is_console: bool,
    dist: Option<PathBuf>,
    /// The address of the list.
    pub(crate) list: &'static str,
    /// A row of the list.
    pub(crate) row: &'static str,
    /// What opens the form.
    pub(crate) create: &'static str,
    /// Whether the form is there, as far as it is in view.
    pub(crate) form: &'static str,
    /// Whether all of it is there.
    pub(crate) whole: &'static str,
    /// The field to type into.
    pub(crate) field: &'static str,
    /// What a key in it changes.
    pub(crate) typed: &'static str,
}

impl Site {
    /// The names of the build that is measured and of what it is compared with.
    pub(crate) const CONSOLE: &str = "console";
    pub(crate) const FLOOR: &str = "floor";

    /// The console that is in `dist/`, or an earlier build of it in another folder.
    pub(crate) fn console(name: &'static str, dist: Option<PathBuf>) -> Self {
        Self {
            name,
            is_console: true,
            dist,
            list: Kind::Api.path(),
            row: "tbody a[href]",
            create: "main a[href$='/developers/api-tokens/new']",
            // Twelve rows fill the grid; the button is the last thing in the form.
            form: "document.querySelectorAll('[aria-label=\"Scopes by object\"] input').length >= 36 \
                 && document.querySelector('form [type=submit]')",
            whole: "document.querySelector('.scopes-table tbody') \
                 && !document.querySelector('.scopes-table tbody[hidden]')",
            field: "input[aria-label='Search scopes']",
            typed: "document.querySelectorAll('[aria-label=\"Scopes by object\"] tbody \
                 tr:not([hidden])').length",
        }
    }

    pub(crate) fn floor(dist: PathBuf) -> Self {
        Self {
            name: Self::FLOOR,
            is_console: false,
            dist: Some(dist),
            list: "/",
            row: "tbody a[href]",
            create: "a[href='/new']",
            form: "document.querySelector('input')",
            whole: "document.querySelector('input')",
            field: "input",
            typed: "document.body.innerText",
        }
    }

    pub(crate) const fn is_console(&self) -> bool {
        self.is_console
    }

    /// A browser, and a sandbox with so many tokens.
    pub(crate) fn options(&self, seed: &str) -> Options {
        let options = Options::new().sandbox("--seed").sandbox(seed);
        match &self.dist {
            Some(dist) => options.dist(dist.clone()),
            None => options,
        }
    }

    /// Signs in, and leaves the console. What the tab has kept of the session, for other tabs.
    pub(crate) async fn sign_in(&self, console: &Console) -> Result<Value> {
        // The browser looks for one beside a page that names none, such as `/livez`.
        console.expects_log("/favicon.ico");
        if self.is_console() && self.dist.is_some() {
            // An earlier build may ask for what the sandbox does not have any more.
            console.expects_failed_requests("/v1/");
        }
        if !self.is_console() {
            console.open("/livez").await?;
            return Ok(json!({}));
        }
        SignIn(console)
            .and_go_to("olivia@acme.test", self.list, Kind::Api.title())
            .await?;
        // What the next load asks early is kept once the rows were seen.
        console.has_loaded().await?;
        console.rests().await?;
        let kept = console.script("return { ...sessionStorage }").await?;
        console.open("/livez").await?;
        Ok(kept)
    }

    /// A tab in which nothing of the page was ever loaded, with the session. It stands on the page's own
    /// origin, so that what is set for its process stays.
    pub(crate) async fn tab(
        &self,
        console: &Console,
        session: &Value,
        slowdown: u32,
    ) -> Result<()> {
        console.new_tab().await?;
        let probe = json!({ "source": PROBE });
        console
            .protocol("Page.addScriptToEvaluateOnNewDocument", probe)
            .await?;
        console.watch_memory().await?;
        console.open("/livez").await?;
        console
            .script(&format!("Object.assign(sessionStorage, {session})"))
            .await?;
        console
            .protocol("Network.clearBrowserCache", json!({}))
            .await?;
        let rate = json!({ "rate": slowdown });
        console
            .protocol("Emulation.setCPUThrottlingRate", rate)
            .await?;
        Ok(())
    }
}

/// Closes the measured tab.
pub(crate) async fn close(console: &Console) -> Result<()> {
    console.driver().clone().close_window().await?;
    console.switch_to(0).await
}

/// A number that a script returns.
pub(crate) async fn number(console: &Console, script: &str) -> Result<f64> {
    let value = console.script(script).await?;
    value
        .as_f64()
        .with_context(|| format!("{script}: {value} is no number"))
}

/// Waits until the condition holds and was painted.
pub(crate) async fn when(console: &Console, condition: &str) -> Result<()> {
    number(
        console,
        &format!("return bench.when(() => document.body && ({condition}))"),
    )
    .await?;
    Ok(())
}

/// From an event that `cause` brings about to the paint after which each condition holds. None held before.
pub(crate) async fn measured<const N: usize>(
    console: &Console,
    event: &str,
    conditions: [&str; N],
    cause: impl AsyncFnOnce() -> Result<()>,
) -> Result<[f64; N]> {
    let functions = conditions.map(|condition| format!("() => {condition}"));
    let held = console
        .script(&format!(
            "const conditions = [{}]; bench.arm('{event}', ...conditions); \
             return conditions.some((holds) => holds())",
            functions.join(", ")
        ))
        .await?;
    ensure!(held == false, "{conditions:?} holds already");
    cause().await?;
    let took = console.script("return bench.measured").await?;
    Ok(std::array::from_fn(|at| {
        took[at].as_f64().unwrap_or(f64::NAN)
    }))
}

/// Moves the hand over something.
pub(crate) async fn point(console: &Console, selector: &str) -> Result<()> {
    mouse(console, selector, &[("mouseMoved", 0)]).await
}

/// Clicks as a hand does.
pub(crate) async fn click(console: &Console, selector: &str) -> Result<()> {
    let events = [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)];
    mouse(console, selector, &events).await
}

async fn mouse(console: &Console, selector: &str, events: &[(&str, u8)]) -> Result<()> {
    let place = console
        .script(&format!(
            "const it = document.querySelector({}); it.scrollIntoView({{ block: 'nearest' }}); \
             const box = it.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]",
            json!(selector)
        ))
        .await?;
    for (kind, buttons) in events {
        let button = if *kind == "mouseMoved" {
            "none"
        } else {
            "left"
        };
        let event = json!({
            "type": kind, "x": place[0], "y": place[1], "button": button, "buttons": buttons, "clickCount": 1,
        });
        console.protocol("Input.dispatchMouseEvent", event).await?;
    }
    Ok(())
}

/// Presses a letter, or `Backspace`.
pub(crate) async fn press(console: &Console, key: &str) -> Result<()> {
    let mut event = if key == "Backspace" {
        json!({ "key": key, "code": key, "windowsVirtualKeyCode": 8 })
    } else {
        let code = key.to_uppercase();
        let number = code.bytes().next().unwrap_or_default();
        json!({ "key": key, "code": format!("Key{code}"), "windowsVirtualKeyCode": number, "text": key })
    };
    event["type"] = json!(if key == "Backspace" {
        "rawKeyDown"
    } else {
        "keyDown"
    });
    console
        .protocol("Input.dispatchKeyEvent", event.clone())
        .await?;
    event["type"] = json!("keyUp");
    console.protocol("Input.dispatchKeyEvent", event).await?;
    Ok(())
}
