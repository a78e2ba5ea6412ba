//! What is concluded about a value that somebody has found: which token it is, and whose.

use crate::error::ApiError;
use crate::inspect::{Bearer, Inspection, Owner};
use crate::token_refusal::TokenRefusal;
use console_domain::id::{OrganizationId, UserId};
use console_domain::kind::TokenKind;
use console_domain::organization::OrganizationRef;
use console_domain::token::Token;

/// Who looks, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewer {
    /// The signed-in user.
    pub user: Option<UserId>,
    /// The active organization, whose API tokens are listed.
    pub organization: Option<OrganizationId>,
}

/// What is known of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It works, and is this token: the only one that was used since just before it was tried.
    Identified(Box<Token>),
    /// It works, and is one of these tokens, which were all used at that moment.
    Candidates(Vec<Token>),
    /// It works and is one of the listed tokens, and no use of any of them could be seen.
    NoUseSeen,
    /// It works, and which token it is could not be asked for this reason.
    ListUnavailable(ApiError),
    /// It is an API token of another organization.
    OtherOrganization(OrganizationRef),
    /// It is the personal token of somebody else, who sees these organizations with it.
    SomebodyElse(Owner, Vec<OrganizationRef>),
    /// It works, and whom it acts for could not be asked.
    OwnerUnknown,
    /// It does not work.
    Refused(TokenRefusal),
}

/// Whether the token must be among those that `viewer` has in a list, so that its use can be seen there. Only
/// then does a use that moved say anything: otherwise it is that of another token.
pub fn is_listed(kind: TokenKind, bearer: &Bearer, viewer: &Viewer) -> bool {
    match kind {
        TokenKind::Api => {
            let owner = owner_of(bearer);
            owner.is_some_and(|owner| viewer.organization.as_ref() == Some(&owner.id))
        }
        TokenKind::Personal => {
            let owner = bearer.owner.as_ref();
            owner.is_some_and(|owner| viewer.user.as_ref() == Some(&owner.id))
        }
    }
}

/// The organization of an API token: it sees no other.
fn owner_of(bearer: &Bearer) -> Option<&OrganizationRef> {
    match bearer.organizations.as_slice() {
        [owner] => Some(owner),
        _ => None,
    }
}

/// What a value is. `used` are the listed tokens that were used since just before the value was tried; they
/// are looked at only where [`is_listed`] holds.
pub fn conclude(
    kind: TokenKind,
    inspection: Inspection,
    viewer: &Viewer,
    used: Result<Vec<Token>, ApiError>,
) -> Finding {
    let bearer = match inspection {
        Inspection::Refused(refusal) => return Finding::Refused(refusal),
        Inspection::Accepted(bearer) => bearer,
    };
    if is_listed(kind, &bearer, viewer) {
        return match used {
            Err(error) => Finding::ListUnavailable(error),
            Ok(mut used) => match (used.pop(), used.is_empty()) {
                (None, _) => Finding::NoUseSeen,
                (Some(token), true) => Finding::Identified(Box::new(token)),
                (Some(token), false) => {
                    used.push(token);
                    Finding::Candidates(used)
                }
            },
        };
    }
    let Bearer {
        organizations,
        owner,
    } = bearer;
    match (kind, owner) {
        (TokenKind::Personal, Some(owner)) => Finding::SomebodyElse(owner, organizations),
        (TokenKind::Api, _) if organizations.len() == 1 => organizations
            .into_iter()
            .next()
            .map_or(Finding::OwnerUnknown, Finding::OtherOrganization),
        (TokenKind::Api, _) | (TokenKind::Personal, None) => Finding::OwnerUnknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::samples::api_token;

    fn organization(id: &str) -> OrganizationRef {
        OrganizationRef {
            id: OrganizationId::new(id),
            name: id.to_owned(),
        }
    }

    fn owner(id: &str) -> Owner {
        Owner {
            id: UserId::new(id),
            name: id.to_owned(),
            email: format!("{id}@acme.test"),
        }
    }

    fn viewer() -> Viewer {
        Viewer {
            user: Some(UserId::new("olivia")),
            organization: Some(OrganizationId::new("acme")),
        }
    }

    fn accepted(organizations: &[&str], of: Option<&str>) -> Inspection {
        Inspection::Accepted(Bearer {
            organizations: organizations.iter().map(|id| organization(id)).collect(),
            owner: of.map(owner),
        })
    }

    fn found(kind: TokenKind, inspection: Inspection, used: &[&str]) -> Finding {
        let used = used.iter().map(|id| api_token(id)).collect();
        conclude(kind, inspection, &viewer(), Ok(used))
    }

    #[test]
    fn one_use_that_moved_is_the_token_and_several_are_candidates() {
        let api = || accepted(&["acme"], None);
        let one = Finding::Identified(Box::new(api_token("a")));
        assert_eq!(found(TokenKind::Api, api(), &["a"]), one);
        let two = Finding::Candidates(vec![api_token("a"), api_token("b")]);
        assert_eq!(found(TokenKind::Api, api(), &["a", "b"]), two);
        assert_eq!(found(TokenKind::Api, api(), &[]), Finding::NoUseSeen);
        let mine = accepted(&["acme", "globex"], Some("olivia"));
        let one = Finding::Identified(Box::new(api_token("p")));
        assert_eq!(found(TokenKind::Personal, mine, &["p"]), one);
        let failed = conclude(TokenKind::Api, api(), &viewer(), Err(ApiError::Offline));
        assert_eq!(failed, Finding::ListUnavailable(ApiError::Offline));
    }

    #[test]
    fn a_use_that_moved_elsewhere_says_nothing_about_a_foreign_token() {
        let foreign = accepted(&["globex"], None);
        let other = Finding::OtherOrganization(organization("globex"));
        assert_eq!(found(TokenKind::Api, foreign, &["a"]), other);
        let theirs = accepted(&["acme"], Some("mia"));
        let somebody = Finding::SomebodyElse(owner("mia"), vec![organization("acme")]);
        assert_eq!(found(TokenKind::Personal, theirs, &["p"]), somebody);
        for kind in TokenKind::ALL {
            let nobody = accepted(&[], None);
            assert_eq!(found(kind, nobody, &["a"]), Finding::OwnerUnknown);
            let many = accepted(&["acme", "globex"], None);
            assert_eq!(found(kind, many, &["a"]), Finding::OwnerUnknown);
        }
        // Nobody is signed in any more.
        let used = Ok(vec![api_token("a")]);
        let inspection = accepted(&["acme"], None);
        let late = conclude(TokenKind::Api, inspection, &Viewer::default(), used);
        assert_eq!(late, Finding::OtherOrganization(organization("acme")));
    }

    #[test]
    fn a_refusal_is_a_refusal_whatever_was_used() {
        for refusal in [TokenRefusal::Expired, TokenRefusal::Unknown] {
            let inspection = Inspection::Refused(refusal);
            let finding = found(TokenKind::Api, inspection, &["a"]);
            assert_eq!(finding, Finding::Refused(refusal));
        }
    }
}
