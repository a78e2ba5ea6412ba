//! Which columns the list shows, and in which order.

use super::rows::column_name;
use super::store::ListStore;
use crate::app::lazy::{lazy, lazy_view};
use console_domain::column::{Column, Columns};
use console_ui::{
    Button, Checkbox, Icon, IconButton, PopoverButton, Size, SkeletonText, announce, popover,
};
use console_view::prelude::*;

/// The button that opens the menu. Its code comes when it is opened.
#[component(transparent)]
pub fn ColumnsButton(
    /// The list.
    list: ListStore,
) -> impl IntoView {
    view! {
        <PopoverButton label="Columns" icon=Icon::MENU trigger_class="chip">
            {lazy_view(
                move || Box::pin(menu(list)),
                || view! { <SkeletonText lines=4 /> },
                |lost| lost,
            )}
        </PopoverButton>
    }
}

lazy!(actions: fn menu(list: ListStore) => view! { <ColumnsMenu list /> });

#[component(transparent)]
fn ColumnsMenu(list: ListStore) -> impl IntoView {
    let columns = list.columns;
    // Those that are hidden come behind, in the usual order.
    let all = move || -> Vec<Column> {
        let shown = columns.get();
        let hidden = Column::ALL
            .into_iter()
            .filter(|column| !shown.contains(*column));
        shown.iter().chain(hidden).collect()
    };
    let choose = move |columns: Columns| list.prefer_columns(columns);
    let row = move |column: Column| {
        let name = column_name(list.kind, column);
        let is_shown = Memo::new(move |_| columns.with(|columns| columns.contains(column)));
        let show = move |on: bool| choose(columns.get_untracked().with(column, on));
        let shift = move |is_towards_start: bool| {
            let next = columns.get_untracked().moved(column, is_towards_start);
            let at = next.iter().position(|one| one == column);
            announce(format!(
                "{name} is column {} of {}",
                at.map_or(0, |at| at + 1),
                next.len()
            ));
            choose(next);
        };
        view! {
            <li class="row row-between">
                <Checkbox checked=is_shown on_change=show>{name}</Checkbox>
                // Both stay where nothing moves any more: what has the focus must not go.
                <Show when=move || is_shown.get()>
                    <span class="row">
                        <IconButton
                            icon=Icon::CHEVRON_UP
                            label=format!("Move {name} up")
                            size=Size::Small
                            on_press=move || shift(true)
                        />
                        <IconButton
                            icon=Icon::CHEVRON_DOWN
                            label=format!("Move {name} down")
                            size=Size::Small
                            on_press=move || shift(false)
                        />
                    </span>
                </Show>
            </li>
        }
    };
    popover::focus_loaded_content();
    view! {
        <div class="stack">
            <ul class="stack-sm" role="list">
                <For each=all key=|column| *column children=row />
            </ul>
            <Button size=Size::Small on_press=move || choose(Columns::default())>"Reset columns"</Button>
            <p class="muted small">
                "Remembered on this device. Where there is little room, Created and Last used are hidden."
            </p>
        </div>
    }
    .into_any()
}
