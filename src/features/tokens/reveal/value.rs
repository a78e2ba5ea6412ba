//! The field with the value, hidden until somebody asks for it.

use super::guard::hide_when_away;
use super::holder::SecretHolder;
use crate::app::config::api_origin;
use console_domain::kind::TokenKind;
use console_domain::snippets::{ENVIRONMENT_FILE, env_file};
use console_platform::{clipboard, download};
use console_ui::{Button, CopyButton, Icon, Variant, announce};
use console_view::prelude::*;
use leptos::html;

/// The value with Reveal, Copy and Download. While it is hidden it is nowhere in the document.
#[component(transparent)]
pub fn SecretValue(
    /// Where it is.
    secret: SecretHolder,
    /// Which kind of token, for the file.
    kind: TokenKind,
    /// The organization to name in the file, when the token reaches several.
    organization: Option<String>,
    /// Whether it is shown.
    shown: RwSignal<bool>,
) -> impl IntoView {
    let field = NodeRef::<html::Textarea>::new();
    let by_hand = RwSignal::new(false);
    let text = move || {
        if shown.get() {
            secret.with(|secret| secret.expose().to_owned())
        } else {
            secret.with(console_domain::secret::TokenSecret::masked)
        }
        .unwrap_or_default()
    };
    let toggle = move || {
        shown.update(|shown| *shown = !*shown);
        by_hand.set(false);
        announce(if shown.get_untracked() {
            "The value is shown"
        } else {
            "The value is hidden"
        });
    };
    let select_by_hand = move || {
        shown.set(true);
        by_hand.set(true);
        request_animation_frame(move || {
            if let Some(field) = field.get_untracked() {
                let _ = field.focus();
                field.select();
            }
        });
    };
    let hide = move || {
        shown.try_set(false);
        by_hand.try_set(false);
    };
    hide_when_away(Signal::derive(move || shown.get().then_some(())), hide);
    let save = move || {
        let text = secret.with(|secret| {
            env_file(
                kind,
                &api_origin(),
                secret.expose(),
                organization.as_deref(),
            )
        });
        if let Some(text) = text {
            let saved = download::save_text(ENVIRONMENT_FILE, "text/plain", &text);
            console_domain::secret::wipe(text);
            announce(if saved {
                "The download was started"
            } else {
                "The browser did not start the download"
            });
        }
    };
    let can_copy = clipboard::is_available();
    view! {
        <div class="secret no-print">
            <label class="secret-label" for="token-value">"Token value"</label>
            // A text area, because it shows the whole value where one line is too short. It is as high as its
            // text; two lines, which a phone needs, where the browser has no `field-sizing`.
            <textarea
                id="token-value"
                class="secret-value mono"
                rows="2"
                readonly
                autocomplete="off"
                spellcheck="false"
                translate="no"
                node_ref=field
                prop:value=text
            ></textarea>
            <div class="secret-actions">
                <Button
                    icon=Icon::EYE
                    on_press=toggle
                >
                    {move || if shown.get() { "Hide" } else { "Reveal" }}
                </Button>
                <CopyButton
                    label="Copy token"
                    variant=Variant::Primary
                    text=move || secret.with(|secret| secret.expose().to_owned()).unwrap_or_default()
                    on_unavailable=select_by_hand
                />
            </div>
        </div>
        <p class="secret-hint" role="status">
            {move || {
                if by_hand.get() {
                    "The clipboard could not be used. The value is selected: press Ctrl+C, or ⌘C on a Mac."
                } else if can_copy {
                    "Copying works without showing the value."
                } else {
                    "This browser gives no access to the clipboard here. \
                     Copy token shows and selects the value for you."
                }
            }}
        </p>
        <div class="verify no-print">
            <Button icon=Icon::DOWNLOAD on_press=save>"Download"</Button>
            <span class="muted small">
                "Downloads a .env file. It is plain text: keep it out of \
                 version control, and delete it once it is stored safely."
            </span>
        </div>
    }
}
