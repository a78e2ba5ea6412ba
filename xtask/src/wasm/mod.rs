//! The program that is shipped: from its sources to files that browsers may cache for good.
//!
//! [`build`] is the whole of it, from top to bottom. It runs the command line tools one after the other.
//! Their libraries would have to be compiled for every clone, while Trunk and the component tests need the
//! tools themselves anyway, and those are kept for all clones. Passes of its own only use what a
//! WebAssembly module says about itself: its functions, imports and exports, by the specification of the
//! format. None of them knows a name of the standard library or guesses at what some bytes mean.
//!
//! Plain `trunk build --release` takes another way: one module with all pages, without the passes of its own.

mod chunks;
mod compile;
mod exports;
mod merge;
mod null_elements;
mod optimize;
mod reorder;
mod short_names;
mod validate;

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use self::chunks::{Passes, bundle_chunks};
use self::exports::{check_unused, drop_class_exports, drop_unused_exports};
use self::merge::merge;
use self::null_elements::drop_null_elements;
use self::short_names::shorten_imports;
use self::validate::validate;
use crate::check::CONSOLE;
use crate::esbuild::esbuild;
use crate::hash::{HashedFile, write_hashed};
use crate::paths;
use crate::process;
use crate::tools::Tools;

pub(crate) use self::compile::{Binary, compile, remap_source_paths};
use self::optimize::{optimized, wasm_opt};
use self::reorder::reorder_functions;

/// What all tools are told to call the program.
const NAME: &str = "console";
/// Makes the linker leave its notes about what uses what in the module, by which `wasm-split-cli` takes it
/// apart.
const KEEP_RELOCATIONS: &str = "-Clink-args=--emit-relocs";
/// The script with which `wasm-split-cli` has the program fetch its chunks.
const LOADER: &str = "__wasm_split.js";
/// Hands on what a page imports, and nothing else that `wasm-bindgen` exports.
const ENTRY: &str = "export { initSync } from \"./console.js\";\n";
/// Makes one script, without classes that nothing uses. What `wasm-bindgen` writes beside each class would
/// keep it: an `if (Symbol.dispose)`, for `using` declarations in scripts that the console does not have,
/// and a `new FinalizationRegistry(…)`, see [`mark_pure`].
const BUNDLE: [&str; 4] = [
    "--bundle",
    "--format=esm",
    "--define:Symbol.dispose=undefined",
    // wasm-bindgen names the loader once for each chunk.
    "--log-override:duplicate-object-key=silent",
];

/// What a page has to link. Chunks are found by the script.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) script: HashedFile,
    pub(crate) module: HashedFile,
}

/// Builds the console and writes its script, its main module and its chunks into `folder`, each named by
/// its hash. The first chunk brings the style sheet `style` along, which is in `folder` already.
///
/// # Errors
/// If a step fails; it has said why on the terminal or says so here.
pub(crate) fn build(tools: &Tools, folder: &Path, style: &HashedFile) -> Result<Program> {
    // Compile. Feature `split` marks the functions at which the program is taken apart.
    let whole = compile(&Binary {
        package: CONSOLE,
        name: NAME,
        features: "split",
        flags: &[KEEP_RELOCATIONS],
    })?;

    // Without methods of classes. Nothing in the page could call them, which is checked below.
    let linked = paths::empty(&paths::scratch().join("wasm/linked"))?.join(format!("{NAME}.wasm"));
    let (module, dropped) = drop_class_exports(&read(&whole)?)?;
    write(&linked, &module)?;

    // Take apart: `console.wasm`, one module for each chunk, and the loader.
    let split = paths::empty(&paths::scratch().join("wasm/split"))?;
    let mut command = tools.command("wasm-split-cli")?;
    command.arg(&linked).arg(&split).args(["--out-name", NAME]);
    run(&mut command)?;

    // Bind: `console_bg.wasm` and `console.js`. Chunks find the main module's table and globals by the
    // linker's names.
    let bound = paths::empty(&paths::scratch().join("wasm/bound"))?;
    let mut command = tools.command("wasm-bindgen")?;
    command
        .args(["--target", "web", "--no-typescript", "--keep-lld-exports"])
        .args(["--out-name", NAME, "--out-dir"])
        .arg(&bound)
        .arg(split.join(format!("{NAME}.wasm")));
    run(&mut command)?;

    // Optimize the chunks and write them: the loader has to state their hashes.
    let mut passes = ChunkPasses {
        tools,
        split: &split,
        folder,
    };
    let loader = bundle_chunks(&read_text(&split.join(LOADER))?, style, &mut passes)?;

    // One script of bindings and loader, without what nothing uses.
    write(&bound.join(LOADER), loader.as_bytes())?;
    let bindings = bound.join(format!("{NAME}.js"));
    write(&bindings, mark_pure(&read_text(&bindings)?).as_bytes())?;
    let entry = bound.join("entry.js");
    write(&entry, ENTRY.as_bytes())?;
    let script = esbuild(tools, &BUNDLE, &entry)?;
    let script = String::from_utf8(script).context("esbuild writes something else than UTF-8")?;
    check_unused(&dropped, &script)?;

    // Optimize the main module, without what the script does not use.
    let main = bound.join(format!("{NAME}_bg.wasm"));
    let module = drop_unused_exports(&read(&main)?, &script)?;
    write(&main, &module)?;
    let module = drop_null_elements(&wasm_opt(tools, &main)?)?;
    let module = reorder_functions(&module)?;
    let (module, script) = shorten_imports(&module, &script)?;
    validate("the main module", &module)?;

    Ok(Program {
        script: write_hashed(folder, NAME, "js", script.as_bytes())?,
        module: write_hashed(folder, NAME, "wasm", &module)?,
    })
}

/// What chunks go through on their way from the folder `split` into `folder`.
struct ChunkPasses<'a> {
    tools: &'a Tools,
    split: &'a Path,
    folder: &'a Path,
}

impl Passes for ChunkPasses<'_> {
    fn optimized(&mut self, chunk: &str) -> Result<Vec<u8>> {
        let module = reorder_functions(&wasm_opt(self.tools, &self.split.join(chunk))?)?;
        validate(chunk, &module)?;
        Ok(module)
    }

    fn merged(&mut self, chunks: &[&str]) -> Result<Vec<u8>> {
        // All chunks have been through `wasm-opt` by now, to know their sizes.
        let files = chunks
            .iter()
            .map(|chunk| optimized(&self.split.join(chunk)));
        let files: Vec<_> = files.collect();
        let module = reorder_functions(&merge(self.tools, &files, self.split)?)?;
        validate("the merged chunks", &module)?;
        Ok(module)
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<HashedFile> {
        write_hashed(self.folder, name, "wasm", bytes)
    }
}

/// Notes in a script, as minifiers read it, that a `new FinalizationRegistry(…)` has no effect when nothing
/// is registered. The option `--pure` of esbuild is about calls without `new` only.
fn mark_pure(script: &str) -> String {
    const NEW: &str = "new FinalizationRegistry(";
    script.replace(NEW, &format!("/* @__PURE__ */ {NEW}"))
}

/// `wasm-opt` and the order of functions for a program that is not taken apart.
///
/// # Errors
/// If `wasm-opt` refuses the module in `file`, or the result is not valid.
pub(crate) fn optimize(tools: &Tools, file: &Path) -> Result<Vec<u8>> {
    let module = reorder_functions(&wasm_opt(tools, file)?)?;
    validate(&file.display().to_string(), &module)?;
    Ok(module)
}

fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    ensure!(
        process::run(command)?.success(),
        "{program} failed; the reason stands above"
    );
    Ok(())
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

fn read_text(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(file, bytes).with_context(|| format!("cannot write {}", file.display()))
}
