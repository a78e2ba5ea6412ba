//! The chunks of the console: code that pages and dialogs fetch when they are first opened.
//!
//! `wasm-split-cli` writes one module for each chunk and JavaScript that fetches it. Most chunks hold a few
//! hundred bytes that several pages share. A request for each would take longer than its bytes, a page would
//! start a hundred modules, and each file's hash has to stand in the JavaScript of the first load. So small
//! chunks are merged into one module.
//!
//! The first chunk brings the style sheet for all of them along, and waits for it: nothing is shown without
//! its looks. Where they do not arrive the next chunk asks for them again; what a chunk does matters more.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use super::merge::MERGED_FROM;
use crate::hash::HashedFile;

/// Chunks of fewer bytes than this, uncompressed, are merged.
const SMALL: usize = 11_000;

/// One statement of the loader that `wasm-split-cli` has written.
struct Statement<'a> {
    /// What it defines, up to the call of `makeLoad`, such as `const __chunk_7 = `.
    definition: &'a str,
    /// The name of the chunk's file.
    file: &'a str,
    /// The loaders of the chunks that have to be there first, separated by commas.
    needs: &'a str,
}

/// The tools that chunks go through.
pub(crate) trait Passes {
    /// The bytes of a chunk by the name of its file, as they are written if it stays alone.
    ///
    /// # Errors
    /// If the chunk cannot be read or is refused.
    fn optimized(&mut self, chunk: &str) -> Result<Vec<u8>>;

    /// One module of these chunks, which imports from [`MERGED_FROM`] what each of them imports.
    ///
    /// # Errors
    /// If they are refused.
    fn merged(&mut self, chunks: &[&str]) -> Result<Vec<u8>>;

    /// Writes a file of the build, under this name and a hash.
    ///
    /// # Errors
    /// If it cannot be written.
    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<HashedFile>;
}

/// Writes all chunks and returns the loader for the files that they came to be in.
///
/// `style` is the style sheet that all chunks need.
///
/// # Errors
/// If a pass fails, or the loader does not look as `wasm-split-cli` writes it.
pub(crate) fn bundle_chunks(
    loader: &str,
    style: &HashedFile,
    passes: &mut impl Passes,
) -> Result<String> {
    let (runtime, statements) = parse(loader)?;
    let mut text = runtime.to_owned();
    text.push_str(&FILES.replace("SOURCE", &style_source(style)));
    let (mut small, mut large) = (Vec::new(), HashMap::new());
    for statement in &statements {
        let bytes = passes.optimized(statement.file)?;
        if bytes.len() < SMALL {
            small.push(statement);
        } else {
            large.insert(statement.file, bytes);
        }
    }
    if !small.is_empty() {
        let chunks: Vec<_> = small.iter().map(|statement| statement.file).collect();
        let module = passes.merged(&chunks)?;
        let file = passes.write(SHARED, &module)?;
        let merged = MERGED.replace("SOURCE", &source(SHARED, &file));
        text.push_str(&merged.replace("FROM", MERGED_FROM));
    }
    // What others need of the merged chunks is the merged module.
    let merged: HashSet<_> = small.iter().filter_map(|it| it.variable()).collect();
    for statement in &statements {
        let mut needs: Vec<_> = statement.needs.split(", ").collect();
        needs.retain(|need| !need.is_empty());
        let all = needs.len();
        needs.retain(|need| !merged.contains(need));
        let bytes = large.remove(statement.file);
        if needs.len() < all || bytes.is_none() {
            needs.push("merged");
        }
        let Statement {
            definition, file, ..
        } = statement;
        let end = if definition.ends_with('(') { ");" } else { ";" };
        let needs = needs.join(", ");
        if let Some(bytes) = bytes {
            let name = chunk_name(file);
            let source = source(&name, &passes.write(&name, &bytes)?);
            let _ = writeln!(text, "{definition}single({source}, [{needs}]){end}");
        } else if statement.variable().is_none() {
            let _ = writeln!(text, "{definition}together([{needs}]){end}");
        }
    }
    Ok(text)
}

impl Statement<'_> {
    /// What other statements call the chunk, if they name it. The program names the others.
    fn variable(&self) -> Option<&str> {
        self.definition
            .strip_prefix("const ")?
            .strip_suffix(" = ")
            .filter(|_| self.needs.is_empty())
    }
}

/// What a file is called whose chunks belong to several pages.
const SHARED: &str = "shared";

/// Finds files beside the code, wherever that is, and fetches the style sheet once, and again if that failed.
/// Their names end in the first 8 bytes of their hashes, so the script states them once. A failed fetch is
/// handled where it is awaited, so it must not also count as unhandled.
const FILES: &str = r#"
const locate = (name, sha256, ending) => {
    const hex = (byte) => byte.charCodeAt().toString(16).padStart(2, "0");
    const hash = Array.from(atob(sha256).slice(0, 8), hex).join("");
    return new URL(`./${name}-${hash}.${ending}`, import.meta.url);
};
let style;
const fetchStyle = (name, sha256) => style ??= new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.integrity = `sha256-${sha256}`;
    link.href = locate(name, sha256, "css");
    link.onload = resolve;
    link.onerror = () => {
        link.remove();
        style = undefined;
        reject(new Error(`${link.href} did not arrive`));
    };
    document.head.append(link);
});
const single = (name, sha256, needs, from = (imports) => imports) => makeLoad(() => {
    const response = fetch(locate(name, sha256, "wasm"), { integrity: `sha256-${sha256}` });
    const files = Promise.all([response, fetchStyle(SOURCE).catch(() => {})]);
    files.catch(() => {});
    return async (imports) => {
        await files;
        return WebAssembly.instantiateStreaming(response, from(imports));
    };
}, needs);
const together = (needs) => makeLoad(() => () => {}, needs);
"#;

/// Fetches the module of the small chunks.
const MERGED: &str = r"
const merged = single(SOURCE, [], (imports) => ({ FROM: imports.__wasm_split }));
";

/// The arguments of `fetchStyle`: `later-0123456789abcdef.css` by its name and its hash.
fn style_source(style: &HashedFile) -> String {
    let name = style.name.split('-').next().unwrap_or_default();
    source(name, style)
}

/// The arguments of `fetchFile` for a file of this name.
fn source(name: &str, file: &HashedFile) -> String {
    format!("\"{name}\", \"{}\"", file.sha256)
}

/// Takes the loader apart: what comes before the first chunk, and the statement about each chunk.
fn parse(loader: &str) -> Result<(&str, Vec<Statement<'_>>)> {
    const CALL: &str = "makeLoad(() => {";
    let unknown = "the loader does not look as wasm-split-cli 0.2 writes it";
    let first = loader.find(CALL).context(unknown)?;
    let begin = loader[..first]
        .rfind(";\n")
        .max(loader[..first].rfind("}\n"));
    let (runtime, mut rest) = loader.split_at(begin.map_or(0, |end| end + 2));
    let mut statements = Vec::new();
    while let Some((before, after)) = rest.split_once(CALL) {
        let definition = before.lines().last().context(unknown)?;
        let (_, after) = after.split_once("new URL(\"./").context(unknown)?;
        let (file, after) = after.split_once("\", import.meta.url)").context(unknown)?;
        let (_, after) = after.split_once(", [").context(unknown)?;
        let (needs, after) = after.split_once("])").context(unknown)?;
        let (_, after) = after
            .split_once(";\n")
            .or(after.split_once(';'))
            .context(unknown)?;
        statements.push(Statement {
            definition,
            file,
            needs,
        });
        rest = after;
    }
    Ok((runtime, statements))
}

/// `split_sign_in.wasm` becomes `signin`; `chunk_7.wasm`, which several pages need, becomes `shared`.
fn chunk_name(file: &str) -> String {
    let name = file.trim_end_matches(".wasm");
    let name = name.strip_prefix("split_").unwrap_or(SHARED);
    name.replace('_', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOADER: &str = r#"import { initSync } from "./console.js";
function makeLoad(fetcher, deps) {
    return fetcher;
}
/* create, details */
const __chunk_7 = makeLoad(() => {
    const src = fetch(new URL("./chunk_7.wasm", import.meta.url));
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
, []);
const __chunk_8 = makeLoad(() => {
    const src = fetch(new URL("./chunk_8.wasm", import.meta.url));
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
, []);
export const __wasm_split_load_sign_in = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_sign_in.wasm", import.meta.url));
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
, [__chunk_7, __chunk_8]));
"#;

    /// Chunks of these sizes; the files that were written, and their sizes.
    struct Sizes<F> {
        size: F,
        files: Vec<(String, usize)>,
    }

    impl<F: Fn(&str) -> usize> Passes for Sizes<F> {
        fn optimized(&mut self, chunk: &str) -> Result<Vec<u8>> {
            Ok(vec![0; (self.size)(chunk)])
        }

        fn merged(&mut self, chunks: &[&str]) -> Result<Vec<u8>> {
            Ok(vec![0; chunks.iter().map(|chunk| (self.size)(chunk)).sum()])
        }

        fn write(&mut self, name: &str, bytes: &[u8]) -> Result<HashedFile> {
            self.files.push((name.to_owned(), bytes.len()));
            Ok(file(&format!("{name}-0.wasm")))
        }
    }

    /// The loader for chunks of these sizes, and the names and sizes of the files that were written.
    fn bundled(size: impl Fn(&str) -> usize) -> (String, Vec<(String, usize)>) {
        let files = Vec::new();
        let mut passes = Sizes { size, files };
        let text = bundle_chunks(LOADER, &file("later-0.css"), &mut passes);
        (text.expect("a loader"), passes.files)
    }

    fn file(name: &str) -> HashedFile {
        HashedFile {
            name: name.to_owned(),
            sha256: "hash".to_owned(),
            integrity: "sha256-hash".to_owned(),
        }
    }

    #[test]
    fn large_chunks_have_files_of_their_own() {
        let (text, files) = bundled(|_| SMALL);
        let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["shared", "shared", "signin"]);
        assert!(text.starts_with("import { initSync } from \"./console.js\";\nfunction makeLoad"));
        let shared = "const __chunk_7 = single(\"shared\", \"hash\", []);\n";
        let sign_in = "export const __wasm_split_load_sign_in = \
             wrapAsyncCb(single(\"signin\", \"hash\", [__chunk_7, __chunk_8]));\n";
        for line in [shared, sign_in] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(!text.contains("const merged"), "{text}");
        assert!(text.contains("fetchStyle(\"later\", \"hash\")"), "{text}");
    }

    #[test]
    fn small_chunks_are_one_module() {
        let (text, files) = bundled(|chunk| match chunk {
            "chunk_7.wasm" => 300,
            _ => SMALL,
        });
        assert_eq!(
            files,
            [
                (SHARED.to_owned(), 300),
                (SHARED.to_owned(), SMALL),
                ("signin".to_owned(), SMALL)
            ]
        );
        let merged = "const merged = single(\"shared\", \"hash\", [], (imports) => \
             ({ main: imports.__wasm_split }));\n";
        let sign_in = "wrapAsyncCb(single(\"signin\", \"hash\", [__chunk_8, merged]));\n";
        for line in [merged, sign_in] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(!text.contains("__chunk_7"), "{text}");
    }

    #[test]
    fn a_small_chunk_that_the_program_names_comes_with_what_it_needs() {
        let (text, files) = bundled(|chunk| match chunk {
            "chunk_8.wasm" => SMALL,
            _ => 300,
        });
        assert_eq!(
            files,
            [(SHARED.to_owned(), 600), (SHARED.to_owned(), SMALL)]
        );
        let sign_in = "export const __wasm_split_load_sign_in = \
             wrapAsyncCb(together([__chunk_8, merged]));\n";
        assert!(text.contains(sign_in), "{sign_in} in {text}");
    }

    #[test]
    fn a_loader_of_another_shape_is_refused() {
        for loader in ["const a = 1;", "const a = makeLoad(() => {"] {
            let (size, files) = (|_: &str| SMALL, Vec::new());
            let mut passes = Sizes { size, files };
            let result = bundle_chunks(loader, &file("later-0.css"), &mut passes);
            assert!(result.is_err(), "{loader}");
        }
    }
}
