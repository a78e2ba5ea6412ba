//! The list of keys, and the switch for single ones.

use super::super::shortcuts::palette_keys;
use super::{Panel, open_as};
use console_domain::shortcut::ALL;
use console_platform::shortcut_keys;
use console_ui::{Button, Checkbox, Dialog, Variant};
use console_view::prelude::*;

/// The list.
#[component(transparent)]
pub(super) fn HelpDialog(panel: RwSignal<Option<Panel>>) -> impl IntoView {
    let open = open_as(panel, Panel::Help);
    let are_on = RwSignal::new(shortcut_keys::are_on());
    Effect::new(move |_| {
        if open.get() {
            are_on.set(shortcut_keys::are_on());
        }
    });
    let switch = move |on: bool| {
        are_on.set(on);
        shortcut_keys::switch(on);
    };
    view! {
        <Dialog
            open
            heading="Keyboard shortcuts"
            footer=move || view! {
                <Button variant=Variant::Primary on_press=move || open.set(false)>"Close"</Button>
            }
        >
            <dl class="keys" class:is-off=move || !are_on.get()>
                <div><dt><kbd>{palette_keys()}</kbd></dt><dd>"Command palette"</dd></div>
                {ALL
                    .iter()
                    .map(|(key, what)| view! {
                        <div class="keys-single"><dt><kbd>{*key}</kbd></dt><dd>{*what}</dd></div>
                    })
                    .collect_view()}
            </dl>
            <Checkbox checked=are_on on_change=switch>"Single-key shortcuts"</Checkbox>
            <p class="small muted">
                "Single keys never do anything while you type, or while a dialog or a menu is open. Switch \
                 them off if you use speech input, or press them by accident."
            </p>
        </Dialog>
    }
}
