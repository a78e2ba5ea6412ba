//! Checks that plain `trunk build --release`, without the passes of `cargo xtask dist`, makes a console
//! that works.
//!
//! The profile, the folder and the flags are those of `cargo xtask dist`, so all that the console depends
//! on is compiled already; only its own packages are not, because the program is not taken apart.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::dist;
use crate::hash::is_integrity_of;
use crate::html;
use crate::page;
use crate::paths;
use crate::process::{self, Interrupt, Service};
use crate::serve;
use crate::tools::{self, Tools};
use crate::wasm;

/// Builds the console with Trunk into a folder of its own, and looks at the page in a browser.
///
/// # Errors
/// If it does not build, or what it builds does not work.
pub(crate) fn check() -> Result<()> {
    println!("Building the console with plain `trunk build --release`.");
    let tools = Tools::for_shipping()?;
    let folder = paths::empty(&paths::scratch().join("plain"))?;
    let mut trunk = tools.command("trunk")?;
    trunk
        .args([
            "build",
            "--release",
            "--locked=true",
            "--public-url",
            "/",
            "--dist",
        ])
        .arg(&folder);
    wasm::remap_source_paths(&mut trunk)?;
    ensure!(
        process::run(&mut trunk)?.success(),
        "`trunk build --release` fails; the reason stands above"
    );
    check_page(&folder)?;
    check_in_browser(&folder)?;
    println!("The console built by plain `trunk build --release` shows the sign-in page.");
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

/// Checks that the sign-in page appears: policy, hashes, script and module work together.
fn check_in_browser(folder: &Path) -> Result<()> {
    let browser = tools::browser(tools::Engine::Chromium)?;
    let profile = paths::empty(&paths::scratch().join("plain-profile"))?;
    let mut sandbox = Command::new(serve::build_sandbox()?);
    sandbox
        .args(["--listen", "127.0.0.1:0", "--db", ":memory:", "--dist"])
        .arg(folder)
        .stdout(Stdio::piped());
    let mut sandbox = Service::start("the sandbox", &mut sandbox)?;
    let origin = sandbox.wait_for_line("sandbox listening on ", &Interrupt::default())?;
    let output = Command::new(browser.browser)
        // The clock of the page stands still while something is being fetched, so this is no race.
        .args(["--headless", "--virtual-time-budget=20000", "--dump-dom"])
        .args(["--no-sandbox", "--disable-gpu", "--no-first-run"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("{origin}/login"))
        .stderr(Stdio::null())
        .output()
        .context("cannot run the browser")?;
    let document = String::from_utf8_lossy(&output.stdout);
    ensure!(
        shows_sign_in(&document),
        "the console built by plain `trunk build --release` does not show the sign-in page, but \
         this:\n{document}"
    );
    Ok(())
}

/// Whether the console has started (the boot screen is gone) and shows the page for signing in.
fn shows_sign_in(document: &str) -> bool {
    let is_started = html::tags(document).iter().all(|tag| !tag.is("id", "boot"));
    is_started && document.contains(">Sign in</h1>")
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

    #[test]
    fn the_boot_screen_is_not_the_sign_in_page() {
        assert!(shows_sign_in("<body><h1 id=\"page-heading\">Sign in</h1>"));
        assert!(!shows_sign_in("<body><div id=\"boot\"></div>"));
        assert!(!shows_sign_in("<div id=\"boot\"></div><h1>Sign in</h1>"));
    }
}
