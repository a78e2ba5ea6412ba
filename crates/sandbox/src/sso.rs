//! The relying party: discovery and code exchange with a maintained OpenID Connect library (contract 7.2,
//! 7.3).
//!
//! It makes no difference between the built-in provider and any other one.

use std::time::Duration;

use chrono::{DateTime, Utc};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, RedirectUrl, Scope, TokenResponse,
    core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata},
};
use rusqlite::Connection;

use crate::{
    failure::Failure,
    store::accounts::{organization_exists, setting},
    time::Micros,
};

/// What the provider knows this backend by, for one organization.
#[derive(Clone, Debug)]
pub(crate) struct Registration {
    issuer: String,
    client_id: String,
    client_secret: String,
    redirect_uri: String,
}

/// Who came back from the provider, as its ID token says.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    /// E-mail, lower case.
    pub(crate) email: String,
    /// Name for people.
    pub(crate) name: String,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Registration {
    /// Reads it from the settings of an organization.
    pub(crate) fn of(
        connection: &Connection,
        organization: &str,
        redirect_uri: String,
    ) -> Result<Self, Failure> {
        if !organization_exists(connection, organization)? {
            return Err(Failure::bad("generated: organization_setting not found"));
        }
        let read = |column: &str| -> Result<String, Failure> {
            setting(connection, organization, column)?
                .filter(|value| !value.is_empty())
                .ok_or_else(|| Failure::bad("missing OIDC configuration, please contact support"))
        };
        let discovery = read("oidc_discovery_endpoint")?;
        let issuer = discovery
            .trim_end_matches("/.well-known/openid-configuration")
            .to_owned();
        Ok(Self {
            issuer,
            client_id: read("identity_provider_client_id")?,
            client_secret: read("identity_provider_client_secret")?,
            redirect_uri,
        })
    }

    /// The URL that sends a browser to the provider.
    pub(crate) async fn authorize_url(&self, state: &str, nonce: &str) -> Result<String, Failure> {
        let (registration, state, nonce) = (self.clone(), state.to_owned(), nonce.to_owned());
        blocking(move || {
            let (url, _, _) = registration
                .client()?
                .authorize_url(
                    CoreAuthenticationFlow::AuthorizationCode,
                    || CsrfToken::new(state),
                    || Nonce::new(nonce),
                )
                .add_scope(Scope::new("profile".to_owned()))
                .add_scope(Scope::new("email".to_owned()))
                .url();
            Ok(url.to_string())
        })
        .await
    }

    /// Exchanges a code and checks the ID token: signature, issuer, audience, times, nonce.
    pub(crate) async fn exchange(
        &self,
        code: String,
        nonce: String,
        now: Micros,
    ) -> Result<Identity, Failure> {
        let registration = self.clone();
        blocking(move || {
            let client = registration.client()?;
            let tokens = client
                .exchange_code(AuthorizationCode::new(code))
                .map_err(|error| text(&error))?
                .request(&send)
                .map_err(|error| text(&error))?;
            let token = tokens
                .id_token()
                .ok_or("id_token not present in token response")?;
            let verifier = client.id_token_verifier().set_time_fn(move || {
                DateTime::<Utc>::from_timestamp_micros(now).unwrap_or_default()
            });
            let claims = token
                .claims(&verifier, &Nonce::new(nonce))
                .map_err(|error| text(&error))?;
            let email = claims
                .email()
                .ok_or("email not present in id token")?
                .to_lowercase();
            let name = claims
                .name()
                .and_then(|name| name.get(None))
                .map_or_else(|| email.clone(), |name| name.to_string());
            Ok(Identity { email, name })
        })
        .await
    }

    fn client(&self) -> Result<Client, String> {
        let discover = |issuer: &str| {
            let issuer = IssuerUrl::new(issuer.to_owned()).map_err(|error| text(&error))?;
            CoreProviderMetadata::discover(&issuer, &send).map_err(|error| text(&error))
        };
        // The discovery URL does not tell whether the issuer's own name ends with a slash.
        let metadata = discover(&self.issuer)
            .or_else(|error| discover(&format!("{}/", self.issuer)).map_err(|_| error))?;
        let redirect = RedirectUrl::new(self.redirect_uri.clone()).map_err(|error| text(&error))?;
        Ok(CoreClient::from_provider_metadata(
            metadata,
            ClientId::new(self.client_id.clone()),
            Some(ClientSecret::new(self.client_secret.clone())),
        )
        .set_redirect_uri(redirect))
    }
}

/// The library's own words and those of what caused them, as the backend passes them on.
fn text(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        line.push_str(": ");
        line.push_str(&inner.to_string());
        cause = inner.source();
    }
    line
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result.map_err(Failure::bad),
        Err(error) => Err(Failure::Internal(error.to_string())),
    }
}

/// Sends one request of the library. Redirects are not followed: they would leave the provider.
fn send(request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(10)))
        .max_redirects(0)
        .http_status_as_error(false)
        .build()
        .into();
    let (parts, mut body) = agent.run(request)?.into_parts();
    let bytes = body.read_to_vec()?;
    Ok(HttpResponse::from_parts(parts, bytes))
}
