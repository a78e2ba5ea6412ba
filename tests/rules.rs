//! The rules that hold for the source as a whole and that no compiler knows: which module may name
//! which, and what must not be written anywhere.
//!
//! The rules look at tokens, so comments and the text of test modules do not count, but what is
//! inside `view!` does. Each test also runs its rule on samples that break it.
#![cfg(not(target_arch = "wasm32"))]

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::fs;
use std::path::{Path, PathBuf};

/// The most lines that a file may have.
const LONGEST_FILE: usize = 450;

/// The files that may take the value out of a `TokenSecret`: where it is kept, where it is sent,
/// and where it is shown once. Keep this list short.
const MAY_EXPOSE: [&str; 4] = [
    "src/domain/secret.rs",
    "src/api/tokens.rs",
    "src/features/tokens/reveal/snippets.rs",
    "src/features/tokens/reveal/value.rs",
];

/// A token outside of tests and attributes.
struct Token {
    text: String,
    line: usize,
    /// Directly in a `view!`, not in a block of Rust inside it.
    is_markup: bool,
}

/// A file, its path written with `/` from the root of the repository.
struct Source {
    path: String,
    text: String,
    tokens: Vec<Token>,
}

/// A line that breaks a rule, and how to fix it.
type Finding = (usize, String);

type Rule = fn(&Source) -> Vec<Finding>;

// ---- reading the source ----

impl Source {
    fn new(path: &str, text: &str) -> Self {
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

    fn text_at(&self, position: usize) -> &str {
        self.tokens.get(position).map_or("", |token| &token.text)
    }

    /// Where these tokens stand one after the other.
    fn positions(&self, pattern: &[&str]) -> Vec<usize> {
        (0..self.tokens.len())
            .filter(|start| (0..pattern.len()).all(|n| self.text_at(start + n) == pattern[n]))
            .collect()
    }

    /// One finding for each place where one of the patterns, tokens with spaces between, stands.
    fn find(&self, patterns: &[&str], fix: &str) -> Vec<Finding> {
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

    /// Names of modules at the root of the crate, however they are reached: `crate::x`,
    /// `crate::{x, y}`, `super::super::x`.
    fn root_modules(&self) -> Vec<(usize, &str)> {
        let is_root = ["/mod.rs", "/lib.rs", "/main.rs"];
        let inside = self.path.matches('/').count();
        let depth = inside - usize::from(is_root.iter().any(|end| self.path.ends_with(end)));
        let mut names = Vec::new();
        let mut supers = 0;
        for position in 0..self.tokens.len() {
            let follows_path = position > 0 && self.text_at(position - 1) == ":";
            supers = match self.text_at(position) {
                "super" if follows_path => supers + 1,
                "super" => 1,
                ":" => supers,
                _ => 0,
            };
            let is_start = match self.text_at(position) {
                "crate" | "developer_console" => true,
                "super" => supers == depth,
                _ => false,
            };
            if is_start && self.text_at(position + 1) == ":" {
                self.names_at(position + 3, &mut names);
            }
        }
        names
    }

    /// The name at `position`, or each first name of the braces there.
    fn names_at<'a>(&'a self, position: usize, names: &mut Vec<(usize, &'a str)>) {
        if self.text_at(position) != "{" {
            let line = self.tokens.get(position).map_or(0, |token| token.line);
            names.push((line, self.text_at(position)));
            return;
        }
        let mut depth = 0;
        for inner in position..self.tokens.len() {
            match self.text_at(inner) {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            if depth == 1 && matches!(self.text_at(inner), "{" | ",") {
                names.push((self.tokens[inner].line, self.text_at(inner + 1)));
            }
        }
    }

    /// String literals that `is_wrong` finds fault with.
    fn find_literals(&self, is_wrong: impl Fn(&str) -> bool, fix: &str) -> Vec<Finding> {
        self.tokens
            .iter()
            .filter(|token| token.text.contains('"') && is_wrong(&token.text))
            .map(|token| (token.line, format!("{}: {fix}", token.text)))
            .collect()
    }

    /// Lines, as they are written, that `is_wrong` finds fault with.
    fn find_lines(&self, is_wrong: impl Fn(&str) -> bool, fix: &str) -> Vec<Finding> {
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

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let root = root();
    let mut folders = vec![root.join("src")];
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
fn holds(rule: Rule) {
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
fn finds(rule: Rule, path: &str, text: &str, expected: &[usize]) {
    let found = rule(&Source::new(path, text));
    let mut lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines, expected, "{text}\n{found:?}");
}

/// Which modules at the root a folder must not name.
fn names_none_of(source: &Source, folder: &str, forbidden: &[&str]) -> Vec<Finding> {
    if !source.path.starts_with(folder) {
        return Vec::new();
    }
    let names = source.root_modules().into_iter();
    names
        .filter(|(_, name)| forbidden.contains(name))
        .map(|(line, name)| {
            let fix = "pass in what is needed, or move this up to where both are known";
            (line, format!("{folder} must not name `{name}`: {fix}"))
        })
        .collect()
}

// ---- the rules ----

fn domain_is_plain_rust(source: &Source) -> Vec<Finding> {
    let foreign = ["leptos", "web_sys", "js_sys", "gloo", "wasm_bindgen"];
    if !source.path.starts_with("src/domain/") {
        return Vec::new();
    }
    let tokens = source.tokens.iter();
    tokens
        .filter(|token| foreign.iter().any(|name| token.text.starts_with(name)))
        .map(|token| {
            let fix = "domain knows neither framework nor browser: take the value as a parameter";
            (token.line, format!("`{}`: {fix}", token.text))
        })
        .collect()
}

#[test]
fn domain_knows_no_framework_and_no_browser() {
    let rule = domain_is_plain_rust;
    finds(
        rule,
        "src/domain/x.rs",
        "/// leptos\nuse chrono::Utc;\nuse leptos::prelude::*;",
        &[3],
    );
    finds(
        rule,
        "src/domain/x.rs",
        "fn f() -> f64 {\n js_sys::Date::now()\n}",
        &[2],
    );
    finds(
        rule,
        "src/domain/x.rs",
        "use wasm_bindgen_futures::spawn_local;\nuse gloo_net::x;",
        &[1, 2],
    );
    finds(rule, "src/ui/x.rs", "use leptos::prelude::*;", &[]);
    holds(rule);
}

fn domain_names_only_domain(source: &Source) -> Vec<Finding> {
    let all_others = [
        "api",
        "app",
        "config",
        "failure",
        "features",
        "lazy",
        "load",
        "navigation",
        "platform",
        "reactive",
        "route",
        "session",
        "ui",
        "view",
    ];
    names_none_of(source, "src/domain/", &all_others)
}

#[test]
fn domain_names_no_other_module() {
    let rule = domain_names_only_domain;
    finds(
        rule,
        "src/domain/x.rs",
        "use crate::domain::id;\nuse crate::platform::clock;",
        &[2],
    );
    finds(
        rule,
        "src/domain/x.rs",
        "use crate::{\n domain::{id, api},\n session,\n};",
        &[2],
    );
    finds(
        rule,
        "src/domain/x.rs",
        "use super::api;\nuse super::super::api;",
        &[2],
    );
    finds(
        rule,
        "src/domain/mod.rs",
        "use super::api;\npub(crate) mod id;",
        &[1],
    );
    finds(
        rule,
        "src/domain/x.rs",
        "fn f() { let x =\n crate::api::client::f(); }",
        &[2],
    );
    finds(
        rule,
        "src/domain/x.rs",
        "#[cfg(test)]\nmod tests { use crate::api; }\nuse crate::ui;",
        &[3],
    );
    holds(rule);
}

fn api_names_nothing_above(source: &Source) -> Vec<Finding> {
    names_none_of(source, "src/api/", &["features", "ui", "app"])
}

#[test]
fn api_names_nothing_above_it() {
    let rule = api_names_nothing_above;
    finds(
        rule,
        "src/api/x.rs",
        "use crate::domain::id;\nuse crate::features::sso;",
        &[2],
    );
    finds(
        rule,
        "src/api/x.rs",
        "use crate::{domain::id, ui};\nuse super::super::app;",
        &[1, 2],
    );
    holds(rule);
}

fn parts_know_nothing_of_the_app(source: &Source) -> Vec<Finding> {
    let app = ["api", "features", "navigation", "route", "app", "session"];
    let mut findings = names_none_of(source, "src/ui/", &app);
    findings.extend(names_none_of(source, "src/platform/", &app));
    findings.extend(names_none_of(source, "src/platform/", &["ui"]));
    findings
}

#[test]
fn ui_and_platform_know_nothing_of_the_app() {
    let rule = parts_know_nothing_of_the_app;
    finds(
        rule,
        "src/ui/x.rs",
        "use crate::platform::clock;\nuse crate::api::error::ApiError;",
        &[2],
    );
    finds(
        rule,
        "src/ui/x.rs",
        "fn f() { view! { <a\n href=crate::route::base() /> } }",
        &[2],
    );
    finds(
        rule,
        "src/platform/x.rs",
        "use crate::session::Session;\nuse crate::ui::icon;",
        &[1, 2],
    );
    holds(rule);
}

fn foundations_know_nothing_of_the_console(source: &Source) -> Vec<Finding> {
    let console = [
        "api",
        "app",
        "config",
        "domain",
        "failure",
        "features",
        "lazy",
        "load",
        "navigation",
        "platform",
        "route",
        "session",
        "ui",
    ];
    let mut findings = names_none_of(source, "src/view/", &console);
    findings.extend(names_none_of(source, "src/reactive/", &console));
    findings.extend(names_none_of(source, "src/reactive/", &["view"]));
    findings.extend(names_none_of(source, "src/json.rs", &console));
    findings
}

#[test]
fn signals_and_views_know_nothing_of_the_console() {
    let rule = foundations_know_nothing_of_the_console;
    finds(
        rule,
        "src/view/x.rs",
        "use crate::reactive::Memo;\nuse crate::ui::Button;",
        &[2],
    );
    finds(rule, "src/reactive/x.rs", "use crate::view::Node;", &[1]);
    holds(rule);
}

fn features_do_not_name_the_app(source: &Source) -> Vec<Finding> {
    names_none_of(source, "src/features/", &["app"])
}

#[test]
fn features_do_not_name_the_app_that_holds_them() {
    let rule = features_do_not_name_the_app;
    finds(
        rule,
        "src/features/x/mod.rs",
        "use crate::app::App;\nuse super::super::app;",
        &[1, 2],
    );
    finds(
        rule,
        "src/features/x/mod.rs",
        "use super::app;\nuse crate::route::Route;",
        &[],
    );
    holds(rule);
}

fn names_no_sandbox(source: &Source) -> Vec<Finding> {
    let fix = "the console must not know what it is tested against; use a neutral example";
    let words = ["sandbox", "17608"];
    source.find_lines(|line| words.iter().any(|word| line.contains(word)), fix)
}

#[test]
fn nothing_names_the_sandbox() {
    let rule = names_no_sandbox;
    finds(
        rule,
        "src/api/x.rs",
        "// The Sandbox\nconst A: &str = \"http://x:17608\";",
        &[1, 2],
    );
    finds(rule, "src/api/documents/x.graphql", "# sandbox", &[1]);
    holds(rule);
}

fn only_route_spells_paths(source: &Source) -> Vec<Finding> {
    if source.path == "src/route.rs" {
        return Vec::new();
    }
    let is_path = |text: &str| text.contains("/developers") && !text.contains("://");
    source.find_literals(is_path, "build the address with `Route::href`")
}

#[test]
fn only_route_spells_a_path() {
    let rule = only_route_spells_paths;
    finds(
        rule,
        "src/ui/x.rs",
        "// \"/developers\"\nfn f() { view! {\n<a href=\"/developers/x\"/> } }",
        &[3],
    );
    finds(
        rule,
        "src/app.rs",
        "const A: &str = \"/developers\";\nconst B: &str = \"https://a/developers\";",
        &[1],
    );
    finds(
        rule,
        "src/app.rs",
        "#[cfg(test)]\nmod tests { const A: &str = \"/developers\"; }",
        &[],
    );
    finds(
        rule,
        "src/route.rs",
        "const A: &str = \"/developers\";",
        &[],
    );
    holds(rule);
}

fn never_panics(source: &Source) -> Vec<Finding> {
    let methods = [
        "unwrap",
        "expect",
        "unwrap_err",
        "expect_err",
        "unwrap_throw",
        "expect_throw",
    ];
    let macros = ["panic !", "todo !", "unimplemented !", "unreachable !"];
    // What takes the place of Leptos's signals ends the app in the one case in which they do.
    if source.path == "src/reactive/mod.rs" {
        return Vec::new();
    }
    let fix = "a panic ends the whole app: pass the error on or choose a value";
    let mut findings = source.find(&methods, fix);
    findings.extend(source.find(&macros, fix));
    findings
}

#[test]
fn nothing_panics_outside_of_tests() {
    let rule = never_panics;
    finds(
        rule,
        "src/x.rs",
        "fn f() {\n a.unwrap();\n b.unwrap_or(1);\n c\n  .expect(\"c\");\n}",
        &[2, 5],
    );
    finds(
        rule,
        "src/x.rs",
        "fn f() { view! { <p>\n{a.map(Option::unwrap)}</p> } }",
        &[2],
    );
    finds(
        rule,
        "src/x.rs",
        "fn f() { todo!() }\nfn g() { unreachable!() }\nfn h() { panic!() }",
        &[1, 2, 3],
    );
    finds(
        rule,
        "src/x.rs",
        "#[expect(dead_code, reason = \"x\")]\nfn f() { std::panic::set_hook(x) }",
        &[],
    );
    finds(
        rule,
        "src/x.rs",
        "#[cfg(test)]\n#[path = \"x.rs\"]\nmod tests { fn f() { a.unwrap(); } }\nfn f() { a.unwrap() }",
        &[4],
    );
    finds(
        rule,
        "src/x.rs",
        "#[cfg(test)]\nuse a;\n#[cfg(not(test))]\nfn f() { a.unwrap() }",
        &[4],
    );
    holds(rule);
}

fn keeps_nothing_in_local_storage(source: &Source) -> Vec<Finding> {
    if source.path.starts_with("src/platform/") || source.path == "src/ui/theme.rs" {
        return Vec::new();
    }
    let fix = "only the theme may outlive the tab: use `Area::Session`";
    let patterns = ["Area : : Local", "local_storage", "localStorage"];
    let mut findings = source.find(&patterns, fix);
    findings.extend(source.find_literals(|text| text.contains("localStorage"), fix));
    findings
}

#[test]
fn only_the_theme_is_in_local_storage() {
    let rule = keeps_nothing_in_local_storage;
    finds(
        rule,
        "src/session.rs",
        "fn f() { get(Area::Session, A);\n get(Area::Local, A); }",
        &[2],
    );
    finds(
        rule,
        "src/session.rs",
        "fn f() { window.local_storage();\n eval(\"localStorage\"); }",
        &[1, 2],
    );
    finds(
        rule,
        "src/session.rs",
        "use leptos::prelude::LocalStorage;",
        &[],
    );
    finds(
        rule,
        "src/platform/theme.rs",
        "fn f() { get(Area::Local, A); }",
        &[],
    );
    holds(rule);
}

fn exposes_no_secret(source: &Source) -> Vec<Finding> {
    if MAY_EXPOSE.contains(&source.path.as_str()) {
        return Vec::new();
    }
    let fix = "hand the `TokenSecret` itself to one of the files of MAY_EXPOSE";
    source.find(&["expose", "expose_secret"], fix)
}

#[test]
fn few_files_see_the_value_of_a_secret() {
    let rule = exposes_no_secret;
    finds(
        rule,
        "src/ui/copy.rs",
        "fn f() {\n secret.expose();\n secret.masked(); }",
        &[2],
    );
    finds(
        rule,
        "src/ui/copy.rs",
        "fn f() { view! { <p>\n{move || secret.expose()}</p> } }",
        &[2],
    );
    finds(
        rule,
        "src/api/auth.rs",
        "use secrecy::ExposeSecret;\nfn f() { password.expose_secret(); }",
        &[2],
    );
    finds(
        rule,
        "src/features/tokens/list/mod.rs",
        "fn f() { x.map(TokenSecret::expose); }",
        &[1],
    );
    finds(
        rule,
        "src/domain/secret.rs",
        "fn f() { secret.expose(); }",
        &[],
    );
    holds(rule);
    for listed in MAY_EXPOSE {
        let text = fs::read_to_string(root().join(listed)).unwrap_or_default();
        let does = !Source::new(listed, &text).positions(&["expose"]).is_empty();
        assert!(does, "take {listed} off MAY_EXPOSE");
    }
}

fn is_short(source: &Source) -> Vec<Finding> {
    let lines = source.text.lines().count();
    if lines <= LONGEST_FILE {
        return Vec::new();
    }
    let fix = "split it by what its parts are for";
    vec![(
        lines,
        format!("{lines} lines, at most {LONGEST_FILE} are read with pleasure: {fix}"),
    )]
}

#[test]
fn files_are_short() {
    let rule = is_short;
    finds(rule, "src/x.rs", &"\n".repeat(LONGEST_FILE), &[]);
    finds(
        rule,
        "src/x.rs",
        &"\n".repeat(LONGEST_FILE + 1),
        &[LONGEST_FILE + 1],
    );
    holds(rule);
}

const NO_STYLE: &str =
    "the policy forbids style attributes, the browser would drop it: use a class";

fn has_no_style_attribute(source: &Source) -> Vec<Finding> {
    let mut findings = source.find(&["set_attribute ( \"style\""], NO_STYLE);
    for position in source.positions(&["style", "="]) {
        let token = &source.tokens[position];
        let before = (0..position).rev().find(|at| {
            let next = source.text_at(at + 1);
            source.text_at(*at) == "<" && next.starts_with(char::is_alphabetic)
        });
        // A component may have a property of that name.
        let element = before.map_or("", |at| source.text_at(at + 1));
        let is_property = element.starts_with(char::is_uppercase)
            && !(position > 0 && source.text_at(position - 1) == ":");
        if token.is_markup && !is_property {
            findings.push((token.line, format!("`style=`: {NO_STYLE}")));
        }
    }
    findings
}

fn page_has_no_style_attribute(source: &Source) -> Vec<Finding> {
    source.find_lines(
        |line| {
            line.split_whitespace()
                .any(|word| word.starts_with("style="))
        },
        NO_STYLE,
    )
}

#[test]
fn views_have_no_style_attributes() {
    let rule = has_no_style_attribute;
    finds(
        rule,
        "src/ui/x.rs",
        "fn f() { view! { <p class=\"a\"\n style=\"color:red\">\"style=\"</p> } }",
        &[2],
    );
    finds(
        rule,
        "src/ui/x.rs",
        "fn f() { view! { <A>{view! {\n <i style=x/> }}</A> } }",
        &[2],
    );
    finds(
        rule,
        "src/ui/x.rs",
        "fn f() { view! { <Time style=Short/>\n <Time attr:style=x/> } }",
        &[2],
    );
    finds(
        rule,
        "src/ui/x.rs",
        "fn f() { view! { <p>{ let style = 1; style }</p> } }\nfn g() { let style = 2; }",
        &[],
    );
    finds(
        rule,
        "src/ui/x.rs",
        "fn f() { e.set_attribute(\"style\", x); }",
        &[1],
    );
    holds(rule);
}

#[test]
fn the_page_has_no_style_attributes() {
    let rule = page_has_no_style_attribute;
    finds(
        rule,
        "index.html",
        "<p>\n<p STYLE=\"x\">\n<link rel=\"stylesheet\" />",
        &[2],
    );
    let text = fs::read_to_string(root().join("index.html")).expect("the page");
    finds(rule, "index.html", &text, &[]);
}
