//! What can be done with several tokens at once.

use super::store::ListStore;
use leptos::prelude::*;

/// The bar that appears while rows are chosen.
#[component]
pub fn BulkBar(
    /// The list.
    list: ListStore,
) -> impl IntoView {
    let _ = list;
}
