//! Exports that nothing uses.
//!
//! Crates export functions for JavaScript that the console does not have: `wasm-streams`, for one, a reader
//! and a writer of streams. An export keeps alive all that it calls. Those whose name the bundled script
//! does not contain cannot be called, and without them `wasm-opt` drops the code behind them.

use std::collections::HashSet;

use anyhow::{Context as _, Result};
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{ExportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

use super::short_names::is_word;

/// The module with only those exports whose name is a word of the script.
///
/// # Errors
/// If the module cannot be parsed.
pub(crate) fn drop_unused_exports(module: &[u8], script: &str) -> Result<Vec<u8>> {
    let words: HashSet<&str> = script.split(|letter| !is_word(letter)).collect();
    let is_used = |name: &str| {
        if name.chars().all(is_word) {
            words.contains(name)
        } else {
            script.contains(name)
        }
    };
    let mut smaller = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the module cannot be parsed")?;
        if let Payload::ExportSection(section) = payload {
            let mut exports = ExportSection::new();
            for export in section {
                let export = export.context("an export cannot be parsed")?;
                if is_used(export.name) {
                    let kind = RoundtripReencoder
                        .export_kind(export.kind)
                        .context("an export cannot be written")?;
                    exports.export(export.name, kind, export.index);
                }
            }
            smaller.section(&exports);
        } else if let Some((id, range)) = payload.as_section() {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            let data = &module[range];
            smaller.section(&RawSection { id, data });
        }
    }
    Ok(smaller.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::ExportKind;

    fn module(names: &[&str]) -> Vec<u8> {
        let mut exports = ExportSection::new();
        for (index, name) in (0..).zip(names) {
            exports.export(name, ExportKind::Memory, index);
        }
        let mut module = Module::new();
        module.section(&exports);
        module.finish()
    }

    #[test]
    fn exports_that_the_script_does_not_name_are_dropped() {
        let before = module(&["memory", "main", "a.b", "sink_abort", "c.d"]);
        let script = "i.main();const{memory:m}=i;i['a.b']();my_sink_abort()";
        assert_eq!(
            drop_unused_exports(&before, script).expect("smaller"),
            module(&["memory", "main", "a.b"])
        );
    }
}
