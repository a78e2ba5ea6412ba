//! Text for ears only.

use console_view::prelude::*;

/// Text that a screen reader says and nobody sees.
///
/// `<VisuallyHidden>" of 31"</VisuallyHidden>`
#[component(transparent)]
pub fn VisuallyHidden(
    /// The text.
    children: Children,
) -> impl IntoView {
    view! { <span class="visually-hidden">{children()}</span> }
}
