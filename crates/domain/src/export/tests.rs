use super::*;
use crate::hostile_text::hostile_text;
use crate::id::{OrganizationId, TokenId};
use crate::sorted::SortedMap;
use crate::spreadsheet::tests::{is_run, original, read};
use crate::token::Revocation;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    at("2026-11-29T12:00:00Z")
}

fn row(token: &Token) -> ExportRow<'_> {
    ExportRow {
        token,
        state: "Not checked",
        creator_left: false,
        created_by: Some("Ada"),
        updated_by: None,
        revoked_by: Some("Bob"),
    }
}

fn api_token() -> Token {
    let scopes = [" can_view_evidence", "control:write", "control:audit"];
    Token {
        id: TokenId::new("T1"),
        name: "deploy".into(),
        description: None,
        reach: Reach::Scopes {
            owner: Some(OrganizationId::new("O1")),
            scopes: StoredScopes::from_wire(scopes),
        },
        created_at: Some(at("2026-01-02T03:04:05.678Z")),
        created_by: Some(UserId::new("U1")),
        updated_at: None,
        updated_by: Some(UserId::new("U2")),
        expires_at: None,
        last_used_at: Some(at("2026-11-28T00:00:00Z")),
        is_active: false,
        revocation: Some(Revocation {
            at: at("2026-11-28T10:00:00Z"),
            by: Some(UserId::new("U3")),
            reason: Some("leaked, we think".into()),
        }),
        sso_authorizations: [
            (OrganizationId::new("O1"), at("2026-02-01T00:00:00Z")),
            (OrganizationId::new("O2"), at("2026-03-01T00:00:00Z")),
        ]
        .into_iter()
        .collect(),
        tags: vec!["ci".into(), "two words".into()],
    }
}

fn personal_token() -> Token {
    let organization = |id: &str, name: &str| OrganizationRef {
        id: OrganizationId::new(id),
        name: name.into(),
    };
    Token {
        reach: Reach::Organizations(vec![
            organization("O1", "Acme"),
            organization("O2", "Ümlaut"),
        ]),
        expires_at: Some(at("2027-01-01T00:00:00Z")),
        revocation: None,
        sso_authorizations: SortedMap::default(),
        tags: Vec::new(),
        ..api_token()
    }
}

/// The cells of the only token by their columns.
fn record(kind: TokenKind, row: ExportRow<'_>) -> BTreeMap<String, String> {
    let records = read(&tokens_csv(kind, &[row], now()));
    let [header, cells] = records.as_slice() else {
        panic!("a header and a token: {records:?}");
    };
    assert_eq!(header.len(), cells.len());
    assert!(cells.iter().all(|cell| !is_run(cell)), "{cells:?}");
    let cells = cells.iter().map(|cell| original(cell).to_owned());
    header.iter().cloned().zip(cells).collect()
}

fn parsed(kind: TokenKind, organization: Option<&OrganizationRef>, row: ExportRow<'_>) -> Value {
    serde_json::from_str(&tokens_json(kind, organization, &[row], now())).unwrap()
}

#[test]
fn a_table_has_every_field_of_an_api_token() {
    let token = api_token();
    let file = tokens_csv(TokenKind::Api, &[row(&token)], now());
    let expected = "\u{feff}id,name,description,state,flags,organization_id,scopes,granted,created_at,\
        created_by_id,created_by_name,updated_at,updated_by_id,updated_by_name,expires_at,last_used_at,\
        is_active,revoked_at,revoked_by_id,revoked_by_name,revoked_reason,sso_authorizations,tags\r\n\
        T1,deploy,,Not checked,No expiration,O1,\
        \" can_view_evidence; control:write; control:audit\",\
        \"control:read; control:write; control_implementation:read; control_implementation:write; \
        control_objective:read; control_objective:write; evidence:read; subcontrol:read; \
        subcontrol:write; control:audit\",\
        2026-01-02T03:04:05.678Z,U1,Ada,,U2,,,2026-11-28T00:00:00Z,false,2026-11-28T10:00:00Z,U3,Bob,\
        \"leaked, we think\",O1=2026-02-01T00:00:00Z O2=2026-03-01T00:00:00Z,\"ci; two words\"\r\n";
    assert_eq!(file, expected);
}

#[test]
fn a_table_of_personal_tokens_has_their_organizations() {
    let token = personal_token();
    let record = record(TokenKind::Personal, row(&token));
    for (column, cell) in [
        ("organization_ids", "O1 O2"),
        ("organization_names", "Acme; Ümlaut"),
        ("expires_at", "2027-01-01T00:00:00Z"),
        ("revoked_at", ""),
        ("sso_authorizations", ""),
        ("tags", ""),
    ] {
        assert_eq!(record[column], cell, "{column}");
    }
    assert!(!record.contains_key("scopes"));
}

#[test]
fn a_token_of_the_other_kind_does_not_shift_the_columns() {
    let (api, personal) = (api_token(), personal_token());
    assert_eq!(
        record(TokenKind::Personal, row(&api))["created_by_id"],
        "U1"
    );
    assert_eq!(
        record(TokenKind::Api, row(&personal))["created_by_id"],
        "U1"
    );
}

#[test]
fn json_has_every_field_of_a_token() {
    let organization = OrganizationRef {
        id: OrganizationId::new("O1"),
        name: "Acme \u{2028}\u{7} \"Inc\"".into(),
    };
    let token = api_token();
    let expected = json!({
        "kind": "api_token",
        "organization": { "id": "O1", "name": "Acme \u{2028}\u{7} \"Inc\"" },
        "exported_at": "2026-11-29T12:00:00Z",
        "every_api_token_can": BASICS,
        "tokens": [{
            "id": "T1",
            "name": "deploy",
            "description": null,
            "state": "Not checked",
            "flags": ["No expiration"],
            "organization_id": "O1",
            "scopes": [" can_view_evidence", "control:write", "control:audit"],
            "granted": [
                "control:read",
                "control:write",
                "control_implementation:read",
                "control_implementation:write",
                "control_objective:read",
                "control_objective:write",
                "evidence:read",
                "subcontrol:read",
                "subcontrol:write",
                "control:audit",
            ],
            "created_at": "2026-01-02T03:04:05.678Z",
            "created_by_id": "U1",
            "created_by_name": "Ada",
            "updated_at": null,
            "updated_by_id": "U2",
            "updated_by_name": null,
            "expires_at": null,
            "last_used_at": "2026-11-28T00:00:00Z",
            "is_active": false,
            "revoked_at": "2026-11-28T10:00:00Z",
            "revoked_by_id": "U3",
            "revoked_by_name": "Bob",
            "revoked_reason": "leaked, we think",
            "sso_authorizations": { "O1": "2026-02-01T00:00:00Z", "O2": "2026-03-01T00:00:00Z" },
            "tags": ["ci", "two words"],
        }],
    });
    let file = parsed(TokenKind::Api, Some(&organization), row(&token));
    assert_eq!(file, expected);

    let token = personal_token();
    let file = parsed(TokenKind::Personal, None, row(&token));
    assert_eq!(file["kind"], "personal_access_token");
    assert_eq!(file["organization"], Value::Null);
    assert_eq!(file.get("every_api_token_can"), None);
    let organizations = json!([{ "id": "O1", "name": "Acme" }, { "id": "O2", "name": "Ümlaut" }]);
    assert_eq!(file["tokens"][0]["organizations"], organizations);
    assert_eq!(file["tokens"][0].get("scopes"), None);
}

#[test]
fn control_characters_are_escaped_in_json() {
    let token = Token {
        name: ('\0'..' ').collect(),
        ..api_token()
    };
    let file = tokens_json(TokenKind::Api, None, &[row(&token)], now());
    assert!(!file.contains(|letter| letter < ' '));
}

#[test]
fn a_thousand_tokens_are_each_there_once_and_in_order() {
    let tokens: Vec<Token> = (0..1000)
        .map(|number| Token {
            id: TokenId::new(format!("T{number}")),
            ..api_token()
        })
        .collect();
    let rows: Vec<ExportRow<'_>> = tokens.iter().map(row).collect();
    let ids: Vec<&str> = tokens.iter().map(|token| token.id.as_str()).collect();

    let records = read(&tokens_csv(TokenKind::Api, &rows, now()));
    let in_table: Vec<&str> = records[1..].iter().map(|cells| cells[0].as_str()).collect();
    assert_eq!(in_table, ids);

    let file = tokens_json(TokenKind::Api, None, &rows, now());
    let file: Value = serde_json::from_str(&file).unwrap();
    let in_json = file["tokens"].as_array().unwrap().iter();
    let in_json: Vec<&str> = in_json.map(|token| token["id"].as_str().unwrap()).collect();
    assert_eq!(in_json, ids);
}

#[test]
fn file_names_have_the_organization_and_the_day() {
    let long = "A very long name of an organization, with more";
    for (organization, name) in [
        (
            Some("Acme, Inc."),
            "openlane-acme-inc-api-tokens-2026-11-29.csv",
        ),
        (Some("../..\\C:*?"), "openlane-c-api-tokens-2026-11-29.csv"),
        (Some("漢字 \u{202e}"), "openlane-api-tokens-2026-11-29.csv"),
        (None, "openlane-api-tokens-2026-11-29.csv"),
        (
            Some(long),
            "openlane-a-very-long-name-of-an-organization-with-api-tokens-2026-11-29.csv",
        ),
    ] {
        assert_eq!(file_name(organization, "api-tokens", now(), "csv"), name);
    }
}

proptest! {
    #[test]
    fn hostile_texts_come_back_as_they_are_stored(
        name in hostile_text(),
        description in prop::option::of(hostile_text()),
        scopes in prop::collection::vec(hostile_text(), 0..4),
        reason in hostile_text(),
        maker in hostile_text(),
        tags in prop::collection::vec(hostile_text(), 0..3),
    ) {
        let mut token = api_token();
        token.name.clone_from(&name);
        token.description.clone_from(&description);
        token.tags.clone_from(&tags);
        token.reach = Reach::Scopes { owner: None, scopes: StoredScopes::new(scopes.clone()) };
        if let Some(revocation) = &mut token.revocation {
            revocation.reason = Some(reason.clone());
        }
        let row = ExportRow { created_by: Some(&maker), ..row(&token) };

        let cells = record(TokenKind::Api, row);
        prop_assert_eq!(&cells["name"], &name);
        prop_assert_eq!(&cells["description"], &description.clone().unwrap_or_default());
        prop_assert_eq!(&cells["scopes"], &scopes.join("; "));
        prop_assert_eq!(&cells["revoked_reason"], &reason);
        prop_assert_eq!(&cells["created_by_name"], &maker);
        prop_assert_eq!(&cells["tags"], &tags.join("; "));

        let file = parsed(TokenKind::Api, None, row);
        let written = &file["tokens"][0];
        prop_assert_eq!(&written["name"], &json!(name));
        prop_assert_eq!(&written["description"], &json!(description));
        prop_assert_eq!(&written["scopes"], &json!(scopes));
        prop_assert_eq!(&written["revoked_reason"], &json!(reason));
        prop_assert_eq!(&written["created_by_name"], &json!(maker));
        prop_assert_eq!(&written["tags"], &json!(tags));
    }

    #[test]
    fn file_names_are_plain_whatever_the_organization_is_called(organization in hostile_text()) {
        let name = file_name(Some(&organization), "api-tokens", now(), "csv");
        let is_plain = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '-' | '.');
        prop_assert!(name.chars().all(is_plain));
        prop_assert!(!name.contains("--") && name.len() <= 80);
    }
}
