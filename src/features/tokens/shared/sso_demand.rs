//! Which organizations demand single sign-on of a token.

use super::state_badge::Standing;
use crate::app::load::Load;
use crate::features::error_view::ErrorView;
use crate::session::use_session;
use chrono::{DateTime, Utc};
use console_api::account::Account;
use console_api::error::ApiError;
use console_domain::id::OrganizationId;
use console_domain::kind::TokenKind;
use console_domain::sorted::SortedSet;
use console_domain::state::known_state;
use console_domain::token::Token;
use console_view::prelude::*;

/// What is known of the organizations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Knowledge {
    /// Nothing.
    #[default]
    Nothing,
    /// What they demand of everybody, but not whom they exempt as their owner.
    Settings,
    /// All that matters.
    All,
}

/// Answers for tokens of one kind whether an organization demands single sign-on, as far as that is
/// known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SsoDemand {
    demanding: SortedSet<OrganizationId>,
    knows: Knowledge,
    failure: Option<ApiError>,
}

impl SsoDemand {
    /// For an API token the plain setting counts, for a personal one its owner's exemptions as
    /// well (contract 7.6). `owned` are the organizations that the user owns.
    pub fn new(kind: TokenKind, account: &Account, owned: &SortedSet<OrganizationId>) -> Self {
        let demands = |organization: &&console_domain::organization::Organization| match kind {
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
            knows: Knowledge::All,
            failure: None,
        }
    }

    /// The same before it is known which organizations the user owns, and why that did not come.
    fn before_owners(kind: TokenKind, account: &Account, failure: Option<ApiError>) -> Self {
        let strict = Self::new(kind, account, &SortedSet::new());
        if kind == TokenKind::Api || strict.demanding.is_empty() {
            return strict;
        }
        Self {
            knows: Knowledge::Settings,
            failure,
            ..strict
        }
    }

    /// Whether `organization` demands it. Until it is known who is exempt nobody is, and until the
    /// organizations are known none demands it.
    pub fn of(&self, organization: &OrganizationId) -> bool {
        self.demanding.contains(organization)
    }

    /// Whether `organization` demands it, if that is known.
    pub fn answer(&self, organization: &OrganizationId) -> Option<bool> {
        let demands = self.of(organization);
        match self.knows {
            Knowledge::Nothing => None,
            Knowledge::Settings => (!demands).then_some(false),
            Knowledge::All => Some(demands),
        }
    }

    /// Whether some organization demands it, or may.
    pub fn may_demand(&self) -> bool {
        self.knows == Knowledge::Nothing || !self.demanding.is_empty()
    }

    /// Whether nothing more is on its way that could change the answers.
    pub fn is_settled(&self) -> bool {
        self.knows == Knowledge::All || self.failure.is_some()
    }

    /// Why the answers are incomplete.
    pub const fn failure(&self) -> Option<&ApiError> {
        self.failure.as_ref()
    }

    /// How `token` stands at `now`.
    pub fn standing(&self, token: &Token, now: DateTime<Utc>) -> Standing {
        match known_state(token, |id| self.answer(id), now) {
            Some(state) => Standing::Is(state),
            None if self.failure.is_some() => Standing::NotChecked,
            None => Standing::Checking,
        }
    }
}

/// The demand on tokens of `kind` of the signed-in user, as a signal.
pub fn use_sso_demand(kind: TokenKind) -> Memo<SsoDemand> {
    let session = use_session();
    Memo::new(move |_| match session.account.get() {
        Load::Idle | Load::Loading => SsoDemand::default(),
        Load::Failed(error) => SsoDemand {
            failure: Some(error),
            ..SsoDemand::default()
        },
        Load::Ready(account) => match session.owned.get() {
            Load::Ready(owned) => SsoDemand::new(kind, &account, &owned),
            Load::Idle | Load::Loading => SsoDemand::before_owners(kind, &account, None),
            Load::Failed(error) => SsoDemand::before_owners(kind, &account, Some(error)),
        },
    })
}

/// Says that it could not be found out which tokens need single sign-on, with a way to try again.
pub fn sso_problem(demand: Memo<SsoDemand>) -> impl Fn() -> Option<AnyView> {
    let session = use_session();
    let failure = Memo::new(move |_| demand.with(|demand| demand.failure().cloned()));
    move || {
        let retry = Callback::new(move |()| {
            if session.account.ready_untracked().is_some() {
                session.owned.load_once();
            } else {
                // Who owns them is asked after that.
                session.account.load_once();
            }
        });
        let error = failure.get()?;
        Some(
            view! { <ErrorView error title="Which tokens need single sign-on could not be checked" retry /> }
                .into_any(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use console_api::account::User;
    use console_domain::id::UserId;
    use console_domain::organization::Organization;

    fn account(enforces_sso: bool) -> Account {
        Account {
            user: User {
                id: UserId::new("u"),
                name: "Olivia".into(),
                email: "olivia@acme.test".into(),
                avatar_url: None,
            },
            organizations: vec![Organization {
                id: OrganizationId::new("globex"),
                name: "Globex".into(),
                is_personal: false,
                avatar_url: None,
                enforces_sso,
                sso_exempt_domains: vec![],
                has_payment_method: true,
            }],
        }
    }

    #[test]
    fn nothing_is_said_of_what_is_not_known() {
        let globex = OrganizationId::new("globex");
        let nothing = SsoDemand::default();
        assert_eq!(nothing.answer(&globex), None);
        assert!(nothing.may_demand() && !nothing.is_settled());
        // Whether an organization exempts its owner only matters for personal tokens where it demands something.
        for (kind, enforces_sso, answer) in [
            (TokenKind::Api, true, Some(true)),
            (TokenKind::Api, false, Some(false)),
            (TokenKind::Personal, true, None),
            (TokenKind::Personal, false, Some(false)),
        ] {
            let account = account(enforces_sso);
            let loading = SsoDemand::before_owners(kind, &account, None);
            assert_eq!(loading.answer(&globex), answer);
            assert_eq!(loading.is_settled(), answer.is_some());
            let failed = SsoDemand::before_owners(kind, &account, Some(ApiError::Offline));
            assert_eq!(failed.answer(&globex), answer);
            assert!(failed.is_settled());
            assert_eq!(failed.failure().is_some(), answer.is_none());
        }
    }
}
