//! The code that fetches the parts of the console, and the files that it fetches.
//!
//! `wasm-split-cli` writes some lines for each part and puts each into a file of its own. Most parts are a few hundred bytes:
//! what several pages share. These travel together here, because a request for each would take longer than the bytes, and
//! naming each with its hash would cost a first visit more than they weigh. Every file is bound to the code by its hash.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

/// Parts of fewer bytes than this, as the browser reads them, travel together.
const SMALL: usize = 5000;

/// A file with one part, or with several small ones.
pub(crate) struct File {
    /// What its name begins with.
    pub(crate) stem: String,
    pub(crate) bytes: Vec<u8>,
}

/// The loader's statement about one part.
struct Statement<'a> {
    /// What it defines, up to the call that makes the loader.
    definition: &'a str,
    /// The name of the part's file.
    part: &'a str,
    /// Loaders of the parts that it needs.
    needs: &'a str,
}

/// Writes the loader anew for the files that are made of the parts. `bytes` reads a part, `settle` takes a file into the build
/// and answers with its name and its hash.
pub(crate) fn rewrite(
    loader: &str,
    mut bytes: impl FnMut(&str) -> Result<Vec<u8>>,
    mut settle: impl FnMut(File) -> Result<(String, String)>,
) -> Result<String> {
    let (beginning, statements) = read(loader)?;
    let mut calls = String::new();
    let mut small = Vec::new();
    for Statement {
        definition,
        part,
        needs,
    } in &statements
    {
        let bytes = bytes(part)?;
        let end = if definition.ends_with('(') { ");" } else { ";" };
        if bytes.len() < SMALL {
            let from = small.len();
            small.extend(bytes);
            let to = small.len();
            let _ = writeln!(calls, "{definition}piece({from}, {to}, [{needs}]){end}");
        } else {
            let stem = stem(part);
            let (name, integrity) = settle(File { stem, bytes })?;
            let _ = writeln!(
                calls,
                "{definition}part({}, [{needs}]){end}",
                source(&name, &integrity)
            );
        }
    }
    let mut text = beginning.to_owned();
    text.push_str(PART);
    if !small.is_empty() {
        let (name, integrity) = settle(File {
            stem: "shared".to_owned(),
            bytes: small,
        })?;
        text.push_str(&PIECE.replace("SOURCE", &source(&name, &integrity)));
    }
    text.push_str(&calls);
    Ok(text)
}

/// Fetches a file. `new URL` keeps it beside the code, wherever that is.
const PART: &str = r"
const fetched = (url, integrity) => {
    const answer = fetch(url, { integrity: `sha256-${integrity}` });
    answer.catch(() => {});
    return answer;
};
const part = (url, integrity, needs) => makeLoad(() => {
    const answer = fetched(url, integrity);
    return (imports) => WebAssembly.instantiateStreaming(answer, imports);
}, needs);
";

/// Fetches the file with the small parts once, and again after it could not be fetched.
const PIECE: &str = r"
let pieces;
const all = () => pieces ??= fetched(SOURCE).then((answer) => {
    if (answer.ok) return answer.arrayBuffer();
    throw new Error(`${answer.status} for ${answer.url}`);
}).catch((cause) => {
    pieces = undefined;
    throw cause;
});
const piece = (from, to, needs) => makeLoad(() => {
    const bytes = all();
    bytes.catch(() => {});
    return async (imports) => WebAssembly.instantiate((await bytes).slice(from, to), imports);
}, needs);
";

fn source(name: &str, integrity: &str) -> String {
    format!("new URL(\"./{name}\", import.meta.url), \"{integrity}\"")
}

/// What the loader begins with, and what it says about each part.
fn read(loader: &str) -> Result<(&str, Vec<Statement<'_>>)> {
    const CALL: &str = "makeLoad(() => {";
    let unknown = "the loader of the parts is not understood";
    let first = loader.find(CALL).context("the loader knows no parts")?;
    let begin = loader[..first]
        .rfind(";\n")
        .max(loader[..first].rfind("}\n"));
    let (beginning, mut rest) = loader.split_at(begin.map_or(0, |end| end + 2));
    let mut statements = Vec::new();
    while let Some((before, after)) = rest.split_once(CALL) {
        let definition = before.lines().last().context(unknown)?;
        let (_, after) = after.split_once("new URL(\"./").context(unknown)?;
        let (part, after) = after.split_once("\", import.meta.url)").context(unknown)?;
        let (_, after) = after.split_once(", [").context(unknown)?;
        let (needs, after) = after.split_once("])").context(unknown)?;
        let (_, after) = after
            .split_once(";\n")
            .or(after.split_once(';'))
            .context(unknown)?;
        statements.push(Statement {
            definition,
            part,
            needs,
        });
        rest = after;
    }
    Ok((beginning, statements))
}

/// `split_create.wasm` becomes `create`; what several share is called `shared`.
fn stem(part: &str) -> String {
    let stem = part.trim_end_matches(".wasm");
    let stem = stem.strip_prefix("split_").unwrap_or("shared");
    stem.replace('_', "")
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

    fn rewritten(size: impl Fn(&str) -> usize) -> (String, Vec<(String, usize)>) {
        let mut files = Vec::new();
        let text = rewrite(
            LOADER,
            |part| Ok(vec![0; size(part)]),
            |file| {
                files.push((file.stem.clone(), file.bytes.len()));
                Ok((format!("{}-0.wasm", file.stem), "hash".to_owned()))
            },
        );
        (text.expect("a loader"), files)
    }

    #[test]
    fn parts_get_their_names_and_hashes() {
        let (text, files) = rewritten(|_| SMALL);
        let stems: Vec<_> = files.iter().map(|(stem, _)| stem.as_str()).collect();
        assert_eq!(stems, ["shared", "shared", "signin"]);
        assert!(text.starts_with("import { initSync } from \"./console.js\";\nfunction makeLoad"));
        let line = "const __chunk_7 = part(new URL(\"./shared-0.wasm\", import.meta.url), \"hash\", []);\n";
        assert!(text.contains(line), "{text}");
        let line = "export const __wasm_split_load_sign_in = wrapAsyncCb(part(new URL(\"./signin-0.wasm\", import.meta.url), \"hash\", [__chunk_7, __chunk_8]));\n";
        assert!(text.contains(line), "{text}");
        assert!(!text.contains("piece("), "{text}");
    }

    #[test]
    fn small_parts_travel_together() {
        let (text, files) = rewritten(|part| match part {
            "chunk_7.wasm" => 300,
            "chunk_8.wasm" => 500,
            _ => SMALL,
        });
        assert_eq!(
            files,
            [("signin".to_owned(), SMALL), ("shared".to_owned(), 800)]
        );
        for line in [
            "const __chunk_7 = piece(0, 300, []);\n",
            "const __chunk_8 = piece(300, 800, []);\n",
            "fetched(new URL(\"./shared-0.wasm\", import.meta.url), \"hash\")",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
    }

    #[test]
    fn another_loader_is_not_guessed_at() {
        let bytes = |_: &str| Ok(Vec::new());
        let settle = |_: File| Ok((String::new(), String::new()));
        assert!(rewrite("const a = 1;", bytes, settle).is_err());
        assert!(rewrite("const a = makeLoad(() => {", bytes, settle).is_err());
    }
}
