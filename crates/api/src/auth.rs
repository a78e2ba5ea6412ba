//! Signing in and out, and changing the organization (contract 1).

use super::client::Client;
use super::error::ApiError;
use super::held_pairs::HeldPair;
use super::permissions;
use super::session_tokens::SessionTokens;
use super::transport::Call;
use console_domain::id::OrganizationId;
use console_json::{FromJson, Json, object};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// How somebody with this e-mail address signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInMethod {
    /// With a password. Also the answer for an unknown address, which tells nobody whether it
    /// exists.
    Password,
    /// Through the identity provider of this organization.
    Sso(OrganizationId),
}

/// What a password led to.
pub enum SignedIn {
    /// The session may begin.
    Session(SessionTokens),
    /// A code is needed first. The backend leaves this to the client (contract 1.2).
    CodeNeeded(SessionTokens),
    /// The organization requires a second factor and the user has none. The backend has given a session all
    /// the same (contract 1.2).
    TwoFactorSetupNeeded(SessionTokens),
}

/// What changing the organization led to.
pub enum Switched {
    /// The session in the other organization.
    Session(SessionTokens),
    /// Sign in at the identity provider at this address first.
    SsoNeeded(String),
    /// The organization requires a second factor and the user has none.
    TwoFactorSetupNeeded,
}

#[derive(FromJson)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the wire has them side by side"
)]
struct AuthReply {
    #[json(or_default)]
    access_token: String,
    #[json(or_default)]
    refresh_token: String,
    #[json(or_default)]
    tfa_enabled: bool,
    #[json(or_default)]
    tfa_required: bool,
    #[json(or_default)]
    needs_sso: bool,
    #[json(or_default)]
    needs_tfa: bool,
    #[json(or_default)]
    redirect_uri: String,
}

impl AuthReply {
    fn tokens(self) -> Result<SessionTokens, ApiError> {
        SessionTokens::received(self.access_token, self.refresh_token).ok_or(ApiError::Unreadable {
            status: 200,
            request_id: None,
        })
    }
}

/// Asks how somebody signs in (contract 7.1).
///
/// # Errors
/// See [`ApiError`]; an unknown address is no error.
pub async fn sign_in_method(client: Client, email: &str) -> Result<SignInMethod, ApiError> {
    #[derive(FromJson)]
    struct Reply {
        #[json(or_default)]
        enforced: bool,
        #[json(or_default)]
        is_org_owner: bool,
        organization_id: Option<OrganizationId>,
    }
    let resource = utf8_percent_encode(email, NON_ALPHANUMERIC);
    let call = Call::get(format!("/.well-known/webfinger?resource=acct%3A{resource}"));
    match client.public::<Reply>(call, false).await {
        Ok(Reply {
            enforced: true,
            is_org_owner: false,
            organization_id: Some(id),
        }) => Ok(SignInMethod::Sso(id)),
        Ok(_) | Err(ApiError::NotFound) => Ok(SignInMethod::Password),
        Err(error) => Err(error),
    }
}

/// Signs in with a password (contract 1.2).
///
/// # Errors
/// [`ApiError::BadCredentials`], [`ApiError::EmailNotVerified`], [`ApiError::SsoRequired`], and
/// what any call can end in.
pub async fn sign_in(client: Client, email: &str, password: &str) -> Result<SignedIn, ApiError> {
    let body = object! { "username" => email, "password" => password }.to_string();
    let reply: AuthReply = client.public(Call::post("/v1/login", body), false).await?;
    let (is_required, is_set_up) = (reply.tfa_required, reply.tfa_enabled);
    let tokens = reply.tokens()?;
    Ok(if is_set_up {
        SignedIn::CodeNeeded(tokens)
    } else if is_required {
        SignedIn::TwoFactorSetupNeeded(tokens)
    } else {
        SignedIn::Session(tokens)
    })
}

/// A second factor as somebody typed it.
pub enum SecondFactor<'a> {
    /// The six digits of an authenticator.
    Authenticator(&'a str),
    /// One of the codes for when there is no authenticator.
    Recovery(&'a str),
}

/// Checks a second factor for `tokens`, which count as signed in only afterwards (contract 1.13).
///
/// # Errors
/// [`ApiError::WrongCode`] for every refusal: the backend words them differently each time.
pub async fn check_second_factor(
    client: Client,
    tokens: &SessionTokens,
    factor: SecondFactor<'_>,
) -> Result<(), ApiError> {
    let body = match factor {
        SecondFactor::Authenticator(code) => object! { "totp_code" => code },
        SecondFactor::Recovery(code) => object! { "recovery_code" => code },
    };
    let call = Call::post("/v1/2fa/validate", body.to_string());
    match client.rest_as::<Json>(tokens, call).await {
        Ok(_) => Ok(()),
        Err(ApiError::Unexpected { status: 400, .. }) => Err(ApiError::WrongCode),
        Err(error) => Err(error),
    }
}

/// Ends a pair of tokens at the backend (contract 1.4), and the session of the browser's cookie with it. The
/// refresh token is enough: both tokens of a pair are revoked together, and it works when the access token
/// has ended. To end a pair twice does no harm.
///
/// # Errors
/// See [`ApiError`].
pub async fn end_pair(client: Client, pair: &HeldPair) -> Result<(), ApiError> {
    let body = object! { "refresh_token" => pair.refresh_token() }.to_string();
    client
        .public::<Json>(Call::post("/v1/logout", body), true)
        .await
        .map(|_| ())
}

/// Makes another organization the active one (contract 1.5).
///
/// # Errors
/// [`ApiError::NotAllowed`] when the user may not look into it; see [`ApiError`].
pub async fn switch(client: Client, target: &OrganizationId) -> Result<Switched, ApiError> {
    let tokens = client.session().ok_or(ApiError::SessionEnded)?;
    match switch_as(client, &tokens, target).await {
        Err(ApiError::SessionEnded | ApiError::SsoRequired(_)) => {}
        result => return result,
    }
    // The same 401 stands for a session that is over and for an organization that the user may not
    // look into. A session that still works elsewhere tells them apart.
    permissions::check_session(client).await?;
    let renewed = client.session().ok_or(ApiError::SessionEnded)?;
    if renewed == tokens {
        return Err(ApiError::NotAllowed);
    }
    match switch_as(client, &renewed, target).await {
        Err(ApiError::SessionEnded) => Err(ApiError::NotAllowed),
        result => result,
    }
}

/// As [`switch`], for a session that is not the client's, or not yet.
///
/// # Errors
/// See [`ApiError`].
pub async fn switch_as(
    client: Client,
    tokens: &SessionTokens,
    target: &OrganizationId,
) -> Result<Switched, ApiError> {
    let body = object! { "target_organization_id" => target }.to_string();
    let reply: AuthReply = client
        .rest_as(tokens, Call::post("/v1/switch", body))
        .await?;
    if reply.needs_sso {
        return Ok(Switched::SsoNeeded(reply.redirect_uri));
    }
    if reply.needs_tfa {
        return Ok(Switched::TwoFactorSetupNeeded);
    }
    let switched = reply.tokens()?.continuing(tokens);
    Ok(Switched::Session(switched))
}
