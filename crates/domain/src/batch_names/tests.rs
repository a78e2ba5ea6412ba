use super::*;
use proptest::prelude::*;

fn names(text: &str) -> Vec<String> {
    Batch::read(text)
        .names()
        .map(|names| names.as_slice().to_vec())
        .unwrap_or_default()
}

fn told(text: &str) -> Vec<String> {
    Batch::read(text).problem_messages()
}

#[test]
fn each_line_is_a_name_and_a_range_is_many() {
    assert_eq!(
        names("ci-{1..3}\r\n\n  deploy \n\n"),
        ["ci-1", "ci-2", "ci-3", "deploy"]
    );
    assert_eq!(
        names("job {08..10} b"),
        ["job 08 b", "job 09 b", "job 10 b"]
    );
    assert_eq!(names("ci-{3..1}"), ["ci-3", "ci-2", "ci-1"]);
    assert_eq!(names("ci-{1..20}").len(), 20);
    assert_eq!(names("ci-{7..7}"), ["ci-7"]);
}

#[test]
fn braces_that_are_no_range_are_part_of_a_name() {
    for name in [
        "{prod}",
        "a{1..b}",
        "a{..3}",
        "a{1..}",
        "a{1..2",
        "a}1..2{",
        "é{é..1}",
        "{{1..x}}",
    ] {
        assert_eq!(names(name), [name]);
    }
    assert_eq!(names("{x}{1..2}"), ["{x}1", "{x}2"]);
}

#[test]
fn what_is_wrong_is_told_at_its_line() {
    let long = "x".repeat(121);
    let text = format!("ci-{{1..3}}\n\nab\nci-2\n{long}\nfine\nci-{{2..3}}");
    assert_eq!(
        told(&text),
        [
            "Line 3: The name needs at least 3 characters.",
            "Line 4: “ci-2” is already in line 1.",
            "Line 5: The name can have 120 characters at most.",
            "Line 7: “ci-2” is already in line 1.",
            "Line 7: “ci-3” is already in line 1.",
        ]
    );
    assert_eq!(Batch::read(&text).names(), None);
    assert_eq!(Batch::read(&text).count(), 4);
    assert_eq!(Batch::read(&text).blank_lines(), [2]);
    let value = format!("tola_{}", "a1".repeat(32));
    assert!(told(&value)[0].starts_with("Line 1: That is the value of a token"));
    assert!(told("a\u{200b}bcd")[0].contains("cannot be seen"));
    assert!(told("a\u{200b}bcd{1..9}").len() == 1);
}

#[test]
fn ranges_that_nobody_means_are_refused() {
    assert_eq!(
        told("ci-{1..51}"),
        ["Line 1: The range makes 51 names; 50 can be created at once."]
    );
    for text in ["{1..2}{1..2}", "ci-{1..9999999}", "ci-{00000001..2}"] {
        assert!(told(text)[0].contains("one range"), "{text}");
    }
    assert!(told("ci-{0..999999}")[0].contains("1000000 names"));
}

#[test]
fn at_most_fifty_are_created_at_once() {
    assert_eq!(names("ci-{1..50}").len(), BATCH_MAX);
    let text = "ci-{1..49}\none more\none too many\nand another";
    assert_eq!(told(text).len(), 1);
    assert!(told(text)[0].starts_with("Line 3: This makes more"));
    assert!(told("ci-{1..30}\ncd-{1..30}")[0].starts_with("Line 2: This makes more"));
}

#[test]
fn many_mistakes_are_counted() {
    let text = ["ab"; 20].join("\n");
    let told = told(&text);
    assert_eq!(told.len(), PROBLEMS_SHOWN + 1);
    assert_eq!(told[PROBLEMS_SHOWN], "And 12 more.");
}

#[test]
fn the_field_has_one_sentence() {
    let problem = |text: &str| Batch::read(text).problem();
    assert_eq!(problem("ci-1"), None);
    assert_eq!(problem("").as_deref(), Some("Enter at least one name."));
    assert_eq!(problem("ci-1\nab").as_deref(), Some("Correct line 2."));
    let two = "ci-{1..3}\nci-{1..3}\nab";
    assert_eq!(problem(two).as_deref(), Some("Correct lines 2 and 3."));
    let many = problem(&["ab"; 20].join("\n")).unwrap_or_default();
    assert!(many.ends_with("7, 8 and others."), "{many}");
}

#[test]
fn names_are_told_in_a_few_words() {
    assert_eq!(Batch::read("ci-{1..4}").summary(), "ci-1, ci-2, ci-3, ci-4");
    assert_eq!(Batch::read("ci-{1..20}").summary(), "ci-1, ci-2 … ci-20");
}

#[test]
fn nothing_is_no_batch() {
    assert_eq!(Batch::read(" \n\n").names(), None);
    assert!(Batch::read(" \n\n").blank_lines().is_empty());
}

proptest! {
    #[test]
    fn any_text_gives_right_names_or_a_reason(text in "([a-c{}.0-9 \n-]|[^a-z]){0,80}") {
        let batch = Batch::read(&text);
        let is_empty = text.lines().all(|line| line.trim().is_empty());
        prop_assert_eq!(batch.count() == 0 && batch.problems().is_empty(), is_empty);
        let lines = text.lines().count();
        prop_assert!(batch.problems().iter().all(|(line, _)| (1..=lines).contains(line)));
        if let Some(names) = batch.names() {
            let names = names.as_slice();
            prop_assert!((1..=BATCH_MAX).contains(&names.len()));
            for (at, name) in names.iter().enumerate() {
                let checked = check_name(name);
                prop_assert_eq!(checked.as_ref(), Ok(name));
                prop_assert!(!names[..at].contains(name));
            }
        }
    }
}
