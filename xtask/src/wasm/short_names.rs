//! Short names for what the program imports from its JavaScript.
//!
//! `wasm-bindgen` gives every imported function a long name that ends in a hash. Each name is in the first
//! load twice, in the module and in the script, and hashes do not compress. The names only have to be the
//! same on both sides.

use std::collections::HashMap;

use anyhow::{Context as _, Result, ensure};
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// The end of the module name of everything that comes from JavaScript: bindings, and the loaders of chunks.
const SCRIPT: &str = ".js";

/// The module and its script with short names for what the one imports from the other.
///
/// The script has to be minified: then its variables have other names, and the old names are only those of
/// properties.
///
/// # Errors
/// If the module cannot be parsed, or imports nothing from a script.
pub(crate) fn shorten_imports(module: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let (module, names) = rename_imports(module)?;
    ensure!(
        !names.is_empty(),
        "the module imports nothing from its script"
    );
    Ok((module, rename_words(script, &names)))
}

/// The module with short names for its imports, and the new name for each old one.
fn rename_imports(module: &[u8]) -> Result<(Vec<u8>, HashMap<String, String>)> {
    let mut names: HashMap<String, String> = HashMap::new();
    let mut renamed = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the module cannot be parsed")?;
        if let Payload::ImportSection(section) = payload {
            let mut imports = ImportSection::new();
            for import in section.into_imports() {
                let import = import.context("an import cannot be parsed")?;
                let kind = RoundtripReencoder
                    .entity_type(import.ty)
                    .context("an import cannot be written")?;
                let next = short_name(names.len());
                let name = if import.module.ends_with(SCRIPT) {
                    names.entry(import.name.to_owned()).or_insert(next)
                } else {
                    import.name
                };
                imports.import(import.module, name, kind);
            }
            renamed.section(&imports);
        } else if let Some((id, range)) = payload.as_section() {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            let data = &module[range];
            renamed.section(&RawSection { id, data });
        }
    }
    Ok((renamed.finish(), names))
}

/// The script with every whole word that is one of the old names replaced.
fn rename_words(script: &str, names: &HashMap<String, String>) -> String {
    let mut renamed = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(is_word) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|letter| !is_word(letter)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        renamed.push_str(before);
        renamed.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    renamed.push_str(rest);
    renamed
}

/// Whether a letter can be part of a name in JavaScript. All names here are ASCII.
pub(crate) fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == '$'
}

/// `a`, `b`, …, `z`, `A`, …, `Z`, `aa`, …
fn short_name(mut number: usize) -> String {
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
    use wasm_encoder::{EntityType, TypeSection};

    fn module(imports: &[(&str, &str)]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut section = ImportSection::new();
        for (from, name) in imports {
            section.import(from, name, EntityType::Function(0));
        }
        let mut module = Module::new();
        module.section(&types).section(&section);
        module.finish()
    }

    #[test]
    fn what_comes_from_scripts_is_renamed() {
        let before = module(&[
            ("./x_bg.js", "__wbg_now_01"),
            ("./split.js", "__wasm_split_load"),
            ("__wasm_split", "memory"),
            ("./x_bg.js", "__wbg_now_01"),
        ]);
        let after = module(&[
            ("./x_bg.js", "a"),
            ("./split.js", "b"),
            ("__wasm_split", "memory"),
            ("./x_bg.js", "a"),
        ]);
        let script = "{ __wbg_now_01: f, __wasm_split_load: g, memory: h }";
        let shortened = shorten_imports(&before, script).expect("shortened");
        assert_eq!(shortened, (after, "{ a: f, b: g, memory: h }".to_owned()));
        assert!(shorten_imports(&module(&[("env", "x")]), script).is_err());
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
        let all: Vec<String> = (0..3000).map(short_name).collect();
        assert_eq!(
            (all[0].as_str(), all[51].as_str(), all[52].as_str()),
            ("a", "Z", "aa")
        );
        let different: std::collections::HashSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len());
    }
}
