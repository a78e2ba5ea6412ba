//! Every section of the contract that the sources name is a heading of `docs/contract.md`.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..")
}

/// The numbers that headings begin with.
fn headings() -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("docs/contract.md")).unwrap();
    text.lines()
        .filter(|line| line.starts_with("## ") || line.starts_with("### "))
        .filter_map(|line| line.split(' ').nth(1).map(str::to_owned))
        .collect()
}

/// All files of Rust below a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// A number of a section at the beginning of a text, and what follows it.
fn number(text: &str) -> Option<(String, &str)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(text);
    if end == 0 {
        return None;
    }
    if let Some(rest) = text[end..].strip_prefix('.') {
        let more = digits(rest);
        if more > 0 {
            end += 1 + more;
        }
    }
    Some((text[..end].to_owned(), &text[end..]))
}

/// The sections after each "contract": one, or several as in "1.2, 1.10", "5 and 6", "3.1 to 3.3".
fn cited(text: &str) -> Vec<String> {
    // A citation may go on in the next line of a comment.
    let plain: Vec<&str> = text
        .lines()
        .map(|line| line.trim().trim_start_matches(['/', '!']).trim())
        .collect();
    let plain = plain.join(" ");
    let mut sections = Vec::new();
    for (at, word) in plain.match_indices("ontract ") {
        let mut rest = &plain[at + word.len()..];
        while let Some((section, after)) = number(rest) {
            sections.push(section);
            let next = [", ", " and ", " to "]
                .iter()
                .find_map(|between| after.strip_prefix(between));
            match next {
                Some(next) => rest = next,
                None => break,
            }
        }
    }
    sections
}

#[test]
fn citations_are_read_in_all_their_forms() {
    let text = [
        "/// (contract 1.2, 1.10) and Contract 3.1 to 3.3.",
        "/// See contract",
        "    //! 5 and 6: contract 4, (R), the contract has",
    ]
    .join("\n");
    assert_eq!(
        cited(&text),
        ["1.2", "1.10", "3.1", "3.3", "5", "6", "4"].map(str::to_owned)
    );
}

#[test]
fn each_section_that_is_cited_is_there() {
    let headings = headings();
    let mut files = Vec::new();
    for folder in ["src", "crates", "tests"] {
        sources(&root().join(folder), &mut files);
    }
    let (mut count, mut missing) = (0, Vec::new());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for section in cited(&text) {
            count += 1;
            if !headings.contains(&section) {
                missing.push(format!("{}: contract {section}", file.display()));
            }
        }
    }
    assert!(count > 150, "only {count} citations were found");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// The sections of the report.
#[test]
fn each_section_that_is_checked_is_there() {
    let headings = headings();
    let mut files = Vec::new();
    sources(
        &Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("src"),
        &mut files,
    );
    let mut checked = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for (at, call) in text.match_indices("section(\"") {
            let rest = &text[at + call.len()..];
            checked.insert(rest.split('"').next().unwrap().to_owned());
        }
    }
    assert!(checked.len() > 25, "{checked:?}");
    assert!(checked.is_subset(&headings), "{checked:?}");
}

/// Section 0 to 12, so that nobody has to guess what a number means.
#[test]
fn the_contract_has_all_its_sections() {
    let headings = headings();
    for section in 0..=12 {
        assert!(
            headings.contains(&section.to_string()),
            "no section {section}"
        );
    }
}
