//! How an error of the backend is shown.

use crate::app::config::config;
use crate::app::lazy::{lazy, lazy_view};
use crate::session::{Session, use_session};
use console_api::error::ApiError;
use console_platform::focus;
use console_ui::{Button, ButtonLink, Callout, CopyButton, Icon, Size, Tone};
use console_view::prelude::*;

/// An error that kept something from loading or from being done: the sentence, a way to try again,
/// and for unexpected ones a request id to quote. That a session has ended is true only until
/// somebody has signed in again over the page.
#[component(transparent)]
pub fn ErrorView(
    /// What went wrong.
    error: ApiError,
    /// What failed, in a few words: "The tokens could not be loaded".
    #[prop(into)]
    title: String,
    /// What "Try again" does; without it there is no such button.
    #[prop(optional, into)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    if !error.ends_session() {
        return callout(error, title, retry);
    }
    let state = use_session().state();
    let is_over = Memo::new(move |_| !matches!(state.get(), Session::SignedIn(_)));
    (move || {
        is_over
            .get()
            .then(|| callout(error.clone(), title.clone(), retry))
    })
    .into_any()
}

fn callout(error: ApiError, title: String, retry: Option<Callback<()>>) -> AnyView {
    let tone = match error {
        ApiError::PaymentRequired
        | ApiError::RateLimited { .. }
        | ApiError::Offline
        | ApiError::Canceled
        | ApiError::NotAllowed => Tone::Warning,
        _ => Tone::Danger,
    };
    let request_id = error.request_id().map(str::to_owned);
    let billing = (error == ApiError::PaymentRequired)
        .then(|| config().billing_url)
        .filter(|url| !url.is_empty());
    let sentence = error.to_string();
    let retry = retry.map(|retry| {
        move || {
            // This button goes away with the error.
            focus::leave_control();
            retry.run(());
        }
    });
    view! {
        <Callout tone title role="alert">
            <p>{sentence}</p>
            {request_id.map(|id| view! { <RequestId id /> })}
            <div class="callout-actions">
                {retry
                    .map(|retry| view! {
                        <Button size=Size::Small icon=Icon::REFRESH on_press=retry>"Try again"</Button>
                    })}
                {billing
                    .map(|url| {
                        view! {
                            <ButtonLink href=url external=true size=Size::Small>
                                "Open billing"
                            </ButtonLink>
                        }
                    })}
            </div>
        </Callout>
    }
    .into_any()
}

// Without it the id can be selected by hand.
lazy!(help: fn copy_button(id: String) => view! {
    <CopyButton label="Copy request ID" text=move || id.clone() size=Size::Small icon_only=true />
});

fn nothing() -> AnyView {
    ().into_any()
}

/// What to quote when asking for help.
#[component(transparent)]
pub fn RequestId(
    /// `X-Request-ID` of the answer.
    id: String,
) -> impl IntoView {
    let copied = id.clone();
    view! {
        <p class="request-id">
            "Request ID " <code translate="no">{id}</code>
            {lazy_view(move || Box::pin(copy_button(copied.clone())), nothing, |_| nothing())}
        </p>
    }
}
