//! Tokens that exist, but whose values never arrived.

use super::submit::Submission;
use crate::app::route::Route;
use crate::features::error_view::{ErrorView, RequestId};
use crate::session::use_session;
use console_api::client::Client;
use console_api::error::ApiError;
use console_api::tokens;
use console_domain::id::TokenId;
use console_domain::kind::TokenKind;
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::token::Token;
use console_platform::intl;
use console_ui::{Button, ButtonLink, Callout, Icon, Size, Tone, Variant};
use console_view::prelude::*;
use std::sync::Arc;

/// Says so, and offers to delete it and to try again.
#[component(transparent)]
pub fn LostAnswer(
    /// The tokens that this form has asked for.
    tokens: Vec<Token>,
    /// The form that created them.
    submission: Submission,
    /// The scopes that exist.
    catalogue: Arc<ScopeCatalogue>,
) -> impl IntoView {
    let client = use_session().client;
    let scope = Scope::current();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let title = match tokens.len() {
        1 => "The token was created, but its value never arrived".to_owned(),
        several => format!("{several} tokens were created, but their values never arrived"),
    };
    let button = if tokens.len() == 1 {
        "Delete it and try again"
    } else {
        "Delete them and try again"
    };
    let not_deleted = if tokens.len() == 1 {
        "It could not be deleted"
    } else {
        "Not all of them could be deleted"
    };
    let first = tokens.first();
    let name = first.map(Token::shown_name).unwrap_or_default();
    let others = (tokens.len() > 1).then(|| {
        let others = intl::count(tokens.len() as u64 - 1, "other token", "other tokens");
        format!(" and {others}")
    });
    let created = first.and_then(|token| token.created_at);
    let created = created.map(|at| format!(", on {}", intl::date_time_both(at)));
    let (href, look) = if let [token] = tokens.as_slice() {
        let details = Route::Details(token.kind(), token.id.clone());
        (details, "Open it".to_owned())
    } else {
        let kind = first.map_or(TokenKind::Api, Token::kind);
        (Route::List(kind), format!("Open {}", kind.list_name()))
    };
    let href = href.href();
    let again = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (tokens, catalogue) = (tokens.clone(), catalogue.clone());
        scope.spawn(async move {
            if let Err(error) = delete_all(client, tokens).await {
                failed.set(Some(error));
                busy.set(false);
                return;
            }
            submission.submit_after_deletion(&catalogue);
        });
    };
    view! {
        <Callout tone=Tone::Warning role="alert" title>
            <p>
                "The answer got lost after Openlane had created "
                <b dir="auto" translate="no">{name}</b>
                {others}
                " for you"
                {created}
                ". Only this form asked for that. A value cannot be shown again, so nobody can use "
                "what was created. What you entered is still here."
            </p>
            {move || failed.get().map(|error| view! { <ErrorView error title=not_deleted /> })}
            <div class="callout-actions">
                <Button variant=Variant::Primary busy on_press=again>{button}</Button>
                <ButtonLink href>{look}</ButtonLink>
            </div>
        </Callout>
    }
}

/// Deletes tokens whose values nobody has. One that is gone already does no harm.
async fn delete_all(client: Client, mut tokens: Vec<Token>) -> Result<(), ApiError> {
    if tokens.len() > 1 && tokens.iter().all(|token| token.kind() == TokenKind::Api) {
        let ids: Vec<TokenId> = tokens.iter().map(|token| token.id.clone()).collect();
        let mut answer = tokens::delete_api_tokens(client, &ids).await;
        if answer.as_ref().is_err_and(ApiError::outcome_unknown) {
            // This answer may be lost as well. To delete twice does no harm.
            answer = tokens::delete_api_tokens(client, &ids).await;
        }
        // What is left, or all if that failed, is deleted one by one: then it is known why not.
        if let Ok(bulk) = answer {
            tokens.retain(|token| !bulk.done().contains(&token.id));
        }
    }
    for token in tokens {
        let mut deleted = tokens::delete(client, token.kind(), &token.id).await;
        if deleted.as_ref().is_err_and(ApiError::outcome_unknown) {
            deleted = tokens::delete(client, token.kind(), &token.id).await;
        }
        match deleted {
            Ok(_) | Err(ApiError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The request for tokens of these names was sent, and neither its answer nor the search for them came back.
pub fn unsure(
    kind: TokenKind,
    mut names: Vec<String>,
    error: ApiError,
    submission: Submission,
) -> AnyView {
    let others = match names.len() {
        0 | 1 => String::new(),
        several => format!(
            " and {}",
            intl::count(several as u64 - 1, "other token", "other tokens")
        ),
    };
    let is_one = others.is_empty();
    names.truncate(1);
    let name = names.pop();
    let list = Route::List(kind).href();
    let request_id = error.request_id().map(str::to_owned);
    let title = if is_one {
        "It is not known whether the token was created"
    } else {
        "It is not known whether the tokens were created"
    };
    view! {
        <Callout tone=Tone::Warning role="alert" title>
            <p>
                "The request for " <b dir="auto" translate="no">{name}</b> {others}
                " was sent, but no answer came, and looking for what was created failed too: "
                {error.to_string()}
            </p>
            <p>
                {if is_one {
                    "It may exist by now, and then nobody has its value."
                } else {
                    "They may exist by now, and then nobody has their values."
                }}
                " “Try again” looks for that, and so does sending the form once more: nothing is created "
                "again until that is known. You can also look in the list."
            </p>
            {request_id.map(|id| view! { <RequestId id /> })}
            <div class="callout-actions">
                <Button
                    size=Size::Small
                    icon=Icon::REFRESH
                    busy=submission.busy
                    on_press=move || submission.search_again()
                >
                    "Try again"
                </Button>
                <ButtonLink href=list size=Size::Small>{format!("Open {}", kind.list_name())}</ButtonLink>
            </div>
        </Callout>
    }
    .into_any()
}
