//! Which kind of token, and which token, the address names.

use crate::domain::id::TokenId;
use crate::domain::kind::TokenKind;
use crate::features::not_found::NotFound;
use crate::route::{ID, KIND, kind_from_segment};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Shows `page` for the kind that the address names, anew when that changes, and a plain "not
/// found" for a kind that does not exist.
pub fn for_kind(page: impl Fn(TokenKind) -> AnyView + Send + Sync + 'static) -> impl IntoView {
    let parameters = use_params_map();
    let kind = Memo::new(move |_| {
        parameters.with(|all| kind_from_segment(&all.get(KIND).unwrap_or_default()))
    });
    move || {
        kind.get()
            .map_or_else(|| view! { <NotFound /> }.into_any(), &page)
    }
}

/// As [`for_kind`], for the pages about one token.
pub fn for_token(
    page: impl Fn(TokenKind, TokenId) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let parameters = use_params_map();
    let named = Memo::new(move |_| {
        parameters.with(|all| {
            let kind = kind_from_segment(&all.get(KIND).unwrap_or_default())?;
            Some((kind, TokenId::new(all.get(ID)?)))
        })
    });
    move || {
        named.get().map_or_else(
            || view! { <NotFound /> }.into_any(),
            |(kind, id)| page(kind, id),
        )
    }
}
