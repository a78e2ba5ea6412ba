//! What happens after somebody came back from an identity provider.

use super::problem::Problem;
use crate::app::load::Load;
use crate::features::auth::restore_organization::restore_organization;
use crate::features::auth::sso::pending;
use crate::session::SessionStore;
use console_api::error::ApiError;
use console_api::session_tokens::SessionTokens;
use console_api::sso::{self, Finished};
use console_api::tokens;
use console_api::transport::pause;
use console_domain::id::OrganizationId;
use console_domain::sso_flow::{SsoFlow, is_same_issuer};
use console_domain::visible_name::isolated;
use console_reactive::prelude::*;
use console_ui::Toast;

/// How often it is looked whether the account has come, every 50 ms.
const MAX_ACCOUNT_POLLS: u32 = 60;

/// How a flow ended.
pub(super) enum Ending {
    /// Go on to where it was meant to lead.
    GoOn,
    /// This was a tab beside the page that waited; that page goes on.
    HandedOver,
    /// The session is nobody's until its second factor was checked; then [`go_on`].
    CodeNeeded(SessionTokens),
    /// It did not work.
    Failed(Problem),
}

/// Why an answer in the name of `issuer` is not sent on, if it is not: it has to be that of the provider of
/// the flow's organization. Providers need not say who they are.
pub(super) async fn foreign_issuer(
    session: SessionStore,
    flow: &SsoFlow,
    issuer: Option<String>,
) -> Option<Problem> {
    let answered = issuer?;
    match sso::issuer(session.client, &flow.organization).await {
        Ok(Some(expected)) if !is_same_issuer(&expected, &answered) => {
            Some(Problem::OtherIssuer(answered))
        }
        Ok(_) => None,
        Err(error) => Some(Problem::Failed(error)),
    }
}

/// Exchanges the code, and goes on with the session that comes back.
pub(super) async fn finish(
    session: SessionStore,
    flow: &SsoFlow,
    code: &str,
    state: &str,
) -> Ending {
    // Whoever is signed in here has shown their second factor before.
    let known = session.client.session().filter(|_| !flow.in_new_tab);
    let finished = sso::finish(session.client, &flow.organization, code, state).await;
    if let Ok(finished) = &finished {
        session.hold(&finished.tokens);
    }
    match finished {
        Ok(Finished {
            tokens,
            has_second_factor: true,
        }) if known.is_none_or(|known| known.user() != tokens.user()) => Ending::CodeNeeded(tokens),
        Ok(finished) => go_on(session, flow, finished.tokens).await,
        Err(error) => Ending::Failed(failed(session, flow, error).await),
    }
}

/// Replaces the session by `tokens`, and judges by the data whether the flow has worked.
pub(super) async fn go_on(session: SessionStore, flow: &SsoFlow, tokens: SessionTokens) -> Ending {
    let unfinished = pending::unfinished();
    pending::all_finished();
    // Whoever signed in there is who is signed in here from now on.
    let is_other = flow.user.is_some() && flow.user.as_ref() != tokens.user();
    let Some(authorization) = &flow.authorization else {
        let (tokens, _) = restore_organization(session, tokens, flow.then.as_ref()).await;
        session.begin(tokens);
        if flow.in_new_tab {
            return Ending::HandedOver;
        }
        if is_other || !flow.is_typed(&address(session, flow).await) {
            return Ending::Failed(Problem::OtherUser { worked: false });
        }
        if let Some(earlier) = unfinished {
            tell_of_earlier(session, flow, &earlier).await;
        }
        return Ending::GoOn;
    };
    session.client.use_session(Some(tokens.clone()));
    let read = tokens::one(session.client, authorization.kind(), &authorization.token).await;
    if is_other {
        session.begin(tokens);
        let worked = read.is_ok_and(|token| {
            authorization.has_worked(&flow.organization, &token.sso_authorizations)
        });
        return Ending::Failed(Problem::OtherUser { worked });
    }
    let stayed = go_back(session, flow, tokens).await;
    match read {
        Err(error) => Ending::Failed(Problem::NotRead(error)),
        Ok(token) if authorization.has_worked(&flow.organization, &token.sso_authorizations) => {
            let next = authorization.next(&token.sso_authorizations);
            tell_of_success(session, flow, next, stayed).await;
            Ending::GoOn
        }
        Ok(_) => Ending::Failed(Problem::NotAuthorized),
    }
}

/// The session that came back is in the organization of the flow; the person goes on in the one
/// where they were, if that lets them in. Whether it does not.
async fn go_back(session: SessionStore, flow: &SsoFlow, tokens: SessionTokens) -> bool {
    let (tokens, not_restored) = restore_organization(session, tokens, flow.then.as_ref()).await;
    session.begin(tokens);
    not_restored.is_some()
}

async fn failed(session: SessionStore, flow: &SsoFlow, error: ApiError) -> Problem {
    // The backend masks every reason of its own by the same answer (contract 7.3). Anything else is
    // no answer to the question, such as that of a proxy before it.
    if !matches!(error, ApiError::Unexpected { status: 500, .. }) {
        return Problem::Failed(error);
    }
    let Some(authorization) = &flow.authorization else {
        return Problem::Blocked(error);
    };
    // The token knows more: whether the session of this tab can still read it.
    if session.client.session().is_none() {
        return Problem::SessionLost;
    }
    match tokens::one(session.client, authorization.kind(), &authorization.token).await {
        Ok(_) => Problem::Refused(error),
        Err(read) if read.ends_session() => Problem::SessionLost,
        Err(ApiError::NotFound) => Problem::Failed(ApiError::NotFound),
        Err(_) => Problem::Failed(error),
    }
}

/// The e-mail address of who has signed in, as soon as it is known. Where it cannot be known, it is taken to
/// be what was typed.
async fn address(session: SessionStore, flow: &SsoFlow) -> String {
    let Some(typed) = &flow.typed else {
        return String::new();
    };
    account_comes(session).await;
    let account = session.account.ready_untracked();
    account.map_or_else(|| typed.clone(), |account| account.user.email)
}

/// The name of an organization, as soon as it is known.
async fn name(session: SessionStore, id: &OrganizationId) -> String {
    account_comes(session).await;
    isolated(&untrack(|| session.organization_name(id)))
}

/// Waits until the account has come or cannot be had, three seconds at most.
async fn account_comes(session: SessionStore) {
    for _ in 0..MAX_ACCOUNT_POLLS {
        if !matches!(
            session.account.signal().get_untracked(),
            Load::Loading | Load::Idle
        ) {
            break;
        }
        pause(50).await;
    }
}

async fn tell_of_success(
    session: SessionStore,
    flow: &SsoFlow,
    next: Option<&OrganizationId>,
    stayed: bool,
) {
    let organization = name(session, &flow.organization).await;
    let next = match next {
        Some(next) => format!(" Next: authorize it for {}.", name(session, next).await),
        None => String::new(),
    };
    Toast::success(format!("{organization} has authorized the token.{next}")).show();
    if stayed {
        Toast::info(format!(
            "You are in {organization} now: the organization where you were asks \
             for a sign-in of its own. Choose it in the sidebar to go back."
        ))
        .show();
    }
}

/// The backend finishes an earlier authorization together with whatever sign-in comes next. If that
/// has happened the person should know, because it is not what they asked for now.
async fn tell_of_earlier(session: SessionStore, flow: &SsoFlow, earlier: &SsoFlow) {
    let Some(authorization) = &earlier.authorization else {
        return;
    };
    let read = tokens::one(session.client, authorization.kind(), &authorization.token).await;
    let Ok(token) = read else { return };
    if authorization.has_worked(&flow.organization, &token.sso_authorizations) {
        let organization = name(session, &flow.organization).await;
        Toast::info(format!(
            "This sign-in also finished an earlier authorization: \
             {organization} has now authorized the token {}.",
            token.isolated_name()
        ))
        .show();
    }
}
