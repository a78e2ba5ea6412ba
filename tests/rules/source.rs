//! The source as rules see it, and how they are applied to it.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::fs;
use std::path::{Path, PathBuf};

/// A token outside of tests and attributes.
pub struct Token {
    pub text: String,
    pub line: usize,
    /// Directly in a `view!`, not in a block of Rust inside it.
    pub is_markup: bool,
}

/// A file, its path written with `/` from the root of the repository.
pub struct Source {
    pub path: String,
    pub text: String,
    pub tokens: Vec<Token>,
}

/// A line that breaks a rule, and how to fix it.
pub type Finding = (usize, String);

pub type Rule = fn(&Source) -> Vec<Finding>;

// ---- reading the source ----

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let mut tokens = Vec::new();
        if has_extension(path, "rs") {
            match text.parse::<TokenStream>() {
                Ok(stream) => flatten(stream, false, &mut tokens),
                Err(error) => panic!("{path} is no Rust: {error}"),
            }
        }
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            tokens,
        }
    }

    pub fn text_at(&self, position: usize) -> &str {
        self.tokens.get(position).map_or("", |token| &token.text)
    }

    /// Where these tokens stand one after the other.
    pub fn positions(&self, pattern: &[&str]) -> Vec<usize> {
        (0..self.tokens.len())
            .filter(|start| (0..pattern.len()).all(|n| self.text_at(start + n) == pattern[n]))
            .collect()
    }

    /// One finding for each place where one of the patterns, tokens with spaces between, stands.
    pub fn find(&self, patterns: &[&str], fix: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        for pattern in patterns {
            let words: Vec<&str> = pattern.split(' ').collect();
            for position in self.positions(&words) {
                let line = self.tokens[position].line;
                findings.push((line, format!("`{}`: {fix}", words.concat())));
            }
        }
        findings
    }

    /// String literals that `is_wrong` finds fault with.
    pub fn find_literals(&self, is_wrong: impl Fn(&str) -> bool, fix: &str) -> Vec<Finding> {
        self.tokens
            .iter()
            .filter(|token| token.text.contains('"') && is_wrong(&token.text))
            .map(|token| (token.line, format!("{}: {fix}", token.text)))
            .collect()
    }

    /// Lines, as they are written, that `is_wrong` finds fault with.
    pub fn find_lines(&self, is_wrong: impl Fn(&str) -> bool, fix: &str) -> Vec<Finding> {
        let lines = self.text.lines().enumerate();
        lines
            .filter(|(_, line)| is_wrong(&line.to_lowercase()))
            .map(|(n, line)| (n + 1, format!("`{}`: {fix}", line.trim())))
            .collect()
    }
}

fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|end| end == extension)
}

/// Appends the tokens of `stream` without attributes (doc comments are some) and without what
/// `#[cfg(test)]` stands before.
fn flatten(stream: TokenStream, is_markup: bool, tokens: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let line = tree.span().start().line;
        let mut push = |text: String, line| {
            tokens.push(Token {
                text,
                line,
                is_markup,
            });
        };
        match tree {
            TokenTree::Punct(hash) if hash.as_char() == '#' => {
                trees.next_if(
                    |next| matches!(next, TokenTree::Punct(bang) if bang.as_char() == '!'),
                );
                let attribute = trees.next_if(|next| matches!(next, TokenTree::Group(_)));
                if attribute.is_some_and(|attribute| is_for_tests(&attribute.to_string())) {
                    trees.find(ends_item);
                }
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                push(open.to_owned(), line);
                let before: Vec<&str> = tokens
                    .iter()
                    .rev()
                    .take(3)
                    .map(|one| one.text.as_str())
                    .collect();
                let is_view = matches!(before.as_slice(), [_, "!", "view"]);
                flatten(group.stream(), is_view, tokens);
                tokens.push(Token {
                    text: close.to_owned(),
                    line: group.span_close().start().line,
                    is_markup,
                });
            }
            other => push(other.to_string(), line),
        }
    }
}

fn is_for_tests(attribute: &str) -> bool {
    let attribute: String = attribute.split_whitespace().collect();
    let names_test = attribute.contains("(test") || attribute.contains(",test");
    attribute.starts_with("[cfg(") && names_test && !attribute.contains("not(test")
}

/// Whether an item ends here: with its block or a semicolon.
fn ends_item(tree: &TokenTree) -> bool {
    match tree {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    }
}

pub fn root() -> PathBuf {
    // While the tests run, not when they were built: a build folder outlives the clone that it was made in.
    std::env::var_os("CARGO_MANIFEST_DIR")
        .expect("cargo sets it")
        .into()
}

pub fn sources() -> Vec<Source> {
    let root = root();
    let crates = [
        "api", "domain", "json", "platform", "reactive", "ui", "view",
    ];
    let mut folders = vec![root.join("src")];
    folders.extend(crates.map(|name| root.join("crates").join(name).join("src")));
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of src") {
            let path = entry.expect("an entry of src").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let inside = path.strip_prefix(&root).expect("a path in the repository");
            let name = inside.to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&path).expect("a text");
            sources.push(Source::new(&name, &text));
        }
    }
    assert!(sources.len() > 20, "src was not found");
    sources
}

// ---- applying rules ----

/// Fails with everything in `src` that breaks the rule.
pub fn holds(rule: Rule) {
    let mut findings: Vec<(String, usize, String)> = Vec::new();
    for source in sources() {
        let found = rule(&source).into_iter();
        findings.extend(found.map(|(line, fix)| (source.path.clone(), line, fix)));
    }
    findings.sort();
    let lines: Vec<String> = findings
        .into_iter()
        .map(|(path, line, fix)| format!("{path}:{line}: {fix}"))
        .collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

/// Fails unless the rule finds exactly these lines of a sample.
pub fn finds(rule: Rule, path: &str, text: &str, expected: &[usize]) {
    let found = rule(&Source::new(path, text));
    let mut lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines, expected, "{text}\n{found:?}");
}
