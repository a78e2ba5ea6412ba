//! A box to tick.

use crate::id::unique;
use console_view::prelude::*;

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
    /// Its name.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let id = unique("check");
    let control = view! {
        <input
            id=id.clone()
            class="check"
            type="checkbox"
            aria-label=move || label.map(|label| label.get())
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
                </div>
            </div>
        }
        .into_any(),
    }
}
