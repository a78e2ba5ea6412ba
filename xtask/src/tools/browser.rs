//! The browser that tests run in, and the program that drives it.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::apt_install;
use crate::process;

/// A browser without a window, and the program that drives it.
pub(crate) struct Browser {
    pub(crate) browser: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Chromium and its driver: from the search path, or from Debian's packages where that is allowed.
pub(crate) fn browser() -> Result<Browser> {
    if let Some(found) = find_browser() {
        return Ok(found);
    }
    let root = process::output("id", &["-u"]).is_some_and(|user| user.trim() == "0");
    if root && process::find("apt-get").is_some() {
        apt_install(&["chromium", "chromium-driver"])?;
        if let Some(found) = find_browser() {
            return Ok(found);
        }
    }
    bail!(
        "browser tests need Chromium and chromedriver of the same version on the search path: on Debian \
         `apt-get install chromium chromium-driver`, elsewhere from the Chrome for Testing page"
    )
}

fn find_browser() -> Option<Browser> {
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let browser = names.iter().find_map(|name| process::find(name))?;
    let driver = process::find("chromedriver")?;
    Some(Browser { browser, driver })
}
