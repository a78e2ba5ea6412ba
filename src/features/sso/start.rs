//! Leaving for an identity provider.

use super::pending;
use crate::api::error::ApiError;
use crate::api::sso;
use crate::domain::id::OrganizationId;
use crate::domain::sso_flow::{Authorization, SsoFlow, is_safe_target};
use crate::domain::token::Token;
use crate::platform::clock;
use crate::route::Route;
use crate::session::SessionStore;

/// Leaves for the organization's identity provider to sign in, and comes back to `return_path`.
///
/// # Errors
/// What kept the flow from beginning; nothing is left behind then.
pub async fn begin_sign_in(
    session: SessionStore,
    organization: OrganizationId,
    return_path: String,
) -> Result<(), ApiError> {
    let target = sso::begin_sign_in(session.client, &organization).await?;
    leave_to_sign_in(session, &target, organization, return_path)
}

/// Leaves for an identity provider whose address the backend has given already.
///
/// # Errors
/// When the address is no place that an identity provider can be at.
pub fn leave_to_sign_in(
    session: SessionStore,
    target: &str,
    organization: OrganizationId,
    return_path: String,
) -> Result<(), ApiError> {
    leave(target, &flow(session, organization, return_path, None))
}

/// Leaves for the provider of `organization` to authorize `token`, and comes back to the token's
/// details. `queue` are the organizations that come after this one.
///
/// # Errors
/// What kept the flow from beginning; nothing is left behind then.
pub async fn begin_authorization(
    session: SessionStore,
    token: &Token,
    organization: OrganizationId,
    queue: Vec<OrganizationId>,
) -> Result<(), ApiError> {
    let kind = token.kind();
    let target = sso::begin_authorization(session.client, &organization, &token.id, kind).await?;
    let authorization = Authorization {
        token: token.id.clone(),
        is_api: kind == crate::domain::kind::TokenKind::Api,
        active: session.organization_untracked(),
        before: token.sso_authorizations.get(&organization).copied(),
        queue,
    };
    let return_path = Route::Details(kind, token.id.clone()).href();
    leave(
        &target,
        &flow(session, organization, return_path, Some(authorization)),
    )
}

fn flow(
    session: SessionStore,
    organization: OrganizationId,
    return_path: String,
    authorization: Option<Authorization>,
) -> SsoFlow {
    SsoFlow {
        organization,
        return_path,
        started_at: clock::now(),
        user: session.user_untracked(),
        is_beside: false,
        authorization,
    }
}

/// Goes to `target` if it is a place that an identity provider can be at.
fn leave(target: &str, flow: &SsoFlow) -> Result<(), ApiError> {
    if !is_safe_target(target) {
        return Err(ApiError::SsoNotConfigured);
    }
    pending::remember(flow);
    let gone = web_sys::window().is_some_and(|window| window.location().assign(target).is_ok());
    if gone {
        Ok(())
    } else {
        pending::forget();
        Err(ApiError::SsoNotConfigured)
    }
}

/// Opens the provider at `target` in a tab of its own, so that this page stays as it is. The other
/// tab ends the sign-in and hands the session over. Call it at once in answer to a press: browsers
/// open no tab otherwise.
///
/// # Errors
/// When the address is no place that an identity provider can be at, or no tab was opened.
pub fn sign_in_beside(
    session: SessionStore,
    target: &str,
    organization: OrganizationId,
) -> Result<(), ApiError> {
    if !is_safe_target(target) {
        return Err(ApiError::SsoNotConfigured);
    }
    let mut flow = flow(session, organization, Route::Home.href(), None);
    flow.is_beside = true;
    // The new tab begins with a copy of this tab's storage; this tab needs nothing of it.
    pending::remember(&flow);
    let opened = web_sys::window()
        .and_then(|window| window.open_with_url_and_target(target, "_blank").ok())
        .flatten()
        .is_some();
    pending::forget();
    if opened {
        Ok(())
    } else {
        Err(ApiError::SsoTabBlocked)
    }
}
