//! How a spec wants its browser and its backend.

use std::path::PathBuf;

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
    pub(crate) now: Option<String>,
    pub(crate) clock_error_seconds: i64,
    pub(crate) clipboard: Clipboard,
    pub(crate) sandbox: Vec<String>,
    pub(crate) dist: Option<PathBuf>,
    pub(crate) browser: Vec<String>,
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
            now: None,
            clock_error_seconds: 0,
            clipboard: Clipboard::Granted,
            sandbox: Vec::new(),
            dist: None,
            browser: Vec::new(),
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

    /// The moment at which browser and sandbox begin (RFC 3339). The sandbox's clock stands still; the browser's goes on
    /// from there.
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
}
