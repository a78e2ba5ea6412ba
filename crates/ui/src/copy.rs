//! Copying to the clipboard.

use std::time::Duration;

use console_view::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use super::announcer::{announce, announce_now};
use super::button::{Button, IconButton, Size, Variant};
use super::icon::Icon;
use console_platform::{clipboard, focus};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Ready,
    Copied,
    Failed,
}

/// Overwrites a text that may be a secret before its memory is given back.
fn forget(text: String) {
    let mut bytes = text.into_bytes();
    bytes.fill(0);
    // Without this the compiler may leave out writing what nobody reads.
    std::hint::black_box(&bytes);
}

/// A button that copies a text, waits for the clipboard, and says what really happened.
///
/// The text is asked for when the button is pressed and let go of right after: a secret is not kept here.
///
/// `<CopyButton label="Copy token" text=move || value() on_unavailable=move || reveal()/>`
#[component(transparent)]
pub fn CopyButton(
    /// The label until it is pressed. For two seconds it then says what happened: the accessible name is
    /// always the visible text.
    #[prop(into)]
    label: Signal<String>,
    /// Gives the text when the button is pressed.
    #[prop(into)]
    text: Callback<(), String>,
    /// Called when the clipboard did not take it: show the text, select it, and name the keys to press.
    /// Without it the button does so beside itself: not for a secret.
    #[prop(optional, into)]
    on_unavailable: Option<Callback<()>>,
    /// Called when it is on the clipboard.
    #[prop(optional, into)]
    on_copied: Option<Callback<()>>,
    /// How much it asks for attention.
    #[prop(optional)]
    variant: Variant,
    /// How big it is.
    #[prop(optional)]
    size: Size,
    /// Only the icon.
    #[prop(optional)]
    icon_only: bool,
) -> impl IntoView {
    let state = RwSignal::new(State::Ready);
    let by_hand = RwSignal::new(String::new());
    let press = Callback::new(move |()| {
        let value = text.run(());
        spawn_local(async move {
            let outcome = clipboard::write_text(&value).await;
            // The page may have moved on while the browser asked.
            if let Err(reason) = outcome {
                announce_now(format!("Not copied: {reason}."));
                _ = state.try_set(State::Failed);
                if let Some(on_unavailable) = on_unavailable {
                    forget(value);
                    _ = on_unavailable.try_run(());
                } else {
                    _ = by_hand.try_set(value);
                }
            } else {
                forget(value);
                announce("Copied to the clipboard");
                _ = state.try_set(State::Copied);
                if let Some(on_copied) = on_copied {
                    _ = on_copied.try_run(());
                }
            }
            set_timeout(
                move || _ = state.try_set(State::Ready),
                Duration::from_secs(2),
            );
        });
    });
    let icon = Signal::derive(move || match state.get() {
        State::Ready => Icon::COPY,
        State::Copied => Icon::CHECK,
        State::Failed => Icon::ALERT_CIRCLE,
    });
    let hand = move || (!by_hand.with(String::is_empty)).then(|| by_hand_view(by_hand));
    if icon_only {
        return view! {
            <IconButton icon label size variant=Variant::Ghost on_press=press />
            {hand}
        }
        .into_any();
    }
    // Both words lie in one cell, so that the button keeps its width.
    view! {
        <Button variant size on_press=press>
            <span class="copy" data-state=move || match state.get() {
                State::Ready => "ready",
                State::Copied => "copied",
                State::Failed => "failed",
            }>
                <super::icon::IconView icon />
                <span class="copy-words">
                    <span class="copy-ready">{label}</span>
                    <span class="copy-copied">"Copied"</span>
                    <span class="copy-failed">"Not copied"</span>
                </span>
            </span>
        </Button>
        {hand}
    }
    .into_any()
}

/// The text beside the button, selected, with the keys to press. It goes when the focus leaves it.
fn by_hand_view(by_hand: RwSignal<String>) -> AnyView {
    request_animation_frame(|| {
        if focus::selector(".copy-hand textarea")
            && let Some(Ok(field)) = focus::active().map(JsCast::dyn_into::<HtmlTextAreaElement>)
        {
            field.select();
        }
    });
    view! {
        <label class="copy-hand">
            "The clipboard could not be used. Press Ctrl+C, or ⌘C on a Mac."
            <textarea
                class="input mono"
                readonly
                rows="2"
                spellcheck="false"
                prop:value=by_hand
                on:blur=move |_| _ = by_hand.try_set(String::new())
            ></textarea>
        </label>
    }
    .into_any()
}
