//! Checks that plain Trunk, without the passes of `cargo xtask dist`, makes a console that works: the release
//! that can be deployed, and the development build that `cargo xtask serve` shows.
//!
//! A development build has many times the bytes, and browsers do not start a program of that size in the way
//! in which they start a small one.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::dist;
use crate::hash::is_integrity_of;
use crate::html;
use crate::page;
use crate::paths;
use crate::process;
use crate::test::browser;
use crate::tools::Tools;
use crate::wasm;

/// What Trunk is told to build.
#[derive(Clone, Copy)]
enum Build {
    /// The profile and the flags are those of `cargo xtask dist`, so all that the console depends on is
    /// compiled already; only its own packages are not, because the program is not taken apart.
    Release,
    /// The profile and the flags are those of the component tests.
    Development,
}

impl Build {
    const ALL: [Self; 2] = [Self::Release, Self::Development];

    /// What somebody would type.
    const fn command(self) -> &'static str {
        match self {
            Self::Release => "trunk build --release",
            Self::Development => "trunk build",
        }
    }

    /// Where it goes, below the folder for such things.
    const fn folder(self) -> &'static str {
        match self {
            Self::Release => "plain",
            Self::Development => "plain-development",
        }
    }
}

/// Builds the console with Trunk into folders of their own, and signs in to them in a browser.
///
/// # Errors
/// If it does not build, or what it builds does not work.
pub(crate) fn check() -> Result<()> {
    let tools = Tools::for_shipping()?;
    for build in Build::ALL {
        let command = build.command();
        println!("Building the console with plain `{command}`.");
        let folder = paths::empty(&paths::scratch().join(build.folder()))?;
        let mut trunk = tools.command("trunk")?;
        trunk.args(["build", "--locked=true", "--public-url", "/", "--dist"]);
        trunk.arg(&folder);
        if matches!(build, Build::Release) {
            trunk.arg("--release");
            wasm::remap_source_paths(&mut trunk)?;
        }
        ensure!(
            process::run(&mut trunk)?.success(),
            "`{command}` fails; the reason stands above"
        );
        check_page(&folder)?;
        browser::any_build(&folder).with_context(|| {
            format!("the console built by plain `{command}` does not pass what every build has to")
        })?;
    }
    Ok(())
}

/// Checks the page against the files beside it, and the policy against the page.
fn check_page(folder: &Path) -> Result<()> {
    let index = folder.join("index.html");
    let page =
        fs::read_to_string(&index).with_context(|| format!("cannot read {}", index.display()))?;
    for tag in html::tags(&page) {
        let stated = tag
            .attribute("integrity")
            .or_else(|| tag.attribute("data-integrity"));
        let Some((href, stated)) = tag.attribute("href").zip(stated) else {
            continue;
        };
        let name = href.rsplit('/').next().unwrap_or(href);
        let bytes =
            fs::read(folder.join(name)).with_context(|| format!("{name} is not in the build"))?;
        ensure!(
            is_integrity_of(stated, &bytes),
            "the page states another hash for {name} than the file has"
        );
    }
    let endings = dist::linked_files(&page)
        .iter()
        .filter_map(|name| name.rsplit_once('.').map(|(_, ending)| ending.to_owned()))
        .collect::<Vec<_>>();
    for ending in ["css", "js", "wasm"] {
        ensure!(
            endings.iter().filter(|found| *found == ending).count() == 1,
            "the page links not one .{ending} file but these: {endings:?}"
        );
    }
    ensure!(
        page::write_policy(&page)? == page,
        "the page has another policy than its scripts need"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::hash::integrity;

    /// A folder with a page that links three files, after `change` to the page.
    fn build(change: impl Fn(&str) -> String) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let mut page = "<html><head><script>boot()</script>".to_owned();
        for name in ["a.css", "b.js", "c.wasm"] {
            fs::write(folder.path().join(name), name).expect("written");
            let hash = integrity(name.as_bytes());
            let _ = write!(page, "<link href=\"/{name}\" integrity=\"{hash}\">");
        }
        page.push_str("</head></html>");
        let page = change(&page::write_policy(&page).expect("a policy"));
        fs::write(folder.path().join("index.html"), page).expect("written");
        folder
    }

    #[test]
    fn a_sound_build_passes() {
        check_page(build(str::to_owned).path()).expect("sound");
    }

    #[test]
    fn what_would_not_start_is_refused() {
        let missing = build(|page| page.replace("/c.wasm", "/d.wasm"));
        let changed = build(str::to_owned);
        fs::write(changed.path().join("b.js"), "other").expect("written");
        let unlinked = build(|page| page.replace("/a.css", "/b.js"));
        let script = build(|page| page.replace("boot()", "boot(1)"));
        for (folder, reason) in [
            (missing, "d.wasm is not in the build"),
            (changed, "another hash for b.js"),
            (unlinked, "another hash for b.js"),
            (script, "another policy"),
        ] {
            let error = format!("{:#}", check_page(folder.path()).expect_err(reason));
            assert!(error.contains(reason), "{error}");
        }
    }
}
