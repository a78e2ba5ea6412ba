//! The console in several files: what a first visit needs, and what pages and dialogs fetch when they are first opened.
//!
//! Trunk hands what cargo built to `wasm-bindgen`. In a build for shipping it finds this program under that name, which
//! lets `wasm-split-cli` take the program apart at the functions marked with `wasm_split` and gives the main part to the
//! real `wasm-bindgen`. What became of the rest is taken into the build by [`seal`](crate::seal): optimized, named after
//! its bytes, and bound to the code by its hash.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, ensure};

use crate::arrange::arranged;
use crate::html;
use crate::locations::forgotten;
use crate::parts::{self, File};
use crate::paths;
use crate::process;
use crate::quiet::quiet;
use crate::seal;
use crate::shorten::shorten;
use crate::tools::Tools;

/// Trunk asks for this program.
const BINDGEN: &str = "wasm-bindgen";
/// Where the real one is.
const REAL_BINDGEN: &str = "CONSOLE_WASM_BINDGEN";
/// What the linker has to leave in the program for it to be taken apart.
pub(crate) const LINKER_FLAG: &str = " -Clink-args=--emit-relocs";
/// The code that fetches the parts; `wasm-bindgen` lets the main code import it.
const LOADER: &str = "__wasm_split.js";
/// What Trunk calls the program.
const NAME: &str = "console";

/// Where the parts wait for being taken into the build.
fn folder() -> PathBuf {
    paths::scratch().join("split")
}

/// Makes Trunk build the console in several files.
pub(crate) fn command(trunk: &mut Command, tools: &Tools) -> Result<()> {
    let program = env::current_exe().context("cannot tell where this program is")?;
    let stand_in = paths::scratch().join("stand-in");
    fs::create_dir_all(&stand_in)
        .with_context(|| format!("cannot create {}", stand_in.display()))?;
    let file = stand_in.join(format!("{BINDGEN}{}", env::consts::EXE_SUFFIX));
    if file.exists() {
        fs::remove_file(&file).with_context(|| format!("cannot replace {}", file.display()))?;
    }
    fs::copy(&program, &file).with_context(|| format!("cannot write {}", file.display()))?;
    let real = tools.command(BINDGEN)?;
    let mut path = OsString::from(&stand_in);
    path.push(if cfg!(windows) { ";" } else { ":" });
    path.push(tools.search_path()?);
    trunk
        .args(["--features", "split"])
        .env("PATH", path)
        .env(REAL_BINDGEN, real.get_program())
        // The copy has no package of its own to ask where the workspace is.
        .env("CARGO_MANIFEST_DIR", paths::root().join("xtask"));
    Ok(())
}

/// Stands in for `wasm-bindgen`, if that is the name this program was called by.
pub(crate) fn stand_in() -> Option<ExitCode> {
    let name = PathBuf::from(env::args_os().next()?);
    if name.file_stem() != Some(OsStr::new(BINDGEN)) {
        return None;
    }
    Some(match split_and_bind() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    })
}

fn split_and_bind() -> Result<ExitCode> {
    let real = env::var_os(REAL_BINDGEN).context("this only runs within `cargo xtask dist`")?;
    let mut arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let is_wasm = |argument: &OsString| Path::new(argument).extension() == Some(OsStr::new("wasm"));
    if let Some(input) = arguments.iter_mut().find(|argument| is_wasm(argument)) {
        let parts = folder();
        if parts.exists() {
            fs::remove_dir_all(&parts)
                .with_context(|| format!("cannot empty {}", parts.display()))?;
        }
        fs::create_dir_all(&parts).with_context(|| format!("cannot create {}", parts.display()))?;
        let linked =
            fs::read(&*input).with_context(|| format!("cannot read {}", input.display()))?;
        let whole = parts.join("whole.wasm");
        fs::write(&whole, quiet(&linked)?)
            .with_context(|| format!("cannot write {}", whole.display()))?;
        let mut split = Command::new("wasm-split-cli");
        split.arg(&whole).arg(&parts).args(["--out-name", NAME]);
        ensure!(
            process::run(&mut split)?.success(),
            "the program cannot be taken apart"
        );
        *input = parts.join(format!("{NAME}.wasm")).into();
        // The parts find each other by these names.
        arguments.push("--keep-lld-exports".into());
    }
    let status = process::run(Command::new(real).args(&arguments))?;
    if !status.success() {
        return Ok(ExitCode::FAILURE);
    }
    if let Some(folder) = out_dir(&arguments) {
        shorten(Path::new(folder), NAME)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Where `wasm-bindgen` was told to write; nowhere when it was asked for its version.
fn out_dir(arguments: &[OsString]) -> Option<&OsStr> {
    let written = arguments
        .iter()
        .find_map(|argument| argument.to_str()?.strip_prefix("--out-dir="));
    written.map(OsStr::new)
}

/// Whether the main code of a build expects further parts.
pub(crate) fn is_split(code: &[u8]) -> bool {
    code.windows(LOADER.len())
        .any(|part| part == LOADER.as_bytes())
}

/// Puts the parts into the build and makes one small file of the main code and of what fetches them.
///
/// The result goes beside `code`, the main code as Trunk left it.
pub(crate) fn take_in(esbuild: &Path, code: &Path) -> Result<Vec<u8>> {
    let build = code.parent().context("the code is in no folder")?;
    let name = code
        .file_name()
        .and_then(OsStr::to_str)
        .context("the code has no name")?;
    let loader = fs::read_to_string(folder().join(LOADER))
        .context("the parts of the console are not there: run `cargo xtask dist`")?
        .replace(&format!("\"./{NAME}.js\""), &format!("\"./{name}\""));
    let loader = parts::rewrite(
        &loader,
        |part| optimized(&folder().join(part)),
        |File { stem, bytes }| {
            let name = format!("{stem}-{:016x}.wasm", seal::short_hash(&bytes));
            fs::write(build.join(&name), &bytes).with_context(|| format!("cannot write {name}"))?;
            Ok((name, seal::hash(&bytes)))
        },
    )?;
    let beside = build.join(LOADER);
    fs::write(&beside, loader).with_context(|| format!("cannot write {}", beside.display()))?;
    let arguments = [
        "--bundle",
        "--format=esm",
        "--minify",
        // wasm-bindgen names the loader once for each part.
        "--log-override:duplicate-object-key=silent",
    ];
    let bundled = seal::esbuild(esbuild, &arguments, code);
    fs::remove_file(&beside).with_context(|| format!("cannot remove {}", beside.display()))?;
    bundled
}

/// The file as `wasm-opt` makes it, with the settings that `index.html` has for the main part.
fn optimized(file: &Path) -> Result<Vec<u8>> {
    let page = paths::root().join("index.html");
    let page =
        fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let tags = html::tags(&page);
    let rust = tags
        .iter()
        .find(|tag| tag.is("rel", "rust"))
        .context("index.html names no program")?;
    let level = rust.attribute("data-wasm-opt").unwrap_or("z");
    let parameters = rust.attribute("data-wasm-opt-params").unwrap_or_default();
    let output = file.with_extension("opt");
    let status = process::run(
        Command::new("wasm-opt")
            .arg(format!("-O{level}"))
            .args(parameters.split_whitespace())
            .arg("--quiet")
            .arg(file)
            .arg("-o")
            .arg(&output),
    )?;
    ensure!(status.success(), "wasm-opt cannot read {}", file.display());
    let bytes = fs::read(&output).with_context(|| format!("cannot read {}", output.display()))?;
    arranged(&forgotten(bytes)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_split_build_expects_parts() {
        assert!(is_split(b"import * as a from './__wasm_split.js'"));
        assert!(!is_split(b"import * as a from './snippet.js'"));
    }
}
