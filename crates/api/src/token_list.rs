//! Pages of a list of tokens.

use super::client::{Client, graphql_body};
use super::documents::token_documents;
use super::early;
use super::error::ApiError;
use super::token_filter::{ListTime, part_order, part_predicate};
use super::token_node::{Edges, TokenNode, nodes_of};
use chrono::{DateTime, Utc};
use console_domain::kind::TokenKind;
use console_domain::list_query::ListQuery;
use console_domain::page_plan::{PagePlan, PartAnswer, Take};
use console_domain::sorted::SortedSet;
use console_domain::token::Token;
use console_json::{FromJson, Json, Object};
use console_platform::intl;

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The tokens, each once.
    pub tokens: Vec<Token>,
    /// How many tokens come before them.
    pub offset: u64,
    /// How many the filter matches in all.
    pub total: u64,
}

impl Page {
    /// How many tokens come up to the end of this page.
    pub const fn end(&self) -> u64 {
        self.offset + self.tokens.len() as u64
    }

    /// Whether there is a page after this one.
    pub const fn has_next(&self) -> bool {
        self.end() < self.total
    }
}

/// The answer to [`list`](super::documents::TokenDocuments::list).
#[derive(FromJson)]
pub struct ListData {
    pub(crate) tokens: TokenConnection,
}

/// The answer to [`list_beyond`](super::documents::TokenDocuments::list_beyond).
#[derive(FromJson)]
pub struct ListBeyondData {
    tokens: TokenConnection,
    whole: Count,
}

/// The answer to [`list_in_parts`](super::documents::TokenDocuments::list_in_parts).
#[derive(FromJson)]
pub struct ListInPartsData {
    tokens: TokenConnection,
    whole: Count,
    other: TokenConnection,
}

#[derive(FromJson)]
#[json(camel_case)]
pub(crate) struct TokenConnection {
    edges: Edges<TokenNode>,
    total_count: u64,
}

#[derive(FromJson)]
#[json(camel_case)]
pub(crate) struct Count {
    pub(crate) total_count: u64,
}

/// The tokens of a connection, and how many its filter matches.
pub(crate) fn tokens_of(kind: TokenKind, connection: TokenConnection) -> (Vec<Token>, u64) {
    let tokens = nodes_of(connection.edges).map(|node| node.into_parts(kind).0);
    (tokens.collect(), connection.total_count)
}

fn answer(kind: TokenKind, connection: TokenConnection) -> PartAnswer<Token> {
    let (rows, count) = tokens_of(kind, connection);
    PartAnswer { rows, count }
}

/// The document and the variables for the page that `plan` is about.
#[inline(never)]
pub fn list_request(
    kind: TokenKind,
    query: &ListQuery,
    plan: &PagePlan,
    time: ListTime,
) -> (&'static str, Json) {
    let documents = token_documents(kind);
    let mut variables = Object::default();
    let predicate = |part, beyond| part_predicate(kind, query, part, beyond, time);
    let sought = &plan.sought;
    match sought.take {
        Take::First(count) => variables.put("first", u32::from(count)),
        Take::Last(count) => variables.put("last", u32::from(count)),
    }
    variables.put("orderBy", part_order(query.sort, sought.part));
    variables.put("where", predicate(sought.part, sought.beyond.as_ref()));
    if plan.other.is_none() && !plan.counts_sought {
        return (documents.list, variables.into());
    }
    variables.put("wholeWhere", predicate(sought.part, None));
    let Some(other) = &plan.other else {
        return (documents.list_beyond, variables.into());
    };
    match other.take {
        Take::First(count) => variables.put("otherFirst", u32::from(count)),
        Take::Last(count) => variables.put("otherLast", u32::from(count)),
    }
    variables.put("otherOrderBy", part_order(query.sort, other.part));
    variables.put("otherWhere", predicate(other.part, None));
    (documents.list_in_parts, variables.into())
}

/// The page that `query` asks for, in one request.
///
/// # Errors
/// [`ApiError::Malformed`] for a position that is none; see [`ApiError`].
pub async fn list(
    client: Client,
    kind: TokenKind,
    query: &ListQuery,
    now: DateTime<Utc>,
) -> Result<Page, ApiError> {
    let plan = PagePlan::new(query).ok_or_else(|| ApiError::Malformed {
        message: "there is no such page".to_owned(),
        request_id: None,
    })?;
    let time = time_at(now);
    let (document, variables) = list_request(kind, query, &plan, time);
    let (tokens, whole, other) = if plan.other.is_some() {
        let data: ListInPartsData = client.graphql(document, variables).await?;
        (data.tokens, Some(data.whole), Some(data.other))
    } else if plan.counts_sought {
        let data: ListBeyondData = client.graphql(document, variables).await?;
        (data.tokens, Some(data.whole), None)
    } else {
        let data: ListData = client.graphql(document, variables).await?;
        (data.tokens, None, None)
    };
    let mut joined = plan.join(
        answer(kind, tokens),
        whole.map(|whole| whole.total_count),
        other.map(|other| answer(kind, other)),
    );
    // The parts are read one after the other: a token that is used for the first time in between is in both.
    let mut seen = SortedSet::new();
    joined.rows.retain(|token| seen.insert(token.id.clone()));
    Ok(Page {
        tokens: joined.rows,
        offset: joined.offset,
        total: joined.total,
    })
}

fn time_at(now: DateTime<Utc>) -> ListTime {
    ListTime {
        now,
        day_end: intl::local_day_end,
    }
}

/// Lets the page ask for the page of `query` by itself when the present address is loaded again, see
/// [`early`]; unless it is filtered: what a filter asks for may depend on when.
pub fn ask_early(client: Client, kind: TokenKind, query: &ListQuery, now: DateTime<Utc>) {
    let plan = PagePlan::new(query).filter(|_| !query.is_filtered());
    let Some(plan) = plan else {
        early::forget();
        return;
    };
    let (document, variables) = list_request(kind, query, &plan, time_at(now));
    early::remember(&client.base(), &graphql_body(document, variables));
}

#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;
