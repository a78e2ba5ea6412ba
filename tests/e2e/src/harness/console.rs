//! The console as a person meets it: go somewhere, find things, type, wait.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};
use thirtyfour::{WebDriver, WindowHandle};

use super::accessibility::{self, Place, Thing};
use super::browser::Browser;
use super::chromium;
use super::computed;
use super::engine::Engine;
use super::logs::{self, Expected, Logs, Request};
use super::nginx::{self, Nginx};
use super::node::Node;
use super::options::Options;
use super::sandbox::{Sandbox, free_port};
use super::setup::Setup;
use super::wait;

/// A browser on the console, and the sandbox behind it.
pub struct Console {
    pub(crate) setup: Setup,
    pub(crate) sandbox: Sandbox,
    nginx: Option<Nginx>,
    browser: Browser,
    /// In the order in which they were opened, which not every driver keeps.
    pub(crate) tabs: RefCell<Vec<WindowHandle>>,
    pub(crate) logs: Logs,
}

impl Console {
    pub(crate) async fn start(setup: Setup, options: &Options) -> Result<Self> {
        let port = options.nginx.as_ref().map(|_| free_port()).transpose()?;
        let public = options
            .nginx
            .as_ref()
            .zip(port)
            .map(|(hosting, port)| nginx::origin(hosting, port));
        // The console's own address, for the way back from the identity provider.
        let console = match (&options.nginx, &public) {
            (Some(hosting), Some(origin)) => Some(format!("{origin}{}", hosting.base)),
            _ => None,
        };
        let sandbox = Sandbox::start(&setup, options, console.as_deref()).await?;
        let nginx = match (&options.nginx, port) {
            (Some(hosting), Some(port)) => {
                Some(Nginx::start(&setup, options, hosting, port, sandbox.origin()).await?)
            }
            _ => None,
        };
        let origin = public.as_deref().unwrap_or(sandbox.origin());
        let browser = Browser::start(&setup, options, origin).await?;
        Ok(Self {
            setup,
            sandbox,
            nginx,
            browser,
            tabs: RefCell::default(),
            logs: Logs::default(),
        })
    }

    pub(crate) fn browser(&self) -> &Browser {
        &self.browser
    }

    /// The engine that the console runs in.
    pub fn engine(&self) -> Engine {
        self.browser.engine
    }

    /// What drives the browser, for what has no word of its own here.
    pub fn driver(&self) -> &WebDriver {
        &self.browser.driver
    }

    /// Sends a command of Chromium's own protocol.
    ///
    /// # Errors
    /// If the browser refuses it, or is another one.
    pub async fn protocol(&self, method: &str, parameters: Value) -> Result<Value> {
        self.browser.send(method, parameters).await
    }

    /// The backend.
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// The base URL of the console, without a slash at the end: that of the sandbox, unless nginx is in front
    /// of it.
    pub fn address(&self) -> &str {
        self.nginx
            .as_ref()
            .map_or(self.sandbox.origin(), Nginx::address)
    }

    /// What nginx has logged.
    ///
    /// # Errors
    /// If there is no nginx.
    pub fn server_log(&self) -> Result<String> {
        let nginx = self.nginx.as_ref().context("there is no nginx")?;
        nginx.log()
    }

    /// The port on which nginx leads to TLS, or answers without.
    ///
    /// # Errors
    /// If there is no nginx.
    pub fn plain_port(&self) -> Result<u16> {
        let nginx = self.nginx.as_ref().context("there is no nginx")?;
        Ok(nginx.plain_port())
    }

    /// Opens a path of the console, such as `/login`, as a pasted link would.
    ///
    /// # Errors
    /// If the page does not load.
    pub async fn open(&self, path: &str) -> Result<()> {
        let address = format!("{}{path}", self.address());
        self.driver()
            .goto(&address)
            .await
            .with_context(|| format!("cannot open {address}"))
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// If the page does not load.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.driver().refresh().await?)
    }

    /// Goes back, as the browser's button does.
    ///
    /// # Errors
    /// If there is no page to go back to.
    pub async fn back(&self) -> Result<()> {
        Ok(self.driver().back().await?)
    }

    /// Path, query and fragment of where it is.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn location(&self) -> Result<String> {
        let address = self.driver().current_url().await?;
        let address = address.as_str();
        Ok(address
            .strip_prefix(self.address())
            .unwrap_or(address)
            .to_owned())
    }

    /// Waits until it is at this path, query and fragment.
    ///
    /// # Errors
    /// If it does not get there.
    pub async fn arrives_at(&self, location: &str) -> Result<()> {
        self.until(&format!("the address {location}"), async || {
            Ok(self.location().await? == location)
        })
        .await
    }

    /// The title of the page.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn title(&self) -> Result<String> {
        Ok(self.driver().title().await?)
    }

    /// The one thing of this role and accessible name, as soon as it is there.
    ///
    /// # Errors
    /// If there is none, or more than one, after a while.
    pub async fn find(&self, role: &str, name: &str) -> Result<Node<'_>> {
        self.find_in(None, role, name).await
    }

    /// All things of a role, as they are now.
    ///
    /// # Errors
    /// If the page does not answer.
    pub async fn all(&self, role: &str) -> Result<Vec<Node<'_>>> {
        self.all_in(None, role, None).await
    }

    /// How many things have this role and name, now.
    ///
    /// # Errors
    /// If the page does not answer.
    pub async fn count(&self, role: &str, name: &str) -> Result<usize> {
        Ok(self.things(None, role, Some(name)).await?.len())
    }

    /// Waits until nothing has this role and name.
    ///
    /// # Errors
    /// If something still has.
    pub async fn absent(&self, role: &str, name: &str) -> Result<()> {
        self.until(&format!("no {role} {name:?}"), async || {
            Ok(self.count(role, name).await? == 0)
        })
        .await
    }

    /// Waits until this text can be read somewhere on the page.
    ///
    /// # Errors
    /// If it cannot.
    pub async fn shows(&self, text: &str) -> Result<()> {
        self.until(&format!("the text {text:?}"), async || {
            Ok(self.text().await?.contains(text))
        })
        .await
    }

    /// Waits until an alert says this: what assistive technology reads out at once.
    ///
    /// # Errors
    /// If none does.
    pub async fn alerts(&self, text: &str) -> Result<()> {
        self.until(&format!("an alert with {text:?}"), async || {
            for alert in self.all("alert").await? {
                if alert.text().await?.contains(text) {
                    return Ok(true);
                }
            }
            Ok(false)
        })
        .await
    }

    /// The visible text of the page.
    ///
    /// # Errors
    /// If the page does not answer.
    pub async fn text(&self) -> Result<String> {
        // The driver's own "visible text" looks at every element with a script, which takes a second for a
        // list of a hundred rows.
        let text = self.script("return document.body.innerText").await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits for something of the spec's own.
    ///
    /// # Errors
    /// If it does not come true.
    pub async fn until(
        &self,
        what: &str,
        mut condition: impl AsyncFnMut() -> Result<bool>,
    ) -> Result<()> {
        wait::until(what, async || Ok(condition().await?.then_some(()))).await
    }

    /// Runs a script in the page; what it returns.
    ///
    /// # Errors
    /// If it throws.
    pub async fn script(&self, script: &str) -> Result<Value> {
        if self.engine() == Engine::Chromium {
            let parameters = json!({
                "expression": format!("(function() {{ {script} }})()"),
                "awaitPromise": true,
                "returnByValue": true,
            });
            let answer = self.browser.send("Runtime.evaluate", parameters).await?;
            return chromium::value(&answer);
        }
        Ok(self
            .driver()
            .execute(script, Vec::new())
            .await?
            .json()
            .clone())
    }

    /// Announces a line of the browser's log that this spec causes, by a part of its text.
    pub fn expects_log(&self, text: &str) {
        self.logs.expect(Expected::Text(text.to_owned()));
    }

    /// Announces that requests are answered with this status.
    pub fn expects_status(&self, status: u16) {
        self.logs.expect(Expected::Status(status));
    }

    /// Announces that requests whose address contains this fail or are refused.
    pub fn expects_failed_requests(&self, address: &str) {
        self.logs
            .expect(Expected::FailedRequest(address.to_owned()));
    }

    /// Announces that requests get no answer.
    pub fn expects_network_failures(&self) {
        self.logs.expect(Expected::NetworkFailure);
    }

    /// Announces that the content security policy keeps something away.
    pub fn expects_policy_violations(&self) {
        self.logs.expect(Expected::PolicyViolation);
    }

    /// Every line of the browser's log so far.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn log(&self) -> Result<Vec<String>> {
        let entries = self.logs.entries(&self.browser).await?;
        Ok(entries
            .into_iter()
            .map(|entry| format!("{}: {}", entry.level, entry.message))
            .collect())
    }

    /// Every request of the page so far.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn requests(&self) -> Result<Vec<Request>> {
        if self.engine() == Engine::Chromium {
            return self.logs.requests(&self.browser).await;
        }
        let address = format!("{}/sandbox/requests", self.sandbox.origin());
        let entries: Vec<Value> = reqwest::get(address).await?.json().await?;
        Ok(entries.iter().map(logs::recorded).collect())
    }

    /// Writes a picture of what is on the screen.
    ///
    /// # Errors
    /// If the browser or the disk does not answer.
    pub async fn picture(&self, file: &Path) -> Result<()> {
        Ok(self.driver().screenshot(file).await?)
    }

    /// Writes a picture of the whole page, as far as it goes down.
    ///
    /// # Errors
    /// If the browser or the disk does not answer.
    pub async fn whole_picture(&self, file: &Path) -> Result<()> {
        // As wide as the window: what is beyond it is laid out without scroll bars.
        let size = "return [innerWidth, document.documentElement.scrollHeight]";
        let size = self.script(size).await?;
        let parameters = json!({ "format": "png", "captureBeyondViewport": true,
            "clip": { "x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1 } });
        let answer = self
            .browser
            .send("Page.captureScreenshot", parameters)
            .await?;
        let text = answer["data"]
            .as_str()
            .context("the browser sent no picture")?;
        let picture = BASE64_STANDARD
            .decode(text)
            .context("the browser sent something else than a picture")?;
        fs::write(file, picture).with_context(|| format!("cannot write {}", file.display()))
    }

    pub(crate) async fn things(
        &self,
        below: Option<&Node<'_>>,
        role: &str,
        name: Option<&str>,
    ) -> Result<Vec<Thing>> {
        if self.engine() != Engine::Chromium {
            let below = below.map(|node| &node.element);
            return computed::query(self.driver(), below, role, name).await;
        }
        let object = match below {
            Some(node) => Some(node.object().await?),
            None => None,
        };
        accessibility::query(&self.browser, object.as_deref(), role, name).await
    }

    pub(crate) async fn find_in(
        &self,
        below: Option<&Node<'_>>,
        role: &str,
        name: &str,
    ) -> Result<Node<'_>> {
        let what = format!("{role} {name:?}");
        wait::until(&what, async || {
            let things = self.things(below, role, Some(name)).await?;
            ensure!(things.len() < 2, "there are {} of them", things.len());
            match things.first() {
                Some(thing) => self.node(thing).await.map(Some),
                None => Ok(None),
            }
        })
        .await
    }

    pub(crate) async fn all_in(
        &self,
        below: Option<&Node<'_>>,
        role: &str,
        name: Option<&str>,
    ) -> Result<Vec<Node<'_>>> {
        let mut nodes = Vec::new();
        for thing in self.things(below, role, name).await? {
            nodes.push(self.node(&thing).await?);
        }
        Ok(nodes)
    }

    async fn node(&self, thing: &Thing) -> Result<Node<'_>> {
        let element = match &thing.place {
            Place::Element(element) => element.as_ref().clone(),
            Place::Node(number) => chromium::element(&self.browser, *number).await?,
        };
        Ok(Node {
            console: self,
            element,
            what: format!("{} {:?}", thing.role, thing.name),
        })
    }
}
