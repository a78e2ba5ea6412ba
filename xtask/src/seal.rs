//! `cargo xtask seal`: the last step of a build by Trunk.
//!
//! Trunk calls it as a hook in `Trunk.toml`. It settles the text of the page, names the files of a release
//! build by what is in them, and writes the policy. Running it again on a finished folder is how a changed
//! `console-config` gets its policy: an `apiBase` on another origin enters `connect-src`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use lexopt::prelude::*;

use crate::dist;
use crate::hash::{is_integrity_of, write_hashed};
use crate::html;
use crate::page;

/// Seals the page in `--dir`, or in the folder where Trunk has put its build.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let mut finished = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("dir") => finished = Some(PathBuf::from(arguments.value()?)),
            other => return Err(other.unexpected().into()),
        }
    }
    if let Some(folder) = finished {
        seal_again(&folder)
    } else {
        let folder = env::var_os("TRUNK_STAGING_DIR")
            .context("which folder? `cargo xtask seal --dir dist`")?;
        let public_url = env::var("TRUNK_PUBLIC_URL").unwrap_or_else(|_| "/".to_owned());
        let is_release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
        seal_trunk_build(Path::new(&folder), &public_url, is_release)
    }
}

/// Writes the policy of a finished build anew, and what hosts read. Only the settings in the page can have
/// changed.
fn seal_again(folder: &Path) -> Result<()> {
    let file = folder.join("index.html");
    let page = read_page(&file)?;
    fs::write(&file, page::write_policy(&page)?)
        .with_context(|| format!("cannot write {}", file.display()))?;
    dist::finish(folder)?;
    dist::list_hashes(folder)
}

/// Makes a page that works out of what Trunk has left in its staging folder.
fn seal_trunk_build(folder: &Path, public_url: &str, is_release: bool) -> Result<()> {
    let file = folder.join("index.html");
    let mut page = settle_reload_script(&read_page(&file)?, public_url);
    page = page::write_base_path(&page, public_url)?;
    if is_release {
        page = page::squeeze(&name_by_content(folder, &page)?);
    }
    page = page::name_program_before_scripts(&page);
    page = page::write_policy(&page)?;
    fs::write(&file, page).with_context(|| format!("cannot write {}", file.display()))
}

fn read_page(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Trunk's reload script (under `trunk serve` only) has gaps that its server fills in each answer, which no
/// hash survives. What it would fill in is known here.
fn settle_reload_script(page: &str, public_url: &str) -> String {
    page.replace("'{{__TRUNK_ADDRESS__}}'", "window.location.host")
        .replace("`{{__TRUNK_ADDRESS__}}`", "window.location.host")
        .replace("{{__TRUNK_WS_BASE__}}", public_url)
}

/// Renames the linked files by their final bytes. Trunk names script and module before `wasm-opt` runs, so
/// another version of it would put other bytes under a name that caches keep for a year.
///
/// # Errors
/// If a linked file is not there, or its integrity is not what the page states.
fn name_by_content(folder: &Path, page: &str) -> Result<String> {
    let mut renamed = page.to_owned();
    for tag in html::tags(page) {
        let kinds = ["stylesheet", "modulepreload", "preload"];
        if tag.name != "link" || !kinds.iter().any(|kind| tag.is("rel", kind)) {
            continue;
        }
        let href = tag.attribute("href").context("a link without href")?;
        let name = href.rsplit('/').next().unwrap_or(href);
        let file = folder.join(name);
        let bytes = fs::read(&file)
            .with_context(|| format!("the page links {name}, which is not there"))?;
        ensure!(
            tag.attribute("integrity")
                .is_some_and(|stated| is_integrity_of(stated, &bytes)),
            "the integrity which the page states for {name} is not that of the file"
        );
        let (stem, ending) = name
            .rsplit_once('.')
            .context("a linked file has no ending")?;
        let stem = stem.split('-').next().unwrap_or(stem);
        fs::remove_file(&file).with_context(|| format!("cannot remove {name}"))?;
        let new = write_hashed(folder, stem, ending, &bytes)?;
        renamed = renamed.replace(name, &new.name);
    }
    Ok(renamed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::integrity;

    #[test]
    fn the_reload_script_keeps_no_gaps() {
        let script = "const a = '{{__TRUNK_ADDRESS__}}', b = '{{__TRUNK_WS_BASE__}}', \
            c = `{{__TRUNK_ADDRESS__}}`";
        assert_eq!(
            settle_reload_script(script, "/console/"),
            "const a = window.location.host, b = '/console/', c = window.location.host"
        );
    }

    /// Trunk's staging folder with a module, and the page that links it.
    fn build(integrity_of: &[u8]) -> (tempfile::TempDir, String) {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("console-1_bg.wasm"), "module").expect("written");
        let page = format!(
            "<head><meta name=\"base-path\" content=\"/\">\
             <link rel=\"preload\" href=\"/x/console-1_bg.wasm\" integrity=\"{}\" as=\"fetch\">\
             <script></script></head>",
            integrity(integrity_of)
        );
        fs::write(folder.path().join("index.html"), &page).expect("written");
        (folder, page)
    }

    #[test]
    fn a_release_build_is_named_by_its_final_bytes() {
        let (folder, _) = build(b"module");
        seal_trunk_build(folder.path(), "/x/", true).expect("sealed");
        let page = read_page(&folder.path().join("index.html")).expect("a page");
        let linked = dist::linked_files(&page);
        let [name] = &linked[..] else {
            panic!("{page}")
        };
        assert_eq!(
            fs::read(folder.path().join(name)).expect("renamed"),
            b"module"
        );
        let expected = write_hashed(folder.path(), "console", "wasm", b"module").expect("written");
        assert_eq!(*name, expected.name);
        assert!(!folder.path().join("console-1_bg.wasm").exists());
        assert!(
            page.contains("content=\"/x/\"") && page.contains("data-integrity="),
            "{page}"
        );
    }

    #[test]
    fn a_file_that_is_not_what_the_page_states_is_refused() {
        let (folder, page) = build(b"another module");
        let error = name_by_content(folder.path(), &page).expect_err("another module");
        assert!(
            error.to_string().contains("is not that of the file"),
            "{error}"
        );
    }
}
