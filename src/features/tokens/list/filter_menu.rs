//! Search, filters and order.

use super::columns_menu::ColumnsButton;
use super::export::ExportButton;
use super::filters::Filters;
use super::store::ListStore;
use crate::app::lazy::{lazy, lazy_view};
use crate::app::slow::is_slow;
use crate::features::tokens::shared::makers::Named;
use crate::session::use_session;
use chrono::NaiveDate;
use console_domain::list_query::{ListQuery, Sort, SortField};
use console_domain::secret::{REMOVED, holds_token};
use console_platform::paint::after_paint;
use console_platform::{focus, intl};
use console_ui::{Icon, IconView, PopoverButton, SearchField, Select, SkeletonText};
use console_view::prelude::*;
use std::time::Duration;

/// How long to wait after a key before the list is asked for.
const TYPING_PAUSE: Duration = Duration::from_millis(200);

/// The bar above the rows.
#[component(transparent)]
pub fn FilterBar(
    /// The list that it filters.
    list: ListStore,
) -> impl IntoView {
    let search = RwSignal::new(list.query.get_untracked().search);
    // What was searched for from here. The address says so too a moment later, when more may have
    // been typed: only what somebody else put into the address is taken over.
    let applied = StoredValue::new(search.get_untracked());
    Effect::new(move |_| {
        let wanted = list.query.with(|query| query.search.clone());
        if applied.with_value(|applied| *applied != wanted) {
            applied.set_value(wanted.clone());
            search.set(wanted);
        }
    });
    let apply = leptos::leptos_dom::helpers::debounce(TYPING_PAUSE, move |typed: String| {
        let Some(query) = list.query.try_get_untracked() else {
            return;
        };
        // Neither the address nor a request gets the value of a token.
        let typed = Some(typed.trim()).filter(|typed| !holds_token(typed));
        let typed = typed.unwrap_or(REMOVED);
        if query.search != typed {
            // One step back leads out of the search, not through every pause in it.
            let goes_on = !query.search.is_empty() && !typed.is_empty();
            let mut query = query.from_start();
            typed.clone_into(&mut query.search);
            applied.set_value(typed.to_owned());
            list.go(&query, goes_on);
        }
    });
    let apply = StoredValue::new(apply);
    Effect::new(move |previous: Option<String>| {
        let typed = search.get();
        if previous.is_some() {
            apply.update_value(|apply| apply(typed.clone()));
        }
        typed
    });
    let order = RwSignal::new(String::new());
    Effect::new(move |_| order.set(list.query.with(|query| query.sort.to_parameter())));
    let options: Vec<(String, String)> = SortField::ALL
        .into_iter()
        .flat_map(|field| [true, false].map(|descending| Sort { field, descending }))
        .map(|sort| (sort.to_parameter(), sort.label().to_owned()))
        .collect();
    let reorder = move || {
        if let Some(sort) = Sort::parse(&order.get_untracked()) {
            list.change(|query| query.sort = sort);
        }
    };
    view! {
        <div class="filter-bar" role="search">
            <SearchField label="Search tokens" value=search />
            <PopoverButton label="Filter" icon=Icon::FILTER trigger_class="chip">
                {lazy_view(
                    move || Box::pin(filters(list)),
                    || view! { <SkeletonText lines=4 /> },
                    |lost| lost,
                )}
            </PopoverButton>
            <ColumnsButton list />
            <ExportButton list />
            {chips(list)}
            <div class="filter-bar-end">
                <Select label="Order" value=order options=options on_change=reorder />
            </div>
        </div>
    }
}

lazy!(actions: fn filters(list: ListStore) => view! { <Filters list /> });

/// Makes the buttons for the filters that are on.
type ChipsOf = fn(ListStore) -> AnyView;

lazy!(actions: fn chips_code() -> ChipsOf => chips_of as ChipsOf);

/// The buttons for the filters that are on. Their code comes after the rows that a first filter asks for, or
/// meanwhile where these take long. Where it does not come the menu of filters, which needs the same, says
/// so; with the next change it is asked for again.
fn chips(list: ListStore) -> AnyView {
    let code = RwSignal::new(None::<ChipsOf>);
    let is_refreshing = Memo::new(move |_| list.page.is_refreshing());
    let is_slow = is_slow(is_refreshing);
    let is_filtered = StoredValue::new(false);
    // The rows are asked for after the address has changed.
    let is_asked = RwSignal::new(false);
    Effect::new(move |_| {
        let has_filters = list.query.with(ListQuery::has_filters);
        is_filtered.set_value(has_filters);
        if has_filters {
            after_paint(move || {
                // The filter may have been taken off meanwhile, or the list left.
                if is_filtered.try_get_value() == Some(true) {
                    is_asked.try_set(true);
                }
            });
        } else {
            is_asked.set(false);
        }
    });
    Effect::new(move |_| {
        let is_due = is_asked.get() && (!is_refreshing.get() || is_slow.get());
        if is_due && code.with_untracked(Option::is_none) {
            spawn_scoped(async move {
                if let Ok(chips) = chips_code().await {
                    code.set(Some(chips));
                }
            });
        }
    });
    (move || code.get().map(|chips| chips(list))).into_any()
}

fn chips_of(list: ListStore) -> AnyView {
    view! { <Chips list /> }
}

/// One button for each filter that is on; a press takes it off.
#[component(transparent)]
fn Chips(list: ListStore) -> impl IntoView {
    let session = use_session();
    let chip = move |label: String, is_name: bool, remove: Box<dyn Fn(&mut ListQuery)>| {
        view! {
            <button
                type="button"
                class="chip is-on"
                aria-label=format!("Remove filter {label}")
                on:click=move |_| {
                    // This button goes away; the menu that brings it back stays.
                    focus::selector(".filter-bar .chip");
                    list.change(|query| remove(query));
                }
            >
                <span dir="auto" translate=is_name.then_some("no")>{label.clone()}</span>
                <IconView icon=Icon::X />
            </button>
        }
    };
    let day = |day: NaiveDate| {
        let end = intl::local_day_end(day);
        end.map_or_else(|| day.to_string(), intl::date_medium)
    };
    move || {
        let query = list.query.get();
        let mut chips = Vec::new();
        let mut add = |label: String, is_name: bool, remove: Box<dyn Fn(&mut ListQuery)>| {
            chips.push(chip(label, is_name, remove));
        };
        for state in query.states {
            let remove = move |query: &mut ListQuery| _ = query.states.remove(&state);
            add(state.label().to_owned(), false, Box::new(remove));
        }
        for flag in query.flags {
            let remove = move |query: &mut ListQuery| _ = query.flags.remove(&flag);
            add(flag.label().to_owned(), false, Box::new(remove));
        }
        if let Some(from) = query.ends.from {
            let label = format!("Expires from {}", day(from));
            add(label, false, Box::new(|query| query.ends.from = None));
        }
        if let Some(to) = query.ends.to {
            let label = format!("Expires to {}", day(to));
            add(label, false, Box::new(|query| query.ends.to = None));
        }
        if let Some(id) = query.creator {
            let name = list.names.get(&id).and_then(Named::into_name);
            let name = name.unwrap_or_else(|| id.to_string());
            add(
                format!("Creator {name}"),
                true,
                Box::new(|query| query.creator = None),
            );
        }
        if let Some(scope) = query.scope {
            add(
                format!("Scope {scope}"),
                true,
                Box::new(|query| query.scope = None),
            );
        }
        if let Some(id) = query.organization {
            let name = session.organization_name_or_id(&id);
            add(
                format!("Organization {name}"),
                true,
                Box::new(|query| query.organization = None),
            );
        }
        chips.into_iter().collect_view()
    }
}
