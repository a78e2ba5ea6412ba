//! The least that a page with the console's framework can be, built as the console is.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

use crate::dist;
use crate::paths;
use crate::process;
use crate::tools::Tools;
use crate::wasm::{self, Binary};

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
    let program = wasm::compile(&Binary {
        package: "floor",
        name: "floor",
        features: "",
        flags: &[],
    })?;
    succeeds(
        tools
            .command("wasm-bindgen")?
            .args(["--target", "web", "--no-typescript", "--out-name", "floor"])
            .arg("--out-dir")
            .arg(&made)
            .arg(program),
    )?;
    let module = wasm::optimize(&tools, &made.join("floor_bg.wasm"))?;
    let program = folder.join("floor.wasm");
    fs::write(&program, module).with_context(|| format!("cannot write {}", program.display()))?;
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

pub(super) fn succeeds(command: &mut std::process::Command) -> Result<()> {
    ensure!(
        process::run(command)?.success(),
        "the page to compare with does not build; the reason stands above"
    );
    Ok(())
}
