//! One of many.

use crate::icon::{Icon, IconView};
use crate::id::unique;
use console_view::prelude::*;

/// One of many, with the browser's own list and no border until it is pointed at.
///
/// `<Select label="Order" value=order options=options on_change=reorder/>`
#[component(transparent)]
pub fn Select(
    /// Its accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// The value of the chosen one.
    value: RwSignal<String>,
    /// Value and words of each.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// Another one was chosen.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    view! {
        <span class="select select-quiet">
            <select
                id=unique("field")
                aria-label=label
                prop:value=value
                on:change:target=move |event| {
                    let select: web_sys::HtmlSelectElement = event.target();
                    value.set(select.value());
                    on_change.run(());
                }
            >
                {move || {
                    options
                        .get()
                        .into_iter()
                        .map(|(own, label)| {
                            let selected = own.clone();
                            view! {
                                <option value=own selected=move || value.with(|value| *value == selected)>
                                    {label}
                                </option>
                            }
                        })
                        .collect_view()
                }}
            </select>
            <IconView icon=Icon::CHEVRON_DOWN />
        </span>
    }
}
