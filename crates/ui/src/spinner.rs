//! Something is going on.

use console_view::prelude::*;

/// A turning ring; the text around it says what is going on. Without motion it is a still ring.
///
/// `<Spinner/>`
#[component(transparent)]
pub fn Spinner() -> impl IntoView {
    view! { <span class="spinner" aria-hidden="true"></span> }
}
