//! `wasm-opt`, with the same settings as under Trunk.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::html;
use crate::paths;
use crate::process;
use crate::tools::Tools;

/// The module in `file` as `wasm-opt` makes it.
///
/// # Errors
/// If `wasm-opt` cannot be run or refuses the module.
pub(crate) fn wasm_opt(tools: &Tools, file: &Path) -> Result<Vec<u8>> {
    let output = optimized(file);
    let mut command = tools.command("wasm-opt")?;
    command
        .args(flags(&index_html()?)?)
        .arg("--quiet")
        .arg(file)
        .arg("-o")
        .arg(&output);
    ensure!(
        process::run(&mut command)?.success(),
        "wasm-opt refuses {}; the reason stands above",
        file.display()
    );
    fs::read(&output).with_context(|| format!("cannot read {}", output.display()))
}

/// What `index.html` allows the tools to use of WebAssembly, as all tools of Binaryen understand it.
///
/// # Errors
/// If the page does not say so.
pub(crate) fn features() -> Result<Vec<String>> {
    let mut flags = flags(&index_html()?)?;
    flags.retain(|flag| flag.starts_with("--enable-"));
    Ok(flags)
}

/// Where [`wasm_opt`] leaves what it has made of a file.
pub(crate) fn optimized(file: &Path) -> PathBuf {
    file.with_extension("opt.wasm")
}

fn index_html() -> Result<String> {
    let page = paths::root().join("index.html");
    fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))
}

/// What `index.html` tells Trunk about `wasm-opt`.
fn flags(page: &str) -> Result<Vec<String>> {
    let tags = html::tags(page);
    let link = tags
        .iter()
        .find(|tag| tag.name == "link" && tag.is("rel", "rust"))
        .context("index.html has no <link rel=\"rust\">")?;
    let attribute = |name: &str| {
        link.attribute(name)
            .with_context(|| format!("the link to the program in index.html has no {name}"))
    };
    let mut flags = vec![format!("-O{}", attribute("data-wasm-opt")?)];
    let params = attribute("data-wasm-opt-params")?;
    flags.extend(params.split_whitespace().map(str::to_owned));
    Ok(flags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_those_in_the_page() {
        let page =
            "<link rel=icon><link rel=rust data-wasm-opt=s data-wasm-opt-params=\"--a  --b=1\">";
        assert_eq!(flags(page).expect("flags"), ["-Os", "--a", "--b=1"]);
        assert!(flags("<link rel=rust data-wasm-opt=s>").is_err());
        assert!(flags("<link rel=icon>").is_err());
        let own = index_html().and_then(|page| flags(&page)).expect("flags");
        assert!(own.len() > 1, "{own:?}");
    }
}
