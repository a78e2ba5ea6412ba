//! What the user may do in the active organization, and from which single sign-on they are exempt.

use super::SessionStore;
use crate::app::lazy::{ChunkLoadError, lazy};
use crate::app::load::Load;
use console_api::client::Client;
use console_api::error::ApiError;
use console_api::makers;
use console_domain::id::OrganizationId;
use console_domain::sorted::SortedSet;
use console_reactive::prelude::*;
use std::future::Future;
use std::pin::Pin;

/// Whether one's membership is exempt, when the code that asks has come.
type Exemption = Pin<Box<dyn Future<Output = Result<bool, ApiError>>>>;

// Few lists depend on it, so what asks is fetched when one does.
lazy!(details: fn exemption(client: Client) -> Exemption => Box::pin(makers::is_exempt_member(client)));

/// Whether the user's membership in the active organization is exempt from single sign-on.
pub(super) async fn is_exempt_member(client: Client) -> Result<bool, ApiError> {
    match exemption(client).await {
        Ok(answer) => answer.await,
        Err(ChunkLoadError) => Err(ApiError::NoAnswer),
    }
}

impl SessionStore {
    /// Loads what the user may do: in one request, as soon as it is known which organizations there are, or
    /// that this cannot be found out.
    pub(super) fn load_permissions(self) {
        let asked = Memo::new(move |_| {
            self.account.signal().with(|account| match account {
                Load::Ready(account) => Some(account.organization_ids()),
                Load::Failed(_) => Some(SortedSet::new()),
                Load::Idle | Load::Loading => None,
            })
        });
        Effect::new(move |_| {
            if asked.with(Option::is_some) {
                self.permissions.revalidate();
            }
        });
        // Of oneself alone the mark is asked for, and only where it decides something.
        let may_be_exempt = Memo::new(move |_| {
            let active = self.organization()?;
            let account = self.account.ready()?;
            let enforces = account
                .organization(&active)?
                .enforces_sso_for(&account.user.email);
            let owns = self
                .permissions
                .signal()
                .with(|state| state.ready()?.owns(&active))?;
            Some(enforces && !owns)
        });
        Effect::new(move |_| {
            if may_be_exempt.get() == Some(true) {
                self.exempt_member.load_once();
            }
        });
    }

    /// Whether the user is exempt from the single sign-on of `organization`, if that is known: its owner, or
    /// in the active organization a member marked so (contract 7.6); tracked.
    pub fn is_sso_exempt(self, organization: &OrganizationId) -> Option<bool> {
        let owns = self
            .permissions
            .signal()
            .with(|state| state.ready()?.owns(organization))?;
        if owns || self.organization().as_ref() != Some(organization) {
            return Some(owns);
        }
        self.exempt_member.ready()
    }

    /// Why it is not known from which organizations' single sign-on the user is exempt; tracked.
    pub fn sso_exemption_failure(self) -> Option<ApiError> {
        let failure = self.permissions.failure();
        failure
            .or_else(|| self.permissions.stale())
            .or_else(|| self.exempt_member.failure())
    }

    /// Asks again for what could not be found out about the user's rights and exemptions.
    pub fn retry_permissions(self) {
        if self.account.ready_untracked().is_none() {
            // The rights are asked for after it.
            self.account.load_once();
        } else {
            self.permissions.revalidate();
            self.exempt_member.retry();
        }
    }
}
