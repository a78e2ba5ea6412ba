//! `cargo xtask dist`: the folder that people deploy.
//!
//! The program comes from [`wasm::build`], its files named by their hashes. The page links them and gets
//! its policy, as under Trunk, from [`seal`]. Then come what static hosts read (`404.html`, `_headers`,
//! `_redirects`) and, beside each file, its compressed forms, made once and better than a server would at
//! each request. The same sources give the same bytes, wherever the clone and cargo's cache are.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use flate2::{Compression, GzBuilder};
use lexopt::prelude::*;

use crate::css::{self, Sheet};
use crate::esbuild::esbuild;
use crate::hash::{self, write_hashed};
use crate::headers::HEADERS;
use crate::html;
use crate::page;
use crate::paths;
use crate::rebase;
use crate::sbom;
use crate::tools::Tools;
use crate::wasm;

const USAGE: &str = "\
Usage: cargo xtask dist [--public-url /]

  --public-url  The path under which the console will stand, such as /console/
";

/// Kinds of files that get smaller.
const COMPRESSED: [&str; 7] = ["css", "html", "js", "json", "svg", "txt", "wasm"];

/// Builds `dist/`.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let mut public_url = "/".to_owned();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("public-url") => public_url = base_path(&arguments.value()?.string()?)?,
            Long("help") | Short('h') => {
                print!("{USAGE}");
                return Ok(());
            }
            other => return Err(other.unexpected().into()),
        }
    }
    build(&public_url)
}

/// Where the build is.
pub(crate) fn folder() -> PathBuf {
    paths::root().join("dist")
}

/// Checks `--public-url` and puts a slash at both ends.
pub(crate) fn base_path(text: &str) -> Result<String> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "/-_.~".contains(letter);
    ensure!(
        text.starts_with('/') && !text.starts_with("//") && text.chars().all(allowed),
        "--public-url takes a path such as /console/, not `{text}`"
    );
    Ok(format!("{}/", text.trim_end_matches('/')))
}

/// What the style sheet is called that comes with the first chunk.
pub(crate) const LATER: &str = "later";

/// Builds `dist/` for a base path that begins and ends with a slash.
///
/// # Errors
/// If a step fails. `dist/` is only replaced when all have succeeded.
pub(crate) fn build(public_url: &str) -> Result<()> {
    let tools = Tools::for_shipping()?;
    println!("Building the console for shipping.");
    let made = paths::empty(&paths::scratch().join("dist"))?;
    let later = esbuild(&tools, &[], &css::write(Sheet::Later)?)?;
    let later = write_hashed(&made, LATER, "css", &later)?;
    let program = wasm::build(&tools, &made, &later)?;
    let style = esbuild(&tools, &[], &css::write(Sheet::First)?)?;
    let style = write_hashed(&made, "console", "css", &style)?;
    let index = paths::root().join("index.html");
    let index = String::from_utf8(read(&index)?).context("index.html is not UTF-8")?;
    let script = paths::scratch().join("dist.js");
    let minify = |text: &str| {
        write(&script, text.as_bytes())?;
        String::from_utf8(esbuild(&tools, &[], &script)?).context("esbuild does not write UTF-8")
    };
    let page = page::shipped(&index, public_url, &style, &program, minify)?;
    write(&made.join("index.html"), page.as_bytes())?;
    finish(&made)?;
    let bill = sbom::shipped()?;
    rebase::copy(&made, &folder())?;
    write(&beside(&folder(), "cdx.json")?, bill.as_bytes())?;
    list_hashes(&folder())?;
    println!("The build is in {}.", folder().display());
    Ok(())
}

/// What stands beside the folder of a build and not in it: `dist.sha256`, `dist.cdx.json`.
fn beside(folder: &Path, ending: &str) -> Result<PathBuf> {
    let folder = folder
        .canonicalize()
        .with_context(|| format!("there is no {}", folder.display()))?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    Ok(folder.with_file_name(format!("{name}.{ending}")))
}

/// Writes the hashes of all files of a build beside its folder, as `sha256sum --check` reads them.
///
/// # Errors
/// If a file cannot be read or written.
pub(crate) fn list_hashes(folder: &Path) -> Result<()> {
    let list = beside(folder, "sha256")?;
    let mut files = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries =
            fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    let name = list.file_stem().unwrap_or_default().to_string_lossy();
    let mut lines = String::new();
    for file in files {
        let below = file.strip_prefix(folder).unwrap_or(&file).display();
        let _ = writeln!(lines, "{}  {name}/{below}", hash::hex(&read(&file)?));
    }
    write(&list, lines.as_bytes())
}

/// Adds what static hosts look for (the page for unknown paths, headers, the rule that every path is the
/// page) and the compressed forms of everything.
pub(crate) fn finish(folder: &Path) -> Result<()> {
    write_pages(folder)?;
    compress(folder)
}

/// Makes anew what follows from `index.html`: the page for unknown paths, `_headers` and `_redirects`, and
/// the compressed forms of the pages.
pub(crate) fn write_pages(folder: &Path) -> Result<()> {
    let index = folder.join("index.html");
    let other = folder.join("404.html");
    let page = String::from_utf8(read(&index)?).context("index.html is not UTF-8")?;
    let base = page::base_path(&page)?;
    write(&other, page.as_bytes())?;
    write(
        &folder.join("_headers"),
        headers_file(&page, &base, &chunks(folder, &page)?)?.as_bytes(),
    )?;
    write(
        &folder.join("_redirects"),
        format!("{base}* {base}index.html 200\n").as_bytes(),
    )?;
    compress_file(&index)?;
    compress_file(&other)
}

/// `_headers`: each path is named in one rule per header, because some hosts join what several rules say.
fn headers_file(page: &str, public_url: &str, chunks: &[String]) -> Result<String> {
    let policy = html::tags(page)
        .iter()
        .find(|tag| tag.is("http-equiv", "content-security-policy"))
        .and_then(|tag| tag.attribute("content").map(str::to_owned))
        .context("the built page has no policy")?;
    let mut file = format!("{public_url}*\n");
    for (name, value) in HEADERS {
        if name == "Content-Security-Policy" {
            let _ = writeln!(file, "  {name}: {policy}; {value}");
        } else {
            let _ = writeln!(file, "  {name}: {value}");
        }
    }
    for path in [
        "",
        "index.html",
        "404.html",
        "login",
        "login/*",
        "developers",
        "developers/*",
        "settings/*",
        "organization-settings/*",
        "user-settings/*",
    ] {
        let _ = writeln!(
            file,
            "{public_url}{path}\n  Cache-Control: no-cache, no-transform"
        );
    }
    for name in linked_files(page).iter().chain(chunks) {
        // Nobody rewrites wasm, and some hosts compress nothing that must not be transformed.
        let kept = if Path::new(name).extension() == Some("wasm".as_ref()) {
            "immutable"
        } else {
            "immutable, no-transform"
        };
        let _ = writeln!(
            file,
            "{public_url}{name}\n  Cache-Control: public, max-age=31536000, {kept}"
        );
    }
    Ok(file)
}

/// Names of the files that the page links: all that a first load fetches besides the page.
pub(crate) fn linked_files(page: &str) -> Vec<String> {
    let mut names: Vec<String> = html::tags(page)
        .iter()
        .filter_map(|tag| match tag.name.as_str() {
            "link" => tag.attribute("href"),
            "script" | "img" => tag.attribute("src"),
            _ => None,
        })
        .filter(|target| !target.starts_with("data:"))
        .map(|target| target.rsplit('/').next().unwrap_or(target).to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Names of the files with chunks and their looks, which pages and dialogs fetch when they are first opened.
pub(crate) fn chunks(folder: &Path, page: &str) -> Result<Vec<String>> {
    let linked = linked_files(page);
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut chunks = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let ending = Path::new(&name).extension();
        let is_part = ending == Some("wasm".as_ref()) || ending == Some("css".as_ref());
        if is_part && !linked.contains(&name) {
            chunks.push(name);
        }
    }
    chunks.sort();
    Ok(chunks)
}

/// Checks that no module of a build can word a panic. The console shows no such sentence when it is shipped
/// (`src/app/failure.rs`), so nobody should download what writes one.
pub(crate) fn check_panics_are_silent(folder: &Path) -> Result<()> {
    // How the standard library begins the text of `PanicHookInfo`.
    const WORDS: &[u8] = b"panicked at";
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let file = entry?.path();
        if file.extension() == Some("wasm".as_ref()) {
            let bytes = read(&file)?;
            ensure!(
                !bytes.windows(WORDS.len()).any(|found| found == WORDS),
                "{} contains the code that describes a panic",
                file.display()
            );
        }
    }
    Ok(())
}

/// Puts `name.br` and `name.gz` beside every file that gets smaller, in every folder.
fn compress(folder: &Path) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            compress(&path)?;
        } else if path
            .extension()
            .is_some_and(|ending| COMPRESSED.iter().any(|known| ending == *known))
        {
            compress_file(&path)?;
        }
    }
    Ok(())
}

fn compress_file(path: &Path) -> Result<()> {
    let bytes = read(path)?;
    write(&with_ending(path, "br"), &brotli(&bytes)?)?;
    write(&with_ending(path, "gz"), &gzip(&bytes)?)
}

/// `page.html` becomes `page.html.br`.
pub(crate) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// Brotli at its best quality, with a window that every browser accepts.
pub(crate) fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters).context("brotli failed")?;
    Ok(compressed)
}

/// Gzip at its best level, without a time.
pub(crate) fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().write(Vec::new(), Compression::best());
    encoder.write_all(bytes).context("gzip failed")?;
    encoder.finish().context("gzip failed")
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    const PAGE: &str = "<head><meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">\
        <link rel=icon href=\"data:image/svg+xml,x\"><link rel=stylesheet href=/console/a-1.css>\
        <link rel=modulepreload href=/console/b-2.js><link rel=preload href=/console/c-3.wasm></head>";

    #[test]
    fn hashes_of_all_files_stand_beside_the_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let build = folder.path().join("site.v2");
        fs::create_dir_all(build.join("more")).expect("folders");
        fs::write(build.join("b.txt"), "abc").expect("written");
        fs::write(build.join("more/a.txt"), "").expect("written");
        list_hashes(&build).expect("a list");
        let list = fs::read_to_string(folder.path().join("site.v2.sha256")).expect("a list");
        // printf abc | sha256sum
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  site.v2/b.txt\n\
            e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  site.v2/more/a.txt\n";
        assert_eq!(list, expected);
    }

    #[test]
    fn a_base_path_is_checked() {
        assert_eq!(base_path("/").expect("a path"), "/");
        assert_eq!(base_path("/console").expect("a path"), "/console/");
        assert_eq!(base_path("/a/b/").expect("a path"), "/a/b/");
        for bad in [
            "",
            "console",
            "//cdn.example.com/",
            "https://example.com/",
            "/a\"b",
            "/a b",
        ] {
            assert!(base_path(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_linked_files_are_known() {
        assert_eq!(linked_files(PAGE), ["a-1.css", "b-2.js", "c-3.wasm"]);
    }

    #[test]
    fn hosts_are_told_policy_and_caching() {
        let file = headers_file(PAGE, "/console/", &["d-4.wasm".to_owned()]).expect("a file");
        let policy = "default-src 'none'; frame-ancestors 'none'";
        let start = format!("/console/*\n  Content-Security-Policy: {policy}\n");
        assert!(file.starts_with(&start), "{file}");
        assert!(
            file.contains(
                "/console/c-3.wasm\n  Cache-Control: public, max-age=31536000, immutable\n"
            )
        );
        assert!(
            file.contains(
                "/console/d-4.wasm\n  Cache-Control: public, max-age=31536000, immutable\n"
            )
        );
        // A page or style sheet that something on the way rewrites does not run any more.
        assert!(file.contains("/console/index.html\n  Cache-Control: no-cache, no-transform\n"));
        assert!(file.contains(
            "/console/a-1.css\n  Cache-Control: public, max-age=31536000, immutable, no-transform\n"
        ));
        assert!(headers_file("<head></head>", "/", &[]).is_err());
    }

    #[test]
    fn modules_that_describe_panics_are_found() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.js"), "'panicked at'").expect("written");
        fs::write(folder.path().join("a.wasm"), "nothing of it").expect("written");
        check_panics_are_silent(folder.path()).expect("silent");
        fs::write(folder.path().join("b.wasm"), "x panicked at y").expect("written");
        let error = check_panics_are_silent(folder.path()).expect_err("found");
        assert!(error.to_string().contains("b.wasm"), "{error}");
    }

    #[test]
    fn files_are_compressed_beside_themselves_and_always_alike() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "{ \"a\": 1 }\n".repeat(500);
        fs::write(folder.path().join("a.json"), &text).expect("written");
        fs::write(folder.path().join("_headers"), "x").expect("written");
        compress(folder.path()).expect("compressed");
        let gz = fs::read(folder.path().join("a.json.gz")).expect("gzip");
        let mut back = String::new();
        flate2::read::GzDecoder::new(&*gz)
            .read_to_string(&mut back)
            .expect("unpacked");
        assert_eq!(back, text);
        let br = fs::read(folder.path().join("a.json.br")).expect("brotli");
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &*br, &mut back).expect("unpacked");
        assert_eq!(back, text.as_bytes());
        assert!(!folder.path().join("_headers.br").exists());
        compress(folder.path()).expect("again");
        assert_eq!(fs::read(folder.path().join("a.json.gz")).expect("gzip"), gz);
        assert!(!folder.path().join("a.json.gz.br").exists());
    }
}
