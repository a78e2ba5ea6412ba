//! A field to search in what is shown.

use crate::icon::{Icon, IconView};
use crate::id::unique;
use console_platform::events::key;
use console_platform::focus;
use console_view::prelude::*;
use wasm_bindgen::JsCast;

/// A field to search in what is shown.
///
/// `<SearchField label="Search tokens" value=query/>`
#[component(transparent)]
pub fn SearchField(
    /// Its accessible name, shown as long as it is empty.
    #[prop(into)]
    label: Signal<String>,
    /// What was typed.
    value: RwSignal<String>,
    /// Leads into what was found: Enter and the arrow down.
    #[prop(optional, into)]
    into_results: Option<Callback<()>>,
    /// Whether it takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    view! {
        <div class="search" role="presentation">
            <IconView icon=Icon::SEARCH />
            <input
                id=unique("search")
                class="input"
                type="search"
                dir="auto"
                aria-label=label
                placeholder=label
                autocomplete="off"
                spellcheck="false"
                autofocus=autofocus
                prop:value=value
                on:input:target=move |event| value.set(event.target().value())
                on:keydown=move |event| {
                    match key(&event).as_str() {
                        // Not the submit of a form around it.
                        key @ ("Enter" | "ArrowDown") if key == "Enter" || into_results.is_some() => {
                            event.prevent_default();
                            if let Some(into_results) = into_results {
                                into_results.run(());
                            }
                        }
                        // The first Escape clears; the next one may close the dialog around it.
                        "Escape" if value.with_untracked(|value| !value.is_empty()) => {
                            event.prevent_default();
                            event.stop_propagation();
                            value.set(String::new());
                        }
                        _ => (),
                    }
                }
            />
            // It stays in the document: what comes and goes makes the browser look at the whole page.
            <button
                type="button"
                class="search-clear"
                class:is-idle=move || value.with(String::is_empty)
                aria-label="Clear search"
                on:click=move |event| {
                    value.set(String::new());
                        // This button is hidden with the text.
                    let field = event
                        .current_target()
                        .and_then(|target| {
                            let button = target.unchecked_into::<web_sys::Element>();
                            button.closest(".search").ok().flatten()
                        })
                        .and_then(|search| search.query_selector("input").ok().flatten());
                    if let Some(field) = field {
                        _ = focus::element(&field);
                    }
                }
            >
                <IconView icon=Icon::X />
            </button>
        </div>
    }
}
