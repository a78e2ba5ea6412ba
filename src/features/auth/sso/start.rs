//! Leaving for an identity provider.

use super::pending;
use crate::app::route::{Route, decode_query};
use crate::session::SessionStore;
use console_api::error::ApiError;
use console_api::sso;
use console_domain::id::OrganizationId;
use console_domain::kind::TokenKind;
use console_domain::sso_flow::{Authorization, SsoFlow, is_safe_target};
use console_domain::token::Token;
use console_platform::clock;

/// Leaves for the organization's identity provider at `target` to sign in as `typed`, an e-mail address, and
/// comes back to `return_path`.
///
/// # Errors
/// When the address is no place that an identity provider can be at.
pub fn leave_to_sign_in(
    session: SessionStore,
    target: &str,
    organization: OrganizationId,
    return_path: String,
    typed: String,
) -> Result<(), ApiError> {
    let mut flow = flow(session, organization, return_path);
    flow.typed = Some(typed);
    // Whoever was here last goes on where they were.
    flow.then = session.last().and_then(|last| last.organization);
    leave(target, flow)
}

/// Leaves for the identity provider of the organization that is to become the active one. The
/// backend has given its address already.
///
/// # Errors
/// When the address is no place that an identity provider can be at.
pub fn leave_to_switch(
    session: SessionStore,
    target: &str,
    organization: OrganizationId,
    return_path: String,
) -> Result<(), ApiError> {
    leave(target, flow(session, organization, return_path))
}

/// Leaves for the provider of `organization` to authorize `token`, and comes back to `return_path`
/// or else to the token's details. `queue` are the organizations that come after this one.
///
/// # Errors
/// What kept the flow from beginning; nothing is left behind then.
pub async fn begin_authorization(
    session: SessionStore,
    token: &Token,
    organization: OrganizationId,
    queue: Vec<OrganizationId>,
    return_path: Option<String>,
) -> Result<(), ApiError> {
    let kind = token.kind();
    let return_path = return_path.unwrap_or_else(|| Route::Details(kind, token.id.clone()).href());
    let mut flow = flow(session, organization, return_path);
    flow.then = session.organization_untracked();
    flow.authorization = Some(Authorization {
        token: token.id.clone(),
        is_api: kind == TokenKind::Api,
        before: token.sso_authorizations.get(&flow.organization).copied(),
        queue,
    });
    begin_again(session, flow).await
}

/// Leaves once more for what `flow` was for.
///
/// # Errors
/// What kept the flow from beginning; nothing is left behind then.
pub async fn begin_again(session: SessionStore, mut flow: SsoFlow) -> Result<(), ApiError> {
    let client = session.client;
    let organization = &flow.organization;
    let target = match &flow.authorization {
        Some(authorization) => {
            let (token, kind) = (&authorization.token, authorization.kind());
            sso::begin_authorization(client, organization, token, kind).await?
        }
        None => sso::begin_sign_in(client, organization).await?,
    };
    flow.started_at = clock::now();
    flow.user = session.user_untracked();
    leave(&target, flow)
}

fn flow(session: SessionStore, organization: OrganizationId, return_path: String) -> SsoFlow {
    SsoFlow {
        organization,
        return_path,
        started_at: clock::now(),
        user: session.user_untracked(),
        typed: None,
        then: None,
        in_new_tab: false,
        authorization: None,
        state: None,
    }
}

/// What the provider at `target` is asked to send back.
fn state_of(target: &str) -> Option<String> {
    let (_, query) = target.split_once('?')?;
    let query = query.split('#').next()?;
    let parameters = decode_query(query);
    parameters
        .into_iter()
        .find_map(|(name, value)| (name == "state" && !value.is_empty()).then_some(value))
}

/// Goes to `target` if it is a place that an identity provider can be at.
fn leave(target: &str, mut flow: SsoFlow) -> Result<(), ApiError> {
    if !is_safe_target(target) {
        return Err(ApiError::SsoNotConfigured);
    }
    flow.state = state_of(target);
    pending::remember(&flow);
    let gone = web_sys::window().is_some_and(|window| window.location().assign(target).is_ok());
    if gone {
        Ok(())
    } else {
        pending::forget();
        Err(ApiError::SsoNotConfigured)
    }
}

/// Opens the provider at `target` in a tab of its own, so that this page stays as it is. The other
/// tab ends the sign-in, goes to the organization that was active here, and hands the session over.
/// Call it at once in answer to a press: browsers open no tab otherwise.
///
/// # Errors
/// When the address is no place that an identity provider can be at, or no tab was opened.
pub fn sign_in_in_new_tab(
    session: SessionStore,
    target: &str,
    organization: OrganizationId,
) -> Result<(), ApiError> {
    if !is_safe_target(target) {
        return Err(ApiError::SsoNotConfigured);
    }
    let mut flow = flow(session, organization, Route::Home.href());
    flow.then = session.organization_untracked();
    flow.in_new_tab = true;
    flow.state = state_of(target);
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
