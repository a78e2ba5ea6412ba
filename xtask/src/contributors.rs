//! What the code of a first visit is made of, by module.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, Result};
use wasmparser::{KnownCustom, Name, Parser, Payload};

use crate::paths;

/// How many are listed.
const LISTED: usize = 10;

/// The largest of them, as the main module was before `wasm-opt` dropped its names. Closures count for the
/// trait by which they are called, generic code for the crate that it stands in.
pub(crate) fn table() -> Result<String> {
    let file = paths::scratch().join("wasm/bound/console_bg.wasm");
    let Ok(module) = fs::read(&file) else {
        return Ok("The names of functions are known after `cargo xtask dist` only.\n".to_owned());
    };
    let sizes = by_module(&module).with_context(|| format!("cannot read {}", file.display()))?;
    let all: usize = sizes.values().sum();
    let mut sizes: Vec<(String, usize)> = sizes.into_iter().collect();
    sizes.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let mut table = format!("the {LISTED} largest parts of its code, before optimizing\n");
    for (name, size) in sizes.iter().take(LISTED) {
        let per_mille = size * 1000 / all.max(1);
        let (whole, tenth) = (per_mille / 10, per_mille % 10);
        let _ = writeln!(table, "{name:40}  {size:>9}  {whole:>3}.{tenth} %");
    }
    Ok(table)
}

/// Bytes of code by crate and module.
fn by_module(module: &[u8]) -> Result<BTreeMap<String, usize>> {
    let mut names = BTreeMap::new();
    let mut bodies = Vec::new();
    let mut imported = 0;
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    if matches!(import?.ty, wasmparser::TypeRef::Func(_)) {
                        imported += 1;
                    }
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes().len()),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(section) = section.as_known() else {
                    continue;
                };
                for part in section {
                    if let Ok(Name::Function(functions)) = part {
                        for naming in functions {
                            let naming = naming?;
                            names.insert(naming.index, naming.name.to_owned());
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    for (index, size) in (imported..).zip(bodies) {
        let name = names.get(&index).map_or("", String::as_str);
        *sizes.entry(module_of(name)).or_default() += size;
    }
    Ok(sizes)
}

/// The crate and module that a function's name begins with, such as `console_api::client`.
fn module_of(name: &str) -> String {
    // A crate's name may have its hash behind it, in brackets.
    let mut plain = String::with_capacity(name.len());
    let mut depth = 0;
    for letter in name.chars() {
        match letter {
            '[' => depth += 1,
            ']' => depth -= 1,
            other if depth == 0 => plain.push(other),
            _ => {}
        }
    }
    let is_name =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    let mut words = plain.split(|letter: char| !(is_name(letter) || letter == ':'));
    let path = words.find(|word| word.contains("::") && !word.starts_with(':'));
    let mut parts = path
        .unwrap_or("other")
        .split("::")
        .filter(|part| !part.is_empty());
    match (parts.next(), parts.next()) {
        (Some(first), Some(second)) => format!("{first}::{second}"),
        (first, _) => first.unwrap_or("other").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::module_of;

    #[test]
    fn a_function_belongs_to_the_module_that_its_name_begins_with() {
        for (name, module) in [
            (
                "console_api::client::Client::send::{{closure}}::h1f",
                "console_api::client",
            ),
            (
                "<F as console_reactive::call::CallMut<T>>::call_mut",
                "console_reactive::call",
            ),
            ("<core[c5930c85a12de822]::fmt::Formatter>::pad", "core::fmt"),
            ("std[a543]::thread::current::init_current", "std::thread"),
            ("<&mut W as core::fmt::Write>::write_char", "core::fmt"),
            ("main", "other"),
            ("", "other"),
        ] {
            assert_eq!(module_of(name), module, "{name}");
        }
    }
}
