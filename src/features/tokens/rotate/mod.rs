//! rotate
use leptos::prelude::*;
/// Page.
#[component]
pub fn RotatePage() -> impl IntoView {
    view! { <div class="page"></div> }
}
