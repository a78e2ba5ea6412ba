//! Tokens and times for the tests of the flows.

use chrono::{DateTime, Utc};
use console_domain::id::TokenId;
use console_domain::sorted::SortedMap;
use console_domain::stored_scopes::StoredScopes;
use console_domain::token::{Reach, Token};

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn api_token(id: &str) -> Token {
    Token {
        id: TokenId::new(id),
        name: "sync".into(),
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
