//! The browsers that tests run in, and the programs that drive them.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::apt_install;
use super::registry::{self, Package};
use crate::process;

/// Drives Firefox.
const GECKODRIVER: &str = "0.37.1";

/// An engine that the console is tested in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    pub(crate) const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// What it is called on the command line, and to the specs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// Debian's packages that bring it.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["chromium", "chromium-driver"],
            Self::Firefox => &["firefox-esr"],
            Self::WebKit => &["webkit2gtk-driver", "xvfb"],
        }
    }

    /// What to do where it cannot be installed.
    fn way_out(self) -> &'static str {
        match self {
            Self::Chromium => {
                "browser tests need Chromium and chromedriver of the same version on the search path: on \
                 Debian `apt-get install chromium chromium-driver`, elsewhere from the Chrome for Testing \
                 page"
            }
            Self::Firefox => {
                "the tests in Firefox need it on the search path: on Debian `apt-get install firefox-esr`, \
                 elsewhere from its makers; `--engine chromium` does without"
            }
            Self::WebKit => {
                "the tests in WebKit need WebKitGTK's driver and Xvfb on the search path: on Debian \
                 `apt-get install webkit2gtk-driver xvfb`, and they run on Linux only; `--engine chromium` \
                 does without"
            }
        }
    }

    fn find(self) -> Option<Browser> {
        let first = |names: &[&str]| names.iter().find_map(|name| process::find(name));
        match self {
            Self::Chromium => Some(Browser {
                browser: first(&["chromium", "chromium-browser", "google-chrome", "chrome"])?,
                driver: process::find("chromedriver")?,
            }),
            Self::Firefox => Some(Browser {
                browser: first(&["firefox-esr", "firefox"])?,
                driver: PathBuf::new(),
            }),
            Self::WebKit => {
                process::find("Xvfb")?;
                Some(Browser {
                    browser: minibrowser(Path::new("/usr"))?,
                    driver: process::find("WebKitWebDriver")?,
                })
            }
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A browser, and the program that drives it.
pub(crate) struct Browser {
    pub(crate) browser: PathBuf,
    pub(crate) driver: PathBuf,
}

/// The browser of an engine and its driver: from the search path, or from Debian's packages where that is
/// allowed. The driver of Firefox is no package of theirs and comes from the crate registry.
pub(crate) fn browser(engine: Engine) -> Result<Browser> {
    let mut found = engine.find();
    if found.is_none() {
        let root = process::output("id", &["-u"]).is_some_and(|user| user.trim() == "0");
        if root && process::find("apt-get").is_some() {
            apt_install(engine.packages())?;
            found = engine.find();
        }
    }
    let Some(mut found) = found else {
        bail!("{}", engine.way_out());
    };
    if engine == Engine::Firefox {
        found.driver = geckodriver()?;
    }
    Ok(found)
}

fn geckodriver() -> Result<PathBuf> {
    let folder = registry::install(&Package {
        program: "geckodriver",
        name: "geckodriver",
        version: GECKODRIVER,
        flags: &["--no-default-features"],
        variant: "",
        optimized: &[],
        usual_minutes: "1 to 3",
    })?;
    Ok(folder.join("geckodriver"))
}

/// WebKitGTK's small browser, which is not on the search path:
/// `/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser`, or below `libexec`.
fn minibrowser(root: &Path) -> Option<PathBuf> {
    let below = |folder: &Path| -> Vec<PathBuf> {
        let entries = folder.read_dir().into_iter().flatten();
        entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect()
    };
    let mut folders = below(&root.join("lib"));
    folders.extend([root.join("libexec"), root.join("lib64")]);
    folders
        .iter()
        .flat_map(|folder| below(folder))
        .map(|folder| folder.join("MiniBrowser"))
        .find(|program| program.is_file())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn webkits_browser_is_found_where_distributions_put_it() {
        for place in [
            "lib/x86_64-linux-gnu/webkit2gtk-4.1",
            "libexec/webkit2gtk-4.0",
        ] {
            let root = tempfile::tempdir().expect("a folder");
            assert_eq!(minibrowser(root.path()), None);
            let folder = root.path().join(place);
            fs::create_dir_all(&folder).expect("made");
            let program = folder.join("MiniBrowser");
            fs::write(&program, "").expect("written");
            assert_eq!(minibrowser(root.path()), Some(program));
        }
    }
}
