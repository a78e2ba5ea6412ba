//! A new token with the settings of one that exists.

use super::consent::Offered;
use super::id::OrganizationId;
use super::new_token::{DraftReach, TokenDraft};
use super::prefill::Refused;
use super::rotation;
use super::secret::holds_token;
use super::token::{Reach, Token};
use chrono::{DateTime, NaiveDate, Utc};

/// The parameter of the form's address with the identifier of the token to be like.
pub const LIKE: &str = "like";

/// A form filled in like a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Like {
    /// Description, reach, and as much time as that token got. No name: it is another token. No tick: what it
    /// may do is confirmed anew.
    pub draft: TokenDraft,
    /// Scopes that no new token can have, because the backend does not offer them any more (contract 5), or
    /// names of organizations that this user cannot choose.
    pub left_out: Vec<String>,
}

/// The form for a token like `token`. Neither labels nor authorizations for single sign-on are copied, and
/// its value is known to nobody. `local_day` is the day of an instant in the user's zone.
pub fn like(
    token: &Token,
    offered: &Offered<'_>,
    local_day: impl Fn(DateTime<Utc>) -> NaiveDate,
) -> Like {
    let can_choose = |id: &OrganizationId| offered.organizations.contains(id);
    let left_out = match &token.reach {
        Reach::Scopes { scopes, .. } => offered.catalogue.unknown(scopes.selection()).to_wire(),
        Reach::Organizations(all) => {
            let others = all
                .iter()
                .filter(|organization| !can_choose(&organization.id));
            others
                .map(|organization| organization.name.clone())
                .collect()
        }
    };
    let mut draft = TokenDraft {
        name: String::new(),
        consents: Vec::new(),
        ..rotation::draft(token, offered.catalogue, offered.limits, local_day)
    };
    if let DraftReach::Organizations(chosen) = &mut draft.reach {
        *chosen = chosen.iter().filter(|id| can_choose(id)).cloned().collect();
    }
    Like { draft, left_out }
}

/// What else an address with [`LIKE`] says, which is not followed. Values of tokens are not repeated.
pub fn refused(parameters: &[(String, String)]) -> Vec<Refused> {
    let others = parameters.iter().filter(|(name, _)| name != LIKE);
    let refused = others
        .take(super::prefill::REFUSED_SHOWN)
        .map(|(name, _)| Refused {
            parameter: if holds_token(name) {
                "…".to_owned()
            } else {
                name.chars().take(40).collect()
            },
            reason: "The form is filled in like another token, and a link can add nothing to that."
                .to_owned(),
        });
    refused.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expiry::ExpiryChoice;
    use crate::kind::TokenKind;
    use crate::limits::Limits;
    use crate::organization::OrganizationRef;
    use crate::samples::api_token;
    use crate::scope::ScopeSelection;
    use crate::stored_scopes::StoredScopes;

    fn like_it(token: &Token) -> Like {
        let offered = Offered {
            catalogue: &crate::scope_catalogue::tests::sample(),
            organizations: &[OrganizationId::new("mine")],
            limits: Limits::default(),
        };
        like(token, &offered, |at| at.date_naive())
    }

    #[test]
    fn settings_are_copied_and_nothing_else() {
        let mut token = api_token("A", "ci deploy");
        token.description = Some("Deploys".into());
        token.created_at = "2026-11-01T10:00:00Z".parse().ok();
        token.expires_at = "2026-12-01T22:59:59Z".parse().ok();
        token.tags = vec!["team:infra".into(), "rotated-from:B".into()];
        let authorized = "2026-11-02T10:00:00Z".parse().unwrap();
        token
            .sso_authorizations
            .insert(OrganizationId::new("O"), authorized);
        let Like { draft, left_out } = like_it(&token);
        assert_eq!(draft.name, "");
        assert_eq!(draft.description, "Deploys");
        assert_eq!(draft.kind(), TokenKind::Api);
        assert_eq!(draft.expiry, ExpiryChoice::Span(30));
        assert!(draft.consents.is_empty() && draft.from_link.is_empty());
        assert!(left_out.is_empty());
    }

    #[test]
    fn what_no_new_token_can_have_is_left_out_and_told() {
        let mut token = api_token("A", "old");
        token.reach = Reach::Scopes {
            owner: None,
            scopes: StoredScopes::from_wire(["evidence:read", "retired_thing:write"]),
        };
        let Like { draft, left_out } = like_it(&token);
        let kept = DraftReach::Scopes(ScopeSelection::from_wire(["evidence:read"]));
        assert_eq!(draft.reach, kept);
        assert_eq!(left_out, ["retired_thing:write"]);
    }

    #[test]
    fn organizations_that_cannot_be_chosen_are_left_out_and_told() {
        let mut token = api_token("A", "own");
        let organization = |id: &str| OrganizationRef {
            id: OrganizationId::new(id),
            name: format!("Name of {id}"),
        };
        token.reach = Reach::Organizations(vec![organization("mine"), organization("personal")]);
        let Like { draft, left_out } = like_it(&token);
        let kept = [OrganizationId::new("mine")].into_iter().collect();
        assert_eq!(draft.reach, DraftReach::Organizations(kept));
        assert_eq!(left_out, ["Name of personal"]);
    }

    #[test]
    fn a_link_adds_nothing() {
        let value = format!("tola_{}", "a1".repeat(32));
        let given = [(LIKE, "A"), ("name", "x"), (&value, "y")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let refused = refused(&given);
        let names: Vec<&str> = refused.iter().map(|one| one.parameter.as_str()).collect();
        assert_eq!(names, ["name", "…"]);
    }
}
