//! Restoring the organization that was active before.

use crate::session::SessionStore;
use console_api::auth::{self, Switched};
pub use console_api::flow::sign_in::NotRestored;
use console_api::session_tokens::SessionTokens;
use console_domain::id::OrganizationId;

/// Moves a new session to `wanted`: the backend begins it in the user's default organization, or in
/// the one whose identity provider was used. The returned tokens are good either way.
pub async fn restore_organization(
    session: SessionStore,
    tokens: SessionTokens,
    wanted: Option<&OrganizationId>,
) -> (SessionTokens, Option<NotRestored>) {
    let Some(wanted) = wanted.filter(|wanted| tokens.organization() != Some(*wanted)) else {
        return (tokens, None);
    };
    match auth::switch_as(session.client, &tokens, wanted).await {
        Ok(Switched::Session(restored)) => {
            session.hold(&restored);
            (restored, None)
        }
        Ok(Switched::SsoNeeded(address)) => (tokens, Some(NotRestored::NeedsSso(address))),
        Ok(Switched::TwoFactorSetupNeeded) => (tokens, Some(NotRestored::NeedsTwoFactor)),
        Err(error) => (tokens, Some(NotRestored::Failed(error))),
    }
}
