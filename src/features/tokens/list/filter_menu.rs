//! Search, filters and order.

use super::store::ListStore;
use crate::app::lazy::{lazy, lazy_view};
use console_domain::kind::TokenKind;
use console_domain::list_query::{Sort, SortField};
use console_domain::secret::{REMOVED, holds_token};
use console_domain::state::{Flag, TokenState};
use console_platform::focus;
use console_ui::{
    Checkbox, FieldGroup, Icon, IconView, PopoverButton, SearchField, Select, SkeletonText, popover,
};
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
            <Chips list />
            <div class="filter-bar-end">
                <Select label="Order" value=order options=options on_change=reorder />
            </div>
        </div>
    }
}

fn states(kind: TokenKind) -> impl Iterator<Item = TokenState> {
    TokenState::ALL
        .into_iter()
        .filter(move |state| kind == TokenKind::Personal || *state != TokenState::NoOrganization)
}

fn offered_flags(kind: TokenKind) -> impl Iterator<Item = Flag> {
    Flag::ALL
        .into_iter()
        .filter(move |flag| kind == TokenKind::Api || *flag != Flag::BroadAccess)
}

lazy!(actions: fn filters(list: ListStore) => view! { <Filters list /> });

/// The boxes of the menu. Their code comes when it is opened.
#[component(transparent)]
fn Filters(list: ListStore) -> impl IntoView {
    let state = move |state: TokenState| {
        let checked =
            Signal::derive(move || list.query.with(|query| query.states.contains(&state)));
        let on_change = move |on: bool| {
            list.change(|query| {
                if on {
                    query.states.insert(state)
                } else {
                    query.states.remove(&state)
                };
            });
        };
        view! { <Checkbox checked on_change>{state.label()}</Checkbox> }
    };
    let flag = move |flag: Flag| {
        let checked = Signal::derive(move || list.query.with(|query| query.flags.contains(&flag)));
        let on_change = move |on: bool| {
            list.change(|query| {
                if on {
                    query.flags.insert(flag)
                } else {
                    query.flags.remove(&flag)
                };
            });
        };
        view! { <Checkbox checked on_change>{flag.label()}</Checkbox> }
    };
    popover::settle();
    view! {
        <div class="stack">
            <FieldGroup legend="State">
                <div class="stack-sm">{states(list.kind).map(state).collect_view()}</div>
            </FieldGroup>
            <FieldGroup legend="Also">
                <div class="stack-sm">{offered_flags(list.kind).map(flag).collect_view()}</div>
            </FieldGroup>
        </div>
    }
}

/// One button for each filter that is on; a press takes it off.
#[component(transparent)]
fn Chips(list: ListStore) -> impl IntoView {
    let chip = |label: &'static str, remove: Callback<()>| {
        view! {
            <button
                type="button"
                class="chip is-on"
                aria-label=format!("Remove filter {label}")
                on:click=move |_| {
                    // This button goes away; the menu that brings it back stays.
                    focus::selector(".filter-bar .chip");
                    remove.run(());
                }
            >
                {label}
                <IconView icon=Icon::X />
            </button>
        }
    };
    move || {
        let query = list.query.get();
        let states = query.states.iter().map(|state| {
            let state = *state;
            let remove = Callback::new(move |()| {
                list.change(|query| {
                    query.states.remove(&state);
                });
            });
            chip(state.label(), remove)
        });
        let flags = query.flags.iter().map(|flag| {
            let flag = *flag;
            let remove = Callback::new(move |()| {
                list.change(|query| {
                    query.flags.remove(&flag);
                });
            });
            chip(flag.label(), remove)
        });
        states.chain(flags).collect_view()
    }
}
