//! `cargo xtask css`: one style sheet out of many.
//!
//! A browser would fetch each `@import` in turn; Trunk links one file and does not look inside. So the
//! imports of `style/main.css` are replaced by what they name, in order, each wrapped in the layer,
//! `supports` and media condition that its import states. `cargo xtask dist` makes the result small, and
//! ships the two halves apart: what a first visit shows, and what comes with the first chunk.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::paths;

pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    if let Some(argument) = arguments.next()? {
        return Err(argument.unexpected().into());
    }
    write(Sheet::Whole).map(drop)
}

/// Which style sheet.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Sheet {
    /// All of it.
    Whole,
    /// What a first visit shows.
    First,
    /// What the pages and dialogs in chunks need besides.
    Later,
}

impl Sheet {
    const fn source(self) -> &'static str {
        match self {
            Self::Whole => "main.css",
            Self::First => "first.css",
            Self::Later => "later.css",
        }
    }

    const fn file(self) -> &'static str {
        match self {
            Self::Whole => "console.css",
            Self::First => "first.css",
            Self::Later => "later.css",
        }
    }
}

/// Writes a style sheet into `target/css` and returns its path. Always below the workspace's own `target`,
/// because `index.html` names `target/css/console.css`.
pub(crate) fn write(sheet: Sheet) -> Result<PathBuf> {
    let root = paths::root();
    let source = root.join("style").join(sheet.source());
    let bundled = bundle(&source, &mut Vec::new())?;
    let folder = root.join("target/css");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let file = folder.join(sheet.file());
    fs::write(&file, bundled).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(file)
}

/// The text of `file` with its imports in place. `above` holds the files that are being read, to notice a
/// circle.
fn bundle(file: &Path, above: &mut Vec<PathBuf>) -> Result<String> {
    if above.iter().any(|parent| parent == file) {
        bail!("{} imports itself", file.display());
    }
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let folder = file.parent().unwrap_or(Path::new(""));
    above.push(file.to_path_buf());

    let mut bundled = String::with_capacity(text.len());
    let mut rest = text.as_str();
    loop {
        let start = rest.trim_start();
        bundled.push_str(&rest[..rest.len() - start.len()]);
        rest = start;
        if let Some(comment) = rest.strip_prefix("/*") {
            let end = comment
                .find("*/")
                .with_context(|| format!("{}: a comment does not end", file.display()))?;
            rest = &comment[end + 2..];
        } else if let Some(import) = rest.strip_prefix("@import") {
            let end = statement_end(import)
                .with_context(|| format!("{}: an @import has no `;`", file.display()))?;
            let import = Import::parse(import[..end].trim()).with_context(|| {
                format!(
                    "{}: cannot read `@import{}`",
                    file.display(),
                    &import[..end]
                )
            })?;
            let inner = bundle(&folder.join(&import.file), above)?;
            bundled.push_str(&import.wrap(&inner));
            rest = &rest["@import".len() + end + 1..];
        } else if rest.starts_with("@layer") {
            // `@layer a, b;` may stand among the imports and fixes the order; `@layer a { … }` ends them.
            let Some(end) = rest
                .find([';', '{'])
                .filter(|&at| rest.as_bytes()[at] == b';')
            else {
                break;
            };
            bundled.push_str(&rest[..=end]);
            rest = &rest[end + 1..];
        } else {
            break;
        }
    }
    if rest.contains("@import") {
        bail!(
            "{}: an @import after the first rule is ignored by browsers; move it up",
            file.display()
        );
    }
    bundled.push_str(rest);
    above.pop();
    Ok(bundled)
}

/// Where the `;` of a statement is, not counting those in strings and brackets.
fn statement_end(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, ';') if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

/// `@import "file" layer(name) supports(condition) media;`
#[derive(Debug, PartialEq, Eq)]
struct Import {
    file: String,
    /// `Some("")` is an anonymous layer.
    layer: Option<String>,
    supports: Option<String>,
    media: String,
}

impl Import {
    fn parse(text: &str) -> Option<Self> {
        let (file, mut rest) = if let Some(url) = text.strip_prefix("url(") {
            let (file, rest) = url.split_once(')')?;
            (file.trim().trim_matches(['"', '\'']), rest)
        } else {
            let quote = text
                .chars()
                .next()
                .filter(|letter| matches!(letter, '"' | '\''))?;
            text[1..].split_once(quote)?
        };
        rest = rest.trim();
        let mut layer = None;
        if let Some((name, after)) = function(rest, "layer") {
            layer = Some(name.to_owned());
            rest = after;
        } else if let Some(after) = rest
            .strip_prefix("layer")
            .filter(|after| !after.starts_with(['-', '_']))
        {
            layer = Some(String::new());
            rest = after.trim();
        }
        let mut supports = None;
        if let Some((condition, after)) = function(rest, "supports") {
            supports = Some(condition.to_owned());
            rest = after;
        }
        Some(Self {
            file: file.to_owned(),
            layer,
            supports,
            media: rest.to_owned(),
        })
    }

    fn wrap(&self, inner: &str) -> String {
        let mut open = String::new();
        let mut close = String::new();
        let mut around = |head: &str| {
            let _ = writeln!(open, "{head} {{");
            close.push_str("\n}");
        };
        if !self.media.is_empty() {
            around(&format!("@media {}", self.media));
        }
        if let Some(condition) = &self.supports {
            // `supports(display: grid)` is a bare declaration, `supports(not (display: grid))` a condition.
            let bare = condition.contains(':')
                && !condition.starts_with('(')
                && !condition.starts_with("not");
            around(&if bare {
                format!("@supports ({condition})")
            } else {
                format!("@supports {condition}")
            });
        }
        if let Some(layer) = &self.layer {
            around(format!("@layer {layer}").trim_end());
        }
        format!("{open}{}{close}", inner.trim_end())
    }
}

/// Splits `name(inside) after`.
fn function<'a>(text: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let inside = text.strip_prefix(name)?.strip_prefix('(')?;
    let mut depth = 1_usize;
    let end = inside.char_indices().find_map(|(at, letter)| {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    Some((inside[..end].trim(), inside[end + 1..].trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundled(files: &[(&str, &str)]) -> Result<String> {
        let folder = tempfile::tempdir()?;
        for (name, text) in files {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().context("a parent")?)?;
            fs::write(file, text)?;
        }
        bundle(&folder.path().join("main.css"), &mut Vec::new())
    }

    #[test]
    fn imports_are_replaced_in_order_and_wrapped() {
        let css = bundled(&[
            (
                "main.css",
                "/* no import here: @import 'x'; */\n@layer base, ui;\n@import \"base.css\" layer(base);\n\
                 @import url(\"ui/button.css\") layer(ui) print;\na { b: c }\n",
            ),
            ("base.css", "@import './tokens.css';\nbody { margin: 0 }\n"),
            ("tokens.css", ":root { --x: 1px }\n"),
            ("ui/button.css", "button { color: red }\n"),
        ])
        .expect("a bundle");
        let squeezed = css.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(
            squeezed,
            "@layer base, ui; @layer base { :root { --x: 1px } body { margin: 0 } } \
             @media print { @layer ui { button { color: red } } } a { b: c }"
        );
    }

    #[test]
    fn import_conditions_are_read() {
        assert_eq!(
            Import::parse("'a;b.css' layer supports(not (display: grid)) screen and (width > 1px)"),
            Some(Import {
                file: "a;b.css".to_owned(),
                layer: Some(String::new()),
                supports: Some("not (display: grid)".to_owned()),
                media: "screen and (width > 1px)".to_owned(),
            })
        );
        assert_eq!(Import::parse("a.css"), None);
        assert_eq!(statement_end("\"a;b\" supports(x;y);z"), Some(19));
    }

    #[test]
    fn a_circle_a_missing_file_and_a_late_import_are_refused() {
        let circle = bundled(&[
            ("main.css", "@import 'a.css';"),
            ("a.css", "@import 'main.css';"),
        ]);
        assert!(format!("{:#}", circle.expect_err("a circle")).contains("imports itself"));
        let missing = bundled(&[("main.css", "@import 'a.css';")]);
        assert!(format!("{:#}", missing.expect_err("no file")).contains("a.css"));
        let late = bundled(&[("main.css", "a{}\n@import 'a.css';")]);
        assert!(format!("{:#}", late.expect_err("too late")).contains("after the first rule"));
    }
}
