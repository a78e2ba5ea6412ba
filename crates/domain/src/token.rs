//! A token as the backend describes it. The secret is not part of it: see [`super::secret`].

use super::id::{OrganizationId, TokenId, UserId};
use super::kind::TokenKind;
use super::organization::OrganizationRef;
use super::stored_scopes::StoredScopes;
use super::visible_name::{isolated, visible_name};
use crate::sorted::SortedMap;
use chrono::{DateTime, Utc};

/// One token. All times are UTC.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    /// Its identifier, which is not the secret.
    pub id: TokenId,
    /// What people call it. Not unique, and any text.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// What it reaches: this is where the two kinds differ.
    pub reach: Reach,
    /// When it was made.
    pub created_at: Option<DateTime<Utc>>,
    /// Who made it: a user, or the token that acted.
    pub created_by: Option<UserId>,
    /// When it last changed. Each use of the token counts as a change (contract 4).
    pub updated_at: Option<DateTime<Utc>>,
    /// Who changed it last.
    pub updated_by: Option<UserId>,
    /// When it ends; `None` is never.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used; `None` is never.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Whether it is enabled.
    pub is_active: bool,
    /// Whether and how it was revoked.
    pub revocation: Option<Revocation>,
    /// Since when each organization with single sign-on accepts it. Only presence matters to the
    /// backend, not age (contract 4).
    pub sso_authorizations: SortedMap<OrganizationId, DateTime<Utc>>,
    /// Free labels. The console uses them to link the two tokens of a rotation.
    pub tags: Vec<String>,
}

/// What a token reaches.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// An API token: one organization, limited by scopes as they are stored.
    Scopes {
        /// The organization that owns it.
        owner: Option<OrganizationId>,
        /// What it may do there.
        scopes: StoredScopes,
    },
    /// A personal access token: whatever its user may do in these organizations.
    Organizations(Vec<OrganizationRef>),
}

/// How a token was revoked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Revocation {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: Option<UserId>,
    /// Why, in that person's words.
    pub reason: Option<String>,
}

impl Token {
    /// Its name as it is shown: see [`visible_name`].
    pub fn shown_name(&self) -> String {
        visible_name(&self.name).into_owned()
    }

    /// Its name as it stands in a sentence: see [`isolated`].
    pub fn isolated_name(&self) -> String {
        isolated(&self.name)
    }

    /// Whether it was made to stop working: it is disabled, or it was revoked.
    pub const fn is_disabled_or_revoked(&self) -> bool {
        !self.is_active || self.revocation.is_some()
    }

    /// Whether it can be revoked: personal tokens have no revocation (contract 3.5).
    pub const fn can_be_revoked(&self) -> bool {
        matches!(self.kind(), TokenKind::Api) && self.revocation.is_none()
    }

    /// Which kind it is.
    pub const fn kind(&self) -> TokenKind {
        match self.reach {
            Reach::Scopes { .. } => TokenKind::Api,
            Reach::Organizations(_) => TokenKind::Personal,
        }
    }

    /// The organizations that it needs to be accepted by.
    pub fn organizations(&self) -> Vec<&OrganizationId> {
        match &self.reach {
            Reach::Scopes { owner, .. } => owner.iter().collect(),
            Reach::Organizations(organizations) => organizations
                .iter()
                .map(|organization| &organization.id)
                .collect(),
        }
    }
}
