//! Whether the backend would accept a token now, and in one word how it stands.

use super::id::OrganizationId;
use super::token::{Reach, Token};
use chrono::{DateTime, TimeDelta, Utc};

mod flag;

pub use flag::{Flag, flags};

/// A token that ends within this many days expires soon.
pub const EXPIRES_SOON_DAYS: i64 = 14;

/// A token that was not used for this many days is worth a question.
pub const UNUSED_DAYS: i64 = 90;

/// For this long after a change the backend may still answer as if the token did not exist or had not
/// changed: its authorization server caches answers for about ten seconds (contract 5).
pub const SETTLING: TimeDelta = TimeDelta::seconds(15);

/// How a token stands, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenState {
    /// Accepted, and for more than [`EXPIRES_SOON_DAYS`] days.
    Active,
    /// Accepted, but not for long.
    ExpiresSoon,
    /// Refused: its time is over.
    Expired,
    /// Refused: somebody revoked it.
    Revoked,
    /// Refused: it is disabled.
    Disabled,
    /// Refused: an organization demands single sign-on and has not authorized it.
    NeedsSso,
    /// Refused: a personal token without any organization.
    NoOrganization,
}

impl TokenState {
    /// All states, in the order of the filter.
    pub const ALL: [Self; 7] = [
        Self::Active,
        Self::ExpiresSoon,
        Self::Expired,
        Self::Revoked,
        Self::Disabled,
        Self::NeedsSso,
        Self::NoOrganization,
    ];

    /// The word shown.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::ExpiresSoon => "Expires soon",
            Self::Expired => "Expired",
            Self::Revoked => "Revoked",
            Self::Disabled => "Disabled",
            Self::NeedsSso => "Needs SSO",
            Self::NoOrganization => "No organization",
        }
    }

    /// The word in a URL.
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::ExpiresSoon => "expires_soon",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Disabled => "disabled",
            Self::NeedsSso => "needs_sso",
            Self::NoOrganization => "no_organization",
        }
    }
}

/// Why the backend would refuse a token. The order of the variants is the order in which the
/// backend looks (contract 1.10): the first that applies is the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It ended at this time.
    Expired(DateTime<Utc>),
    /// It was revoked; revoking wins over being disabled because it is the stronger word.
    Revoked,
    /// It is disabled.
    Disabled,
    /// A personal token that reaches no organization that its owner can see: no other is told of (contract
    /// 3.10).
    NoOrganization,
    /// These organizations demand single sign-on and have not authorized it; never empty. A
    /// personal token is refused everywhere while one of them is left.
    NeedsSso(Vec<OrganizationId>),
}

/// Why the backend would refuse `token` at `now`, or `None` if it would accept it.
///
/// `demands_sso` tells whether an organization demands single sign-on of this token: for an API
/// token the plain setting, for a personal token with its owner's exemptions (contract 7.6).
pub fn refusal(
    token: &Token,
    demands_sso: impl Fn(&OrganizationId) -> bool,
    now: DateTime<Utc>,
) -> Option<Refusal> {
    refusals(token, demands_sso, now).into_iter().next()
}

/// Everything for which the backend would refuse `token` at `now`: what is left when the first is
/// taken away. Enabling a revoked token takes both away, so being revoked stands for being off.
pub fn refusals(
    token: &Token,
    demands_sso: impl Fn(&OrganizationId) -> bool,
    now: DateTime<Utc>,
) -> Vec<Refusal> {
    let mut all = Vec::new();
    all.extend(
        token
            .expires_at
            .filter(|end| *end <= now)
            .map(Refusal::Expired),
    );
    if token.revocation.is_some() {
        all.push(Refusal::Revoked);
    } else if !token.is_active {
        all.push(Refusal::Disabled);
    }
    if matches!(&token.reach, Reach::Organizations(organizations) if organizations.is_empty()) {
        all.push(Refusal::NoOrganization);
    }
    let missing = missing_authorizations(token, demands_sso);
    if !missing.is_empty() {
        all.push(Refusal::NeedsSso(missing));
    }
    all
}

/// The organizations of `token` that demand single sign-on and have not authorized it.
pub fn missing_authorizations(
    token: &Token,
    demands_sso: impl Fn(&OrganizationId) -> bool,
) -> Vec<OrganizationId> {
    token
        .organizations()
        .into_iter()
        .filter(|id| demands_sso(id) && !token.sso_authorizations.contains_key(*id))
        .cloned()
        .collect()
}

/// How `token` stands at `now`.
pub fn state(
    token: &Token,
    demands_sso: impl Fn(&OrganizationId) -> bool,
    now: DateTime<Utc>,
) -> TokenState {
    match refusal(token, demands_sso, now) {
        Some(Refusal::Expired(_)) => TokenState::Expired,
        Some(Refusal::Revoked) => TokenState::Revoked,
        Some(Refusal::Disabled) => TokenState::Disabled,
        Some(Refusal::NoOrganization) => TokenState::NoOrganization,
        Some(Refusal::NeedsSso(_)) => TokenState::NeedsSso,
        None => match token.expires_at {
            Some(end) if end <= now + TimeDelta::days(EXPIRES_SOON_DAYS) => TokenState::ExpiresSoon,
            _ => TokenState::Active,
        },
    }
}

/// How `token` stands at `now`, or `None` while that depends on an organization of which it is not
/// known whether it demands single sign-on.
pub fn known_state(
    token: &Token,
    demands_sso: impl Fn(&OrganizationId) -> Option<bool>,
    now: DateTime<Utc>,
) -> Option<TokenState> {
    let at_least = state(token, |id| demands_sso(id) == Some(true), now);
    let at_most = state(token, |id| demands_sso(id) != Some(false), now);
    (at_least == at_most).then_some(at_least)
}

/// Whether `token` was made or changed so recently that a refusal for no visible reason is no verdict yet.
pub fn is_settling(token: &Token, now: DateTime<Utc>) -> bool {
    let times = [token.created_at, token.updated_at];
    times.into_iter().flatten().any(|at| now - at < SETTLING)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{TokenId, UserId};
    use crate::organization::OrganizationRef;
    use crate::sorted::SortedMap;
    use crate::stored_scopes::StoredScopes;
    use crate::token::Revocation;

    fn now() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn id(name: &str) -> OrganizationId {
        OrganizationId::new(name)
    }

    fn token(reach: Reach) -> Token {
        Token {
            id: TokenId::new("t"),
            name: "ci".into(),
            description: None,
            reach,
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

    fn api() -> Reach {
        Reach::Scopes {
            owner: Some(id("globex")),
            scopes: StoredScopes::default(),
        }
    }

    fn personal(names: &[&str]) -> Reach {
        let organization = |name: &&str| OrganizationRef {
            id: id(name),
            name: (*name).into(),
        };
        Reach::Organizations(names.iter().map(organization).collect())
    }

    /// Every combination of active, revoked, expiry, organizations, enforcement and authorization
    /// against the rules of contract 1.10 and 4, written down independently of the code above.
    #[test]
    fn the_answer_of_the_backend_for_every_combination() {
        let ends = [
            None,
            Some(TimeDelta::zero()),
            Some(TimeDelta::days(-1)),
            Some(TimeDelta::days(14)),
            Some(TimeDelta::days(15)),
        ];
        let reaches = [
            api(),
            personal(&[]),
            personal(&["globex"]),
            personal(&["globex", "umbrella"]),
        ];
        let mut combinations = 0;
        for reach in reaches {
            for end in ends {
                for bits in 0u32..64 {
                    let bit = |n: u32| bits & (1 << n) != 0;
                    let (active, revoked) = (bit(0), bit(1));
                    let enforced = |name: &OrganizationId| {
                        if name.as_str() == "globex" {
                            bit(2)
                        } else {
                            bit(3)
                        }
                    };
                    let mut token = token(reach.clone());
                    token.is_active = active;
                    token.revocation = revoked.then(|| Revocation {
                        at: now(),
                        by: Some(UserId::new("u")),
                        reason: None,
                    });
                    token.expires_at = end.map(|delta| now() + delta);
                    for (n, name) in [(4, "globex"), (5, "umbrella")] {
                        if bit(n) {
                            token.sso_authorizations.insert(id(name), now());
                        }
                    }
                    let has =
                        |name: &str| token.organizations().iter().any(|id| id.as_str() == name);
                    let blocked = (has("globex") && bit(2) && !bit(4))
                        || (has("umbrella") && bit(3) && !bit(5));
                    let expected = if end.is_some_and(|delta| delta <= TimeDelta::zero()) {
                        TokenState::Expired
                    } else if revoked {
                        TokenState::Revoked
                    } else if !active {
                        TokenState::Disabled
                    } else if token.organizations().is_empty() {
                        TokenState::NoOrganization
                    } else if blocked {
                        TokenState::NeedsSso
                    } else if end.is_some_and(|delta| delta <= TimeDelta::days(14)) {
                        TokenState::ExpiresSoon
                    } else {
                        TokenState::Active
                    };
                    assert_eq!(
                        state(&token, enforced, now()),
                        expected,
                        "{token:?} {bits:b}"
                    );
                    // What nobody knows of an organization only matters where it decides.
                    let unsure = |name: &OrganizationId| {
                        (name.as_str() == "umbrella").then(|| enforced(name))
                    };
                    let sure =
                        |globex: bool| state(&token, |id| unsure(id).unwrap_or(globex), now());
                    let known = (sure(false) == sure(true)).then(|| sure(true));
                    assert_eq!(known_state(&token, unsure, now()), known);
                    assert_eq!(
                        known_state(&token, |id| Some(enforced(id)), now()),
                        Some(expected)
                    );
                    let accepted = matches!(expected, TokenState::Active | TokenState::ExpiresSoon);
                    assert_eq!(refusal(&token, enforced, now()).is_none(), accepted);
                    combinations += 1;
                }
            }
        }
        assert_eq!(combinations, 4 * 5 * 64);
    }

    #[test]
    fn each_reason_that_is_left_is_told() {
        let mut token = token(api());
        let all = |token: &Token| refusals(token, |_| true, now());
        let waits = Refusal::NeedsSso(vec![id("globex")]);
        assert_eq!(all(&token), std::slice::from_ref(&waits));
        token.is_active = false;
        assert_eq!(all(&token), [Refusal::Disabled, waits.clone()]);
        token.revocation = Some(Revocation {
            at: now(),
            by: None,
            reason: None,
        });
        token.expires_at = Some(now());
        let expired = Refusal::Expired(now());
        assert_eq!(all(&token), [expired.clone(), Refusal::Revoked, waits]);
        token.reach = personal(&[]);
        assert_eq!(
            all(&token),
            [expired, Refusal::Revoked, Refusal::NoOrganization]
        );
    }

    #[test]
    fn a_token_settles_for_some_seconds_after_each_change() {
        let mut token = token(api());
        assert!(!is_settling(&token, now()));
        token.created_at = Some(now() - TimeDelta::seconds(14));
        assert!(is_settling(&token, now()));
        assert!(!is_settling(&token, now() + TimeDelta::seconds(1)));
        token.updated_at = Some(now());
        assert!(is_settling(&token, now() + TimeDelta::seconds(1)));
    }

    #[test]
    fn flags_tell_of_use_end_and_breadth() {
        let mut token = token(api());
        assert_eq!(
            flags(&token, false, now()),
            [Flag::NeverUsed, Flag::NoExpiration]
        );
        token.expires_at = Some(now());
        token.last_used_at = Some(now() - TimeDelta::days(90));
        assert_eq!(flags(&token, false, now()), []);
        token.last_used_at = Some(now() - TimeDelta::days(90) - TimeDelta::seconds(1));
        assert_eq!(flags(&token, false, now()), [Flag::Unused]);
        let wide = |n: usize| Reach::Scopes {
            owner: None,
            scopes: StoredScopes::from_wire((0..n).map(|n| format!("object{n}:write"))),
        };
        token.reach = wide(20);
        assert_eq!(flags(&token, false, now()), [Flag::Unused]);
        token.reach = wide(21);
        assert_eq!(
            flags(&token, false, now()),
            [Flag::Unused, Flag::BroadAccess]
        );
        // Counted as granted: each delete writes as well.
        let deletes = (0..11).map(|n| format!("object{n}:delete"));
        token.reach = Reach::Scopes {
            owner: None,
            scopes: StoredScopes::from_wire(deletes),
        };
        assert_eq!(
            flags(&token, false, now()),
            [Flag::Unused, Flag::BroadAccess]
        );
    }
}
