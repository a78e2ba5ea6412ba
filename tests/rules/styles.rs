//! What is said about looks, and where.

use super::source::{Finding, Source, finds, holds, root, sources};
use std::fs;

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

/// The classes that a style sheet says something about.
fn classes(sheet: &str) -> Vec<&str> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let mut classes: Vec<&str> = Vec::new();
    for text in sheet.split("/*") {
        let text = text.split_once("*/").map_or(text, |(_, after)| after);
        for (at, _) in text.match_indices('.') {
            let name = &text[at + 1..];
            let end = name.find(|letter| !is_part(letter)).unwrap_or(name.len());
            if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
                classes.push(&name[..end]);
            }
        }
    }
    classes
}

/// Whether `name` stands in `text` as a word of its own.
fn is_named(text: &str, name: &str) -> bool {
    let goes_on = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    text.match_indices(name).any(|(at, _)| {
        !text[..at].ends_with(goes_on) && !text[at + name.len()..].starts_with(goes_on)
    })
}

#[test]
fn every_class_of_the_style_sheets_is_on_something() {
    assert_eq!(
        classes(".a-b > .c.d{ width: .5rem } /* .e */"),
        ["a-b", "c", "d"]
    );
    assert!(is_named("class=\"btn btn-sm\"", "btn-sm") && !is_named("btn-small", "btn"));
    let mut texts = fs::read_to_string(root().join("index.html")).expect("the page");
    for source in sources() {
        texts.push_str(&source.text);
    }
    let mut unused = Vec::new();
    for entry in fs::read_dir(root().join("style")).expect("the style sheets") {
        let sheet = fs::read_to_string(entry.expect("an entry").path()).expect("a style sheet");
        let names = classes(&sheet).into_iter();
        unused.extend(
            names
                .filter(|name| !is_named(&texts, name))
                .map(str::to_owned),
        );
    }
    assert!(unused.is_empty(), "nothing has these classes: {unused:?}");
}
