//! `cargo xtask size`: what a first visit downloads, against the budget.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context as _, Result, bail};
use lexopt::prelude::*;

use crate::contributors;
use crate::dist;
use crate::paths;

const USAGE: &str = "\
Usage: cargo xtask size [--no-build]

  --no-build  Measure dist/ as it is, even if the sources are newer
";

/// Brotli bytes of a first load. Over the limit the command fails; the aim is where the console should stand.
pub(crate) const LIMIT: u64 = 220_000;
pub(crate) const AIM: u64 = 160_000;
/// The page, one style sheet, the code, the wasm.
const REQUESTS: usize = 4;

/// Prints the table; fails over the budget.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let mut may_build = true;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("no-build") => may_build = false,
            Long("help") | Short('h') => {
                print!("{USAGE}");
                return Ok(());
            }
            other => return Err(other.unexpected().into()),
        }
    }
    if may_build && is_stale(&paths::root(), &dist::folder()) {
        dist::build("/")?;
    }
    measure()
}

/// Prints the table of `dist/` as it is; fails over the budget.
pub(crate) fn measure() -> Result<()> {
    match verdict(&first_load()?) {
        Ok(sentence) => {
            println!("{sentence}");
            Ok(())
        }
        Err(sentence) => bail!(sentence),
    }
}

/// The files of a first load, after their table was printed.
fn first_load() -> Result<Vec<File>> {
    let folder = dist::folder();
    let page = folder.join("index.html");
    let page = fs::read_to_string(&page).with_context(|| {
        format!(
            "there is no build to measure ({}): run `cargo xtask dist`",
            page.display()
        )
    })?;
    let mut names = vec!["index.html".to_owned()];
    names.extend(dist::linked_files(&page));
    let files = names
        .iter()
        .map(|name| File::read(&folder, name))
        .collect::<Result<Vec<_>>>()?;
    println!("{}", table("first load", &files));
    println!("{}", contributors::table()?);
    let chunks = dist::chunks(&folder, &page)?;
    let chunks = chunks
        .iter()
        .map(|name| File::read(&folder, name))
        .collect::<Result<Vec<_>>>()?;
    println!(
        "{} more in {} files come when a page or a dialog is first opened.\n",
        kilobytes(total(&chunks).brotli),
        chunks.len()
    );
    Ok(files)
}

struct File {
    name: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

impl File {
    fn read(folder: &Path, name: &str) -> Result<Self> {
        let length = |path: &Path| -> Result<u64> {
            let file = fs::metadata(path).with_context(|| {
                format!("a first load needs {}, which is missing", path.display())
            })?;
            Ok(file.len())
        };
        let path = folder.join(name);
        Ok(Self {
            name: name.to_owned(),
            raw: length(&path)?,
            gzip: length(&dist::with_ending(&path, "gz"))?,
            brotli: length(&dist::with_ending(&path, "br"))?,
        })
    }
}

fn total(files: &[File]) -> File {
    let sum = |size: fn(&File) -> u64| files.iter().map(size).sum();
    File {
        name: "total".to_owned(),
        raw: sum(|file| file.raw),
        gzip: sum(|file| file.gzip),
        brotli: sum(|file| file.brotli),
    }
}

fn table(title: &str, files: &[File]) -> String {
    let total = total(files);
    let width = files
        .iter()
        .chain([&total])
        .map(|file| file.name.len())
        .max()
        .unwrap_or_default();
    let mut table = format!(
        "{:width$}  {:>9}  {:>9}  {:>9}\n",
        title, "raw", "gzip", "brotli"
    );
    for file in files.iter().chain([&total]) {
        let _ = writeln!(
            table,
            "{:width$}  {:>9}  {:>9}  {:>9}",
            file.name,
            kilobytes(file.raw),
            kilobytes(file.gzip),
            kilobytes(file.brotli)
        );
    }
    table
}

/// Thousands of bytes, as networks count.
fn kilobytes(bytes: u64) -> String {
    let tenths = (bytes + 50) / 100;
    format!("{}.{} kB", tenths / 10, tenths % 10)
}

fn verdict(files: &[File]) -> Result<String, String> {
    let total = total(files).brotli;
    if files.len() > REQUESTS {
        return Err(format!(
            "a first load makes {} requests; {REQUESTS} are allowed",
            files.len()
        ));
    }
    if total > LIMIT {
        return Err(format!(
            "a first load is {} in brotli, {} over the limit of {}",
            kilobytes(total),
            kilobytes(total - LIMIT),
            kilobytes(LIMIT)
        ));
    }
    let rest = if total > AIM {
        format!(
            "{} above the aim of {}",
            kilobytes(total - AIM),
            kilobytes(AIM)
        )
    } else {
        format!("within the aim of {}", kilobytes(AIM))
    };
    Ok(format!(
        "A first load is {} in brotli and {} requests: under the limit of {}, {rest}.",
        kilobytes(total),
        files.len(),
        kilobytes(LIMIT)
    ))
}

/// Whether something that goes into the build is newer than it, or there is none.
pub(crate) fn is_stale(root: &Path, folder: &Path) -> bool {
    let Some(built) = fs::metadata(folder.join("index.html.br"))
        .and_then(|file| file.modified())
        .ok()
    else {
        return true;
    };
    [
        ".cargo",
        "crates",
        "src",
        "style",
        "xtask/src",
        "index.html",
        "Trunk.toml",
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
    ]
    .iter()
    .any(|source| newest(root, &root.join(source)).is_some_and(|changed| changed > built))
}

/// What lies among the sources but is no part of the console; `Trunk.toml` ignores the crates as well.
const OTHERS: [&str; 3] = ["crates/conformance", "crates/sandbox", "xtask/src/bench"];

/// When something at this path was last changed.
fn newest(root: &Path, path: &Path) -> Option<SystemTime> {
    if OTHERS.iter().any(|other| path == root.join(other)) {
        return None;
    }
    let own = fs::metadata(path).ok()?.modified().ok();
    let inner = fs::read_dir(path)
        .ok()
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| newest(root, &entry.path()));
    own.into_iter().chain(inner).max()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn file(name: &str, brotli: u64) -> File {
        File {
            name: name.to_owned(),
            raw: brotli * 4,
            gzip: brotli + 1000,
            brotli,
        }
    }

    #[test]
    fn the_table_lines_up() {
        let table = table(
            "first load",
            &[file("index.html", 1_249), file("console-0123.wasm", 98_750)],
        );
        assert_eq!(
            table,
            "first load               raw       gzip     brotli\n\
             index.html            5.0 kB     2.2 kB     1.2 kB\n\
             console-0123.wasm   395.0 kB    99.8 kB    98.8 kB\n\
             total               400.0 kB   102.0 kB   100.0 kB\n"
        );
    }

    #[test]
    fn the_budget_is_kept() {
        assert!(
            verdict(&[file("a", 100_000)])
                .is_ok_and(|sentence| sentence.contains("within the aim"))
        );
        assert!(
            verdict(&[file("a", AIM + 10_000)])
                .is_ok_and(|sentence| sentence.contains("10.0 kB above the aim"))
        );
        assert!(verdict(&[file("a", LIMIT)]).is_ok());
        assert!(
            verdict(&[file("a", LIMIT + 1)])
                .is_err_and(|sentence| sentence.contains("over the limit"))
        );
        let five: Vec<_> = (0..5).map(|_| file("a", 1)).collect();
        assert!(verdict(&five).is_err_and(|sentence| sentence.contains("5 requests")));
    }

    #[test]
    fn a_changed_source_makes_the_build_stale() {
        let root = tempfile::tempdir().expect("a folder");
        let dist = root.path().join("dist");
        assert!(is_stale(root.path(), &dist));
        fs::create_dir_all(&dist).expect("made");
        for (source, is_part) in [
            ("crates/sandbox/src/a.rs", false),
            ("crates/view/src/a.rs", true),
            (".cargo/config.toml", true),
        ] {
            let source = root.path().join(source);
            let folder = source.parent().expect("a folder");
            fs::create_dir_all(folder).expect("made");
            fs::write(&source, "").expect("written");
            let built = fs::File::create(dist.join("index.html.br")).expect("written");
            built
                .set_modified(SystemTime::now() + Duration::from_mins(1))
                .expect("set");
            assert!(!is_stale(root.path(), &dist), "{}", source.display());
            fs::File::options()
                .append(true)
                .open(&source)
                .expect("opened")
                .set_modified(SystemTime::now() + Duration::from_mins(2))
                .expect("set");
            assert_eq!(
                is_stale(root.path(), &dist),
                is_part,
                "{}",
                source.display()
            );
            fs::remove_file(&source).expect("removed");
        }
    }
}
