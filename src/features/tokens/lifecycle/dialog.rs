//! The dialog.

use super::action::Action;
use super::copy::{consequence, heading, is_in_use, label, last_use, marks, meanwhile};
use super::store::{Lifecycle, Look};
use crate::app::lazy::{lazy, lazy_on_demand, loading};
use crate::features::error_view::ErrorView;
use console_domain::token::Token;
use console_domain::visible_name::confirms;
use console_ui::{Button, Callout, Dialog, TextArea, TextField, Tone, Variant};
use console_view::prelude::*;

lazy!(actions: fn dialog(lifecycle: Lifecycle) => view! { <Question lifecycle /> });

/// The dialog of a page; one, however many tokens the page shows. Its code comes when it is first opened.
#[component(transparent)]
pub fn LifecycleDialog(
    /// What it asks.
    lifecycle: Lifecycle,
) -> impl IntoView {
    lazy_on_demand(
        move || lifecycle.open.get(),
        loading,
        move || Box::pin(dialog(lifecycle)),
    )
}

#[component(transparent)]
fn Question(lifecycle: Lifecycle) -> impl IntoView {
    Effect::new(move |_| {
        lifecycle.asks.track();
        lifecycle.read_anew();
    });
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
    let shown = asked_for(lifecycle);
    view! {
        <Dialog
            open=lifecycle.open
            alert=true
            heading=words(heading)
            description=words(consequence)
            dismissable
            footer=move || footer(lifecycle)
        >
            {move || shown.get().map(|action| content(lifecycle, action))}
        </Dialog>
    }
    .into_any()
}

/// Whether what has to be typed was typed.
fn is_confirmed(lifecycle: Lifecycle) -> bool {
    lifecycle.asked.with(|asked| {
        asked.as_ref().is_some_and(|(_, token)| {
            !needs_name(lifecycle) || lifecycle.typed.with(|typed| confirms(typed, &token.name))
        })
    })
}

/// Whether the name has to be typed: the token is in use, or nobody knows.
fn needs_name(lifecycle: Lifecycle) -> bool {
    lifecycle.asked.with(|asked| {
        asked.as_ref().is_some_and(|(action, token)| {
            *action == Action::Delete && (is_in_use(token) || lifecycle.look.get() == Look::Failed)
        })
    })
}

/// Whether somebody else has done it since the page was loaded.
fn is_reached(lifecycle: Lifecycle) -> bool {
    lifecycle.look.get() == Look::Differs
        && lifecycle.asked.with(|asked| {
            asked
                .as_ref()
                .is_some_and(|(action, token)| action.is_reached(token))
        })
}

fn footer(lifecycle: Lifecycle) -> AnyView {
    let shown = asked_for(lifecycle);
    let is_reached = Memo::new(move |_| is_reached(lifecycle));
    let busy =
        Signal::derive(move || lifecycle.busy.get() || lifecycle.look.get() == Look::Looking);
    let button = move || {
        let action = shown.get()?;
        if is_reached.get() {
            return None;
        }
        let variant = match action {
            Action::Enable => Variant::Primary,
            Action::Disable | Action::Revoke | Action::Delete => Variant::DangerSolid,
        };
        let disabled = Signal::derive(move || !is_confirmed(lifecycle));
        Some(view! {
            <Button variant busy disabled on_press=move || lifecycle.confirm()>
                {label(action)}
            </Button>
        })
    };
    // The harmless way first: what is disabled can be enabled again.
    let offers_disable = Memo::new(move |_| {
        lifecycle.asked.with(|asked| {
            asked.as_ref().is_some_and(|(action, token)| {
                matches!(action, Action::Delete | Action::Revoke) && !token.is_disabled_or_revoked()
            })
        })
    });
    let instead = move || {
        offers_disable.get().then(|| {
            view! {
                <Button disabled=lifecycle.busy on_press=move || lifecycle.ask_instead(Action::Disable)>
                    "Disable instead"
                </Button>
            }
        })
    };
    view! {
        <Button disabled=lifecycle.busy on_press=move || lifecycle.open.set(false)>
            {move || if is_reached.get() { "Done" } else { "Cancel" }}
        </Button>
        {instead}
        {button}
    }
    .into_any()
}

/// What is asked. The token itself may be read anew in the meantime, and somebody may be typing.
fn asked_for(lifecycle: Lifecycle) -> Memo<Option<Action>> {
    Memo::new(move |_| {
        lifecycle
            .asked
            .with(|asked| asked.as_ref().map(|(action, _)| *action))
    })
}

fn content(lifecycle: Lifecycle, action: Action) -> AnyView {
    let asked = move || lifecycle.asked.get().map(|(_, token)| token);
    let meanwhile_note = move || {
        let token = asked().filter(|_| lifecycle.look.get() == Look::Differs)?;
        let title = meanwhile(&token);
        let reason = token.revocation.and_then(|revocation| revocation.reason);
        Some(view! {
            <Callout tone=Tone::Info role="status" title>
                {reason.map(|reason| view! { <p dir="auto">{format!("Reason: {reason}")}</p> })}
            </Callout>
        })
    };
    let use_note = move || {
        let token = asked().filter(|_| action != Action::Enable)?;
        let use_text = last_use(&token);
        if lifecycle.look.get() == Look::Failed {
            let title = "It could not be checked whether it is in use";
            return Some(
                view! { <Callout tone=Tone::Warning title><p>{use_text}</p></Callout> }.into_any(),
            );
        }
        if is_in_use(&token) {
            let (title, own) = if lifecycle.uses_tokens.get_value() {
                let own =
                    " Your check counted as a use, so whether anything else uses it is not known.";
                ("It may be in use", own)
            } else {
                ("It is in use", "")
            };
            return Some(
                view! { <Callout tone=Tone::Warning title><p>{use_text} {own}</p></Callout> }
                    .into_any(),
            );
        }
        Some(view! { <p class="muted">{use_text}</p> }.into_any())
    };
    // Only what changes is made anew: somebody may be typing.
    let name = Memo::new(move |_| asked().map(|token| token.isolated_name()));
    let marks = Memo::new(move |_| asked().map(|token| marks(&token)));
    let needs_name = Memo::new(move |_| needs_name(lifecycle));
    let is_reached = Memo::new(move |_| is_reached(lifecycle));
    let field = move || match action {
        _ if is_reached.get() => ().into_any(),
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
        Action::Delete if needs_name.get() => view! {
            <TextField
                label="Type the name of the token to delete it"
                value=lifecycle.typed
                hint=name.get()
                autocomplete="off"
            />
        }
        .into_any(),
        _ => ().into_any(),
    };
    let error = move || {
        lifecycle.error.get().map(|error| {
            let doubt = if error.outcome_unknown() {
                "It is not known whether it was"
            } else {
                "It was not"
            };
            let title = format!("{doubt} {}", past(action));
            let retry = Callback::new(move |()| lifecycle.confirm());
            view! { <ErrorView error title retry /> }
        })
    };
    view! {
        <div class="stack">
            <p class="muted small">{marks}</p>
            {meanwhile_note}
            {use_note}
            {field}
            {error}
        </div>
    }
    .into_any()
}

const fn past(action: Action) -> &'static str {
    match action {
        Action::Disable => "disabled",
        Action::Enable => "enabled",
        Action::Revoke => "revoked",
        Action::Delete => "deleted",
    }
}
