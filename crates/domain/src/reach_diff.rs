//! What a token gains and loses when its reach changes.

use super::id::OrganizationId;
use super::new_token::DraftReach;
use super::token::Reach;
use crate::sorted::SortedSet;

/// The reach of a token as a form holds it.
pub fn draft_reach(reach: &Reach) -> DraftReach {
    match reach {
        Reach::Scopes { scopes, .. } => DraftReach::Scopes {
            selection: scopes.clone(),
            none_is_meant: false,
            full_is_meant: false,
        },
        Reach::Organizations(_) => DraftReach::Organizations(organizations(reach)),
    }
}

fn organizations(reach: &Reach) -> SortedSet<OrganizationId> {
    match reach {
        Reach::Scopes { .. } => SortedSet::new(),
        Reach::Organizations(all) => all.iter().map(|entry| entry.id.clone()).collect(),
    }
}

/// What a reach gains and loses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReachDiff {
    /// Scopes as sent.
    Scopes {
        /// New ones.
        gained: Vec<String>,
        /// Those that go.
        lost: Vec<String>,
    },
    /// Organizations.
    Organizations {
        /// New ones.
        gained: Vec<OrganizationId>,
        /// Those that go.
        lost: Vec<OrganizationId>,
    },
}

impl ReachDiff {
    /// From `before` to what a form holds.
    pub fn new(before: &Reach, after: &DraftReach) -> Self {
        match (before, after) {
            (Reach::Scopes { scopes, .. }, DraftReach::Scopes { selection, .. }) => Self::Scopes {
                gained: selection.gained_since(scopes),
                lost: scopes.gained_since(selection),
            },
            (_, DraftReach::Organizations(chosen)) => {
                let had = organizations(before);
                Self::Organizations {
                    gained: chosen.difference(&had).cloned().collect(),
                    lost: had.difference(chosen).cloned().collect(),
                }
            }
            // A form is made from its token, so the kinds are the same.
            (Reach::Organizations(_), DraftReach::Scopes { .. }) => Self::Organizations {
                gained: vec![],
                lost: vec![],
            },
        }
    }

    /// Whether the token could do more than before.
    pub fn widens(&self) -> bool {
        match self {
            Self::Scopes { gained, .. } => !gained.is_empty(),
            Self::Organizations { gained, .. } => !gained.is_empty(),
        }
    }

    /// Whether nothing comes and nothing goes.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Scopes { gained, lost } => gained.is_empty() && lost.is_empty(),
            Self::Organizations { gained, lost } => gained.is_empty() && lost.is_empty(),
        }
    }
}
