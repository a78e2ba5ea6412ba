//! The rules that hold for the source as a whole and that no compiler knows: which module may name
//! which, and what must not be written anywhere.
//!
//! The rules look at tokens, so comments and the text of test modules do not count, but what is
//! inside `view!` does. Each test also runs its rule on samples that break it.
#![cfg(not(target_arch = "wasm32"))]

mod named_tests;
mod source;
mod styles;

use source::{Finding, Source, finds, holds, root};
use std::fs;

/// The most lines that a file may have.
const LONGEST_FILE: usize = 450;

/// The files that may take the value out of a `TokenSecret`: where it is kept, where it is sent,
/// and where it is shown once. Keep this list short.
const MAY_EXPOSE: [&str; 7] = [
    "crates/domain/src/secret.rs",
    "crates/domain/src/token_sheet.rs",
    "crates/domain/src/token_sheet/tests.rs",
    "crates/api/src/inspect.rs",
    "src/features/tokens/batch/sheet.rs",
    "src/features/tokens/reveal/snippets.rs",
    "src/features/tokens/reveal/value.rs",
];

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
    if source.path == "src/app/route.rs" {
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
        "src/app/route.rs",
        "const A: &str = \"/developers\";",
        &[],
    );
    holds(rule);
}

/// The files that keep something in `localStorage`.
const MAY_OUTLIVE_THE_TAB: &[&str] = &[
    "crates/platform/src/last_input.rs",
    "crates/platform/src/list_preferences.rs",
    "crates/platform/src/shortcut_keys.rs",
    "crates/platform/src/storage.rs",
    "crates/platform/src/theme.rs",
];

fn keeps_nothing_in_local_storage(source: &Source) -> Vec<Finding> {
    if MAY_OUTLIVE_THE_TAB.contains(&source.path.as_str()) {
        return Vec::new();
    }
    let fix = "only the theme, the switch for single keys, columns and page sizes, and the times of the last \
               input and sign-in may outlive the tab: use `Area::Session`";
    let patterns = ["Area : : Local", "local_storage", "localStorage"];
    let mut findings = source.find(&patterns, fix);
    findings.extend(source.find_literals(|text| text.contains("localStorage"), fix));
    findings
}

#[test]
fn nothing_of_a_session_is_in_local_storage() {
    let rule = keeps_nothing_in_local_storage;
    finds(
        rule,
        "src/session/mod.rs",
        "fn f() { get(Area::Session, A);\n get(Area::Local, A); }",
        &[2],
    );
    finds(
        rule,
        "src/session/mod.rs",
        "fn f() { window.local_storage();\n eval(\"localStorage\"); }",
        &[1, 2],
    );
    finds(
        rule,
        "src/session/mod.rs",
        "use leptos::prelude::LocalStorage;",
        &[],
    );
    finds(
        rule,
        "crates/platform/src/theme.rs",
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
        "crates/domain/src/secret.rs",
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
