//! What a document says to be tested is tested: the tests that it names exist.

use super::source::root;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The names of all functions below a folder.
fn functions(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            functions(&path, names);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).expect("a source");
            let begins = text.lines().filter_map(|line| line.strip_prefix("fn "));
            names.extend(begins.filter_map(|rest| Some(rest.split_once('(')?.0.to_owned())));
        }
    }
}

/// The names in backticks that look like those of tests: words joined by at least two underscores.
fn named(document: &str) -> impl Iterator<Item = &str> {
    let quoted = document.split('`').skip(1).step_by(2);
    quoted.filter(|name| {
        let is_word = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
        name.matches('_').count() >= 2
            && name.chars().all(|letter| letter == '_' || is_word(letter))
    })
}

#[test]
fn every_test_that_the_table_of_security_names_exists() {
    let mut names = BTreeSet::new();
    functions(&root().join("tests/e2e/tests/specs"), &mut names);
    let document = fs::read_to_string(root().join("docs/security.md")).expect("the document");
    let missing: Vec<&str> = named(&document)
        .filter(|name| !names.contains(*name))
        .collect();
    assert!(missing.is_empty(), "no such spec: {missing:?}");
    assert!(named(&document).count() > 10, "the table names its tests");
    assert_eq!(
        named("`a_b_c` `a_b` b_c_d `A_B_C`").collect::<Vec<_>>(),
        ["a_b_c"]
    );
}
