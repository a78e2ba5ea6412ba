//! The chunks of the console: code that pages and dialogs fetch when they are first opened.
//!
//! `wasm-split-cli` writes one module for each chunk and JavaScript that fetches it. Most chunks hold a few
//! hundred bytes that several pages share. A request for each would take longer than its bytes, and each
//! file's hash has to stand in the JavaScript of the first load. So small chunks travel together in one
//! file.
//!
//! The first chunk brings the style sheet for all of them along, and waits for it: nothing is shown without
//! its looks. Where they do not arrive the next chunk asks for them again; what a chunk does matters more.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use crate::hash::HashedFile;

/// Chunks of fewer bytes than this, uncompressed, share a file.
const SMALL: usize = 5500;

/// One statement of the loader that `wasm-split-cli` has written.
struct Statement<'a> {
    /// What it defines, up to the call of `makeLoad`, such as `const __chunk_7 = `.
    definition: &'a str,
    /// The name of the chunk's file.
    file: &'a str,
    /// The loaders of the chunks that have to be there first, separated by commas.
    needs: &'a str,
}

/// Writes all chunks and returns the loader for the files that they came to be in.
///
/// `style` is the style sheet that all chunks need. `read` returns the bytes of a chunk by the name of its
/// file; `write` takes a name and bytes, and writes them into the build under a name with a hash.
///
/// # Errors
/// If `read` or `write` fails, or the loader does not look as `wasm-split-cli` writes it.
pub(crate) fn bundle_chunks(
    loader: &str,
    style: &HashedFile,
    mut read: impl FnMut(&str) -> Result<Vec<u8>>,
    mut write: impl FnMut(&str, &[u8]) -> Result<HashedFile>,
) -> Result<String> {
    let (runtime, statements) = parse(loader)?;
    let mut definitions = String::new();
    let mut bundle = Vec::new();
    for Statement {
        definition,
        file,
        needs,
    } in &statements
    {
        let bytes = read(file)?;
        let end = if definition.ends_with('(') { ");" } else { ";" };
        if bytes.len() < SMALL {
            let from = bundle.len();
            bundle.extend(bytes);
            let to = bundle.len();
            let _ = writeln!(
                definitions,
                "{definition}bundled({from}, {to}, [{needs}]){end}"
            );
        } else {
            let name = chunk_name(file);
            let source = source(&name, &write(&name, &bytes)?);
            let _ = writeln!(definitions, "{definition}single({source}, [{needs}]){end}");
        }
    }
    let mut text = runtime.to_owned();
    text.push_str(&STYLED.replace("SOURCE", &style_source(style)));
    text.push_str(SINGLE);
    if !bundle.is_empty() {
        let written = write(SHARED, &bundle)?;
        text.push_str(&BUNDLED.replace("SOURCE", &source(SHARED, &written)));
    }
    text.push_str(&definitions);
    Ok(text)
}

/// What a file is called whose chunks belong to several pages.
const SHARED: &str = "shared";

/// Finds files beside the code, wherever that is, and fetches the style sheet once, and again if that failed.
/// Their names end in the first 8 bytes of their hashes, so the script states them once.
const STYLED: &str = r#"
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
const load = (fetcher, needs) => makeLoad(() => {
    const files = Promise.all([fetcher(), fetchStyle(SOURCE).catch(() => {})]);
    files.catch(() => {});
    return async (imports) => {
        const [instantiate] = await files;
        return instantiate(imports);
    };
}, needs);
"#;

/// Fetches a file that holds one chunk. A failed fetch is handled where it is awaited, so it must not also
/// count as unhandled.
const SINGLE: &str = r#"
const fetchFile = (name, sha256) => fetch(locate(name, sha256, "wasm"), { integrity: `sha256-${sha256}` });
const single = (name, sha256, needs) => load(async () => {
    const response = await fetchFile(name, sha256);
    return (imports) => WebAssembly.instantiateStreaming(response, imports);
}, needs);
"#;

/// Fetches the file with the small chunks once, and again if that failed.
const BUNDLED: &str = r"
let bundle;
const fetchBundle = () => bundle ??= fetchFile(SOURCE).then((response) => {
    if (response.ok) return response.arrayBuffer();
    throw new Error(`${response.status} for ${response.url}`);
}).catch((cause) => {
    bundle = undefined;
    throw cause;
});
const bundled = (from, to, needs) => load(async () => {
    const bytes = await fetchBundle();
    return (imports) => WebAssembly.instantiate(bytes.slice(from, to), imports);
}, needs);
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

    /// The loader for chunks of these sizes, and the names and sizes of the files that were written.
    fn bundled(size: impl Fn(&str) -> usize) -> (String, Vec<(String, usize)>) {
        let mut files = Vec::new();
        let text = bundle_chunks(
            LOADER,
            &file("later-0.css"),
            |chunk| Ok(vec![0; size(chunk)]),
            |name, bytes| {
                files.push((name.to_owned(), bytes.len()));
                Ok(file(&format!("{name}-0.wasm")))
            },
        );
        (text.expect("a loader"), files)
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
        assert!(!text.contains("bundled("), "{text}");
        assert!(text.contains("fetchStyle(\"later\", \"hash\")"), "{text}");
    }

    #[test]
    fn small_chunks_share_a_file() {
        let (text, files) = bundled(|chunk| match chunk {
            "chunk_7.wasm" => 300,
            "chunk_8.wasm" => 500,
            _ => SMALL,
        });
        assert_eq!(
            files,
            [("signin".to_owned(), SMALL), ("shared".to_owned(), 800)]
        );
        for line in [
            "const __chunk_7 = bundled(0, 300, []);\n",
            "const __chunk_8 = bundled(300, 800, []);\n",
            "fetchFile(\"shared\", \"hash\")",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
    }

    #[test]
    fn a_loader_of_another_shape_is_refused() {
        for loader in ["const a = 1;", "const a = makeLoad(() => {"] {
            let style = file("later-0.css");
            let read = |_: &str| Ok(Vec::new());
            let result = bundle_chunks(loader, &style, read, |name, _| Ok(file(name)));
            assert!(result.is_err(), "{loader}");
        }
    }
}
