//! The GraphQL documents. A host test checks each against the pruned schema, and that the types
//! which read the answers have every field that is selected.
//!
//! Both kinds of token answer in one shape: root fields are aliased to `token` and `tokens`.

use console_domain::kind::TokenKind;

/// The signed-in user and the organizations.
pub const ACCOUNT: &str = include_str!("documents/account.graphql");

/// Members and API tokens of the active organization by identifier: who made a token, or changed it.
pub const MAKERS: &str = include_str!("documents/makers.graphql");

/// Members of the active organization, by name.
pub const MEMBERS: &str = include_str!("documents/members.graphql");

/// The membership of a user in the active organization.
pub const MEMBERSHIP: &str = include_str!("documents/membership.graphql");

/// Tokens of both kinds by a part of their names.
pub const SEARCH_TOKENS: &str = include_str!("documents/search_tokens.graphql");

/// Creates several API tokens at once, with their values. Personal tokens have no such call (contract 3.7).
pub const CREATE_API_TOKENS: &str = concat!(
    include_str!("documents/create_api_tokens.graphql"),
    include_str!("documents/api_token_fields.graphql")
);

/// Changes several API tokens at once. Personal tokens have no such call (contract 3.7).
pub const UPDATE_API_TOKENS: &str = include_str!("documents/update_api_tokens.graphql");

/// Deletes several API tokens at once. Personal tokens have no such call (contract 3.7).
pub const DELETE_API_TOKENS: &str = include_str!("documents/delete_api_tokens.graphql");

/// Whom a token acts for, asked with the token alone. An API token has no user: `self` would fail for it
/// (contract 4).
pub const fn bearer_document(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Api => include_str!("documents/api_token_bearer.graphql"),
        TokenKind::Personal => include_str!("documents/personal_token_bearer.graphql"),
    }
}

/// What is asked about one kind of token.
#[derive(Clone, Copy, Debug)]
pub struct TokenDocuments {
    /// Tokens from one end of a list.
    pub list: &'static str,
    /// Tokens on one side of a row, and how many there are on both.
    pub list_beyond: &'static str,
    /// Tokens of a list that is asked for in two parts.
    pub list_in_parts: &'static str,
    /// How many there are of each sort.
    pub summary: &'static str,
    /// One token.
    pub one: &'static str,
    /// Makes one. Only this and [`CREATE_API_TOKENS`] select values.
    pub create: &'static str,
    /// Changes one.
    pub update: &'static str,
    /// Deletes one.
    pub delete: &'static str,
}

const API: TokenDocuments = TokenDocuments {
    list: concat!(
        include_str!("documents/api_tokens.graphql"),
        include_str!("documents/api_token_fields.graphql")
    ),
    list_beyond: concat!(
        include_str!("documents/api_tokens_beyond.graphql"),
        include_str!("documents/api_token_fields.graphql")
    ),
    list_in_parts: concat!(
        include_str!("documents/api_tokens_in_parts.graphql"),
        include_str!("documents/api_token_fields.graphql")
    ),
    summary: include_str!("documents/api_token_summary.graphql"),
    one: concat!(
        include_str!("documents/api_token.graphql"),
        include_str!("documents/api_token_fields.graphql")
    ),
    create: concat!(
        include_str!("documents/create_api_token.graphql"),
        include_str!("documents/api_token_fields.graphql")
    ),
    update: concat!(
        include_str!("documents/update_api_token.graphql"),
        include_str!("documents/api_token_fields.graphql")
    ),
    delete: include_str!("documents/delete_api_token.graphql"),
};

const PERSONAL: TokenDocuments = TokenDocuments {
    list: concat!(
        include_str!("documents/personal_tokens.graphql"),
        include_str!("documents/personal_token_fields.graphql")
    ),
    list_beyond: concat!(
        include_str!("documents/personal_tokens_beyond.graphql"),
        include_str!("documents/personal_token_fields.graphql")
    ),
    list_in_parts: concat!(
        include_str!("documents/personal_tokens_in_parts.graphql"),
        include_str!("documents/personal_token_fields.graphql")
    ),
    summary: include_str!("documents/personal_token_summary.graphql"),
    one: concat!(
        include_str!("documents/personal_token.graphql"),
        include_str!("documents/personal_token_fields.graphql")
    ),
    create: concat!(
        include_str!("documents/create_personal_token.graphql"),
        include_str!("documents/personal_token_fields.graphql")
    ),
    update: concat!(
        include_str!("documents/update_personal_token.graphql"),
        include_str!("documents/personal_token_fields.graphql")
    ),
    delete: include_str!("documents/delete_personal_token.graphql"),
};

/// The documents for one kind of token.
pub const fn token_documents(kind: TokenKind) -> TokenDocuments {
    match kind {
        TokenKind::Api => API,
        TokenKind::Personal => PERSONAL,
    }
}
