//! The browser engines that the console is tested in.

use std::fmt;
use std::str::FromStr;

use anyhow::bail;

/// An engine, with the browser and the driver that stand for it here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Chromium with chromedriver: every spec runs here.
    Chromium,
    /// Firefox with geckodriver.
    Firefox,
    /// WebKitGTK: its small browser and its driver, on a display of their own.
    WebKit,
}

impl Engine {
    fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Engine {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        for engine in [Self::Chromium, Self::Firefox, Self::WebKit] {
            if engine.name() == name {
                return Ok(engine);
            }
        }
        bail!("an engine is chromium, firefox or webkit, not {name:?}")
    }
}
