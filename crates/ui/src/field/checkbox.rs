//! A box to tick.

use super::description::FieldDescription;
use crate::id::unique;
use console_view::prelude::*;
use leptos::html;

/// A box to tick.
///
/// The box always shows `checked`: when `on_change` does not change it, the tick goes back.
///
/// `<Checkbox checked=stored on_change=move |on| stored.set(on)>"I have stored this token"</Checkbox>`
#[component(transparent)]
pub fn Checkbox(
    /// Whether it is ticked.
    #[prop(into)]
    checked: Signal<bool>,
    /// It was pressed; the argument is what it would become.
    #[prop(into)]
    on_change: Callback<bool>,
    /// Whether some but not all of what it stands for is ticked.
    #[prop(optional, into)]
    indeterminate: Signal<bool>,
    /// The accessible name, when there are no children.
    #[prop(optional, into)]
    label: Option<Signal<String>>,
    /// Whether it can be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The element's id.
    #[prop(optional, into)]
    id: Option<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// More about it, in small letters.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// The element, to focus it.
    #[prop(optional)]
    node_ref: NodeRef<html::Input>,
    /// Its name.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique("check"));
    let description = FieldDescription {
        id: id.clone(),
        mark: None,
        prefilled: false.into(),
        hint,
        error,
    };
    let control = view! {
        <input
            node_ref=node_ref
            id=id.clone()
            class="check"
            type="checkbox"
            aria-label=move || label.map(|label| label.get())
            aria-invalid=description.invalid()
            aria-describedby=description.described_by()
            disabled=disabled
            prop:checked=checked
            prop:indeterminate=indeterminate
            on:change:target=move |event| {
                let input: web_sys::HtmlInputElement = event.target();
                on_change.run(input.checked());
                // A tick that was not taken, and a partly ticked box, must show what holds.
                // Unless the change took this box away.
                if let (Some(checked), Some(partly)) =
                    (checked.try_get_untracked(), indeterminate.try_get_untracked())
                {
                    input.set_checked(checked);
                    input.set_indeterminate(partly);
                }
            }
        />
    };
    match children {
        None => control.into_any(),
        Some(children) => view! {
            <div class="check-row">
                {control}
                <div class="check-text">
                    <label for=id>{children()}</label>
                    {description.below()}
                </div>
            </div>
        }
        .into_any(),
    }
}
