//! The grid: one row an object, one column a verb.

use super::grid_keys::{self, restore_focus};
use super::rows::{MountRows, Rows};
use crate::features::tokens::form::in_sight;
use console_domain::scope::{ScopeSelection, Verb};
use console_domain::scope_catalogue::{CatalogueObject, ScopeCatalogue};
use console_domain::scope_search::ScopeSearch;
use console_platform::intl;
use console_ui::announce;
use console_view::prelude::*;
use leptos::ev::{Event, FocusEvent, KeyboardEvent};
use leptos::leptos_dom::helpers::debounce;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

/// How long a search rests before it is said what it found.
const PAUSE: Duration = Duration::from_millis(500);

/// The grid of everything in `catalogue`.
#[component(transparent)]
pub fn ScopeGrid(
    /// Everything that can be chosen.
    catalogue: Arc<ScopeCatalogue>,
    /// Its rows.
    rows: StoredValue<Rc<Rows>>,
    /// What is chosen.
    selection: RwSignal<ScopeSelection>,
    /// Which objects are shown.
    search: Memo<ScopeSearch>,
    /// Whether only objects with a choice are shown.
    only_selected: RwSignal<bool>,
) -> impl IntoView {
    let nothing = RwSignal::new(false);
    let others = catalogue.clone();
    let scrolled = StoredValue::new(None::<Element>);
    let is_in_sight = in_sight();
    let say = StoredValue::new(debounce(PAUSE, |count: usize| {
        announce(intl::count(count as u64, "object shown", "objects shown"));
    }));
    Effect::new(move |before: Option<(ScopeSearch, bool)>| {
        let now = (search.get(), only_selected.get());
        let is_other = before.as_ref().is_some_and(|before| *before != now);
        // Somebody who looks for something else begins at the top. Not said where that holds: the browser
        // would lay out the page.
        if is_other && let Some(window) = scrolled.try_update_value(Option::take).flatten() {
            window.set_scroll_top(0);
        }
        let (search, only_selected) = &now;
        let words = search.object_words().map(str::to_owned).collect();
        let show = |shows: &dyn Fn(&CatalogueObject) -> bool| {
            rows.with_value(|rows| rows.show(words, shows, is_in_sight.get()))
        };
        let count = if *only_selected {
            selection.with(|selection| {
                show(&|entry| !selection.verbs(&entry.object).is_empty() && search.finds(entry))
            })
        } else {
            show(&|entry| search.finds(entry))
        };
        let finds_other = |other| search.finds_other(other);
        nothing.set(count == 0 && !others.others().iter().any(finds_other));
        if is_other {
            say.update_value(|say| say(count));
        }
        now
    });
    let on_scroll = move |event: Event| {
        scrolled.set_value(event.target().and_then(|target| target.dyn_into().ok()));
    };
    on_cleanup(move || {
        rows.try_with_value(|rows| rows.leave());
    });
    Effect::new(move |_| {
        selection.with(|selection| rows.with_value(|rows| rows.tick(selection)));
    });
    let typed = Memo::new(move |_| search.with(ScopeSearch::verbs));
    let head = move |verb: Verb| {
        let is_hit = move || typed.get().contains(verb);
        view! {
            <th role="columnheader" scope="col" class="scopes-verb">
                {move || if is_hit() {
                    view! { <mark>{verb.label()}</mark> }.into_any()
                } else {
                    verb.label().into_any()
                }}
            </th>
        }
    };
    let areas = (0..catalogue.areas().len())
        .map(|area| {
            view! { <tbody role="rowgroup" hidden node_ref=MountRows { rows, area }></tbody> }
        })
        .collect_view();
    // Of its own for each event: moving the focus is an event within an event.
    let on_key = move |event: KeyboardEvent| grid_keys::on_key(&rows.get_value(), &event);
    let on_focus = move |event: FocusEvent| {
        rows.with_value(|rows| {
            let target = event.target();
            if let Some((_, _, input)) = target.as_ref().and_then(|target| rows.find(target)) {
                rows.make_tab_stop(input);
            }
        });
    };
    let on_change = move |event: Event| {
        let Some(target) = event.target() else { return };
        let rows = rows.get_value();
        let Some((object, verb, input)) = rows.find(&target) else {
            return;
        };
        let chosen = input.checked();
        object.record_toggle(verb, chosen);
        if !chosen && only_selected.get_untracked() {
            restore_focus(rows.clone(), target.unchecked_into::<HtmlInputElement>());
        }
        let CatalogueObject {
            object, offered, ..
        } = &object.entry;
        selection.update(|selection| selection.choose(object, verb, chosen, *offered));
    };
    view! {
        <div class="scopes-frame">
            // Its boxes are stops of the Tab key; Firefox would stop at what scrolls as well.
            <div class="scopes-box" tabindex="-1" on:scroll=on_scroll>
                <table
                    role="table"
                    class="scopes-table"
                    aria-label="Scopes by object"
                    on:keydown=on_key
                    on:focusin=on_focus
                    on:change=on_change
                >
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">"Object"</th>
                            {Verb::ALL.map(head).collect_view()}
                        </tr>
                    </thead>
                    {areas}
                </table>
                <Show when=move || nothing.get()>
                    <p class="scopes-empty" role="status">
                        "No scope matches. Search for another word, or show all."
                    </p>
                </Show>
            </div>
        </div>
    }
    .into_any()
}
