//! How the backend describes tokens, and how that becomes a [`Token`].

use super::account::shown_name;
use super::time::Time;
use console_domain::id::{OrganizationId, TokenId, UserId};
use console_domain::kind::TokenKind;
use console_domain::organization::OrganizationRef;
use console_domain::secret::TokenSecret;
use console_domain::sorted::SortedMap;
use console_domain::stored_scopes::StoredScopes;
use console_domain::token::{Reach, Revocation, Token};
use console_json::FromJson;

/// A Relay connection. Edges and nodes are nullable in the schema (contract 3.5).
#[derive(FromJson)]
pub struct Connection<T> {
    edges: Edges<T>,
}

/// The edges of a connection.
pub type Edges<T> = Option<Vec<Option<Edge<T>>>>;

/// One edge of a connection.
#[derive(FromJson)]
pub struct Edge<T> {
    node: Option<T>,
}

/// Where a page of a connection ends.
#[derive(FromJson)]
#[json(camel_case)]
pub(super) struct PageInfo {
    /// Whether there are more behind it.
    pub(super) has_next_page: bool,
    end_cursor: Option<String>,
}

impl PageInfo {
    /// Where the next page begins, if there is one.
    pub(super) fn next(self) -> Option<String> {
        self.end_cursor.filter(|_| self.has_next_page)
    }
}

/// The nodes that are there.
pub fn nodes<T>(connection: Connection<T>) -> impl Iterator<Item = T> {
    nodes_of(connection.edges)
}

/// The nodes that are there.
pub fn nodes_of<T>(edges: Edges<T>) -> impl Iterator<Item = T> {
    edges
        .unwrap_or_default()
        .into_iter()
        .flatten()
        .filter_map(|edge| edge.node)
}

/// The fields of both kinds; what only one kind has is absent from the other.
#[derive(FromJson)]
#[json(camel_case)]
pub struct TokenNode {
    id: TokenId,
    name: String,
    description: Option<String>,
    #[json(name = "ownerID")]
    owner_id: Option<OrganizationId>,
    scopes: Option<Vec<String>>,
    organizations: Option<Connection<OrganizationRefNode>>,
    created_at: Option<Time>,
    created_by: Option<UserId>,
    updated_at: Option<Time>,
    updated_by: Option<UserId>,
    expires_at: Option<Time>,
    last_used_at: Option<Time>,
    is_active: Option<bool>,
    revoked_at: Option<Time>,
    revoked_by: Option<UserId>,
    revoked_reason: Option<String>,
    sso_authorizations: Option<SortedMap<OrganizationId, Time>>,
    tags: Option<Vec<String>>,
    /// Only in the answer to a create.
    value: Option<TokenSecret>,
}

/// An organization with its names.
#[derive(FromJson)]
#[json(camel_case)]
pub struct OrganizationRefNode {
    id: OrganizationId,
    name: String,
    display_name: String,
}

/// The organizations of a connection.
pub fn organization_refs(connection: Connection<OrganizationRefNode>) -> Vec<OrganizationRef> {
    let organization = |node: OrganizationRefNode| OrganizationRef {
        id: node.id,
        name: shown_name(node.display_name, node.name),
    };
    nodes(connection).map(organization).collect()
}

impl TokenNode {
    /// Splits the value, if it came along, from the token.
    pub fn into_parts(self, kind: TokenKind) -> (Token, Option<TokenSecret>) {
        let reach = match kind {
            TokenKind::Api => Reach::Scopes {
                owner: self.owner_id,
                scopes: StoredScopes::new(self.scopes.unwrap_or_default()),
            },
            TokenKind::Personal => {
                let organizations = self.organizations.map(organization_refs);
                Reach::Organizations(organizations.unwrap_or_default())
            }
        };
        let revocation = self.revoked_at.and_then(Time::moment).map(|at| Revocation {
            at,
            by: self.revoked_by,
            reason: self
                .revoked_reason
                .filter(|reason| !reason.trim().is_empty()),
        });
        let token = Token {
            id: self.id,
            name: self.name,
            description: self.description.filter(|text| !text.trim().is_empty()),
            reach,
            created_at: self.created_at.and_then(Time::moment),
            created_by: self.created_by,
            updated_at: self.updated_at.and_then(Time::moment),
            updated_by: self.updated_by,
            expires_at: self.expires_at.and_then(Time::moment),
            last_used_at: self.last_used_at.and_then(Time::moment),
            is_active: self.is_active.unwrap_or(false),
            revocation,
            sso_authorizations: self
                .sso_authorizations
                .unwrap_or_default()
                .into_iter()
                .map(|(organization, at)| (organization, at.into()))
                .collect(),
            tags: self.tags.unwrap_or_default(),
        };
        (token, self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use console_json::Json;

    #[test]
    fn the_zero_time_of_go_is_no_time() {
        let zero = "0001-01-01T00:00:00Z";
        let node = format!(
            r#"{{"id":"t","name":"ci","createdAt":"2026-11-01T00:00:00Z","expiresAt":"{zero}",
                "lastUsedAt":"{zero}","revokedAt":"{zero}","updatedAt":"{zero}","isActive":true}}"#
        );
        let node = Json::parse(&node).and_then(TokenNode::from_json).unwrap();
        let (token, _) = node.into_parts(TokenKind::Api);
        assert!(token.created_at.is_some());
        assert_eq!(
            (token.expires_at, token.last_used_at, token.updated_at),
            (None, None, None)
        );
        assert_eq!(token.revocation, None);
    }
}
