//! Which organizations demand single sign-on of a token.

use super::state_badge::DisplayedState;
use crate::app::load::Load;
use crate::features::error_view::ErrorView;
use crate::session::{SessionStore, use_session};
use chrono::{DateTime, Utc};
use console_api::account::Account;
use console_api::error::ApiError;
use console_domain::id::OrganizationId;
use console_domain::kind::TokenKind;
use console_domain::sorted::SortedSet;
use console_domain::state::known_state;
use console_domain::token::Token;
use console_view::prelude::*;

/// Answers for tokens of one kind whether an organization demands single sign-on, as far as that is
/// known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SsoDemand {
    /// Whether the organizations are known.
    is_known: bool,
    /// Those that certainly demand it.
    demanding: SortedSet<OrganizationId>,
    /// Those that demand it, unless they exempt the user, which is not known.
    uncertain: SortedSet<OrganizationId>,
    failure: Option<ApiError>,
}

impl SsoDemand {
    /// For an API token the plain setting counts, for a personal one its owner's exemptions as
    /// well (contract 7.6): `is_exempt` tells them as far as they are known, and `failure` why they are not.
    fn new(
        kind: TokenKind,
        account: &Account,
        is_exempt: impl Fn(&OrganizationId) -> Option<bool>,
        failure: Option<ApiError>,
    ) -> Self {
        let mut new = Self {
            is_known: true,
            ..Self::default()
        };
        for organization in &account.organizations {
            let id = &organization.id;
            let demands = match kind {
                TokenKind::Api => Some(organization.enforces_sso),
                TokenKind::Personal if !organization.enforces_sso_for(&account.user.email) => {
                    Some(false)
                }
                TokenKind::Personal => is_exempt(id).map(|is_exempt| !is_exempt),
            };
            match demands {
                Some(false) => {}
                Some(true) => {
                    new.demanding.insert(id.clone());
                }
                None => {
                    new.uncertain.insert(id.clone());
                }
            }
        }
        new.failure = failure.filter(|_| !new.uncertain.is_empty());
        new
    }

    /// What `session` knows at this moment; tracked.
    pub fn of(session: SessionStore, kind: TokenKind) -> Self {
        match session.account.get() {
            Load::Idle | Load::Loading => Self::default(),
            Load::Failed(error) => Self {
                failure: Some(error),
                ..Self::default()
            },
            Load::Ready(account) => Self::new(
                kind,
                &account,
                |organization| session.is_sso_exempt(organization),
                session.sso_exemption_failure(),
            ),
        }
    }

    /// Whether `organization` demands it, if that is known.
    pub fn known(&self, organization: &OrganizationId) -> Option<bool> {
        if self.demanding.contains(organization) {
            return Some(true);
        }
        (self.is_known && !self.uncertain.contains(organization)).then_some(false)
    }

    /// Whether `organization` certainly demands it.
    pub fn requires(&self, organization: &OrganizationId) -> bool {
        self.demanding.contains(organization)
    }

    /// Whether authorizing a token for `organization` is offered: where that is demanded, and where it
    /// cannot be found out whether it is. There it does no harm, and may be what the token waits for.
    pub fn offers(&self, organization: &OrganizationId) -> bool {
        self.requires(organization)
            || (self.failure.is_some() && self.uncertain.contains(organization))
    }

    /// Whether some organization demands it, or may.
    pub fn may_demand(&self) -> bool {
        !self.is_known || !self.demanding.is_empty() || !self.uncertain.is_empty()
    }

    /// Whether nothing more is on its way that could change the answers.
    pub fn is_settled(&self) -> bool {
        (self.is_known && self.uncertain.is_empty()) || self.failure.is_some()
    }

    /// Why the answers are incomplete.
    pub const fn failure(&self) -> Option<&ApiError> {
        self.failure.as_ref()
    }

    /// How `token` stands at `now`.
    pub fn standing(&self, token: &Token, now: DateTime<Utc>) -> DisplayedState {
        match known_state(token, |id| self.known(id), now) {
            Some(state) => DisplayedState::Known(state),
            None if self.failure.is_some() => DisplayedState::Unknown,
            None => DisplayedState::Checking,
        }
    }
}

/// The demand on tokens of `kind` of the signed-in user, as a signal.
pub fn use_sso_demand(kind: TokenKind) -> Memo<SsoDemand> {
    let session = use_session();
    Memo::new(move |_| SsoDemand::of(session, kind))
}

/// Says that it could not be found out which tokens need single sign-on, with a way to try again.
pub fn sso_problem(demand: Memo<SsoDemand>) -> impl Fn() -> Option<AnyView> {
    let session = use_session();
    let failure = Memo::new(move |_| demand.with(|demand| demand.failure().cloned()));
    move || {
        let retry = Callback::new(move |()| session.retry_permissions());
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
        assert_eq!(nothing.known(&globex), None);
        assert!(nothing.may_demand() && !nothing.is_settled());
        assert!(!nothing.requires(&globex) && !nothing.offers(&globex));
        // Whether an organization exempts its owner only matters for personal tokens, and where it requires
        // something.
        for (kind, enforces_sso, answer) in [
            (TokenKind::Api, true, Some(true)),
            (TokenKind::Api, false, Some(false)),
            (TokenKind::Personal, true, None),
            (TokenKind::Personal, false, Some(false)),
        ] {
            let account = account(enforces_sso);
            let demand = |failure| SsoDemand::new(kind, &account, |_| None, failure);
            let loading = demand(None);
            assert_eq!(loading.known(&globex), answer);
            assert_eq!(loading.is_settled(), answer.is_some());
            assert_eq!(loading.offers(&globex), answer == Some(true));
            let failed = demand(Some(ApiError::Offline));
            assert_eq!(failed.known(&globex), answer);
            assert!(failed.is_settled());
            assert_eq!(failed.failure().is_some(), answer.is_none());
            assert_eq!(failed.offers(&globex), answer != Some(false));
        }
    }

    #[test]
    fn who_is_exempt_needs_none_for_personal_tokens() {
        let globex = OrganizationId::new("globex");
        let account = account(true);
        for (kind, is_exempt, answer) in [
            (TokenKind::Personal, true, false),
            (TokenKind::Personal, false, true),
            (TokenKind::Api, true, true),
            (TokenKind::Api, false, true),
        ] {
            let demand = SsoDemand::new(kind, &account, |_| Some(is_exempt), None);
            assert_eq!(demand.known(&globex), Some(answer));
            assert_eq!(demand.requires(&globex), answer);
            assert_eq!(demand.offers(&globex), answer);
            assert!(demand.is_settled());
        }
    }
}
