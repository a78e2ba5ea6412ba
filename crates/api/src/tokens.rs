//! Tokens of both kinds: count, read, make, change, delete. Lists have a module of their own.

use super::client::Client;
use super::documents::{self, token_documents};
use super::error::ApiError;
use super::token_filter::{flag_predicate, state_predicate, wire_time};
use super::token_list::{Count, ListData, tokens_of};
use super::token_node::TokenNode;
use super::token_update::update_input;
use chrono::{DateTime, Utc};
use console_domain::id::TokenId;
use console_domain::kind::TokenKind;
use console_domain::new_token::{NewReach, NewToken};
use console_domain::request_tag::RequestTag;
use console_domain::secret::TokenSecret;
use console_domain::state::{Flag, TokenState};
use console_domain::token::Token;
use console_domain::token_update::TokenUpdate;
use console_json::{FromJson, Json, Object, object};

/// Tokens whose name is exactly `name`, newest first, 100 at most.
///
/// # Errors
/// See [`ApiError`].
pub async fn named(client: Client, kind: TokenKind, name: &str) -> Result<Vec<Token>, ApiError> {
    matching(client, kind, object! { "name" => name }).await
}

/// What is asked to get the API tokens with one of these names.
pub fn named_any_variables(names: &[String]) -> Json {
    object! { "first" => AT_ONCE, "where" => object! { "nameIn" => Json::list(names) } }
}

/// API tokens whose name is exactly one of these, newest first, 100 at most.
///
/// # Errors
/// See [`ApiError`].
pub async fn named_any(client: Client, names: &[String]) -> Result<Vec<Token>, ApiError> {
    let data: ListData = client
        .graphql(
            token_documents(TokenKind::Api).list,
            named_any_variables(names),
        )
        .await?;
    Ok(tokens_of(TokenKind::Api, data.tokens).0)
}

/// Tokens that were asked for by the form with this label, newest first.
///
/// # Errors
/// See [`ApiError`].
pub async fn tagged(
    client: Client,
    kind: TokenKind,
    tag: &RequestTag,
) -> Result<Vec<Token>, ApiError> {
    matching(client, kind, object! { "tagsHas" => tag.as_str() }).await
}

async fn matching(
    client: Client,
    kind: TokenKind,
    predicate: Json,
) -> Result<Vec<Token>, ApiError> {
    let variables = object! { "first" => AT_ONCE, "where" => predicate };
    let data: ListData = client
        .graphql(token_documents(kind).list, variables)
        .await?;
    Ok(tokens_of(kind, data.tokens).0)
}

/// How many tokens there are of each sort, of all that the caller can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// All.
    pub total: u64,
    /// In the state Active, as far as the backend can tell.
    pub active: u64,
    /// In the state Expires soon.
    pub expires_soon: u64,
    /// In the state Expired.
    pub expired: u64,
    /// Never used.
    pub never_used: u64,
    /// Without an end.
    pub no_expiration: u64,
}

/// The answer to a summary document.
#[derive(FromJson)]
pub struct SummaryData {
    total: Count,
    active: Count,
    soon: Count,
    expired: Count,
    unused: Count,
    endless: Count,
}

/// Counts the tokens in one request.
///
/// # Errors
/// See [`ApiError`].
pub async fn summary(
    client: Client,
    kind: TokenKind,
    now: DateTime<Utc>,
) -> Result<Summary, ApiError> {
    let variables = object! {
        "active" => state_predicate(kind, TokenState::Active, now),
        "soon" => state_predicate(kind, TokenState::ExpiresSoon, now),
        "expired" => state_predicate(kind, TokenState::Expired, now),
        "unused" => flag_predicate(Flag::NeverUsed, now),
        "endless" => flag_predicate(Flag::NoExpiration, now),
    };
    let data: SummaryData = client
        .graphql(token_documents(kind).summary, variables)
        .await?;
    Ok(Summary {
        total: data.total.total_count,
        active: data.active.total_count,
        expires_soon: data.soon.total_count,
        expired: data.expired.total_count,
        never_used: data.unused.total_count,
        no_expiration: data.endless.total_count,
    })
}

/// How many tokens are asked for at once: what the backend gives at most (contract 3.1).
const AT_ONCE: u32 = 100;

/// What is asked to get these tokens.
pub fn some_variables(ids: &[TokenId]) -> Json {
    object! { "first" => AT_ONCE, "where" => object! { "idIn" => Json::list(ids) } }
}

/// Those of these tokens that there are, in any order.
///
/// # Errors
/// See [`ApiError`].
pub async fn some(
    client: Client,
    kind: TokenKind,
    ids: &[TokenId],
) -> Result<Vec<Token>, ApiError> {
    let mut found = Vec::new();
    for ids in ids.chunks(AT_ONCE as usize) {
        let data: ListData = client
            .graphql(token_documents(kind).list, some_variables(ids))
            .await?;
        found.extend(tokens_of(kind, data.tokens).0);
    }
    Ok(found)
}

/// The answer to a document about one token.
#[derive(FromJson)]
pub struct OneData {
    token: TokenNode,
}

/// One token.
///
/// # Errors
/// [`ApiError::NotFound`] for an unknown, deleted or foreign one; see [`ApiError`].
pub async fn one(client: Client, kind: TokenKind, id: &TokenId) -> Result<Token, ApiError> {
    let data: OneData = client
        .graphql(token_documents(kind).one, object! { "id" => id })
        .await?;
    Ok(data.token.into_parts(kind).0)
}

/// The answer to a create document.
#[derive(FromJson)]
pub struct CreateData {
    created: OneData,
}

/// What is sent to make `token`.
pub fn create_input(token: &NewToken, tags: &[String]) -> Json {
    let mut input = Object::default();
    input.put("name", token.name());
    if let Some(description) = token.description() {
        input.put("description", description);
    }
    if let Some(end) = token.expires_at() {
        input.put("expiresAt", wire_time(end));
    }
    if !tags.is_empty() {
        input.put("tags", Json::list(tags));
    }
    match token.reach() {
        NewReach::Scopes(scopes) => input.put("scopes", Json::list(scopes)),
        NewReach::Organizations(ids) => input.put("organizationIDs", Json::list(ids)),
    }
    input.into()
}

/// Makes a token. Its value is in this answer and nowhere else, ever.
///
/// # Errors
/// [`ApiError::NoAnswer`] leaves open whether the token exists; see [`ApiError`] for the rest.
pub async fn create(
    client: Client,
    kind: TokenKind,
    token: &NewToken,
    tags: &[String],
) -> Result<(Token, TokenSecret), ApiError> {
    let input = create_input(token, tags);
    let data: CreateData = client
        .graphql(token_documents(kind).create, object! { "input" => input })
        .await?;
    match data.created.token.into_parts(kind) {
        (token, Some(secret)) => Ok((token, secret)),
        (_, None) => Err(ApiError::Unreadable {
            status: 200,
            request_id: None,
        }),
    }
}

/// The answer to [`documents::CREATE_API_TOKENS`].
#[derive(FromJson)]
pub struct CreateSeveralData {
    created: Several,
}

#[derive(FromJson)]
struct Several {
    tokens: Option<Vec<TokenNode>>,
}

/// What is sent to make several API tokens with the same labels.
pub fn create_several_variables(tokens: &[NewToken], tags: &[String]) -> Json {
    let inputs = tokens.iter().map(|token| create_input(token, tags));
    object! { "input" => Json::list(inputs) }
}

/// Makes several API tokens in one request, all or none. Their values are in this answer and nowhere else,
/// ever, in any order.
///
/// # Errors
/// See [`create`].
pub async fn create_api_tokens(
    client: Client,
    tokens: &[NewToken],
    tags: &[String],
) -> Result<Vec<(Token, TokenSecret)>, ApiError> {
    let variables = create_several_variables(tokens, tags);
    let data: CreateSeveralData = client
        .graphql(documents::CREATE_API_TOKENS, variables)
        .await?;
    let parts = data.created.tokens.into_iter().flatten().map(|node| {
        let (token, secret) = node.into_parts(TokenKind::Api);
        secret.map(|secret| (token, secret))
    });
    let made: Option<Vec<_>> = parts.collect();
    made.filter(|made| !made.is_empty())
        .ok_or(ApiError::Unreadable {
            status: 200,
            request_id: None,
        })
}

/// The answer to an update document.
#[derive(FromJson)]
pub struct UpdateData {
    updated: OneData,
}

/// Changes a token: the changed fields are sent and nothing else, never a field together with its
/// clear or append twin, never `clearScopes` (contract 3.6, 4).
///
/// # Errors
/// See [`ApiError`].
pub async fn update(
    client: Client,
    kind: TokenKind,
    id: &TokenId,
    update: &TokenUpdate,
) -> Result<Token, ApiError> {
    let variables = object! { "id" => id, "input" => update_input(update) };
    let data: UpdateData = client
        .graphql(token_documents(kind).update, variables)
        .await?;
    Ok(data.updated.token.into_parts(kind).0)
}

/// The answer to a delete document.
#[derive(FromJson)]
pub struct DeleteData {
    deleted: Deleted,
}

#[derive(FromJson)]
struct Deleted {
    #[json(name = "deletedID")]
    id: TokenId,
}

/// Deletes a token for good.
///
/// # Errors
/// See [`ApiError`].
pub async fn delete(client: Client, kind: TokenKind, id: &TokenId) -> Result<TokenId, ApiError> {
    let data: DeleteData = client
        .graphql(token_documents(kind).delete, object! { "id" => id })
        .await?;
    Ok(data.deleted.id)
}

/// What a change of several API tokens led to. It is a success with failures in it (contract 3.7).
#[derive(Clone, Debug, Default, PartialEq, Eq, FromJson)]
pub struct Bulk {
    #[json(or_default)]
    done: Vec<TokenId>,
    failed: Vec<TokenId>,
}

impl Bulk {
    /// The tokens that were changed or deleted.
    pub fn done(&self) -> &[TokenId] {
        &self.done
    }

    /// The tokens that were not. The backend does not say why.
    pub fn failed(&self) -> &[TokenId] {
        &self.failed
    }
}

/// The answer to a bulk document.
#[derive(FromJson)]
pub struct BulkData {
    bulk: Bulk,
}

/// Changes several API tokens alike.
///
/// # Errors
/// See [`ApiError`]; single failures are in the answer.
pub async fn update_api_tokens(
    client: Client,
    ids: &[TokenId],
    update: &TokenUpdate,
) -> Result<Bulk, ApiError> {
    let variables = object! { "ids" => Json::list(ids), "input" => update_input(update) };
    let data: BulkData = client
        .graphql(documents::UPDATE_API_TOKENS, variables)
        .await?;
    Ok(data.bulk)
}

/// Deletes several API tokens for good.
///
/// # Errors
/// See [`ApiError`]; single failures are in the answer.
pub async fn delete_api_tokens(client: Client, ids: &[TokenId]) -> Result<Bulk, ApiError> {
    let data: BulkData = client
        .graphql(
            documents::DELETE_API_TOKENS,
            object! { "ids" => Json::list(ids) },
        )
        .await?;
    Ok(data.bulk)
}
