use super::*;
use crate::hostile_text::hostile_text;
use crate::id::{OrganizationId, TokenId};
use crate::organization::OrganizationRef;
use crate::sorted::SortedMap;
use crate::stored_scopes::StoredScopes;
use crate::token::Revocation;
use chrono::TimeDelta;
use chrono_tz::Tz;
use icalendar::parser::{self, Component};
use icalendar::{CalendarDateTime, Component as _, DatePerhapsTime};
use proptest::prelude::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    at("2026-11-29T12:00:00.5Z")
}

fn token(id: &str, end: Option<&str>) -> Token {
    Token {
        id: TokenId::new(id),
        name: "deploy".into(),
        description: None,
        reach: Reach::Scopes {
            owner: Some(OrganizationId::new("O1")),
            scopes: StoredScopes::default(),
        },
        created_at: Some(at("2026-01-01T00:00:00Z")),
        created_by: None,
        updated_at: Some(at("2026-02-01T00:00:00.25Z")),
        updated_by: None,
        expires_at: end.map(at),
        last_used_at: None,
        is_active: true,
        revocation: None,
        sso_authorizations: SortedMap::default(),
        tags: Vec::new(),
    }
}

fn personal(id: &str, names: &[&str]) -> Token {
    let organizations = names.iter().map(|name| OrganizationRef {
        id: OrganizationId::new("O1"),
        name: (*name).to_owned(),
    });
    Token {
        reach: Reach::Organizations(organizations.collect()),
        ..token(id, Some("2027-01-31T22:59:59Z"))
    }
}

fn export(tokens: &[Token]) -> String {
    let entries: Vec<CalendarEntry<'_>> = tokens
        .iter()
        .map(|token| CalendarEntry { token, url: None })
        .collect();
    calendar(&entries, now())
}

/// One event as another program reads it.
#[derive(Debug)]
struct Event {
    /// The names and values in order.
    properties: Vec<(String, String)>,
    /// The same of each alarm.
    alarms: Vec<Vec<(String, String)>>,
}

impl Event {
    fn get(&self, name: &str) -> &str {
        let mut found = self.properties.iter().filter(|(own, _)| own == name);
        let (_, value) = found.next().unwrap_or_else(|| panic!("no {name}"));
        assert!(found.next().is_none(), "{name} twice");
        value
    }

    fn names(&self) -> Vec<&str> {
        self.properties
            .iter()
            .map(|(name, _)| name.as_str())
            .collect()
    }
}

fn properties(component: &Component<'_>) -> Vec<(String, String)> {
    let properties = component.properties.iter();
    properties
        .map(|property| {
            assert!(property.params.is_empty());
            (property.name.to_string(), property.val.to_string())
        })
        .collect()
}

fn events(file: &str) -> Vec<Event> {
    let unfolded = parser::unfold(file);
    let calendar = parser::read_calendar(&unfolded).unwrap();
    let events = calendar.components.iter().map(|event| {
        assert_eq!(event.name, "VEVENT");
        assert!(event.components.iter().all(|alarm| alarm.name == "VALARM"));
        Event {
            properties: properties(event),
            alarms: event.components.iter().map(properties).collect(),
        }
    });
    events.collect()
}

const NAMES: [&str; 9] = [
    "UID",
    "DTSTAMP",
    "DTSTART",
    "LAST-MODIFIED",
    "SEQUENCE",
    "SUMMARY",
    "DESCRIPTION",
    "TRANSP",
    "STATUS",
];

#[test]
fn a_file_is_written_by_rfc_5545() {
    let token = token("T1", Some("2027-01-31T22:59:59.999Z"));
    let entry = CalendarEntry {
        token: &token,
        url: Some("https://console.test/api-tokens/T1?a=1,2;\r\nx".into()),
    };
    let expected = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Openlane Developer Console//Tokens//EN\r\n\
        CALSCALE:GREGORIAN\r\nBEGIN:VEVENT\r\nUID:T1@api-token.openlane\r\n\
        DTSTAMP:20261129T120000Z\r\nDTSTART:20270131T225959Z\r\nLAST-MODIFIED:20260201T000000Z\r\n\
        SEQUENCE:192067200\r\nSUMMARY:Token expires: deploy\r\n\
        DESCRIPTION:Kind: API token\\nID: T1\\nOrganization: O1\\nRotate it before the\r\n n.\r\n\
        URL:https://console.test/api-tokens/T1?a=1,2;x\r\nTRANSP:TRANSPARENT\r\nSTATUS:CONFIRMED\r\n\
        BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P14D\r\n\
        DESCRIPTION:Token expires in 14 days: deploy\r\nEND:VALARM\r\n\
        BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P1D\r\n\
        DESCRIPTION:Token expires in 1 day: deploy\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    assert_eq!(calendar(&[entry], now()), expected);
}

#[test]
fn only_tokens_with_an_end_have_an_entry() {
    let mut far = token("T3", None);
    far.expires_at = Some(at("9999-12-31T23:59:59Z") + TimeDelta::seconds(1));
    let tokens = [
        token("T1", None),
        token("T2", Some("2027-01-31T22:59:59Z")),
        far,
        token("T4", Some("9999-12-31T23:59:59Z")),
    ];
    assert_eq!(tokens.each_ref().map(has_entry), [false, true, false, true]);
    let events = events(&export(&tokens));
    let uids: Vec<&str> = events.iter().map(|event| event.get("UID")).collect();
    assert_eq!(uids, ["T2@api-token.openlane", "T4@api-token.openlane"]);
    assert!(!export(&tokens[..1]).contains("VEVENT"));
}

#[test]
fn a_revoked_token_is_cancelled_and_gives_no_alarm() {
    let mut token = token("T1", Some("2027-01-31T22:59:59Z"));
    token.revocation = Some(Revocation {
        at: now(),
        by: None,
        reason: None,
    });
    let events = events(&export(&[token]));
    assert_eq!(events[0].get("STATUS"), "CANCELLED");
    assert!(events[0].alarms.is_empty());
    assert!(events[0].get("DESCRIPTION").ends_with("\nIt is revoked."));
}

#[test]
fn a_personal_token_names_its_organizations() {
    let tokens = [
        personal("T1", &["Acme, Inc.", "a;b\\n\u{202e}"]),
        personal("T2", &[]),
    ];
    let events = events(&export(&tokens));
    assert_eq!(events[0].get("UID"), "T1@personal-access-token.openlane");
    let description = "Kind: personal access token\nID: T1\n\
        Organizations: Acme, Inc., a;b\\n[U+202E]\nRotate it before then.";
    assert_eq!(events[0].get("DESCRIPTION"), description);
    assert!(!events[1].get("DESCRIPTION").contains("Organization"));
}

#[test]
fn importing_again_updates_what_changed() {
    let end = Some("2027-01-31T22:59:59Z");
    let mut tokens = [
        token("T1", end),
        token("T2", end),
        personal("T1", &["Acme"]),
    ];
    let before = events(&export(&tokens));
    tokens[1].name = "renamed".into();
    tokens[1].updated_at = Some(now());
    let after = events(&export(&tokens));
    let sequence = |event: &Event| event.get("SEQUENCE").parse::<i32>().unwrap();
    for (place, (before, after)) in before.iter().zip(&after).enumerate() {
        assert_eq!(before.get("UID"), after.get("UID"));
        assert_eq!(sequence(before) < sequence(after), place == 1);
    }
    let mut uids: Vec<&str> = after.iter().map(|event| event.get("UID")).collect();
    uids.sort_unstable();
    uids.dedup();
    assert_eq!(uids.len(), 3);
}

#[test]
fn the_sequence_counts_from_2020_and_stays_within_31_bits() {
    let mut token = token("T1", None);
    for (updated, created, expected) in [
        (Some("2020-01-01T00:00:01.9Z"), None, 1),
        (None, Some("2020-01-02T00:00:00Z"), 86_400),
        (None, None, 0),
        (Some("2019-12-31T23:59:59Z"), None, 0),
        (Some("2500-01-01T00:00:00Z"), None, i32::MAX.into()),
    ] {
        token.updated_at = updated.map(at);
        token.created_at = created.map(at);
        assert_eq!(sequence(&token), expected);
    }
}

#[test]
fn the_end_is_the_same_instant_in_every_zone() {
    // The moments around changes of the clocks: New York forward, Auckland and Berlin back.
    for (end, zone, clock) in [
        (
            "2027-03-14T06:59:59Z",
            Tz::America__New_York,
            "2027-03-14 01:59:59",
        ),
        (
            "2027-03-14T07:00:00Z",
            Tz::America__New_York,
            "2027-03-14 03:00:00",
        ),
        ("2027-03-14T07:00:00Z", Tz::UTC, "2027-03-14 07:00:00"),
        (
            "2027-04-03T13:59:59Z",
            Tz::Pacific__Auckland,
            "2027-04-04 02:59:59",
        ),
        (
            "2027-04-03T14:00:00Z",
            Tz::Pacific__Auckland,
            "2027-04-04 02:00:00",
        ),
        (
            "2027-04-03T14:00:00Z",
            Tz::Asia__Kolkata,
            "2027-04-03 19:30:00",
        ),
        (
            "2026-10-25T00:59:59Z",
            Tz::Europe__Berlin,
            "2026-10-25 02:59:59",
        ),
        (
            "2026-10-25T01:00:00Z",
            Tz::Europe__Berlin,
            "2026-10-25 02:00:00",
        ),
    ] {
        let file = export(&[token("T1", Some(end))]);
        let read: icalendar::Calendar = file.parse().unwrap();
        let start = read.events().next().unwrap().get_start();
        let Some(DatePerhapsTime::DateTime(CalendarDateTime::Utc(start))) = start else {
            panic!("not a time in UTC: {start:?}");
        };
        assert_eq!(start, at(end));
        let shown = start.with_timezone(&zone).naive_local().to_string();
        assert_eq!(shown, clock, "{zone}");
    }
}

proptest! {
    #[test]
    fn a_name_is_only_a_text(
        name in hostile_text(),
        organization in hostile_text(),
        id in hostile_text(),
        url in hostile_text(),
    ) {
        let named = Token { name: name.clone(), ..personal("T1", &[&organization]) };
        let other = Token { id: TokenId::new(id.clone()), ..named.clone() };
        let entries = [
            CalendarEntry { token: &named, url: None },
            CalendarEntry { token: &other, url: Some(url) },
        ];
        let file = calendar(&entries, now());
        for line in file.split_terminator("\r\n") {
            prop_assert!(line.len() <= LINE_MAX, "{line:?}");
            prop_assert!(!line.contains(char::is_control), "{line:?}");
        }
        prop_assert!(file.ends_with("\r\n"));

        let events = events(&file);
        prop_assert_eq!(events.len(), 2);
        prop_assert_eq!(events[0].names(), NAMES);
        for event in &events {
            let shown = event.get("SUMMARY").strip_prefix("Token expires: ");
            prop_assert_eq!(shown, Some(&*visible_name(&name)));
            let wanted = format!("\nOrganizations: {}\n", visible_name(&organization));
            prop_assert!(event.get("DESCRIPTION").contains(&wanted));
            prop_assert_eq!(event.alarms.len(), 2);
            for (alarm, when) in event.alarms.iter().zip(["in 14 days", "in 1 day"]) {
                let text = format!("Token expires {when}: {}", visible_name(&name));
                prop_assert_eq!(&alarm[2].1, &text);
            }
        }
    }
}
