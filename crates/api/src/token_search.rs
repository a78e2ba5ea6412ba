//! Finding tokens of both kinds by a part of their names, in one request.

use super::client::Client;
use super::documents::SEARCH_TOKENS;
use super::error::ApiError;
use super::token_filter::{ListTime, list_predicate};
use super::token_node::{Edges, TokenNode, nodes_of};
use chrono::{DateTime, Utc};
use console_domain::kind::TokenKind;
use console_domain::list_query::ListQuery;
use console_domain::token::Token;
use console_json::{FromJson, Json, object};
use console_platform::intl;

/// How many tokens of a kind are shown.
pub const SHOWN: u32 = 5;

/// The answer to the document.
#[derive(FromJson)]
pub struct SearchData {
    api: Part,
    own: Part,
}

#[derive(FromJson)]
#[json(camel_case)]
struct Part {
    total_count: u64,
    edges: Edges<TokenNode>,
}

/// What is asked.
pub fn search_variables(text: &str, time: ListTime) -> Json {
    let query = ListQuery {
        search: text.to_owned(),
        ..ListQuery::default()
    };
    object! {
        "first" => SHOWN,
        "api" => list_predicate(TokenKind::Api, &query, time),
        "own" => list_predicate(TokenKind::Personal, &query, time),
    }
}

/// Tokens with `text` in their names, by name, [`SHOWN`] of each kind, and how many there are of both. Of a
/// token only its name, its end and whether it is disabled are known.
///
/// # Errors
/// See [`ApiError`].
pub async fn search(
    client: Client,
    text: &str,
    now: DateTime<Utc>,
) -> Result<(Vec<Token>, u64), ApiError> {
    let time = ListTime {
        now,
        day_end: intl::local_day_end,
    };
    let data: SearchData = client
        .graphql(SEARCH_TOKENS, search_variables(text, time))
        .await?;
    let all = data.api.total_count + data.own.total_count;
    let parts = [
        (TokenKind::Api, data.api.edges),
        (TokenKind::Personal, data.own.edges),
    ];
    let tokens = parts
        .into_iter()
        .flat_map(|(kind, edges)| nodes_of(edges).map(move |node| node.into_parts(kind).0));
    Ok((tokens.collect(), all))
}
