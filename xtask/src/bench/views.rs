//! `cargo xtask bench views`: the same small page (`xtask/views`) with the views of stock Leptos and with
//! those of `console-view`, compiled and optimized with the same settings, in bytes.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::floor::{succeeds, wasm_opt_flags};
use crate::dist;
use crate::paths;
use crate::process;
use crate::tools::{self, Tools};

/// The sizes of one variant of the page.
struct Sizes {
    wasm: usize,
    wasm_brotli: usize,
    script_brotli: usize,
}

/// Builds both and prints the table.
pub(super) fn run() -> Result<()> {
    let tools = Tools::for_shipping()?;
    let stock = build("stock", &[], &tools)?;
    let lean = build("lean", &["--features", "lean"], &tools)?;
    println!();
    print!("{}", table(&stock, &lean));
    Ok(())
}

fn build(name: &str, features: &[&str], tools: &Tools) -> Result<Sizes> {
    println!("Building the page: {name}.");
    let folder = paths::scratch().join("bench/views").join(name);
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let mut cargo = process::cargo();
    cargo
        .args(["build", "--locked", "--package", "views"])
        .args(["--target", tools::WASM, "--profile", "wasm-release"])
        .args(features);
    dist::compile_with(&mut cargo, "")?;
    succeeds(&mut cargo)?;
    let profile = paths::built()?;
    let target = profile.parent().unwrap_or(Path::new(""));
    succeeds(
        tools
            .command("wasm-bindgen")?
            .args(["--target", "web", "--no-typescript", "--out-name", "views"])
            .arg("--out-dir")
            .arg(&folder)
            .arg(target.join(tools::WASM).join("wasm-release/views.wasm")),
    )?;
    let program = folder.join("views.wasm");
    succeeds(
        tools
            .command("wasm-opt")?
            .args(wasm_opt_flags()?)
            .arg(folder.join("views_bg.wasm"))
            .arg("-o")
            .arg(&program),
    )?;
    let script = folder.join("views.min.js");
    succeeds(
        tools
            .command("esbuild")?
            .args(["--minify", "--format=esm", "--log-level=error"])
            .arg(folder.join("views.js"))
            .arg(format!("--outfile={}", script.display())),
    )?;
    let read =
        |file: &Path| fs::read(file).with_context(|| format!("cannot read {}", file.display()));
    let program = read(&program)?;
    Ok(Sizes {
        wasm: program.len(),
        wasm_brotli: dist::brotli(&program)?.len(),
        script_brotli: dist::brotli(&read(&script)?)?.len(),
    })
}

/// The sizes side by side.
fn table(stock: &Sizes, lean: &Sizes) -> String {
    let row = |name: &str, stock: usize, lean: usize| {
        #[allow(
            clippy::cast_precision_loss,
            reason = "a page of nine petabytes is too large anyway"
        )]
        let part = 100.0 * lean as f64 / stock.max(1) as f64;
        format!("{name:24} {stock:>14} {lean:>14} {part:>5.0} %\n")
    };
    let mut table = format!(
        "{:24} {:>14} {:>14}\n",
        "bytes", "stock Leptos", "console-view"
    );
    table += &row("wasm", stock.wasm, lean.wasm);
    table += &row("wasm, brotli", stock.wasm_brotli, lean.wasm_brotli);
    table += &row("script, brotli", stock.script_brotli, lean.script_brotli);
    table += &row(
        "first visit, brotli",
        stock.wasm_brotli + stock.script_brotli,
        lean.wasm_brotli + lean.script_brotli,
    );
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_stand_side_by_side() {
        let sizes = |wasm| Sizes {
            wasm,
            wasm_brotli: wasm / 4,
            script_brotli: 1_000,
        };
        let table = table(&sizes(40_000), &sizes(20_000));
        let last: Vec<&str> = table
            .lines()
            .last()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        assert_eq!(
            last,
            ["first", "visit,", "brotli", "11000", "6000", "55", "%"]
        );
    }
}
