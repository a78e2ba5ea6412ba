//! Something is going on.

use leptos::prelude::*;

/// A turning ring; the text around it says what is going on. Without motion it is a still ring.
///
/// `<Spinner/>`
#[component]
pub fn Spinner() -> impl IntoView {
    view! { <span class="spinner" aria-hidden="true"></span> }
}
