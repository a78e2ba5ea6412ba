//! Going on in the organization where one was before.

use console_api::auth::{self, Switched};
use console_api::client::Client;
use console_api::error::ApiError;
use console_api::session_tokens::SessionTokens;
use console_domain::id::OrganizationId;

/// Why a new session is not in the organization where one was before.
#[derive(Clone, PartialEq, Eq)]
pub enum NotThere {
    /// It asks for its identity provider, at this address.
    NeedsSso(String),
    /// It asks for a second factor, and the user has none.
    NeedsTwoFactor,
    /// The backend did not do it.
    Failed(ApiError),
}

/// Moves a new session to `wanted`: the backend begins it in the user's default organization, or in
/// the one whose identity provider was used. The tokens given back are good either way.
pub async fn settle(
    client: Client,
    tokens: SessionTokens,
    wanted: Option<&OrganizationId>,
) -> (SessionTokens, Option<NotThere>) {
    let Some(wanted) = wanted.filter(|wanted| tokens.organization() != Some(*wanted)) else {
        return (tokens, None);
    };
    match auth::switch_as(client, &tokens, wanted).await {
        Ok(Switched::Session(there)) => (there, None),
        Ok(Switched::SsoNeeded(address)) => (tokens, Some(NotThere::NeedsSso(address))),
        Ok(Switched::TwoFactorSetupNeeded) => (tokens, Some(NotThere::NeedsTwoFactor)),
        Err(error) => (tokens, Some(NotThere::Failed(error))),
    }
}
