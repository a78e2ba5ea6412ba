//! Ready-made ways to use the token.

use super::holder::SecretHolder;
use crate::app::config::api_origin;
use console_domain::kind::TokenKind;
use console_domain::snippets::{PLACEHOLDER, Tool, snippet};
use console_platform::focus;
use console_ui::{Checkbox, CopyButton, Size, Tabs};
use console_view::prelude::*;
use leptos::html;

/// Snippets with a placeholder; with the value only on request, and never while it is hidden.
#[component(transparent)]
pub fn UseIt(
    /// Where the value is.
    secret: SecretHolder,
    /// Which kind of token.
    kind: TokenKind,
    /// The organization to name, when the token reaches several.
    organization: Option<String>,
    /// Whether the value is shown.
    shown: RwSignal<bool>,
) -> impl IntoView {
    let selected = RwSignal::new(0_usize);
    let with_value = RwSignal::new(false);
    // Hiding the value hides it here too.
    Effect::new(move |_| {
        if !shown.get() {
            with_value.set(false);
        }
    });
    let tool = Signal::derive(move || {
        Tool::ALL
            .get(selected.get())
            .copied()
            .unwrap_or(Tool::EnvironmentFile)
    });
    let text = StoredValue::new(move || {
        let tool = tool.get();
        let text = |value: &str| snippet(tool, kind, &api_origin(), value, organization.as_deref());
        if with_value.get() {
            secret.with(|secret| text(secret.expose()))
        } else {
            None
        }
        .unwrap_or_else(|| text(PLACEHOLDER))
    });
    let show_value = move |on: bool| {
        if on {
            shown.set(true);
        }
        with_value.set(on);
    };
    let example = NodeRef::<html::Pre>::new();
    let by_hand = RwSignal::new(false);
    let select_by_hand = move || {
        by_hand.set(true);
        if let Some(example) = example.get_untracked() {
            let _ = example.focus();
            focus::select_contents(&example);
        }
    };
    view! {
        <section class="section no-print">
            <h2 class="section-title">"Use it"</h2>
            <Tabs label="Example for" tabs=Tool::ALL.iter().map(|tool| tool.label()).collect() selected>
                <div class="snippet">
                    <div class="snippet-actions">
                        <CopyButton
                            label="Copy example"
                            size=Size::Small
                            text=move || untrack(|| text.with_value(|text| text()))
                            on_unavailable=select_by_hand
                            on_copied=move || by_hand.set(false)
                        />
                    </div>
                    <pre node_ref=example class="code" tabindex="0" role="region" aria-label="Example">
                        <code translate="no">{move || text.with_value(|text| text())}</code>
                    </pre>
                </div>
            </Tabs>
            <p class="secret-hint" role="status">
                {move || by_hand.get().then_some(
                    "The clipboard could not be used. The example is selected: \
                     press Ctrl+C, or ⌘C on a Mac."
                )}
            </p>
            <Show
                when=move || tool.get().holds_value()
                fallback=|| view! {
                    <p class="muted small">
                        "This example never contains the value: logs, shell history and process lists \
                         would keep it."
                    </p>
                }
            >
                <Checkbox checked=with_value on_change=show_value>"Put the value into the example"</Checkbox>
            </Show>
        </section>
    }
}
