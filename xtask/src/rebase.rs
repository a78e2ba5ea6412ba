//! `cargo xtask rebase`: a finished build for another base path, without building it again.
//!
//! Only the page knows where it stands: the router reads its `<meta name="base-path">`, the code finds its
//! wasm beside itself, and the names and bytes of all files stay as they are.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use lexopt::prelude::*;

use crate::dist;
use crate::html;
use crate::page;
use crate::paths;

const USAGE: &str = "\
Usage: cargo xtask rebase --public-url PATH [--dir dist] [--to FOLDER]

  --public-url  The path under which the console will stand, such as /console/
  --dir         The finished build (dist)
  --to          Leave that as it is, and put the build for the other path here
";

/// Changes the base path of a build.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let mut folder = dist::folder();
    let mut to = None;
    let mut public_url = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("public-url") => {
                public_url = Some(dist::base_path(&arguments.value()?.string()?)?);
            }
            Long("dir") => folder = arguments.value()?.into(),
            Long("to") => to = Some(PathBuf::from(arguments.value()?)),
            Long("help") | Short('h') => {
                print!("{USAGE}");
                return Ok(());
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let public_url =
        public_url.context("which path? `cargo xtask rebase --public-url /console/`")?;
    if let Some(to) = to {
        copy(&folder, &to)?;
        folder = to;
    }
    rebase(&folder, &public_url)?;
    dist::list_hashes(&folder)
}

/// Puts a build for another base path into a folder of its own, which is emptied before.
pub(crate) fn rebased_copy(from: &Path, to: &Path, public_url: &str) -> Result<()> {
    copy(from, to)?;
    rebase(to, public_url)
}

/// Copies the files of a folder into another one, which is emptied before.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    paths::empty(to)?;
    let entries = fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))?;
    for entry in entries {
        let file = entry?.path();
        if let Some(name) = file.file_name().filter(|_| file.is_file()) {
            fs::copy(&file, to.join(name))
                .with_context(|| format!("cannot copy {}", file.display()))?;
        }
    }
    Ok(())
}

fn rebase(folder: &Path, public_url: &str) -> Result<()> {
    let file = folder.join("index.html");
    let page = fs::read_to_string(&file).with_context(|| {
        format!(
            "there is no build in {}: run `cargo xtask dist`",
            folder.display()
        )
    })?;
    let page = page::write_policy(&rebased(&page, public_url)?)?;
    fs::write(&file, page).with_context(|| format!("cannot write {}", file.display()))?;
    dist::write_pages(folder)
}

/// The page with another base path in its links and for its router.
fn rebased(page: &str, public_url: &str) -> Result<String> {
    let old = page::base_path(page)?;
    let mut page = page::write_base_path(page, public_url)?;
    let mut from = 0;
    // One after the other, because each moves what follows.
    while let Some(tag) = html::tags(&page)
        .into_iter()
        .find(|tag| tag.span.start >= from && tag.name == "link")
    {
        from = tag.span.start + 1;
        let Some(href) = tag.attribute("href") else {
            continue;
        };
        if let Some(name) = href
            .strip_prefix(&old)
            .filter(|name| !name.starts_with('/'))
        {
            let link = page[tag.span.clone()].replacen(href, &format!("{public_url}{name}"), 1);
            page.replace_range(tag.span.clone(), &link);
        }
    }
    if page::import_map(&page).is_some() {
        page = page::write_import_map(&page)?;
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html><html><head><meta name=\"base-path\" content=\"/\">\
        <link rel=\"icon\" href=\"data:image/svg+xml,/x\"/><script>boot('/a')</script>\
        <script type=\"application/json\" id=\"console-config\">{\"apiBase\":\"\"}</script>\
        <link rel=\"stylesheet\" href=\"/console-1.css\" integrity=\"sha384-/a\"/>\
        <link rel=\"modulepreload\" href=\"/console-2.js\"></head></html>";

    #[test]
    fn only_where_the_page_stands_changes() {
        let moved = rebased(PAGE, "/a/b/").expect("a page");
        assert_eq!(
            moved,
            PAGE.replace("content=\"/\"", "content=\"/a/b/\"")
                .replace("\"/console-", "\"/a/b/console-")
        );
        assert_eq!(rebased(&moved, "/").expect("back"), PAGE);
        assert_eq!(rebased(&moved, "/a/b/").expect("again"), moved);
        assert!(rebased("<head></head>", "/").is_err());
    }

    #[test]
    fn a_copy_has_its_own_pages_and_the_same_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let (from, to) = (folder.path().join("dist"), folder.path().join("x/console"));
        fs::create_dir_all(&from).expect("made");
        fs::write(from.join("index.html"), PAGE).expect("written");
        fs::write(from.join("console-1.css"), "a{}").expect("written");
        rebased_copy(&from, &to, "/console/").expect("a copy");
        let page = fs::read_to_string(to.join("index.html")).expect("a page");
        assert!(
            page.contains("http-equiv=\"Content-Security-Policy\""),
            "{page}"
        );
        assert_eq!(
            fs::read_to_string(to.join("404.html")).expect("a page"),
            page
        );
        assert!(to.join("index.html.br").exists() && to.join("console-1.css").exists());
        let redirects = fs::read_to_string(to.join("_redirects")).expect("rules");
        assert_eq!(redirects, "/console/* /console/index.html 200\n");
        assert_eq!(
            fs::read_to_string(from.join("index.html")).expect("a page"),
            PAGE
        );
    }
}
