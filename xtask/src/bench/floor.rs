//! The least that a page with the console's framework can be, built as the console is.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::arrange::arranged;
use crate::dist;
use crate::html;
use crate::locations::forgotten;
use crate::paths;
use crate::process;
use crate::tools::{self, Tools};

/// Builds it, with its files compressed as those of the console; the folder where it is.
pub(super) fn build() -> Result<PathBuf> {
    println!("Building the page to compare with.");
    let tools = Tools::for_shipping()?;
    let made = paths::scratch().join("bench/floor-made");
    let folder = paths::scratch().join("bench/floor");
    for folder in [&made, &folder] {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
    }
    let mut cargo = process::cargo();
    cargo
        .args(["build", "--locked", "--package", "floor", "--target"])
        .args([tools::WASM, "--profile", "wasm-release"]);
    dist::compile_with(&mut cargo, "")?;
    succeeds(&mut cargo)?;
    let profile = paths::built()?;
    let target = profile.parent().unwrap_or(Path::new(""));
    let program = target.join(tools::WASM).join("wasm-release/floor.wasm");
    succeeds(
        tools
            .command("wasm-bindgen")?
            .args(["--target", "web", "--no-typescript", "--out-name", "floor"])
            .arg("--out-dir")
            .arg(&made)
            .arg(program),
    )?;
    succeeds(
        tools
            .command("wasm-opt")?
            .args(wasm_opt_flags()?)
            .arg(made.join("floor_bg.wasm"))
            .arg("-o")
            .arg(folder.join("floor.wasm")),
    )?;
    let program = folder.join("floor.wasm");
    let bytes = fs::read(&program).with_context(|| format!("cannot read {}", program.display()))?;
    fs::write(&program, arranged(&forgotten(bytes)?)?)
        .with_context(|| format!("cannot write {}", program.display()))?;
    succeeds(
        tools
            .command("esbuild")?
            .args(["--minify", "--format=esm", "--log-level=error"])
            .arg(made.join("floor.js"))
            .arg(format!("--outfile={}", folder.join("floor.js").display())),
    )?;
    let page = paths::root().join("xtask/floor/index.html");
    fs::copy(&page, folder.join("index.html"))
        .with_context(|| format!("cannot copy {}", page.display()))?;
    for name in ["index.html", "floor.js", "floor.wasm"] {
        let file = folder.join(name);
        let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        fs::write(dist::with_ending(&file, "br"), dist::brotli(&bytes)?)
            .with_context(|| format!("cannot write beside {}", file.display()))?;
    }
    Ok(folder)
}

/// How Trunk is told to run `wasm-opt` on the console.
pub(super) fn wasm_opt_flags() -> Result<Vec<String>> {
    let page =
        fs::read_to_string(paths::root().join("index.html")).context("cannot read index.html")?;
    let tags = html::tags(&page);
    let link = tags
        .iter()
        .find(|tag| tag.attribute("data-wasm-opt").is_some())
        .context("index.html does not say how wasm-opt is run")?;
    let level = link.attribute("data-wasm-opt").unwrap_or_default();
    let more = link.attribute("data-wasm-opt-params").unwrap_or_default();
    let mut flags = vec![format!("-O{level}")];
    flags.extend(more.split_whitespace().map(str::to_owned));
    Ok(flags)
}

pub(super) fn succeeds(command: &mut std::process::Command) -> Result<()> {
    ensure!(
        process::run(command)?.success(),
        "the page to compare with does not build; the reason stands above"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn wasm_opt_is_run_as_for_the_console() {
        let flags = super::wasm_opt_flags().expect("flags");
        assert_eq!(flags.first().map(String::as_str), Some("-Os"));
        assert!(flags.len() > 1, "{flags:?}");
    }
}
