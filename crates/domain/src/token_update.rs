//! What the console ever changes about a token that exists.

use super::id::{OrganizationId, UserId};
use super::token::Token;
use chrono::{DateTime, Utc};

/// What happens to a field that may be empty. It is one of the three, so a value and the order to
/// clear it can never go out together (contract 3.6).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// It is not sent.
    #[default]
    Keep,
    /// It becomes this.
    Set(T),
    /// It becomes empty.
    Clear,
}

impl<T> Change<T> {
    /// To this, or to nothing.
    pub fn to(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }
}

/// What happens to the reach of a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ReachChange {
    /// Nothing.
    #[default]
    Keep,
    /// The scopes become these, all of them; none is an empty list, never `clearScopes`, which
    /// would leave the rights in place (contract 4).
    Scopes(Vec<String>),
    /// These organizations come and go.
    Organizations {
        /// To be added.
        add: Vec<OrganizationId>,
        /// To be taken away.
        remove: Vec<OrganizationId>,
    },
}

/// Switching a token off and on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Activity {
    /// Off. Works for both kinds, and can be taken back.
    Disable,
    /// On again; a revoked token loses the mark as well.
    Enable {
        /// Whether there is a mark to take away.
        was_revoked: bool,
    },
    /// Off, with who, when and why. Only API tokens have room for that (contract 3.6).
    Revoke {
        /// When.
        at: DateTime<Utc>,
        /// By whom.
        by: Option<UserId>,
        /// Why.
        reason: Option<String>,
    },
}

/// The changed fields of one token, and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenUpdate {
    /// A new name.
    pub name: Option<String>,
    /// Another description.
    pub description: Change<String>,
    /// Another end; cleared is never.
    pub expires_at: Change<DateTime<Utc>>,
    /// Another reach.
    pub reach: ReachChange,
    /// Disabled or enabled.
    pub activity: Option<Activity>,
    /// Labels to add.
    pub append_tags: Vec<String>,
}

impl TokenUpdate {
    /// Switches off.
    pub fn disable() -> Self {
        Self::activity(Activity::Disable)
    }

    /// Switches `token` on again.
    pub fn enable(token: &Token) -> Self {
        Self::activity(Activity::Enable {
            was_revoked: token.revocation.is_some(),
        })
    }

    /// Revokes an API token.
    pub fn revoke(at: DateTime<Utc>, by: Option<UserId>, reason: &str) -> Self {
        let reason = reason.trim();
        Self::activity(Activity::Revoke {
            at,
            by,
            reason: (!reason.is_empty()).then(|| reason.to_owned()),
        })
    }

    fn activity(activity: Activity) -> Self {
        Self {
            activity: Some(activity),
            ..Self::default()
        }
    }

    /// Whether there is nothing to send.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
