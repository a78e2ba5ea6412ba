//! Exports that nothing uses.
//!
//! Crates export functions for JavaScript that the console does not have: `wasm-streams`, for one, a reader
//! and a writer of streams. An export keeps alive all that it calls. Those whose name the bundled script
//! does not contain cannot be called, and without them `wasm-opt` drops the code behind them. What they
//! reach through a table it cannot drop, so the methods of classes go before the program is taken apart.

use std::collections::HashSet;

use anyhow::{Context as _, Result, ensure};
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{ExportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

use super::short_names::is_word;

/// Before the name of a function that wasm-bindgen exports for scripts stands this in the name of another
/// one, which tells its types.
const DESCRIPTION: &str = "__wbindgen_describe_";

/// The linked module without the functions that it exports for scripts, and their names: the methods of
/// classes. They would be kept with all that they call, because an export is where reachability begins.
///
/// # Errors
/// If the module cannot be parsed.
pub(crate) fn drop_class_exports(module: &[u8]) -> Result<(Vec<u8>, Vec<String>)> {
    let names = export_names(module)?;
    let is_freeing = |name: &str| name.starts_with("__wbg_") && name.ends_with("_free");
    let dropped: HashSet<&str> = names
        .iter()
        .copied()
        .filter(|name| is_freeing(name) || names.contains(format!("{DESCRIPTION}{name}").as_str()))
        .collect();
    let is_kept = |name: &str| {
        let described = name.strip_prefix(DESCRIPTION).unwrap_or(name);
        !dropped.contains(described)
    };
    let mut names: Vec<String> = dropped.iter().map(ToString::to_string).collect();
    names.sort_unstable();
    Ok((with_exports(module, is_kept)?, names))
}

/// Checks that the script uses none of the exports that [`drop_class_exports`] has dropped.
///
/// # Errors
/// If it does.
pub(crate) fn check_unused(dropped: &[String], script: &str) -> Result<()> {
    let words = words(script);
    for name in dropped {
        ensure!(
            !words.contains(name.as_str()),
            "the script calls {name}, which was dropped before the program was taken apart"
        );
    }
    Ok(())
}

/// The module with only those exports whose name is a word of the script.
///
/// # Errors
/// If the module cannot be parsed.
pub(crate) fn drop_unused_exports(module: &[u8], script: &str) -> Result<Vec<u8>> {
    let words = words(script);
    with_exports(module, |name| {
        if name.chars().all(is_word) {
            words.contains(name)
        } else {
            script.contains(name)
        }
    })
}

/// The module without any export.
///
/// # Errors
/// If the module cannot be parsed.
pub(crate) fn drop_exports(module: &[u8]) -> Result<Vec<u8>> {
    with_exports(module, |_| false)
}

fn words(script: &str) -> HashSet<&str> {
    script.split(|letter| !is_word(letter)).collect()
}

fn export_names(module: &[u8]) -> Result<HashSet<&str>> {
    let mut names = HashSet::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ExportSection(section) = payload.context("the module cannot be parsed")? {
            for export in section {
                names.insert(export.context("an export cannot be parsed")?.name);
            }
        }
    }
    Ok(names)
}

fn with_exports(module: &[u8], is_kept: impl Fn(&str) -> bool) -> Result<Vec<u8>> {
    let mut smaller = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the module cannot be parsed")?;
        if let Payload::ExportSection(section) = payload {
            let mut exports = ExportSection::new();
            for export in section {
                let export = export.context("an export cannot be parsed")?;
                if is_kept(export.name) {
                    let kind = RoundtripReencoder
                        .export_kind(export.kind)
                        .context("an export cannot be written")?;
                    exports.export(export.name, kind, export.index);
                }
            }
            if !exports.is_empty() {
                smaller.section(&exports);
            }
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

    #[test]
    fn methods_of_classes_are_dropped_with_their_descriptions() {
        let kept = [
            "main",
            "__wbindgen_describe___wbg_now_1f",
            "__wbindgen_free",
        ];
        let methods = [
            "source_pull",
            "__wbindgen_describe_source_pull",
            "__wbg_source_free",
        ];
        let before = module(&[kept, methods].concat());
        let (after, dropped) = drop_class_exports(&before).expect("smaller");
        assert_eq!(after, module(&kept));
        assert_eq!(dropped, ["__wbg_source_free", "source_pull"]);
        assert!(check_unused(&dropped, "i.main();i.source()").is_ok());
        assert!(check_unused(&dropped, "i.main();i.source_pull()").is_err());
    }
}
