//! What can be done with one token.

use crate::domain::token::Token;
use crate::route::Route;
use crate::ui::{Icon, MenuButton, MenuItem};
use leptos::prelude::*;

/// The menu at the end of a row.
#[component]
pub fn TokenMenu(
    /// The token.
    token: Token,
    /// Called when something has changed.
    on_change: Callback<()>,
) -> impl IntoView {
    let _ = on_change;
    let label = format!("Actions for {}", token.name);
    let items = move || {
        vec![
            MenuItem::link(
                "Details",
                Route::Details(token.kind(), token.id.clone()).href(),
            )
            .icon(Icon::Info),
        ]
    };
    view! { <MenuButton label items /> }
}
