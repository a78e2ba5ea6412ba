//! The dialog.

use super::store::{Action, Lifecycle};
use super::words::{consequence, heading, is_in_use, label, last_use};
use crate::domain::token::Token;
use crate::features::error_view::ErrorView;
use crate::ui::{Button, Callout, Dialog, TextArea, TextField, Tone, Variant};
use leptos::prelude::*;

/// The dialog of a page; one, however many tokens the page shows.
#[component]
pub fn LifecycleDialog(
    /// What it asks.
    lifecycle: Lifecycle,
) -> impl IntoView {
    let asked = lifecycle.asked;
    let words = move |pick: fn(Action, &Token) -> String| {
        Signal::derive(move || {
            asked.with(|asked| {
                asked
                    .as_ref()
                    .map(|(action, token)| pick(*action, token))
                    .unwrap_or_default()
            })
        })
    };
    let dismissable = Signal::derive(move || !lifecycle.busy.get());
    view! {
        <Dialog
            open=lifecycle.open
            alert=true
            heading=words(heading)
            description=words(consequence)
            dismissable
            footer=move || footer(lifecycle)
        >
            {move || asked.get().map(|(action, token)| content(lifecycle, action, token))}
        </Dialog>
    }
    .into_any()
}

/// Whether what has to be typed was typed.
fn is_confirmed(lifecycle: Lifecycle) -> bool {
    lifecycle.asked.with(|asked| {
        asked.as_ref().is_some_and(|(action, token)| {
            *action != Action::Delete
                || !is_in_use(token)
                || lifecycle
                    .typed
                    .with(|typed| typed.trim() == token.name.trim())
        })
    })
}

fn footer(lifecycle: Lifecycle) -> AnyView {
    let button = move || {
        let (action, token) = lifecycle.asked.get()?;
        let variant = match action {
            Action::Enable => Variant::Primary,
            Action::Disable | Action::Revoke | Action::Delete => Variant::DangerSolid,
        };
        let disabled = Signal::derive(move || !is_confirmed(lifecycle));
        Some(view! {
            <Button variant busy=lifecycle.busy disabled on_press=move || lifecycle.confirm()>
                {label(action, &token)}
            </Button>
        })
    };
    // The harmless way first: what is off can be switched on again.
    let instead = move || {
        let (action, token) = lifecycle.asked.get()?;
        let offered = matches!(action, Action::Delete | Action::Revoke)
            && token.is_active
            && token.revocation.is_none();
        offered.then(|| {
            view! {
                <Button disabled=lifecycle.busy on_press=move || lifecycle.ask_instead(Action::Disable)>
                    "Disable instead"
                </Button>
            }
        })
    };
    view! {
        <Button disabled=lifecycle.busy on_press=move || lifecycle.open.set(false)>"Cancel"</Button>
        {instead}
        {button}
    }
    .into_any()
}

fn content(lifecycle: Lifecycle, action: Action, token: Token) -> AnyView {
    let in_use = is_in_use(&token);
    let use_text = last_use(&token);
    let use_note = match action {
        Action::Enable => ().into_any(),
        _ if in_use => view! {
            <Callout tone=Tone::Warning title="It is in use"><p>{use_text}</p></Callout>
        }
        .into_any(),
        _ => view! { <p class="muted">{use_text}</p> }.into_any(),
    };
    let field = match action {
        Action::Revoke => view! {
            <TextArea
                label="Reason"
                value=lifecycle.reason
                mark="optional"
                hint=Some("Shown to everybody who looks at the token.".to_owned())
                maxlength=500
            />
        }
        .into_any(),
        Action::Delete if in_use => view! {
            <TextField
                label="Type the name of the token to delete it"
                value=lifecycle.typed
                hint=Some(token.name.clone())
                autocomplete="off"
            />
        }
        .into_any(),
        _ => ().into_any(),
    };
    let error = move || {
        lifecycle.error.get().map(|error| {
            let title = format!("It was not {}", past(action));
            let retry = Callback::new(move |()| lifecycle.confirm());
            view! { <ErrorView error title retry /> }
        })
    };
    view! { <div class="stack">{use_note} {field} {error}</div> }.into_any()
}

const fn past(action: Action) -> &'static str {
    match action {
        Action::Disable => "disabled",
        Action::Enable => "enabled",
        Action::Revoke => "revoked",
        Action::Delete => "deleted",
    }
}
