//! A token that exists, but whose value never arrived.

use super::submit::{Outcome, Submission};
use crate::api::error::ApiError;
use crate::api::tokens;
use crate::domain::scope_catalogue::ScopeCatalogue;
use crate::domain::token::Token;
use crate::features::error_view::ErrorView;
use crate::route::Route;
use crate::session::use_session;
use crate::ui::{Button, ButtonLink, Callout, Tone, Variant};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// Says so, and offers to delete it and to try again.
#[component]
pub fn LostAnswer(
    /// The token.
    token: Token,
    /// The form that made it.
    submission: Submission,
    /// The scopes that exist.
    catalogue: Arc<ScopeCatalogue>,
) -> impl IntoView {
    let client = use_session().client;
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let (kind, id, name) = (token.kind(), token.id.clone(), token.name.clone());
    let href = Route::Details(kind, id.clone()).href();
    let again = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (id, catalogue) = (id.clone(), catalogue.clone());
        spawn_local(async move {
            match tokens::delete(client, kind, &id).await {
                Ok(_) | Err(ApiError::NotFound) => {
                    if submission.outcome.try_set(Outcome::None).is_none() {
                        submission.submit(&catalogue);
                    }
                }
                Err(error) => {
                    failed.try_set(Some(error));
                    busy.try_set(false);
                }
            }
        });
    };
    view! {
        <Callout tone=Tone::Warning role="alert" title="The token was created, but its value never arrived">
            <p>
                "The connection broke after Openlane had created " <b dir="auto">{name}</b>
                ". Its value cannot be shown again, so nobody can use it. Delete it and create it anew; what you entered is still here."
            </p>
            {move || failed.get().map(|error| view! { <ErrorView error title="It could not be deleted" /> })}
            <div class="callout-actions">
                <Button variant=Variant::Primary busy on_press=again>"Delete it and try again"</Button>
                <ButtonLink href>"Look at it"</ButtonLink>
            </div>
        </Callout>
    }
}
