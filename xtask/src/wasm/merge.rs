//! Several chunks as one module.
//!
//! `wasm-merge` links what one module imports to what another one exports. Chunks import the same things, the
//! memory, the table and the stack of the main module, and merged as they are they would import a memory
//! each. So a module of our own is merged with them: it has the name from which chunks import, imports all
//! that they need, once, and exports it to them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{EntityType, ExportKind, ExportSection, ImportSection, Module};
use wasmparser::{Parser, Payload, TypeRef};

use super::exports::drop_exports;
use super::optimize::{features, wasm_opt};
use crate::process;
use crate::tools::Tools;

/// The module from which chunks import.
const MAIN: &str = "__wasm_split";
/// The module from which merged chunks import what chunks import from [`MAIN`].
pub(super) const MERGED_FROM: &str = "main";

/// The chunks in these files as one module, which imports from [`MERGED_FROM`]. `scratch` is a folder for
/// what is written on the way.
///
/// # Errors
/// If a chunk imports something else than chunks do, or a tool refuses them.
pub(super) fn merge(tools: &Tools, chunks: &[PathBuf], scratch: &Path) -> Result<Vec<u8>> {
    let read =
        |path: &PathBuf| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    let modules = chunks.iter().map(read).collect::<Result<Vec<_>>>()?;
    let hub = scratch.join("hub.wasm");
    fs::write(&hub, imports_once(&modules)?)
        .with_context(|| format!("cannot write {}", hub.display()))?;
    let merged = scratch.join("merged.wasm");
    let mut command = tools.command("wasm-merge")?;
    command.args(features()?).arg(&hub).arg(MAIN);
    for (number, chunk) in chunks.iter().enumerate() {
        command.arg(chunk).arg(format!("chunk{number}"));
    }
    command.arg("-o").arg(&merged);
    ensure!(
        process::run(&mut command)?.success(),
        "wasm-merge refuses the chunks; the reason stands above"
    );
    // What the module of our own exports has been linked.
    drop_exports(&wasm_opt(tools, &merged)?)
}

/// A module that imports what all of these do, each thing once, and exports it.
fn imports_once(modules: &[Vec<u8>]) -> Result<Vec<u8>> {
    let mut needed: BTreeMap<&str, TypeRef> = BTreeMap::new();
    for module in modules {
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload.context("a chunk cannot be parsed")?;
            let Payload::ImportSection(section) = payload else {
                continue;
            };
            for import in section.into_imports() {
                let import = import.context("an import of a chunk cannot be parsed")?;
                ensure!(
                    import.module == MAIN,
                    "a chunk imports {} from {}",
                    import.name,
                    import.module
                );
                let known = needed.entry(import.name).or_insert(import.ty);
                ensure!(
                    *known == import.ty,
                    "chunks import {} as different types",
                    import.name
                );
            }
        }
    }
    let (mut imports, mut exports) = (ImportSection::new(), ExportSection::new());
    let (mut memories, mut tables, mut globals) = (0, 0, 0);
    for (name, kind) in needed {
        let kind = RoundtripReencoder
            .entity_type(kind)
            .context("an import cannot be written")?;
        imports.import(MERGED_FROM, name, kind);
        let (kind, count) = match kind {
            EntityType::Memory(_) => (ExportKind::Memory, &mut memories),
            EntityType::Table(_) => (ExportKind::Table, &mut tables),
            EntityType::Global(_) => (ExportKind::Global, &mut globals),
            _ => anyhow::bail!("a chunk imports {name}, which is no memory, table or global"),
        };
        exports.export(name, kind, *count);
        *count += 1;
    }
    let mut hub = Module::new();
    hub.section(&imports).section(&exports);
    Ok(hub.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{GlobalType, MemoryType, ValType};

    const STACK: EntityType = EntityType::Global(GlobalType {
        val_type: ValType::I32,
        mutable: true,
        shared: false,
    });

    fn memory(pages: u64) -> EntityType {
        EntityType::Memory(MemoryType {
            minimum: pages,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        })
    }

    fn chunk(from: &str, imported: &[(&str, EntityType)]) -> Vec<u8> {
        let mut imports = ImportSection::new();
        for (name, kind) in imported {
            imports.import(from, name, *kind);
        }
        let mut module = Module::new();
        module.section(&imports);
        module.finish()
    }

    #[test]
    fn what_several_chunks_import_is_imported_once() {
        let chunks = [
            chunk(MAIN, &[("memory", memory(2)), ("stack", STACK)]),
            chunk(MAIN, &[("memory", memory(2))]),
        ];
        let hub = imports_once(&chunks).expect("a module");
        let (mut imports, mut exports) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(&hub) {
            match payload.expect("a section") {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import.expect("an import");
                        imports.push((import.module.to_owned(), import.name.to_owned()));
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export.expect("an export");
                        exports.push((export.name.to_owned(), export.index));
                    }
                }
                _ => {}
            }
        }
        let imported = |name: &str| (MERGED_FROM.to_owned(), name.to_owned());
        assert_eq!(imports, [imported("memory"), imported("stack")]);
        assert_eq!(exports, [("memory".to_owned(), 0), ("stack".to_owned(), 0)]);
    }

    #[test]
    fn chunks_that_import_something_else_are_refused() {
        let other = [chunk("./console.js", &[("memory", memory(2))])];
        assert!(imports_once(&other).is_err());
        let different = [
            chunk(MAIN, &[("memory", memory(2))]),
            chunk(MAIN, &[("memory", memory(3))]),
        ];
        assert!(imports_once(&different).is_err());
        let function = [chunk(MAIN, &[("call", EntityType::Function(0))])];
        assert!(imports_once(&function).is_err());
    }
}
