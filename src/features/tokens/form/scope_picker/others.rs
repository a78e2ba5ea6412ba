//! Scopes without a box in the grid: rights with other verbs, and what the backend does not offer (any more).

use console_domain::scope::{Scope, ScopeSelection};
use console_domain::scope_catalogue::ScopeCatalogue;
use console_domain::scope_search::ScopeSearch;
use console_platform::intl;
use console_ui::{Callout, Checkbox, Tone};
use console_view::prelude::*;
use std::sync::Arc;

/// Rights with other verbs than read, write and delete, as the backend names them.
#[component(transparent)]
pub fn OtherScopes(
    /// Everything that can be chosen.
    catalogue: Arc<ScopeCatalogue>,
    /// What is chosen.
    selection: RwSignal<ScopeSelection>,
    /// Which of them are shown.
    search: Memo<ScopeSearch>,
    /// Whether only chosen ones are shown.
    only_selected: RwSignal<bool>,
) -> impl IntoView {
    if catalogue.others().is_empty() {
        return None;
    }
    let boxes = catalogue
        .others()
        .iter()
        .map(|other| {
            let (scope, label) = (other.scope.clone(), other.label.clone());
            let checked = {
                let scope = scope.clone();
                Memo::new(move |_| selection.with(|selection| selection.contains(&scope)))
            };
            let other = other.clone();
            let is_hidden = move || {
                let is_found = search.with(|search| search.finds_other(&other));
                !is_found || (only_selected.get() && !checked.get())
            };
            let choose = move |on: bool| {
                selection.update(|selection| selection.choose_other(&scope, on));
            };
            view! { <div hidden=is_hidden><Checkbox checked on_change=choose>{label}</Checkbox></div> }
        })
        .collect_view();
    Some(
        view! {
            <div role="group" aria-label="Other rights">
                <p class="small muted">"Rights of other kinds, as Openlane names them:"</p>
                {boxes}
            </div>
        }
        .into_any(),
    )
}

/// Scopes of the token that the backend does not offer. It keeps them with every change and refuses to
/// take them away (contract 5).
#[component(transparent)]
pub fn UnknownScopes(
    /// These.
    unknown: Memo<Vec<String>>,
    /// Where the token can be rotated.
    rotate: Option<String>,
) -> impl IntoView {
    move || {
        let scopes = unknown.get();
        if scopes.is_empty() {
            return None;
        }
        let count = scopes.len() as u64;
        let title = format!(
            "{} cannot be removed here",
            intl::count(count, "scope", "scopes")
        );
        let rows = scopes
            .into_iter()
            .map(|text| {
                let words = Scope::parse(&text).map(|scope| format!(" {}", scope.label()));
                view! { <li><code dir="auto" translate="no">{text}</code> {words}</li> }
            })
            .collect_view();
        let way_out = rotate.clone().map(|href| {
            view! {
                <p>
                    <a class="link" href=href>"Rotate the token"</a>
                    " to get rid of it: the new token is created without it."
                </p>
            }
        });
        Some(view! {
            <Callout tone=Tone::Info title>
                <p>
                    "Openlane no longer offers what is listed here and refuses to remove it. "
                    "It stays, whatever you choose above, and counts as selected."
                </p>
                <ul class="plain-list">{rows}</ul>
                {way_out}
            </Callout>
        })
    }
}
