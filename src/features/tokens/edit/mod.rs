//! edit
use leptos::prelude::*;
/// Page.
#[component]
pub fn EditPage() -> impl IntoView {
    view! { <div class="page"></div> }
}
