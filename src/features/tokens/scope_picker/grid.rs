//! The grid: one row an object, one column a verb.
//!
//! Every row is made once. A search hides rows instead of making new ones, so that a key costs a
//! class change and no elements.

use super::grid_focus;
use crate::domain::scope::{ScopeSelection, Verb, Verbs};
use crate::domain::scope_catalogue::{Area, CatalogueObject, ScopeCatalogue};
use crate::domain::scope_search::ScopeSearch;
use crate::ui::Highlight;
use crate::view::prelude::*;
use leptos::ev::KeyboardEvent;
use leptos::html;
use std::sync::Arc;

#[derive(Clone, Copy)]
struct Shown {
    selection: RwSignal<ScopeSelection>,
    search: Memo<ScopeSearch>,
    only_selected: RwSignal<bool>,
}

impl Shown {
    fn shows(self, entry: &CatalogueObject) -> bool {
        let wanted = !self.only_selected.get()
            || self
                .selection
                .with(|selection| !selection.verbs(&entry.object).is_empty());
        wanted && self.search.with(|search| search.finds(entry))
    }
}

/// The grid of everything in `catalogue`.
#[component(transparent)]
pub fn ScopeGrid(
    /// Everything that can be chosen.
    catalogue: Arc<ScopeCatalogue>,
    /// What is chosen.
    selection: RwSignal<ScopeSelection>,
    /// Which objects are shown.
    search: Memo<ScopeSearch>,
    /// Whether only objects with a choice are shown.
    only_selected: RwSignal<bool>,
    /// The table, to move the focus into it.
    grid: NodeRef<html::Table>,
) -> impl IntoView {
    let shown = Shown {
        selection,
        search,
        only_selected,
    };
    let nothing = {
        let catalogue = catalogue.clone();
        Memo::new(move |_| !catalogue.objects().any(|entry| shown.shows(entry)))
    };
    let head = move |verb: Verb| {
        let is_hit = move || search.with(|search| search.verbs().contains(verb));
        view! {
            <th scope="col" class="scopes-verb">
                {move || if is_hit() { view! { <mark>{verb.label()}</mark> }.into_any() } else { verb.label().into_any() }}
            </th>
        }
    };
    let mut rows = Vec::new();
    for area in catalogue.areas() {
        rows.push(group_row(area, shown));
        rows.extend(area.objects.iter().map(|entry| object_row(entry, shown)));
    }
    let on_key = move |event: KeyboardEvent| {
        if let Some(grid) = grid.get_untracked() {
            grid_focus::on_key(&grid, &event);
        }
    };
    let on_focus = move |event: leptos::ev::FocusEvent| {
        if let (Some(grid), Some(target)) = (grid.get_untracked(), event.target()) {
            grid_focus::remember(&grid, &target);
        }
    };
    // The one tab stop of the grid, until the keys move it.
    Effect::new(move |_| {
        search.track();
        only_selected.track();
        if let Some(grid) = grid.get() {
            request_animation_frame(move || grid_focus::reset(&grid));
        }
    });
    view! {
        <div class="scopes-box">
            <table class="scopes-table" aria-label="Scopes by object" node_ref=grid on:keydown=on_key on:focusin=on_focus>
                <thead>
                    <tr>
                        <th scope="col">"Object"</th>
                        {Verb::ALL.map(head).collect_view()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <Show when=move || nothing.get()>
                <p class="scopes-empty" role="status">"No scope matches. Search for another word, or show all."</p>
            </Show>
        </div>
    }
    .into_any()
}

fn group_row(area: &Area, shown: Shown) -> AnyView {
    let objects = area.objects.clone();
    let hidden = Memo::new(move |_| !objects.iter().any(|entry| shown.shows(entry)));
    view! {
        <tr class="scopes-group" hidden=hidden>
            <th scope="colgroup" colspan="4">{area.name}</th>
        </tr>
    }
    .into_any()
}

fn object_row(entry: &CatalogueObject, shown: Shown) -> AnyView {
    let verbs = {
        let object = entry.object.clone();
        Memo::new(move |_| shown.selection.with(|selection| selection.verbs(&object)))
    };
    let hidden = {
        let entry = entry.clone();
        Memo::new(move |_| !shown.shows(&entry))
    };
    let words = Memo::new(move |_| shown.search.with(ScopeSearch::object_words));
    let cells: Vec<AnyView> = Verb::ALL
        .iter()
        .map(|verb| cell(entry, *verb, verbs, shown))
        .collect();
    view! {
        <tr hidden=hidden>
            <th scope="row" class="scopes-object"><Highlight text=entry.label.clone() query=words /></th>
            {cells}
        </tr>
    }
    .into_any()
}

fn cell(entry: &CatalogueObject, verb: Verb, verbs: Memo<Verbs>, shown: Shown) -> AnyView {
    if !entry.offered.contains(verb) {
        return view! { <td class="scopes-cell"></td> }.into_any();
    }
    let (object, offered) = (entry.object.clone(), entry.offered);
    view! {
        <td class="scopes-cell">
            <label class="scopes-hit">
                <input
                    type="checkbox"
                    class="check"
                    tabindex="-1"
                    aria-label=format!("{}: {}", entry.label, verb.label())
                    prop:checked=move || verbs.get().contains(verb)
                    on:change=move |event| {
                        let chosen = event_target_checked(&event);
                        if !chosen && shown.only_selected.get_untracked() {
                            grid_focus::outlive(&event);
                        }
                        shown.selection.update(|selection| selection.choose(&object, verb, chosen, offered));
                    }
                />
            </label>
        </td>
    }
    .into_any()
}
