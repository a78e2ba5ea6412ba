//! How far something is.

use console_view::prelude::*;

use super::id::unique;

/// A bar with its label and the count.
///
/// `<Progress label="Deleting tokens" value=done max=total/>`
#[component(transparent)]
pub fn Progress(
    /// What is going on.
    #[prop(into)]
    label: Signal<String>,
    /// How many are done.
    #[prop(into)]
    value: Signal<u32>,
    /// Of how many.
    #[prop(into)]
    max: Signal<u32>,
) -> impl IntoView {
    let id = unique("progress");
    view! {
        <div class="progress">
            <label for=id.clone()>{label}</label>
            <span class="progress-count">{move || format!("{} of {}", value.get(), max.get())}</span>
            <progress
                id=id
                value=move || value.get().to_string()
                max=move || max.get().max(1).to_string()
            ></progress>
        </div>
    }
}
