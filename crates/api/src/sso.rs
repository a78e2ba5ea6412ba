//! Single sign-on: into a session, and for a token (contract 7).

use super::client::Client;
use super::error::ApiError;
use super::session_tokens::SessionTokens;
use super::transport::Call;
use console_domain::id::{OrganizationId, TokenId};
use console_domain::kind::TokenKind;
use console_domain::sso_flow::issuer_of;
use console_json::{FromJson, object};
use console_platform::storage::keeps_cookies;

#[derive(FromJson)]
struct RedirectReply {
    redirect_uri: String,
}

/// Begins a sign-in at an organization's identity provider; gives the address to go to. `return`
/// is never sent: with it the callback would not answer JSON (contract 7.2).
///
/// # Errors
/// [`ApiError::SsoNotConfigured`], and what any call can end in.
pub async fn begin_sign_in(
    client: Client,
    organization: &OrganizationId,
) -> Result<String, ApiError> {
    let body = object! { "organization_id" => organization }.to_string();
    let reply: RedirectReply = client
        .public(Call::post("/v1/sso/login", body), false)
        .await?;
    Ok(reply.redirect_uri)
}

/// Begins the authorization of a token; gives the address to go to (contract 7.4).
///
/// # Errors
/// [`ApiError::SsoNotConfigured`], [`ApiError::NotFound`], and what any call can end in.
pub async fn begin_authorization(
    client: Client,
    organization: &OrganizationId,
    token: &TokenId,
    kind: TokenKind,
) -> Result<String, ApiError> {
    let body = object! {
        "organization_id" => organization,
        "token_id" => token,
        "token_type" => kind.sso_token_type(),
    };
    let reply: RedirectReply = client
        .rest(Call::post("/v1/sso/token/authorize", body.to_string()))
        .await?;
    Ok(reply.redirect_uri)
}

/// Who answers for this organization: the issuer identifier of its identity provider (contract 7.2), where it
/// has one.
///
/// # Errors
/// What any call can end in.
pub async fn issuer(
    client: Client,
    organization: &OrganizationId,
) -> Result<Option<String>, ApiError> {
    #[derive(FromJson)]
    struct Reply {
        discovery_url: Option<String>,
    }
    let call = Call::get(format!(
        "/.well-known/webfinger?resource=org%3A{organization}"
    ));
    let reply: Reply = client.public(call, false).await?;
    Ok(reply.discovery_url.as_deref().and_then(issuer_of))
}

/// What a finished flow leads to.
pub struct Finished {
    /// The session of whoever signed in.
    pub tokens: SessionTokens,
    /// Whether they have switched a second factor on. As after a password it is the client that asks
    /// for it (contract 1.2).
    pub has_second_factor: bool,
}

/// Ends either flow with what the identity provider sent along (contract 7.3). The session that
/// comes back belongs to whoever signed in there, which may be somebody else than before.
///
/// # Errors
/// [`ApiError::SsoStateLost`], [`ApiError::SsoNonceLost`], [`ApiError::SsoNotConfirmed`],
/// [`ApiError::NotMember`], [`ApiError::SsoNotConfigured`], and what any call can end in.
pub async fn finish(
    client: Client,
    organization: &OrganizationId,
    code: &str,
    state: &str,
) -> Result<Finished, ApiError> {
    #[derive(FromJson)]
    struct Reply {
        access_token: String,
        #[json(or_default)]
        refresh_token: String,
        #[json(or_default)]
        tfa_enabled: bool,
    }
    let body =
        object! { "code" => code, "state" => state, "organization_id" => organization }.to_string();
    match client
        .public::<Reply>(Call::post("/v1/sso/callback", body), false)
        .await
    {
        Ok(reply) => match SessionTokens::received(reply.access_token, reply.refresh_token) {
            Some(tokens) => Ok(Finished {
                tokens,
                has_second_factor: reply.tfa_enabled,
            }),
            None => Err(ApiError::Unreadable {
                status: 200,
                request_id: None,
            }),
        },
        // The flow lives in cookies; without them there is no other reason to look for.
        Err(ApiError::SsoStateLost | ApiError::SsoNonceLost) if !keeps_cookies() => {
            Err(ApiError::CookiesBlocked)
        }
        // What the provider's library says differs from case to case (contract 7.3).
        Err(ApiError::Unexpected { status: 400, .. }) => Err(ApiError::SsoNotConfirmed),
        Err(error) => Err(error),
    }
}
