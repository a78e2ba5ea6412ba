//! Tabs: several contents in one place.

use console_view::prelude::*;
use wasm_bindgen::JsCast;

use super::id::unique;
use console_platform::focus;

/// A row of tabs and one panel. Only the selected tab is a tab stop; arrow keys, Home and End move the focus
/// and select.
///
/// `<Tabs label="Example for" tabs=vec!["curl", "Go"] selected>
/// <pre>{move || text(selected.get())}</pre></Tabs>`
#[component(transparent)]
pub fn Tabs(
    /// What the tabs choose between.
    #[prop(into)]
    label: String,
    /// The words on the tabs.
    tabs: Vec<&'static str>,
    /// Which one is selected, from 0.
    selected: RwSignal<usize>,
    /// The content of the panel; it reads `selected`.
    children: Children,
) -> impl IntoView {
    let base = unique("tab");
    let panel_id = format!("{base}-panel");
    let count = tabs.len();
    let labelled_by = {
        let base = base.clone();
        move || format!("{base}-{}", selected.get())
    };
    let go = {
        let base = base.clone();
        move |event: web_sys::KeyboardEvent| {
            let at = selected.get_untracked();
            let next = match event.key().as_str() {
                "ArrowRight" => (at + 1) % count.max(1),
                "ArrowLeft" => (at + count.saturating_sub(1)) % count.max(1),
                "Home" => 0,
                "End" => count.saturating_sub(1),
                _ => return,
            };
            event.prevent_default();
            selected.set(next);
            _ = focus::id(&format!("{base}-{next}"));
        }
    };
    let buttons = tabs
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let is_selected = move || selected.get() == index;
            view! {
                <button
                    type="button"
                    role="tab"
                    class="tab"
                    id=format!("{base}-{index}")
                    aria-selected=move || if is_selected() { "true" } else { "false" }
                    aria-controls=panel_id.clone()
                    tabindex=move || if is_selected() { "0" } else { "-1" }
                    on:click=move |event| {
                        selected.set(index);
                        // Safari does not focus a pressed button.
                        if let Some(target) = event.current_target() {
                            _ = focus::element(target.unchecked_ref());
                        }
                    }
                >
                    {name}
                </button>
            }
        })
        .collect_view();
    view! {
        <div>
            <div class="tab-list" role="tablist" aria-label=label on:keydown=go>
                {buttons}
            </div>
            <div class="tab-panel" role="tabpanel" id=panel_id aria-labelledby=labelled_by tabindex="0">
                {children()}
            </div>
        </div>
    }
}
