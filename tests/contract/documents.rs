//! Every document that the console sends, and the schema that they are written for.

use apollo_compiler::executable::Operation;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use console_api::account::AccountData;
use console_api::documents::{
    ACCOUNT, CREATE_API_TOKENS, DELETE_API_TOKENS, MAKERS, MEMBERS, MEMBERSHIP, SEARCH_TOKENS,
    UPDATE_API_TOKENS, bearer_document, token_documents,
};
use console_api::inspect::{ApiBearerData, PersonalBearerData};
use console_api::makers::{MakersData, MembersData, MembershipData};
use console_api::token_list::{ListBeyondData, ListData, ListInPartsData};
use console_api::token_search::SearchData;
use console_api::tokens::{
    BulkData, CreateData, CreateSeveralData, DeleteData, OneData, SummaryData, UpdateData,
};
use console_domain::kind::TokenKind;
use console_json::{FromJson, Json};
use serde_json::Value;

/// What the console knows of the backend's schema.
pub(crate) const SDL: &str = include_str!("../../crates/api/src/schema.graphql");

/// Whether an answer can be read.
pub(crate) type Read = fn(&Value) -> bool;

/// The way an answer is read in the app: from text.
pub(crate) fn read<T: FromJson>(data: &Value) -> bool {
    let json = Json::parse(&data.to_string());
    json.and_then(T::from_json).is_some()
}

/// Every document with the type that reads its answer.
pub(crate) fn documents() -> Vec<(&'static str, Read)> {
    let mut all: Vec<(&str, Read)> = vec![
        (ACCOUNT, read::<AccountData>),
        (MAKERS, read::<MakersData>),
        (MEMBERS, read::<MembersData>),
        (MEMBERSHIP, read::<MembershipData>),
        (CREATE_API_TOKENS, read::<CreateSeveralData>),
        (SEARCH_TOKENS, read::<SearchData>),
        (UPDATE_API_TOKENS, read::<BulkData>),
        (DELETE_API_TOKENS, read::<BulkData>),
        (bearer_document(TokenKind::Api), read::<ApiBearerData>),
        (
            bearer_document(TokenKind::Personal),
            read::<PersonalBearerData>,
        ),
    ];
    for kind in TokenKind::ALL {
        let of_kind = token_documents(kind);
        all.extend([
            (of_kind.list, read::<ListData> as Read),
            (of_kind.list_beyond, read::<ListBeyondData>),
            (of_kind.list_in_parts, read::<ListInPartsData>),
            (of_kind.summary, read::<SummaryData>),
            (of_kind.one, read::<OneData>),
            (of_kind.create, read::<CreateData>),
            (of_kind.update, read::<UpdateData>),
            (of_kind.delete, read::<DeleteData>),
        ]);
    }
    all
}

pub(crate) fn schema() -> Valid<Schema> {
    Schema::parse_and_validate(SDL, "schema.graphql").unwrap_or_else(|bad| panic!("{bad}"))
}

pub(crate) fn parse(schema: &Valid<Schema>, text: &str) -> Valid<ExecutableDocument> {
    ExecutableDocument::parse_and_validate(schema, text, "document.graphql")
        .unwrap_or_else(|bad| panic!("{bad}\n{text}"))
}

/// The only operation: the client sends no `operationName`.
pub(crate) fn operation(document: &ExecutableDocument) -> &Operation {
    let mut operations = document.operations.iter();
    let first = operations.next().expect("an operation");
    assert!(operations.next().is_none(), "a second operation");
    first
}

pub(crate) fn title(text: &str) -> &str {
    text.split(['(', '{']).next().unwrap_or_default().trim()
}
