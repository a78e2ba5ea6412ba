//! One of many.

use super::description::FieldDescription;
use crate::icon::{Icon, IconView};
use crate::id::unique;
use console_view::prelude::*;

/// One of many, with the browser's own list.
///
/// `<Select label="Sort" value=sort options=vec![("created".into(), "Newest first".into())]
/// hide_label=true/>`
#[component(transparent)]
pub fn Select(
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// The value of the chosen one.
    value: RwSignal<String>,
    /// Value and words of each.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// Whether the name is for screen readers only.
    #[prop(optional)]
    hide_label: bool,
    /// No border until it is pointed at.
    #[prop(optional)]
    quiet: bool,
    /// The element's id, for the error summary.
    #[prop(optional, into)]
    id: Option<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What to know before choosing.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// Another one was chosen.
    #[prop(optional, into)]
    on_change: Option<Callback<()>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique("field"));
    let description = FieldDescription {
        id: id.clone(),
        mark: None,
        prefilled: false.into(),
        hint,
        error,
    };
    let control = view! {
        <span class=if quiet { "select select-quiet" } else { "select" }>
            <select
                id=id
                aria-label=move || hide_label.then(|| label.get())
                aria-invalid=description.invalid()
                aria-describedby=description.described_by()
                prop:value=value
                on:change:target=move |event| {
                    let select: web_sys::HtmlSelectElement = event.target();
                    value.set(select.value());
                    if let Some(on_change) = on_change {
                        on_change.run(());
                    }
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
            <IconView icon=Icon::ChevronDown />
        </span>
    };
    if hide_label {
        control.into_any()
    } else {
        description.around(label, control.into_any())
    }
}
