//! `cargo xtask seal`: the last step of every build.
//!
//! Trunk leaves a page whose inline scripts no strict policy would run. This step settles their text, gives the built
//! files names that follow from what is in them, and writes the policy with the scripts' hashes into the page, so that
//! the same rule holds under `trunk serve`, the sandbox, nginx or a bucket. Running it again on a finished folder is
//! how a changed `console-config` gets its policy: an `apiBase` on another origin enters `connect-src`.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use lexopt::prelude::*;
use sha2::{Digest as _, Sha256, Sha384};

use crate::arrange::arranged;
use crate::dist;
use crate::html;
use crate::locations::forgotten;
use crate::process;
use crate::split;

/// Seals the page in `--dir`, or in the folder where Trunk has put its build.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let mut folder = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let mut finished = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("dir") => {
                folder = Some(arguments.value()?.into());
                finished = true;
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let folder = folder.context("which folder? `cargo xtask seal --dir dist`")?;
    let file = folder.join("index.html");
    let mut page =
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    if finished {
        // Only the settings can have changed.
        fs::write(&file, write_policy(&page)?)
            .with_context(|| format!("cannot write {}", file.display()))?;
        return dist::finish(&folder);
    }
    if let Ok(public_url) = env::var("TRUNK_PUBLIC_URL") {
        page = settle_reload_script(&page, &public_url);
        page = write_base_path(&page, &public_url)?;
    }
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release") {
        page = name_by_content(&folder, &page)?;
    }
    page = hand_wasm_integrity_to_the_boot_script(&page);
    page = write_policy(&page)?;
    fs::write(&file, page).with_context(|| format!("cannot write {}", file.display()))
}

/// Trunk's reload script (under `trunk serve` only) has gaps that its server fills in each answer, which no hash
/// survives. What it would fill in is known here.
fn settle_reload_script(page: &str, public_url: &str) -> String {
    page.replace("'{{__TRUNK_ADDRESS__}}'", "window.location.host")
        .replace("`{{__TRUNK_ADDRESS__}}`", "window.location.host")
        .replace("{{__TRUNK_WS_BASE__}}", public_url)
}

pub(crate) fn write_base_path(page: &str, public_url: &str) -> Result<String> {
    let tags = html::tags(page);
    let meta = tags
        .iter()
        .find(|tag| tag.name == "meta" && tag.is("name", "base-path"))
        .context("index.html has no <meta name=\"base-path\">")?;
    ensure!(
        !public_url.contains(['"', '<', '>', '&']),
        "the public URL `{public_url}` has letters that cannot stand in a page"
    );
    let mut page = page.to_owned();
    page.replace_range(
        meta.span.clone(),
        &format!("<meta name=\"base-path\" content=\"{public_url}\">"),
    );
    Ok(page)
}

/// Browsers ignore `integrity` on a preload for `fetch`, and warn about it; the boot script's own `fetch` does not.
fn hand_wasm_integrity_to_the_boot_script(page: &str) -> String {
    let mut page = page.to_owned();
    if let Some(tag) = html::tags(&page)
        .iter()
        .find(|tag| tag.is("rel", "preload") && tag.is("as", "fetch"))
    {
        let link = page[tag.span.clone()].replace(" integrity=", " data-integrity=");
        page.replace_range(tag.span.clone(), &link);
    }
    page
}

/// Makes style sheet and code small, if `esbuild` is there, and renames both and the wasm after their final bytes. Trunk
/// names code and wasm before `wasm-opt` ran, so another version of it would put other bytes under a name that caches keep
/// for a year.
fn name_by_content(folder: &Path, page: &str) -> Result<String> {
    let esbuild = process::find("esbuild");
    let mut sealed = page.to_owned();
    for tag in html::tags(page) {
        let linked = tag.is("rel", "stylesheet")
            || tag.is("rel", "modulepreload")
            || tag.is("rel", "preload");
        if tag.name != "link" || !linked {
            continue;
        }
        let href = tag.attribute("href").context("a link without href")?;
        let name = href.rsplit('/').next().unwrap_or(href);
        let file = folder.join(name);
        let mut bytes = fs::read(&file)
            .with_context(|| format!("the page links {name}, which is not there"))?;
        let integrity = integrity(&bytes);
        ensure!(
            tag.is("integrity", &integrity),
            "the integrity which the page states for {name} is not that of the file"
        );
        let (stem, ending) = name
            .rsplit_once('.')
            .context("a linked file has no ending")?;
        if split::is_split(&bytes) && ending == "js" {
            let esbuild = esbuild
                .as_deref()
                .context("a build in several files needs esbuild: run `cargo xtask dist`")?;
            bytes = split::take_in(esbuild, &file)?;
        } else if ending == "wasm" {
            bytes = arranged(&forgotten(bytes)?)?;
        } else if let Some(esbuild) = esbuild.as_deref() {
            bytes = self::esbuild(esbuild, &["--minify"], &file)?;
        }
        let stem = stem.split('-').next().unwrap_or(stem);
        let new = format!("{stem}-{:016x}.{ending}", short_hash(&bytes));
        fs::remove_file(&file).with_context(|| format!("cannot remove {name}"))?;
        fs::write(folder.join(&new), &bytes).with_context(|| format!("cannot write {new}"))?;
        sealed = sealed
            .replace(&integrity, &self::integrity(&bytes))
            .replace(name, &new);
    }
    Ok(squeeze(&sealed))
}

/// What the name of a file says about its bytes.
pub(crate) fn short_hash(bytes: &[u8]) -> u64 {
    Sha256::digest(bytes)
        .iter()
        .take(8)
        .fold(0, |hash, &byte| (hash << 8) | u64::from(byte))
}

/// What a page states about a file that it links, as Trunk writes it.
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes)))
}

/// A shorter one for the parts, without the name of its kind: all of them stand in what a first visit downloads.
pub(crate) fn hash(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(Sha256::digest(bytes))
}

/// What esbuild makes of a file.
pub(crate) fn esbuild(esbuild: &Path, arguments: &[&str], file: &Path) -> Result<Vec<u8>> {
    let output = Command::new(esbuild)
        .args(arguments)
        .args(["--legal-comments=none", "--log-level=warning"])
        .arg(file)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run esbuild")?;
    ensure!(
        output.status.success() && !output.stdout.is_empty(),
        "esbuild cannot read {}",
        file.display()
    );
    Ok(output.stdout)
}

/// Drops comments, indentation and empty lines. Line ends stay, so scripts mean the same.
fn squeeze(page: &str) -> String {
    let mut squeezed = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, comment)) = rest.split_once("<!--") {
        squeezed.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    squeezed.push_str(rest);
    let lines = squeezed
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Writes the policy as the first thing in the head, in place of one that stands there.
pub(crate) fn write_policy(page: &str) -> Result<String> {
    let mut page = page.to_owned();
    if let Some(old) = html::tags(&page)
        .iter()
        .find(|tag| tag.is("http-equiv", "content-security-policy"))
    {
        page.replace_range(old.span.clone(), "");
    }
    let policy = policy(&page)?;
    let head = html::tags(&page)
        .iter()
        .find(|tag| tag.name == "head")
        .map(|tag| tag.span.end);
    let head = head.context("the page has no <head>")?;
    page.insert_str(
        head,
        &format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"),
    );
    Ok(page)
}

/// The policy of this very page: only its own scripts run, and it talks only to its own origin and the API.
fn policy(page: &str) -> Result<String> {
    let mut scripts = String::new();
    let mut connect = "'self'".to_owned();
    for tag in html::tags(page) {
        if tag.attribute("style").is_some() || tag.name == "style" {
            bail!(
                "index.html has an inline style in <{}>; the policy forbids it",
                tag.name
            );
        }
        let Some(body) = tag.body.clone().filter(|_| tag.attribute("src").is_none()) else {
            continue;
        };
        if tag.is("id", "console-config") {
            connect.push_str(&api_origin(&page[body])?);
        } else if !tag.is("type", "application/json") {
            let _ = write!(
                scripts,
                " 'sha256-{}'",
                BASE64_STANDARD.encode(Sha256::digest(&page[body]))
            );
        }
    }
    Ok(format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src {connect}; manifest-src 'self'; base-uri 'none'; form-action 'self'"
    ))
}

/// ` https://api.example.com` when the settings name an API elsewhere.
fn api_origin(config: &str) -> Result<String> {
    let config: serde_json::Value =
        serde_json::from_str(config).context("console-config in index.html is not JSON")?;
    let api = config
        .get("apiBase")
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default();
    if api.is_empty() || api.starts_with('/') {
        return Ok(String::new());
    }
    let Some((scheme @ ("https" | "http"), rest)) = api.split_once("://") else {
        bail!("apiBase in console-config must be empty or begin with https://, not `{api}`");
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-.:[]".contains(letter);
    ensure!(
        !host.is_empty() && host.chars().all(allowed),
        "apiBase in console-config names no host: `{api}`"
    );
    Ok(format!(" {scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html><html><head><meta charset=utf-8><meta name=\"base-path\" content=\"/\"/>\
        <script>alert(1)</script><script type=\"application/json\" id=\"console-config\">{\"apiBase\":\"\"}</script>\
        </head><body><script type=module>alert(2)</script></body></html>";

    #[test]
    fn inline_scripts_are_hashed_and_data_is_not() {
        let sealed = write_policy(PAGE).expect("a policy");
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        let first = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='";
        assert!(sealed.contains(first), "{sealed}");
        assert_eq!(sealed.matches("'sha256-").count(), 2);
        assert!(sealed.starts_with("<!doctype html><html><head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "));
        assert!(sealed.contains("; connect-src 'self';"));
        assert!(!sealed.contains("unsafe-inline") && !sealed.contains("'unsafe-eval'"));
    }

    #[test]
    fn sealing_again_changes_nothing() {
        let once = write_policy(PAGE).expect("a policy");
        assert_eq!(write_policy(&once).expect("again"), once);
    }

    #[test]
    fn an_api_elsewhere_enters_connect_src() {
        let elsewhere = PAGE.replace(
            "\"apiBase\":\"\"",
            "\"apiBase\":\"https://api.example.com:8443/x\"",
        );
        let sealed = write_policy(&elsewhere).expect("a policy");
        assert!(
            sealed.contains("; connect-src 'self' https://api.example.com:8443;"),
            "{sealed}"
        );
        for bad in [
            "api.example.com",
            "https://",
            "https://a;script-src *",
            "javascript://x",
        ] {
            let page = PAGE.replace("\"apiBase\":\"\"", &format!("\"apiBase\":\"{bad}\""));
            assert!(write_policy(&page).is_err(), "{bad}");
        }
    }

    #[test]
    fn inline_styles_are_refused() {
        assert!(write_policy(&PAGE.replace("<body>", "<body style='margin:0'>")).is_err());
        assert!(write_policy(&PAGE.replace("</head>", "<style>a{}</style></head>")).is_err());
    }

    #[test]
    fn the_base_path_is_written() {
        let page = write_base_path(PAGE, "/console/").expect("a page");
        assert!(
            page.contains("<meta name=\"base-path\" content=\"/console/\">"),
            "{page}"
        );
        assert!(write_base_path(PAGE, "/\">").is_err());
        assert!(write_base_path("<head></head>", "/").is_err());
    }

    #[test]
    fn the_reload_script_keeps_no_gaps() {
        let script = "const a = '{{__TRUNK_ADDRESS__}}', b = '{{__TRUNK_WS_BASE__}}', c = `{{__TRUNK_ADDRESS__}}`";
        assert_eq!(
            settle_reload_script(script, "/console/"),
            "const a = window.location.host, b = '/console/', c = window.location.host"
        );
    }

    #[test]
    fn the_boot_script_checks_the_wasm() {
        let page = "<link rel=\"modulepreload\" integrity=\"a\"><link rel=\"preload\" integrity=\"b\" as=\"fetch\">";
        let expected = page.replace(" integrity=\"b\"", " data-integrity=\"b\"");
        assert_eq!(hand_wasm_integrity_to_the_boot_script(page), expected);
    }

    #[test]
    fn pages_are_squeezed() {
        let page = "<p>\n  <!-- a\n comment -->\n  text\n\n  <script>\n    // why\n    a()\n    b()\n  </script>\n";
        assert_eq!(squeeze(page), "<p>\ntext\n<script>\na()\nb()\n</script>");
    }

    #[test]
    fn files_are_named_by_their_final_bytes() {
        let folder = tempfile::tempdir().expect("a folder");
        let empty = wasm_encoder::Module::new().finish();
        fs::write(folder.path().join("console-1_bg.wasm"), &empty).expect("written");
        let page = format!(
            "<link rel=\"preload\" href=\"/x/console-1_bg.wasm\" integrity=\"{}\" as=\"fetch\">",
            integrity(&empty)
        );
        let sealed = name_by_content(folder.path(), &page).expect("named");
        let digest = Sha256::digest(&empty);
        let name = format!("console-{:02x}{:02x}", digest[0], digest[1]);
        assert!(sealed.contains(&format!("href=\"/x/{name}")), "{sealed}");
        assert!(!folder.path().join("console-1_bg.wasm").exists());

        fs::write(folder.path().join("a-1.css"), "other").expect("written");
        let wrong = format!(
            "<link rel=stylesheet href=/a-1.css integrity={}>",
            integrity(b"a{}")
        );
        assert!(name_by_content(folder.path(), &wrong).is_err());
    }
}
