//! What is remembered while somebody is at an identity provider. Never a secret.

use crate::domain::id::{OrganizationId, TokenId};
use crate::domain::kind::TokenKind;
use crate::platform::storage::{self, Area};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

const STORAGE_KEY: &str = "sso-pending";

/// A flow that has left for the identity provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingSso {
    /// The organization whose provider it is.
    pub organization: OrganizationId,
    /// Where to go on afterwards: path and query, with the base.
    pub return_path: String,
    /// When it left, UTC.
    pub started_at: DateTime<Utc>,
    /// The token that is to be authorized; a plain sign-in has none.
    pub token: Option<PendingToken>,
}

/// The token of an authorization flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingToken {
    /// The token.
    pub id: TokenId,
    /// Whether it is an API token.
    pub is_api: bool,
    /// The organization that was active before.
    pub active_organization: Option<OrganizationId>,
    /// Its authorization by the organization before, if there was one: the flow has worked only
    /// when there is one afterwards and it is another.
    pub authorized_before: Option<DateTime<Utc>>,
    /// The organizations that come after this one.
    pub queue: Vec<OrganizationId>,
}

impl PendingToken {
    /// Which kind of token it is.
    pub const fn kind(&self) -> TokenKind {
        if self.is_api {
            TokenKind::Api
        } else {
            TokenKind::Personal
        }
    }
}

/// Remembers `flow` until it comes back, instead of any other.
pub fn remember(flow: &PendingSso) {
    if let Ok(text) = serde_json::to_string(flow) {
        storage::set(Area::Session, STORAGE_KEY, &text);
    }
}

/// The flow that left, if one did.
pub fn recall() -> Option<PendingSso> {
    serde_json::from_str(&storage::get(Area::Session, STORAGE_KEY)?).ok()
}

/// Forgets the flow.
pub fn forget() {
    storage::remove(Area::Session, STORAGE_KEY);
}
