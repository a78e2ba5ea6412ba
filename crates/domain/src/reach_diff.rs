//! What a token gains and loses when its reach changes.

use super::granted::granted;
use super::id::OrganizationId;
use super::new_token::DraftReach;
use super::scope::{Scope, ScopeSelection};
use super::token::Reach;
use crate::sorted::SortedSet;

/// The reach of a token as a form holds it.
pub fn draft_reach(reach: &Reach) -> DraftReach {
    match reach {
        Reach::Scopes { scopes, .. } => DraftReach::Scopes(scopes.selection().clone()),
        Reach::Organizations(_) => DraftReach::Organizations(organizations(reach)),
    }
}

fn organizations(reach: &Reach) -> SortedSet<OrganizationId> {
    match reach {
        Reach::Scopes { .. } => SortedSet::new(),
        Reach::Organizations(all) => all.iter().map(|entry| entry.id.clone()).collect(),
    }
}

/// What comes or goes in a list of scopes, beside what that means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The scope comes or goes, and its right with it.
    Right,
    /// Only the scope: the right is there before and after, because of another scope or because every API
    /// token has it.
    Nothing,
    /// Only the right: no scope is written for it, another one includes it.
    Included,
}

/// A scope that comes or goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeChange {
    /// `object:verb`, or its text where it is none.
    pub scope: String,
    /// What it means.
    pub effect: Effect,
}

impl ScopeChange {
    /// The scope in words: `Evidence: Read`.
    pub fn label(&self) -> String {
        Scope::parse(&self.scope).map_or_else(|| self.scope.clone(), |scope| scope.label())
    }
}

/// What a reach gains and loses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReachDiff {
    /// Scopes, as they are written and as they are granted.
    Scopes {
        /// New ones.
        gained: Vec<ScopeChange>,
        /// Those that go.
        lost: Vec<ScopeChange>,
        /// It can change people's roles and could not before.
        gains_roles: bool,
        /// It can invite people and could not before.
        gains_invites: bool,
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
            (Reach::Scopes { scopes, .. }, DraftReach::Scopes(selection)) => {
                Self::of_scopes(scopes.selection(), selection)
            }
            (_, DraftReach::Organizations(chosen)) => {
                let had = organizations(before);
                Self::Organizations {
                    gained: chosen.difference(&had).cloned().collect(),
                    lost: had.difference(chosen).cloned().collect(),
                }
            }
            // A form is made from its token, so the kinds are the same.
            (Reach::Organizations(_), DraftReach::Scopes(_)) => Self::Organizations {
                gained: vec![],
                lost: vec![],
            },
        }
    }

    fn of_scopes(before: &ScopeSelection, after: &ScopeSelection) -> Self {
        let (had, has) = (granted(before), granted(after));
        Self::Scopes {
            gained: changes(&after.gained_since(before), &has.gained_since(&had)),
            lost: changes(&before.gained_since(after), &had.gained_since(&has)),
            gains_roles: has.changes_roles() && !had.changes_roles(),
            gains_invites: has.invites() && !had.invites(),
        }
    }

    /// Whether the token could do more than before.
    pub fn widens(&self) -> bool {
        match self {
            Self::Scopes { gained, .. } => {
                gained.iter().any(|change| change.effect != Effect::Nothing)
            }
            Self::Organizations { gained, .. } => !gained.is_empty(),
        }
    }

    /// Whether nothing comes and nothing goes.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Scopes { gained, lost, .. } => gained.is_empty() && lost.is_empty(),
            Self::Organizations { gained, lost } => gained.is_empty() && lost.is_empty(),
        }
    }
}

/// The scopes that come, and the rights that come without one.
fn changes(written: &ScopeSelection, rights: &ScopeSelection) -> Vec<ScopeChange> {
    let change = |scope: String, effect| ScopeChange { scope, effect };
    let of_scope = |scope: String| {
        let effect = if rights.contains(&scope) {
            Effect::Right
        } else {
            Effect::Nothing
        };
        change(scope, effect)
    };
    let included = rights.gained_since(written).to_wire();
    written
        .to_wire()
        .into_iter()
        .map(of_scope)
        .chain(
            included
                .into_iter()
                .map(|scope| change(scope, Effect::Included)),
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(before: &[&str], after: &[&str]) -> (Vec<String>, Vec<String>, bool) {
        let (before, after) = (
            ScopeSelection::from_wire(before),
            ScopeSelection::from_wire(after),
        );
        let diff = ReachDiff::of_scopes(&before, &after);
        let widens = diff.widens();
        let words = |changes: Vec<ScopeChange>| -> Vec<String> {
            let word = |change: ScopeChange| format!("{} {:?}", change.scope, change.effect);
            changes.into_iter().map(word).collect()
        };
        match diff {
            ReachDiff::Scopes { gained, lost, .. } => (words(gained), words(lost), widens),
            ReachDiff::Organizations { .. } => (vec![], vec![], widens),
        }
    }

    #[test]
    fn what_is_gained_is_told_as_granted() {
        let (gained, lost, widens) = diff(&["risk:read"], &["risk:read", "program:read"]);
        assert_eq!(
            gained,
            ["program:read Right", "program_membership:read Included"]
        );
        assert!(lost.is_empty() && widens);
        // It could do that already.
        let (gained, _, widens) = diff(
            &["program:read"],
            &["program:read", "program_membership:read"],
        );
        assert_eq!(gained, ["program_membership:read Nothing"]);
        assert!(!widens);
        let (gained, ..) = diff(&[], &["api_token:write"]);
        assert_eq!(gained, ["api_token:write Nothing"]);
    }

    #[test]
    fn what_is_lost_is_told_as_granted() {
        let (_, lost, widens) = diff(&["risk:write", "risk:read"], &["risk:write"]);
        assert_eq!(lost, ["risk:read Nothing"]);
        assert!(!widens);
        let (_, lost, _) = diff(&["risk:delete"], &[]);
        assert_eq!(
            lost,
            [
                "risk:delete Right",
                "risk:read Included",
                "risk:write Included"
            ]
        );
    }

    #[test]
    fn power_over_people_is_told_when_it_is_new() {
        let power = |before: &[&str], after: &[&str]| {
            let (before, after) = (
                ScopeSelection::from_wire(before),
                ScopeSelection::from_wire(after),
            );
            match ReachDiff::of_scopes(&before, &after) {
                ReachDiff::Scopes {
                    gains_roles,
                    gains_invites,
                    ..
                } => (gains_roles, gains_invites),
                ReachDiff::Organizations { .. } => (false, false),
            }
        };
        assert_eq!(power(&[], &["organization:write"]), (true, false));
        assert_eq!(
            power(
                &["organization:write"],
                &["organization:delete", "invite:write"]
            ),
            (false, true)
        );
        assert_eq!(power(&["invite:write"], &["invite:read"]), (false, false));
    }

    #[test]
    fn another_spelling_is_no_change() {
        assert_eq!(
            diff(
                &["can_view_risk", "approve_risk"],
                &["risk:read", "risk:approve"]
            ),
            (vec![], vec![], false)
        );
    }
}
