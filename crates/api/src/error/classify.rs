//! Classifies an answer of the backend as an [`ApiError`], or as none.
//!
//! The backend answers in three families (contract 0.1): REST replies, Echo errors and GraphQL
//! errors, several of them without a code. Texts are compared here and nowhere else.

use super::ApiError;
use crate::transport::Answer;
use console_domain::id::OrganizationId;
use console_domain::substring::includes;
use console_json::{FromJson, Json};

/// A REST reply or an Echo error; the two differ by `success`, and only the second has the `url`.
#[derive(FromJson)]
struct Body {
    success: Option<bool>,
    url: Option<String>,
    #[json(or_default)]
    error: String,
}

/// What is said in place of the text of a crash (contract 0.1).
pub(crate) const CRASHED: &str = "internal server error";

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
    let Some(body) = Json::parse(&answer.body).and_then(Body::from_json) else {
        return Some(unreadable(answer));
    };
    let is_reply = body.success.is_some();
    let is_gateway = body.error.is_empty() || (answer.status >= 500 && body.url.is_none());
    if !is_reply && is_gateway {
        // A gateway's own JSON, such as {"message": "Endpoint request timed out"}: whether the backend has
        // done what was asked is not known.
        return Some(unreadable(answer));
    }
    Some(match (answer.status, is_reply, body.error.as_str()) {
        (401, true, _) => ApiError::SessionEnded,
        (401, false, _) => ApiError::OriginRefused,
        (403, false, _) => ApiError::CsrfRefused,
        (400, false, text) if includes(text, "missing value in request header") => {
            ApiError::CsrfRefused
        }
        // The text of a crash is a trace for the operator, and of no use to anybody here.
        (500.., false, _) => unexpected(answer, CRASHED),
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
        "you authenticated successfully but are not a member of this organization; \
         ask an administrator to invite you" => ApiError::NotMember,
        "object not found in the database"
        | "generated: api_token not found"
        | "generated: personal_access_token not found" => ApiError::NotFound,
        _ => return None,
    })
}

/// One entry of `errors` (contract 3.3).
#[derive(Clone, Debug, Default, FromJson)]
pub struct GraphqlError {
    #[json(or_default)]
    message: String,
    extensions: Option<Extensions>,
}

#[derive(Clone, Debug, Default, FromJson)]
struct Extensions {
    #[json(or_default)]
    code: String,
    #[json(or_default)]
    message: String,
    fields: Option<Vec<String>>,
}

/// Translates an entry of `errors` (contract 3.4).
pub fn graphql_error(error: &GraphqlError, answer: &Answer) -> ApiError {
    let extensions = error.extensions.clone().unwrap_or_default();
    match extensions.code.as_str() {
        "UNAUTHORIZED" | "MODULE_NO_ACCESS" | "INSUFFICIENT_SCOPES" => return ApiError::NotAllowed,
        "NOT_FOUND" => return not_found(&error.message),
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

/// What was not found. The console asks for no user and no organization by its identifier, so these are the
/// caller and the active organization, which exist (contract 6).
fn not_found(message: &str) -> ApiError {
    if includes(message, "token") {
        ApiError::NotFound
    } else {
        ApiError::CallerNotFound
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

/// The backend answers 302 towards `v1/sso/login` below the route that was called; a browser follows and
/// ends with a 404, or with a 405 at the route that only takes POST. The end of the path is the same, and
/// the final address still names the organization (contract 1.2, 1.10).
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
mod tests;
