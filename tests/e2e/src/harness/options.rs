//! How a spec wants its browser and its backend.

use std::path::PathBuf;

use serde_json::Value;

/// Whether a page may write to the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clipboard {
    /// It may.
    Granted,
    /// It asks and is refused.
    Denied,
}

/// Begins with [`Options::new`]; each method changes one thing.
#[derive(Debug, Clone)]
pub struct Options {
    pub(crate) viewport: (u32, u32),
    pub(crate) time_zone: String,
    pub(crate) locale: String,
    pub(crate) color_scheme: &'static str,
    pub(crate) reduced_motion: bool,
    pub(crate) forced_colors: bool,
    pub(crate) now: Option<String>,
    pub(crate) clock_error_seconds: i64,
    pub(crate) clipboard: Clipboard,
    pub(crate) sandbox: Vec<String>,
    pub(crate) dist: Option<PathBuf>,
    pub(crate) browser: Vec<String>,
    pub(crate) preferences: serde_json::Map<String, Value>,
    pub(crate) nginx: Option<Hosting>,
    pub(crate) asks_before_leaving: bool,
}

/// nginx in front of the sandbox.
#[derive(Debug, Clone)]
pub(crate) struct Hosting {
    /// The path below which the console stands, with a slash at both ends.
    pub(crate) base: String,
    /// What answers in place of the API, as directives of an nginx server.
    pub(crate) api: Option<String>,
    /// With TLS, as people are given it.
    pub(crate) tls: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

impl Options {
    /// A desktop in Berlin, light, whose clipboard may be written; the sandbox has the seed `demo`.
    #[must_use]
    pub fn new() -> Self {
        Self {
            viewport: (1280, 900),
            time_zone: "Europe/Berlin".to_owned(),
            locale: "en-US".to_owned(),
            color_scheme: "light",
            reduced_motion: false,
            forced_colors: false,
            now: None,
            clock_error_seconds: 0,
            clipboard: Clipboard::Granted,
            sandbox: Vec::new(),
            dist: None,
            browser: Vec::new(),
            preferences: serde_json::Map::new(),
            nginx: None,
            asks_before_leaving: false,
        }
    }

    /// The size of the page in CSS pixels. Below 600 wide it behaves as a phone.
    #[must_use]
    pub fn viewport(mut self, width: u32, height: u32) -> Self {
        self.viewport = (width, height);
        self
    }

    /// The time zone of the browser, such as `America/New_York`.
    #[must_use]
    pub fn time_zone(mut self, name: &str) -> Self {
        name.clone_into(&mut self.time_zone);
        self
    }

    /// The language and region of the browser, such as `de-DE`.
    #[must_use]
    pub fn locale(mut self, name: &str) -> Self {
        name.clone_into(&mut self.locale);
        self
    }

    /// The system is set to dark.
    #[must_use]
    pub fn dark(mut self) -> Self {
        self.color_scheme = "dark";
        self
    }

    /// The system asks for less motion.
    #[must_use]
    pub fn reduced_motion(mut self) -> Self {
        self.reduced_motion = true;
        self
    }

    /// The system forces colours of its own upon every page.
    #[must_use]
    pub fn forced_colors(mut self) -> Self {
        self.forced_colors = true;
        self
    }

    /// The moment at which browser and sandbox begin (RFC 3339). The sandbox's clock stands still; the
    /// browser's goes on from there.
    #[must_use]
    pub fn now(mut self, moment: &str) -> Self {
        self.now = Some(moment.to_owned());
        self
    }

    /// The browser's clock is wrong by so many seconds.
    #[must_use]
    pub fn clock_error(mut self, seconds: i64) -> Self {
        self.clock_error_seconds = seconds;
        self
    }

    /// Whether the clipboard may be written.
    #[must_use]
    pub fn clipboard(mut self, clipboard: Clipboard) -> Self {
        self.clipboard = clipboard;
        self
    }

    /// One more argument for the sandbox, such as `--csrf` and then `off`.
    #[must_use]
    pub fn sandbox(mut self, argument: impl Into<String>) -> Self {
        self.sandbox.push(argument.into());
        self
    }

    /// Another build than the one under test, say one that was damaged.
    #[must_use]
    pub fn dist(mut self, folder: impl Into<PathBuf>) -> Self {
        self.dist = Some(folder.into());
        self
    }

    /// One more argument for the browser.
    #[must_use]
    pub fn browser(mut self, argument: impl Into<String>) -> Self {
        self.browser.push(argument.into());
        self
    }

    /// A setting of the browser's profile, as its settings page would change it.
    #[must_use]
    pub fn preference(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.preferences.insert(name.to_owned(), value.into());
        self
    }

    /// The browser's own question before a page is left waits for an answer. Otherwise its driver agrees by
    /// itself, and the question is never seen.
    #[must_use]
    pub fn asks_before_leaving(mut self) -> Self {
        self.asks_before_leaving = true;
        self
    }

    /// The files come from nginx at the root over TLS, with a certificate of its own for `localhost`, and the
    /// API stands behind it.
    #[must_use]
    pub fn behind_tls(mut self) -> Self {
        self.nginx = Some(Hosting {
            base: "/".to_owned(),
            api: None,
            tls: true,
        });
        self
    }

    /// The files come from nginx without TLS, with `deploy/nginx.conf`, below this path (`/console/`), and
    /// the API stands behind it.
    #[must_use]
    pub fn behind_nginx(mut self, base: &str) -> Self {
        self.nginx = Some(Hosting {
            base: base.to_owned(),
            api: None,
            tls: false,
        });
        self
    }

    /// The same at the root, where these directives of an nginx server (`return 503;`) answer in place of the
    /// API.
    #[must_use]
    pub fn api_that_answers(mut self, directives: impl Into<String>) -> Self {
        self.nginx = Some(Hosting {
            base: "/".to_owned(),
            api: Some(directives.into()),
            tls: false,
        });
        self
    }
}
