//! The table of tokens; cards on narrow screens.

use super::cells;
use super::slots::Slot;
use super::store::ListStore;
use crate::app::route::Route;
use crate::features::tokens::lifecycle::menu_place;
use crate::features::tokens::shared::pair::pair_note;
use crate::features::tokens::shared::state_badge::{DisplayedState, FlagBadge, StateBadge};
use crate::features::tokens::shared::token_menu::TokenMenu;
use chrono::{DateTime, Utc};
use console_domain::column::{Column, Columns};
use console_domain::kind::TokenKind;
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
    /// The columns behind the name.
    columns: Columns,
) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        list.with_tokens(|tokens| {
            let count = list.selected.with(|selected| {
                let is_selected = |token: &&Token| selected.contains(&token.id);
                tokens.iter().filter(is_selected).count()
            });
            (count, tokens.len())
        })
    });
    let choose_all = move |on: bool| {
        list.with_tokens(|tokens| {
            list.selected.update(|selected| {
                for token in tokens {
                    if on {
                        selected.insert(token.id.clone());
                    } else {
                        selected.remove(&token.id);
                    }
                }
            });
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
                {sortable(list, "Name", "col-name", SortField::Name, false)}
                {columns.iter().map(|column| head(list, column)).collect_view()}
                <th scope="col" role="columnheader" class="cell-menu">
                    <span class="visually-hidden">"Actions"</span>
                </th>
            </tr>
        </thead>
    }
}

/// The class of a column.
pub const fn column_class(column: Column) -> &'static str {
    match column {
        Column::State => "col-state",
        Column::Reach => "col-reach",
        Column::Expires => "col-expires col-date",
        Column::LastUsed => "col-used col-date",
        Column::Created => "col-created col-date",
    }
}

/// The words above a column.
pub const fn column_name(kind: TokenKind, column: Column) -> &'static str {
    match column {
        Column::State => "State",
        Column::Reach => cells::reach_heading(kind),
        Column::Expires => "Expires",
        Column::LastUsed => "Last used",
        Column::Created => "Created",
    }
}

fn head(list: ListStore, column: Column) -> AnyView {
    let (name, class) = (column_name(list.kind, column), column_class(column));
    match column {
        Column::State | Column::Reach => {
            view! { <th scope="col" role="columnheader" class=class>{name}</th> }.into_any()
        }
        Column::Expires => sortable(list, name, class, SortField::Expires, false),
        Column::LastUsed => sortable(list, name, class, SortField::LastUsed, true),
        Column::Created => sortable(list, name, class, SortField::Created, true),
    }
}

/// A column that can be sorted by; the first press sorts `descending` or not, the next the other way.
fn sortable(
    list: ListStore,
    label: &'static str,
    class: &'static str,
    field: SortField,
    descending: bool,
) -> AnyView {
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
        <th scope="col" role="columnheader" class=class aria-sort=direction>
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
    /// The row.
    slot: Slot,
    /// Whether it can be chosen.
    selectable: bool,
    /// The columns behind the name.
    columns: Columns,
) -> impl IntoView {
    let now = clock::ticking_now();
    let token: Signal<Token> = slot.token.into();
    let name = Memo::new(move |_| token.with(Token::shown_name));
    let href = move || Route::Details(list.kind, token.with(|token| token.id.clone())).href();
    let place = move || token.with(|token| menu_place(&token.id));
    let standing = Memo::new(move |_| {
        let now = now.get();
        let demand = list.demand.get();
        token.with(|token| {
            let flags = flags(token, list.names.has_left(token), now);
            (demand.standing(token, now), flags)
        })
    });
    let is_selected = Memo::new(move |_| {
        token.with(|token| list.selected.with(|selected| selected.contains(&token.id)))
    });
    let choose = move |on: bool| {
        let id = token.with_untracked(|token| token.id.clone());
        list.selected.update(|selected| {
            if on {
                selected.insert(id)
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
                        <span class="cell-sub truncate" dir="auto">{text}</span>
                    })
                }}
                {columns.contains(Column::Created).then(|| cells::made(list.names, token))}
                {move || token.with(|token| list.pairs.with(|pairs| pair_note(pairs, &token.id)))}
            </td>
            {columns.iter().map(|column| cell(list, column, token, standing, now)).collect_view()}
            <td role="cell" class="cell-menu" data-token=place><TokenMenu token /></td>
        </tr>
    }
    .into_any()
}

/// What a token has in a column.
fn cell(
    list: ListStore,
    column: Column,
    token: Signal<Token>,
    standing: Memo<(DisplayedState, Vec<Flag>)>,
    now: Signal<DateTime<Utc>>,
) -> AnyView {
    let content = match column {
        Column::State => badges(standing),
        Column::Reach => cells::reach(list.kind, token),
        Column::Expires => cells::expires(token, now),
        Column::LastUsed => cells::last_used(token, now),
        Column::Created => cells::created(list.names, token, now),
    };
    let class = match column {
        Column::State => column_class(column).to_owned(),
        Column::Reach => format!("{} {}", column_class(column), cells::reach_class(list.kind)),
        _ => format!("{} cell-num", column_class(column)),
    };
    let label = column_name(list.kind, column);
    view! { <td role="cell" data-label=label class=class>{content}</td> }.into_any()
}

/// The state and the flags. That it was never used stands in a column of its own.
fn badges(standing: Memo<(DisplayedState, Vec<Flag>)>) -> AnyView {
    let badges = move || {
        let (standing, flags) = standing.get();
        view! {
            <StateBadge standing />
            {flags.into_iter().filter(|flag| *flag != Flag::NeverUsed).map(|flag| view! {
                <FlagBadge flag />
            }).collect_view()}
        }
    };
    view! { <span class="badges">{badges}</span> }.into_any()
}
