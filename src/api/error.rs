//! Every way in which the backend says no, as one enum.
//!
//! The backend answers in three families (contract 0.1): REST replies, Echo errors and GraphQL
//! errors, several of them without a code. Texts are compared here and nowhere else.

use super::transport::Answer;
use crate::domain::id::OrganizationId;
use serde::Deserialize;

/// What went wrong with a call. The `Display` text is a sentence for people that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The browser is offline; nothing was sent.
    #[error("You are offline. Check your connection and try again.")]
    Offline,
    /// The request was sent and no answer came: it may or may not have taken effect.
    #[error("Openlane did not answer. Check your connection and try again.")]
    NoAnswer,
    /// The session is over and could not be renewed.
    #[error("Your session has ended. Sign in again to continue.")]
    SessionEnded,
    /// The organization demands a sign-in through its identity provider.
    #[error("This organization requires you to sign in with single sign-on.")]
    SsoRequired(Option<OrganizationId>),
    /// The API does not accept requests from the address of this console (contract 2.2).
    #[error(
        "The API does not accept requests from this address. Ask the operator to allow this console's origin."
    )]
    OriginRefused,
    /// The double-submit token was missing or wrong twice in a row (contract 2.1).
    #[error(
        "The request was refused because its CSRF token was not accepted. Reload the page and try again."
    )]
    CsrfRefused,
    /// The browser keeps no cookie for this page, so that the backend knows neither session nor flow.
    #[error(
        "Your browser blocks cookies for this page, and Openlane keeps a session in one. Allow cookies, then reload the page."
    )]
    CookiesBlocked,
    /// The caller's role does not allow it.
    #[error("Your role does not allow this. Ask an owner or admin of the organization.")]
    NotAllowed,
    /// The organization has no payment method on file (contract 4).
    #[error(
        "This organization needs a payment method on file before tokens can be created or changed."
    )]
    PaymentRequired,
    /// There is no such thing, or it is not this caller's to see.
    #[error("It no longer exists, or it belongs to somebody else.")]
    NotFound,
    /// It collides with something that exists.
    #[error("This conflicts with something that already exists.")]
    Conflict,
    /// The backend does not offer this scope; spelled as it was sent.
    #[error("The scope “{0}” cannot be given to a token. Remove it and try again.")]
    ScopeRefused(String),
    /// The end of the new token is over already.
    #[error("The expiry date is in the past. Choose a later day.")]
    ExpiryPast,
    /// A field was refused: its name on the wire, and why.
    #[error("{message}")]
    FieldRefused {
        /// The field as the wire names it.
        field: String,
        /// What the backend says about it.
        message: String,
    },
    /// A value in the request was none of its sort, such as a cursor out of a mistyped link.
    #[error("Openlane could not do this: {message}")]
    Malformed {
        /// What the backend said.
        message: String,
        /// `X-Request-ID`, where it could be read.
        request_id: Option<String>,
    },
    /// The call needs an active organization and has none (contract 1.12).
    #[error("No organization is active. Choose one and try again.")]
    NoActiveOrganization,
    /// Too many requests.
    #[error("Too many requests. Wait a moment and try again.")]
    RateLimited {
        /// For how long to wait, in seconds, where the answer could be read.
        retry_after: Option<u32>,
    },
    /// Wrong e-mail address or password, or a user who may not sign in.
    #[error("The e-mail address or the password is wrong.")]
    BadCredentials,
    /// The password was right, but the e-mail address is not verified.
    #[error(
        "Your e-mail address is not verified yet. Follow the link in the e-mail that Openlane sent you, then sign in."
    )]
    EmailNotVerified,
    /// The code of the second factor was wrong.
    #[error("The code is wrong or has expired. Enter a new one.")]
    WrongCode,
    /// The identity provider's answer does not belong to a flow of this browser.
    #[error("This sign-in did not start in this browser, or it took too long. Start it again.")]
    SsoStateLost,
    /// The cookie that ties the provider's confirmation to this browser is gone.
    #[error(
        "The cookie that ties this sign-in to your browser is gone: it lives for an hour, and only if cookies are allowed. Start it again."
    )]
    SsoNonceLost,
    /// The browser opened no new tab for the identity provider.
    #[error("Your browser did not open a new tab. Allow pop-ups for this page and try again.")]
    SsoTabBlocked,
    /// The identity provider refused to confirm the sign-in.
    #[error("The identity provider did not confirm the sign-in. Start it again.")]
    SsoNotConfirmed,
    /// Signed in at the provider, but not a member of the organization.
    #[error(
        "You signed in, but you are not a member of this organization. Ask an administrator to invite you."
    )]
    NotMember,
    /// The organization's identity provider is not set up.
    #[error("Single sign-on of this organization is not set up completely. Ask its administrator.")]
    SsoNotConfigured,
    /// Already the active organization.
    #[error("This organization is active already.")]
    AlreadyActive,
    /// The answer made no sense: not from Openlane, or from another version.
    #[error("The answer could not be understood. Is the API address right?")]
    Unreadable {
        /// HTTP status.
        status: u16,
        /// `X-Request-ID`, where it could be read.
        request_id: Option<String>,
    },
    /// Anything else.
    #[error("Openlane could not do this: {message}")]
    Unexpected {
        /// HTTP status.
        status: u16,
        /// What the backend said.
        message: String,
        /// `X-Request-ID`, where it could be read.
        request_id: Option<String>,
    },
}

impl ApiError {
    /// What to quote when asking for help: only errors that nobody expected have one.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Unreadable { request_id, .. }
            | Self::Unexpected { request_id, .. }
            | Self::Malformed { request_id, .. } => request_id.as_deref(),
            _ => None,
        }
    }

    /// Whether the call may have taken effect all the same: it was sent, and no answer of Openlane's
    /// came. A page of HTML comes from something between here and there.
    pub const fn leaves_open(&self) -> bool {
        matches!(self, Self::NoAnswer | Self::Unreadable { .. })
    }

    /// Whether signing in again removes it.
    pub const fn ends_session(&self) -> bool {
        matches!(self, Self::SessionEnded | Self::SsoRequired(_))
    }

    /// Whether the same call may succeed a moment later.
    pub const fn is_passing(&self) -> bool {
        match self {
            Self::NoAnswer | Self::RateLimited { .. } => true,
            Self::Unexpected { status, .. } | Self::Unreadable { status, .. } => *status >= 500,
            _ => false,
        }
    }
}

/// A REST reply or an Echo error; the two differ by `success`.
#[derive(Deserialize)]
struct Body {
    success: Option<bool>,
    #[serde(default)]
    error: String,
}

/// The error in an answer that is not GraphQL shaped, or `None` when its status says success.
pub fn rest_error(answer: &Answer) -> Option<ApiError> {
    if answer.redirected && is_sso_route(&answer.url) {
        return Some(ApiError::SsoRequired(redirected_organization(&answer.url)));
    }
    if answer.status < 400 {
        return None;
    }
    if answer.status == 429 {
        return Some(ApiError::RateLimited {
            retry_after: answer.retry_after,
        });
    }
    let Ok(body) = serde_json::from_str::<Body>(&answer.body) else {
        return Some(unreadable(answer));
    };
    let is_reply = body.success.is_some();
    Some(match (answer.status, is_reply, body.error.as_str()) {
        (401, true, _) => ApiError::SessionEnded,
        (401, false, _) => ApiError::OriginRefused,
        (403, false, _) => ApiError::CsrfRefused,
        (400, false, text) if text.contains("missing value in request header") => {
            ApiError::CsrfRefused
        }
        (_, _, text) => known_reply(text).unwrap_or_else(|| unexpected(answer, text)),
    })
}

fn known_reply(text: &str) -> Option<ApiError> {
    Some(match text {
        "login failed, please check your credentials and try again" => ApiError::BadCredentials,
        "user is not verified: please check your email and verify your account" => {
            ApiError::EmailNotVerified
        }
        "invalid code provided" => ApiError::WrongCode,
        "user already switched into organization" => ApiError::AlreadyActive,
        "missing OIDC configuration, please contact support"
        | "generated: organization_setting not found" => ApiError::SsoNotConfigured,
        "state parameter does not match, possible CSRF attack or session expired"
        | "http: named cookie not present" => ApiError::SsoStateLost,
        "missing nonce cookie, possible CSRF attack or session expired" => ApiError::SsoNonceLost,
        "you authenticated successfully but are not a member of this organization; ask an administrator to invite you" => {
            ApiError::NotMember
        }
        "object not found in the database"
        | "generated: api_token not found"
        | "generated: personal_access_token not found" => ApiError::NotFound,
        _ => return None,
    })
}

/// One entry of `errors` (contract 3.3).
#[derive(Clone, Debug, Default, Deserialize)]
pub struct GraphqlError {
    #[serde(default)]
    message: String,
    #[serde(default)]
    extensions: Option<Extensions>,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Extensions {
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    fields: Option<Vec<String>>,
}

/// Translates an entry of `errors` (contract 3.4).
pub fn graphql_error(error: &GraphqlError, answer: &Answer) -> ApiError {
    let extensions = error.extensions.clone().unwrap_or_default();
    match extensions.code.as_str() {
        "UNAUTHORIZED" | "MODULE_NO_ACCESS" | "INSUFFICIENT_SCOPES" => return ApiError::NotAllowed,
        "NOT_FOUND" => return ApiError::NotFound,
        "CONFLICT" | "ALREADY_EXISTS" => return ApiError::Conflict,
        "GRAPHQL_VALIDATION_FAILED" => {
            return ApiError::Malformed {
                message: error.message.clone(),
                request_id: answer.request_id.clone(),
            };
        }
        "VALIDATION_ERROR" => {
            if let Some(field) = extensions.fields.unwrap_or_default().into_iter().next() {
                let prefix = format!("invalid input provided for {field}: ");
                let message = extensions
                    .message
                    .strip_prefix(&prefix)
                    .unwrap_or(&extensions.message);
                return ApiError::FieldRefused {
                    field,
                    message: as_sentence(message),
                };
            }
        }
        _ => {}
    }
    match error.message.as_str() {
        "time cannot be in the past" => ApiError::ExpiryPast,
        "could not identify authenticated user in request" | "owner_id is required" => {
            ApiError::NoActiveOrganization
        }
        text if text.starts_with("A valid payment method is required") => ApiError::PaymentRequired,
        text if text.starts_with("scope is not assignable to service subjects") => {
            let scope = text.split('"').nth(1).unwrap_or_default();
            ApiError::ScopeRefused(scope.to_owned())
        }
        text => unexpected(answer, text),
    }
}

/// An answer that is not what the contract says.
pub fn unreadable(answer: &Answer) -> ApiError {
    ApiError::Unreadable {
        status: answer.status,
        request_id: answer.request_id.clone(),
    }
}

fn unexpected(answer: &Answer, message: &str) -> ApiError {
    let message = if message.is_empty() {
        format!("status {}", answer.status)
    } else {
        message.to_owned()
    };
    ApiError::Unexpected {
        status: answer.status,
        message,
        request_id: answer.request_id.clone(),
    }
}

/// The backend answers 302 towards `/v1/sso/login`, which only takes POST; a browser follows and
/// ends there with a 405. The final address still names the organization (contract 1.2, 1.10).
fn is_sso_route(url: &str) -> bool {
    url.split('?')
        .next()
        .is_some_and(|path| path.ends_with("/v1/sso/login"))
}

fn redirected_organization(url: &str) -> Option<OrganizationId> {
    let (_, query) = url.split_once('?')?;
    query
        .split('&')
        .find_map(|pair| pair.strip_prefix("organization_id="))
        .map(OrganizationId::new)
}

fn as_sentence(text: &str) -> String {
    let mut sentence = text.to_owned();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status,
            body: body.into(),
            request_id: Some("r1".into()),
            ..Answer::default()
        }
    }

    fn rest(status: u16, body: &str) -> Option<ApiError> {
        rest_error(&answer(status, body))
    }

    fn graphql(json: &str) -> ApiError {
        graphql_error(&serde_json::from_str(json).unwrap(), &answer(200, ""))
    }

    #[test]
    fn the_three_families_are_told_apart() {
        assert_eq!(rest(200, "<html>"), None);
        assert_eq!(
            rest(
                401,
                r#"{"success":false,"error":"invalid session provided"}"#
            ),
            Some(ApiError::SessionEnded)
        );
        assert_eq!(
            rest(
                401,
                r#"{"error":"code=401, message=Unauthorized","query":{},"url":"/query"}"#
            ),
            Some(ApiError::OriginRefused)
        );
        assert_eq!(
            rest(
                403,
                r#"{"error":"code=403, message=invalid csrf token","query":{},"url":"/"}"#
            ),
            Some(ApiError::CsrfRefused)
        );
        assert_eq!(
            rest(
                400,
                r#"{"error":"code=400, message=Bad Request, internal=missing value in request header"}"#
            ),
            Some(ApiError::CsrfRefused)
        );
        assert_eq!(
            rest(429, ""),
            Some(ApiError::RateLimited { retry_after: None })
        );
        assert_eq!(
            rest(502, "<html>"),
            Some(ApiError::Unreadable {
                status: 502,
                request_id: Some("r1".into())
            })
        );
    }

    #[test]
    fn only_an_answer_of_openlane_says_what_came_of_a_call() {
        let html = rest(502, "<html>").unwrap();
        let masked = rest(
            500,
            r#"{"success":false,"error":"error processing request"}"#,
        )
        .unwrap();
        assert!(html.leaves_open() && ApiError::NoAnswer.leaves_open());
        assert!(!masked.leaves_open() && !ApiError::Offline.leaves_open());
    }

    #[test]
    fn a_redirect_to_the_sso_route_names_the_organization() {
        let mut redirected = answer(405, r#"{"error":"code=405, message=Method Not Allowed"}"#);
        redirected.redirected = true;
        redirected.url = "http://127.0.0.1/v1/sso/login?organization_id=01ABC".into();
        assert_eq!(
            rest_error(&redirected),
            Some(ApiError::SsoRequired(Some(OrganizationId::new("01ABC"))))
        );
    }

    #[test]
    fn graphql_errors_with_and_without_codes() {
        assert_eq!(
            graphql(
                r#"{"message":"you are not authorized to perform this action","extensions":{"code":"UNAUTHORIZED"}}"#
            ),
            ApiError::NotAllowed
        );
        assert_eq!(
            graphql(r#"{"message":"apitoken not found","extensions":{"code":"NOT_FOUND"}}"#),
            ApiError::NotFound
        );
        assert_eq!(
            graphql(r#"{"message":"time cannot be in the past"}"#),
            ApiError::ExpiryPast
        );
        assert_eq!(
            graphql(
                r#"{"message":"scope is not assignable to service subjects: \"foo:bar\" (bar_foo)"}"#
            ),
            ApiError::ScopeRefused("foo:bar".into())
        );
        assert_eq!(
            graphql(
                r#"{"message":"A valid payment method is required to create tokens. Contact your organization admin to add one in billing."}"#
            ),
            ApiError::PaymentRequired
        );
        assert_eq!(
            graphql(
                r#"{"message":"validator failed","extensions":{"code":"VALIDATION_ERROR","message":"invalid input provided for name: value is less than the required length","fields":["name"]}}"#
            ),
            ApiError::FieldRefused {
                field: "name".into(),
                message: "Value is less than the required length.".into()
            }
        );
        assert_eq!(
            graphql(
                r#"{"message":"api token lacks the required scopes for this request","extensions":{"code":"INSUFFICIENT_SCOPES"}}"#
            ),
            ApiError::NotAllowed
        );
        assert_eq!(
            graphql(r#"{"message":"organization not found","extensions":{"code":"CONFLICT"}}"#),
            ApiError::Conflict
        );
        for without_organization in [
            "owner_id is required",
            "could not identify authenticated user in request",
        ] {
            let error = format!(r#"{{"message":"{without_organization}"}}"#);
            assert_eq!(graphql(&error), ApiError::NoActiveOrganization);
        }
        let malformed =
            graphql(r#"{"message":"no cursor","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}"#);
        assert!(matches!(malformed, ApiError::Malformed { .. }));
        let unknown = graphql(r#"{"message":"internal server error"}"#);
        assert_eq!(unknown.request_id(), Some("r1"));
    }
}
