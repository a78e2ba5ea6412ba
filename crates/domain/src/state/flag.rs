//! What is worth knowing about a token besides its state.

use super::UNUSED_DAYS;
use crate::granted::is_broad;
use crate::kind::TokenKind;
use crate::token::{Reach, Token};
use chrono::{DateTime, TimeDelta, Utc};

/// Something worth knowing about a token besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// No request ever came with it.
    NeverUsed,
    /// The last request is more than [`UNUSED_DAYS`] days ago.
    Unused,
    /// It never expires.
    NoExpiration,
    /// Its scopes grant many rights to write or delete: see [`is_broad`].
    BroadAccess,
    /// An API token whose creator is no member of the organization any more. It stays active (contract 4).
    CreatorLeft,
}

impl Flag {
    /// All flags, in the order of the filter.
    pub const ALL: [Self; 5] = [
        Self::NeverUsed,
        Self::Unused,
        Self::NoExpiration,
        Self::BroadAccess,
        Self::CreatorLeft,
    ];

    /// The words shown.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NeverUsed => "Never used",
            Self::Unused => "Unused 90 days",
            Self::NoExpiration => "No expiration",
            Self::BroadAccess => "Broad access",
            Self::CreatorLeft => "Creator left",
        }
    }

    /// The word in a URL.
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::NeverUsed => "never_used",
            Self::Unused => "unused",
            Self::NoExpiration => "no_expiration",
            Self::BroadAccess => "broad_access",
            Self::CreatorLeft => "creator_left",
        }
    }
}

/// What else is worth knowing about `token` at `now`, in the order of [`Flag::ALL`]. `creator_left` says
/// whether whoever made it is known to have left, which its data do not tell.
pub fn flags(token: &Token, creator_left: bool, now: DateTime<Utc>) -> Vec<Flag> {
    let mut flags = Vec::new();
    match token.last_used_at {
        None => flags.push(Flag::NeverUsed),
        Some(last) if last < now - TimeDelta::days(UNUSED_DAYS) => flags.push(Flag::Unused),
        Some(_) => {}
    }
    if token.expires_at.is_none() {
        flags.push(Flag::NoExpiration);
    }
    if matches!(&token.reach, Reach::Scopes { scopes, .. } if is_broad(scopes.selection())) {
        flags.push(Flag::BroadAccess);
    }
    if creator_left && token.kind() == TokenKind::Api {
        flags.push(Flag::CreatorLeft);
    }
    flags
}
