//! details
use leptos::prelude::*;
/// Page.
#[component]
pub fn DetailsPage() -> impl IntoView {
    view! { <div class="page"></div> }
}
