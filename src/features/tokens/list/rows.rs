//! The table of tokens; cards on narrow screens.

use super::cells;
use super::store::ListStore;
use crate::app::route::Route;
use crate::features::tokens::shared::pair::PairNote;
use crate::features::tokens::shared::state_badge::{FlagBadge, StateBadge};
use crate::features::tokens::shared::token_menu::TokenMenu;
use console_domain::list_query::{Sort, SortField};
use console_domain::state::{Flag, flags};
use console_domain::token::Token;
use console_platform::clock;
use console_ui::{Checkbox, Icon, IconView};
use console_view::prelude::*;

/// The head of the table. With `selectable` its first cell chooses every row of the page.
#[component(transparent)]
pub fn TokenTableHead(
    /// The list.
    list: ListStore,
    /// Whether rows can be chosen.
    selectable: bool,
) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        let selected = list.selected.get();
        let tokens = list.tokens();
        let count = tokens
            .iter()
            .filter(|token| selected.contains(&token.id))
            .count();
        (count, tokens.len())
    });
    let choose_all = move |on: bool| {
        let tokens = list.tokens();
        list.selected.update(|selected| {
            for token in tokens {
                if on {
                    selected.insert(token.id);
                } else {
                    selected.remove(&token.id);
                }
            }
        });
    };
    view! {
        <thead role="rowgroup">
            <tr role="row">
                {selectable
                    .then(|| {
                        view! {
                            <th scope="col" role="columnheader" class="cell-check">
                                <Checkbox
                                    label="Select all tokens on this page"
                                    checked=Signal::derive(move || {
                                        let (count, all) = chosen.get();
                                        all > 0 && count == all
                                    })
                                    indeterminate=Signal::derive(move || {
                                        let (count, all) = chosen.get();
                                        count > 0 && count < all
                                    })
                                    on_change=choose_all
                                />
                            </th>
                        }
                    })}
                {sortable(list, "Name", SortField::Name, false)}
                <th scope="col" role="columnheader">"State"</th>
                <th scope="col" role="columnheader">{cells::reach_heading(list.kind)}</th>
                {sortable(list, "Expires", SortField::Expires, false)}
                {sortable(list, "Last used", SortField::LastUsed, true)}
                {sortable(list, "Created", SortField::Created, true)}
                <th scope="col" role="columnheader" class="cell-menu">
                    <span class="visually-hidden">"Actions"</span>
                </th>
            </tr>
        </thead>
    }
}

/// A column that can be sorted by; the first press sorts `descending` or not, the next the other way.
fn sortable(list: ListStore, label: &'static str, field: SortField, descending: bool) -> AnyView {
    let order = Memo::new(move |_| {
        let sort = list.query.with(|query| query.sort);
        (sort.field == field).then_some(sort.descending)
    });
    let press = move |_| {
        let descending = order.get_untracked().map_or(descending, |now| !now);
        list.change(|query| query.sort = Sort { field, descending });
    };
    let direction = move || {
        order.get().map(|descending| {
            if descending {
                "descending"
            } else {
                "ascending"
            }
        })
    };
    view! {
        <th scope="col" role="columnheader" aria-sort=direction>
            <button type="button" class="sort" on:click=press>
                {label}
                <IconView icon=Icon::CHEVRON_DOWN />
            </button>
        </th>
    }
    .into_any()
}

/// One token.
#[component(transparent)]
pub fn TokenRow(
    /// The list.
    list: ListStore,
    /// The token as the row begins.
    token: Token,
    /// Whether it can be chosen.
    selectable: bool,
) -> impl IntoView {
    let now = clock::ticking_now();
    // The row stays when the token changes: with its focus, its open menu, and a box that is being ticked.
    let id = token.id.clone();
    let token = list.row(token);
    let name = Memo::new(move |_| token.with(Token::shown_name));
    let href = Route::Details(list.kind, id.clone()).href();
    let standing = Memo::new(move |_| {
        let now = now.get();
        let demand = list.demand.get();
        token.with(|token| (demand.standing(token, now), flags(token, now)))
    });
    // That it was never used stands in a column of its own.
    let badges = move || {
        let (standing, flags) = standing.get();
        view! {
            <StateBadge standing />
            {flags.into_iter().filter(|flag| *flag != Flag::NeverUsed).map(|flag| view! {
                <FlagBadge flag />
            }).collect_view()}
        }
    };
    let is_selected = {
        let id = id.clone();
        Memo::new(move |_| list.selected.with(|selected| selected.contains(&id)))
    };
    let choose = move |on: bool| {
        list.selected.update(|selected| {
            if on {
                selected.insert(id.clone())
            } else {
                selected.remove(&id)
            };
        });
    };
    view! {
        <tr role="row" class:is-selected=is_selected>
            {selectable
                .then(|| {
                    view! {
                        <td role="cell" class="cell-check">
                            <Checkbox
                                label=Signal::derive(move || format!("Select {}", name.get()))
                                checked=is_selected
                                on_change=choose
                            />
                        </td>
                    }
                })}
            <td role="cell" class="cell-main" data-label="Name">
                <a class="row-link" href=href dir="auto" translate="no">{name}</a>
                {move || {
                    token.with(|token| token.description.clone()).map(|text| view! {
                        <span class="cell-sub truncate" dir="auto" title=text.clone()>{text.clone()}</span>
                    })
                }}
                {cells::made(list, token)}
                <PairNote token on_page=Signal::derive(move || list.tokens()) partners=list.partners />
            </td>
            <td role="cell" data-label="State"><span class="badges">{badges}</span></td>
            <td role="cell" data-label=cells::reach_heading(list.kind) class=cells::reach_class(list.kind)>
                {move || token.with(cells::reach)}
            </td>
            <td role="cell" data-label="Expires" class="cell-num">{move || token.with(cells::expires)}</td>
            <td role="cell" data-label="Last used" class="cell-num">
                {move || token.with(cells::last_used)}
            </td>
            <td role="cell" data-label="Created" class="cell-num">{cells::created(list, token)}</td>
            <td role="cell" class="cell-menu"><TokenMenu token /></td>
        </tr>
    }
    .into_any()
}
