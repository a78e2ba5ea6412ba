//! Tokens that exist, but whose values never arrived.

use super::submit::Submission;
use crate::app::route::Route;
use crate::features::error_view::{ErrorView, RequestId};
use crate::session::use_session;
use console_api::error::ApiError;
use console_api::tokens;
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
    /// The tokens that this form has asked for: of one name, and seldom more than one.
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
    let first = tokens.first();
    let name = first.map(|token| token.name.clone()).unwrap_or_default();
    let created = first.and_then(|token| token.created_at);
    let created = created.map(|at| format!(", on {}", intl::date_time_both(at)));
    let href = first.map(|token| Route::Details(token.kind(), token.id.clone()).href());
    let again = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (tokens, catalogue) = (tokens.clone(), catalogue.clone());
        scope.spawn(async move {
            for token in tokens {
                let mut deleted = tokens::delete(client, token.kind(), &token.id).await;
                if deleted.as_ref().is_err_and(ApiError::outcome_unknown) {
                    // This answer may be lost as well. To delete twice does no harm.
                    deleted = tokens::delete(client, token.kind(), &token.id).await;
                }
                match deleted {
                    Ok(_) | Err(ApiError::NotFound) => {}
                    Err(error) => {
                        failed.set(Some(error));
                        busy.set(false);
                        return;
                    }
                }
            }
            submission.submit_after_deletion(&catalogue);
        });
    };
    view! {
        <Callout tone=Tone::Warning role="alert" title>
            <p>
                "The answer got lost after Openlane had created "
                <b dir="auto" translate="no">{name}</b>
                " for you"
                {created}
                ". It was made by this form and by nothing else. A value cannot be shown again, so nobody "
                "can use it. What you entered is still here."
            </p>
            {move || failed.get().map(|error| view! { <ErrorView error title="It could not be deleted" /> })}
            <div class="callout-actions">
                <Button variant=Variant::Primary busy on_press=again>{button}</Button>
                {href.map(|href| view! { <ButtonLink href>"Look at it"</ButtonLink> })}
            </div>
        </Callout>
    }
}

/// The request for a token of this name was sent, and neither its answer nor the search for it came back.
pub fn unsure(kind: TokenKind, name: String, error: ApiError, submission: Submission) -> AnyView {
    let list = Route::List(kind).href();
    let request_id = error.request_id().map(str::to_owned);
    view! {
        <Callout tone=Tone::Warning role="alert" title="It is not known whether the token was created">
            <p>
                "The request for " <b dir="auto" translate="no">{name}</b>
                " was sent, but no answer came, and looking for the token failed too: "
                {error.to_string()}
            </p>
            <p>
                "It may exist by now, and then nobody has its value. “Try again” looks for it, and so does "
                "sending the form once more: no second token is created before that is known. You can also "
                "look for it in the list."
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
