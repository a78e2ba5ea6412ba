//! Tokens for the tests of the rules.

use super::id::TokenId;
use super::sorted::SortedMap;
use super::stored_scopes::StoredScopes;
use super::token::{Reach, Token};

/// An API token that works, reads evidence, and of which nothing else is known.
pub fn api_token(id: &str, name: &str) -> Token {
    Token {
        id: TokenId::new(id),
        name: name.into(),
        description: None,
        reach: Reach::Scopes {
            owner: None,
            scopes: StoredScopes::from_wire(["evidence:read"]),
        },
        created_at: None,
        created_by: None,
        updated_at: None,
        updated_by: None,
        expires_at: None,
        last_used_at: None,
        is_active: true,
        revocation: None,
        sso_authorizations: SortedMap::new(),
        tags: vec![],
    }
}
