use super::*;
use crate::id::{OrganizationId, UserId};
use crate::sorted::SortedMap;
use crate::stored_scopes::StoredScopes;
use proptest::prelude::*;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn token(id: &str, name: &str, scopes: &[&str]) -> Token {
    Token {
        id: TokenId::new(id),
        name: name.into(),
        description: None,
        reach: Reach::Scopes {
            owner: Some(OrganizationId::new("o")),
            scopes: StoredScopes::from_wire(scopes),
        },
        created_at: Some(at("2026-01-02T03:04:05Z")),
        created_by: Some(UserId::new("u")),
        updated_at: None,
        updated_by: None,
        expires_at: None,
        last_used_at: Some(at("2026-11-01T00:00:00Z")),
        is_active: true,
        revocation: None,
        sso_authorizations: SortedMap::new(),
        tags: vec![],
    }
}

fn row<'a>(token: &'a Token, note: &'a str) -> ReportRow<'a> {
    ReportRow {
        id: &token.id,
        token: Some(token),
        group: Some(Group::NeverExpires),
        state: "Active",
        created_by: "Adam Admin",
        decision: Some(Decision::Disable),
        note,
        result: ReportResult::Applied(at("2026-11-29T12:00:00Z")),
    }
}

fn head() -> ReportHead {
    ReportHead {
        kind: TokenKind::Api,
        subject: ("Acme Security".into(), "01K0ACME".into()),
        reviewer: ("Olivia Owner".into(), "olivia@acme.test".into()),
        at: at("2026-11-29T12:30:59Z"),
        seen: 3,
        total: 3,
    }
}

fn parse(text: &str) -> Vec<Event<'_>> {
    Parser::new_ext(text, Options::all()).collect()
}

/// Everything that is text, code included, without markup.
fn plain(text: &str) -> String {
    let events = parse(text).into_iter();
    let texts = events.map(|event| match event {
        Event::Text(text) | Event::Code(text) => text.to_string(),
        Event::Start(Tag::Item | Tag::Heading { .. } | Tag::Paragraph) => "\n".into(),
        _ => String::new(),
    });
    texts.collect()
}

#[test]
fn it_reads_as_a_document() {
    let first = token("01AAA", "Nightly sync", &["evidence:write", "risk:read"]);
    let second = token("01BBB", "Old", &[]);
    let gone = TokenId::new("01CCC");
    let rows = [
        row(&first, "Asked the platform team."),
        ReportRow {
            group: Some(Group::CreatorLeft),
            decision: Some(Decision::Delete),
            result: ReportResult::Failed("Your role does not allow this."),
            ..row(&second, "")
        },
        ReportRow {
            id: &gone,
            token: None,
            group: None,
            decision: Some(Decision::Delete),
            ..row(&second, "")
        },
    ];
    let text = markdown(&head(), &rows);
    let expected = "\
# Access review: API tokens of Acme Security

| | |
|---|---|
| Organization | Acme Security (`01K0ACME`) |
| Reviewer | Olivia Owner (olivia@acme.test) |
| Report created | 2026-11-29 12:30 UTC |
| Tokens reviewed | 3 |

## Decisions

| Decision | Tokens | Applied | Failed |
|---|---:|---:|---:|
| Keep | 0 | 0 | 0 |
| Shorten | 0 | 0 | 0 |
| Disable | 1 | 1 | 0 |
| Delete | 2 | 1 | 1 |
| None | 0 | | |

Rights are listed as Openlane grants them. In addition, every API token can read the organization and \
manage its \
API tokens, including making a stronger one.

## Creator left (1)

Whoever created them has left the organization, or is a token that was deleted. They work all the same.

### Old

- ID: `01BBB`
- State: Active
- Rights: Nothing by its scopes
- Created: 2026-01-02 03:04 UTC, by Adam Admin
- Expires: Never
- Last used: 2026-11-01 00:00 UTC
- Decision: **Delete**
- Result: Failed: Your role does not allow this.

## Never expires (1)

They have no expiration date.

### Nightly sync

- ID: `01AAA`
- State: Active
- Rights: Read and write: Evidence. Read: Risk
- Created: 2026-01-02 03:04 UTC, by Adam Admin
- Expires: Never
- Last used: 2026-11-01 00:00 UTC
- Decision: **Disable**
- Note: Asked the platform team.
- Result: Disabled on 2026-11-29 12:00 UTC

## Deleted during the review (1)

Their names are no longer known.

### `01CCC`

- ID: `01CCC`
- Decision: **Delete**
- Result: Deleted on 2026-11-29 12:00 UTC

";
    assert_eq!(text, expected);
    let headings = parse(&text).into_iter().filter(|event| {
        matches!(
            event,
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1,
                ..
            })
        )
    });
    assert_eq!(headings.count(), 1);
}

#[test]
fn a_review_that_stopped_early_says_so() {
    let token = token("01AAA", "ci", &[]);
    let head = ReportHead {
        seen: 1,
        total: 5_031,
        ..head()
    };
    let text = markdown(&head, &[row(&token, "")]);
    assert!(
        text.contains("| Tokens reviewed | 1, the newest of 5031. The others were not reviewed. |")
    );
}

#[test]
fn the_table_opens_in_a_spreadsheet_and_runs_nothing() {
    let hostile = token(
        "01AAA",
        "=HYPERLINK(\"http://x\",\"a\")",
        &["evidence:delete"],
    );
    let note = "@SUM(1+1), \"quoted\"\nsecond line";
    let text = csv(&head(), &[row(&hostile, note)]);
    let text = text.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().len(), 17);
    let record = reader.records().next().unwrap().unwrap();
    assert_eq!(&record[5], "'=HYPERLINK(\"http://x\",\"a\")");
    assert_eq!(&record[9], "Read, write and delete: Evidence");
    assert_eq!(&record[14], "Disable");
    assert_eq!(&record[15], format!("'{note}"));
    assert_eq!(&record[16], "Disabled on 2026-11-29 12:00 UTC");
}

#[test]
fn a_description_of_several_lines_stands_in_one() {
    let token = Token {
        description: Some("first\nsecond".into()),
        ..token("01AAA", "sync", &[])
    };
    let text = markdown(&head(), &[row(&token, "")]);
    assert!(text.contains("- Description: first second\n"), "{text}");
}

fn hostile() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "<img src=x>",
        "[a](http://x)",
        "**b**",
        "`c`",
        "|",
        "\\",
        "# d",
        "- e",
        "1. f",
        "\n",
        "\r\n",
        "&amp;",
        "![g](h)",
        "~~i~~",
        "~",
        "^",
        "http://auto.link",
        "_j_",
        "$k$",
        "{l}",
        "==",
        "\u{202e}",
        "ü",
        " ",
        "m",
    ]);
    prop::collection::vec(parts, 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    /// Whatever people call their tokens, it is text: no line, link, image or element comes of it.
    #[test]
    fn nothing_that_people_write_is_markup(name in hostile(), note in hostile(), creator in hostile()) {
        let token = token("01AAA", &name, &[]);
        let rows = [ReportRow { created_by: &creator, ..row(&token, &note) }];
        let text = markdown(&ReportHead { reviewer: (creator.clone(), note.clone()), ..head() }, &rows);
        let harmless = ["plain", "plain", "plain"];
        let plain_token = super::tests::token("01AAA", harmless[0], &[]);
        let plain_rows = [ReportRow { created_by: harmless[1], ..row(&plain_token, "plain") }];
        let reviewer = ("plain".to_owned(), "plain".to_owned());
        let plain_text = markdown(&ReportHead { reviewer, ..head() }, &plain_rows);
        let shape = |text: &str| -> Vec<String> {
            let events = parse(text).into_iter();
            let shapes = events.filter_map(|event| match event {
                Event::Start(tag) => Some(format!("{tag:?}")),
                Event::Html(_) | Event::InlineHtml(_) => Some("html".into()),
                Event::Rule => Some("rule".into()),
                _ => None,
            });
            shapes.collect()
        };
        if note.trim().is_empty() {
            prop_assert!(shape(&text).len() <= shape(&plain_text).len());
        } else {
            prop_assert_eq!(shape(&text), shape(&plain_text));
        }
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let shown = visible_name(&name);
        prop_assert!(one_line(&plain(&text)).contains(&one_line(&shown)), "{}\n{}", name, text);
    }
}
