//! Which organizations demand single sign-on of a token.

use crate::api::account::Account;
use crate::domain::id::OrganizationId;
use crate::domain::kind::TokenKind;
use crate::session::use_session;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Answers for tokens of one kind whether an organization demands single sign-on. Until the
/// organizations are known it answers no.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SsoDemand {
    demanding: BTreeSet<OrganizationId>,
}

impl SsoDemand {
    /// For an API token the plain setting counts, for a personal one its owner's exemptions as
    /// well (contract 7.6). `owned` are the organizations that the user owns.
    pub fn new(kind: TokenKind, account: &Account, owned: &BTreeSet<OrganizationId>) -> Self {
        let demands = |organization: &&crate::domain::organization::Organization| match kind {
            TokenKind::Api => organization.enforces_sso,
            TokenKind::Personal => {
                organization.enforces_sso_for(&account.user.email)
                    && !owned.contains(&organization.id)
            }
        };
        let demanding = account
            .organizations
            .iter()
            .filter(demands)
            .map(|organization| organization.id.clone());
        Self {
            demanding: demanding.collect(),
        }
    }

    /// Whether `organization` demands it.
    pub fn of(&self, organization: &OrganizationId) -> bool {
        self.demanding.contains(organization)
    }
}

/// The demand on tokens of `kind` of the signed-in user, as a signal.
pub fn use_sso_demand(kind: TokenKind) -> Memo<SsoDemand> {
    let session = use_session();
    Memo::new(move |_| {
        let owned = session.owned.ready().unwrap_or_default();
        session
            .account
            .ready()
            .map(|account| SsoDemand::new(kind, &account, &owned))
            .unwrap_or_default()
    })
}
