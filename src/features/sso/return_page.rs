//! The return from an identity provider.
use leptos::prelude::*;
/// Page.
#[component]
pub fn SsoReturnPage() -> impl IntoView {
    view! { <div class="page"></div> }
}
