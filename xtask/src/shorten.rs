//! Short names between the program and its JavaScript.
//!
//! `wasm-bindgen` calls every function of the browser that the program imports by a long name that ends in a hash. Each stands
//! twice in what a first visit downloads, once in the `.wasm` and once in the `.js`, and hashes do not compress. Nobody reads
//! them there, so a build for shipping gives both sides short ones. What the program exports only for a library that the
//! console has no use for is left out as well, and `wasm-opt` then drops the code behind it.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{ExportSection, ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// Where the functions come from that `wasm-bindgen` writes; the parts of the program have other imports.
const BINDINGS: &str = "_bg.js";

/// Exports for streams of server functions, which the console has none of (crate `wasm-streams`).
const UNUSED: [&str; 2] = ["intounderlying", "__wbg_intounderlying"];

/// Gives the program in `folder` and its JavaScript short names for each other's functions. `name` is that of both files.
pub(crate) fn shorten(folder: &Path, name: &str) -> Result<()> {
    let program = folder.join(format!("{name}_bg.wasm"));
    let script = folder.join(format!("{name}.js"));
    let bytes = fs::read(&program).with_context(|| format!("cannot read {}", program.display()))?;
    let text =
        fs::read_to_string(&script).with_context(|| format!("cannot read {}", script.display()))?;
    let (bytes, names) = rename_imports(&bytes)?;
    ensure!(
        !names.is_empty(),
        "the program imports nothing that wasm-bindgen has written"
    );
    fs::write(&program, bytes).with_context(|| format!("cannot write {}", program.display()))?;
    fs::write(&script, rename_words(&text, &names))
        .with_context(|| format!("cannot write {}", script.display()))
}

/// The program with short names for its imports, and what they were before.
fn rename_imports(program: &[u8]) -> Result<(Vec<u8>, HashMap<String, String>)> {
    let mut names: HashMap<String, String> = HashMap::new();
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(program) {
        let payload = payload.context("the program cannot be read")?;
        match &payload {
            Payload::ImportSection(section) => {
                let mut imports = ImportSection::new();
                for import in section.clone().into_imports() {
                    let import = import.context("an import of the program cannot be read")?;
                    let kind = RoundtripReencoder
                        .entity_type(import.ty)
                        .context("an import of the program cannot be written")?;
                    let next = short(names.len());
                    let name = if import.module.ends_with(BINDINGS) {
                        names.entry(import.name.to_owned()).or_insert(next)
                    } else {
                        import.name
                    };
                    imports.import(import.module, name, kind);
                }
                module.section(&imports);
            }
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                for export in section.clone() {
                    let export = export.context("an export of the program cannot be read")?;
                    if UNUSED.iter().any(|unused| export.name.starts_with(unused)) {
                        continue;
                    }
                    let kind = RoundtripReencoder
                        .export_kind(export.kind)
                        .context("an export of the program cannot be written")?;
                    exports.export(export.name, kind, export.index);
                }
                module.section(&exports);
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
                    let data = &program[range];
                    module.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok((module.finish(), names))
}

/// The words of a script that are names, in their new form.
fn rename_words(script: &str, names: &HashMap<String, String>) -> String {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$';
    let mut renamed = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(is_part) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|letter| !is_part(letter)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        renamed.push_str(before);
        renamed.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    renamed.push_str(rest);
    renamed
}

/// `a`, `b`, …, `z`, `A`, …, `Z`, `aa`, …
fn short(mut number: usize) -> String {
    const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::new();
    loop {
        name.insert(0, char::from(LETTERS[number % LETTERS.len()]));
        if number < LETTERS.len() {
            return name;
        }
        number = number / LETTERS.len() - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{EntityType, ExportKind, FunctionSection, TypeSection};

    fn program() -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        module.section(&types);
        let mut imports = ImportSection::new();
        imports.import("./x_bg.js", "__wbg_now_01", EntityType::Function(0));
        imports.import(
            "./__wasm_split.js",
            "__wasm_split_load",
            EntityType::Function(0),
        );
        imports.import("./x_bg.js", "__wbg_new_02", EntityType::Function(0));
        module.section(&imports);
        module.section(&FunctionSection::new());
        let mut exports = ExportSection::new();
        exports.export("main", ExportKind::Func, 0);
        exports.export("intounderlyingsink_abort", ExportKind::Func, 1);
        module.section(&exports);
        module.finish()
    }

    #[test]
    fn bindings_get_short_names_and_everything_else_keeps_its_own() {
        let (renamed, names) = rename_imports(&program()).expect("renamed");
        let mut found = Vec::new();
        let mut exported = Vec::new();
        for payload in Parser::new(0).parse_all(&renamed) {
            match payload.expect("a part") {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        found.push(import.expect("an import").name.to_owned());
                    }
                }
                Payload::ExportSection(section) => {
                    exported.extend(
                        section
                            .into_iter()
                            .map(|export| export.expect("one").name.to_owned()),
                    );
                }
                _ => {}
            }
        }
        assert_eq!(found, ["a", "__wasm_split_load", "b"]);
        assert_eq!(exported, ["main"]);
        assert_eq!(names["__wbg_new_02"], "b");
    }

    #[test]
    fn only_whole_words_are_renamed() {
        let names = HashMap::from([("__wbg_a_1".to_owned(), "a".to_owned())]);
        assert_eq!(
            rename_words(
                "{ __wbg_a_1: f, __wbg_a_12: g, $__wbg_a_1: h, x.__wbg_a_1 }",
                &names
            ),
            "{ a: f, __wbg_a_12: g, $__wbg_a_1: h, x.a }"
        );
    }

    #[test]
    fn short_names_are_all_different() {
        let all: Vec<String> = (0..3000).map(short).collect();
        assert_eq!(
            (all[0].as_str(), all[51].as_str(), all[52].as_str()),
            ("a", "Z", "aa")
        );
        let different: std::collections::HashSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len());
    }
}
