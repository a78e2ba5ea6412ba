use super::*;
use proptest::prelude::*;

#[derive(Debug, PartialEq, FromJson)]
#[json(camel_case)]
struct Reading {
    id: String,
    is_active: Option<bool>,
    #[json(name = "deletedIDs")]
    deleted: Vec<String>,
    #[json(or_default)]
    how_many: u64,
}

fn reading(text: &str) -> Option<Reading> {
    Json::parse(text).and_then(Reading::from_json)
}

#[test]
fn a_text_that_was_not_taken_out_is_overwritten() {
    fn is_overwritten<T: ZeroizeOnDrop>(_: &T) {}
    let Json::Text(text) = Json::from("tola_secret") else {
        panic!("a text is a text");
    };
    is_overwritten(&text);
    assert!(!format!("{text:?}").contains("secret"));
    assert_eq!(text.take(), "tola_secret");
}

#[test]
fn fields_are_read_by_their_names_and_what_must_be_there_is_missed() {
    let full = reading(r#"{"howMany":3,"x":[{}],"deletedIDs":["a"],"isActive":true,"id":"1"}"#);
    let expected = Reading {
        id: "1".into(),
        is_active: Some(true),
        deleted: vec!["a".into()],
        how_many: 3,
    };
    assert_eq!(full, Some(expected));
    for less in [
        r#"{"id":"1","deletedIDs":[]}"#,
        r#"{"id":"1","deletedIDs":[],"isActive":null,"howMany":null}"#,
    ] {
        let less = reading(less).expect("enough");
        assert_eq!((less.is_active, less.how_many), (None, 0));
    }
    for wrong in [
        r#"{"deletedIDs":[]}"#,
        r#"{"id":null,"deletedIDs":[]}"#,
        r#"{"id":1,"deletedIDs":[]}"#,
        r#"{"id":"1","deletedIDs":[null]}"#,
        r#"{"id":"1","deletedIDs":{}}"#,
        r#"{"id":"1","deletedIDs":[],"isActive":"yes"}"#,
        r#"{"id":"1","deletedIDs":[],"howMany":-1}"#,
        "[]",
        "{",
        "",
    ] {
        assert_eq!(reading(wrong), None, "{wrong}");
    }
}

#[test]
fn numbers_that_are_none_of_the_contracts_are_null() {
    let read = Json::parse("[1.5, 1e300, 18446744073709551615, -7]");
    let numbers = vec![Json::Null, Json::Null, Json::Null, Json::Number(-7)];
    assert_eq!(read, Some(Json::List(numbers)));
}

#[test]
fn lists_inside_lists_are_read_to_a_depth_that_no_stack_minds() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(Json::parse(&nested(DEPTH)).is_some());
    assert_eq!(Json::parse(&nested(DEPTH + 1)), None);
    assert_eq!(Json::parse(&"{\"a\":".repeat(1_000_000)), None);
}

#[test]
fn what_stands_for_a_character_is_read_as_it() {
    let read = Json::parse(r#""\u00fc\n\ud83d\ude80 \"\/\\ é""#);
    assert_eq!(read, Some("ü\n🚀 \"/\\ é".into()));
    for wrong in [
        r#""\ud83d""#,
        r#""\ude80\ud83d""#,
        r#""\x""#,
        r#""\u00f""#,
        "\"\n\"",
        "\"",
    ] {
        assert_eq!(Json::parse(wrong), None, "{wrong}");
    }
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Flag),
        any::<i64>().prop_map(Json::Number),
        any::<String>().prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let entry = (".*", inner.clone()).prop_map(|(name, value)| (Cow::Owned(name), value));
        prop_oneof![
            prop::collection::vec(inner, 0..6).prop_map(Json::List),
            prop::collection::vec(entry, 0..6).prop_map(|all| Json::Object(Object(all))),
        ]
    })
}

proptest! {
    #[test]
    fn every_other_reader_agrees_about_what_json_is(text in r#"[\[\]{}",:0-9.eE+\-trufalsn\\ ]{0,12}"#) {
        let read = Json::parse(&text);
        match serde_json::from_str::<serde_json::Value>(&text) {
            Ok(_) => prop_assert!(read.is_some()),
            // It has a largest number.
            Err(_) => prop_assert!(read.is_none() || text.contains(['e', 'E'])),
        }
    }

    #[test]
    fn what_is_written_is_read_again(json in any_json()) {
        let text = json.to_string();
        prop_assert_eq!(Json::parse(&text), Some(json));
        let other: serde_json::Value = serde_json::from_str(&text).expect("JSON for everybody");
        prop_assert!(!other.to_string().is_empty());
    }
}
