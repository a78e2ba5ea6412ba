//! Moving in the grid by keys: one tab stop, arrows inside (ARIA practices, "grid").

use leptos::ev::KeyboardEvent;
use leptos::prelude::request_animation_frame;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventTarget, HtmlElement, HtmlInputElement, HtmlTableElement};

/// The rows that are shown, each with its boxes from left to right.
fn rows(grid: &HtmlTableElement) -> Vec<Vec<HtmlInputElement>> {
    let Ok(found) = grid.query_selector_all("tbody tr:not([hidden])") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into::<Element>().ok())
        .map(|row| boxes(&row))
        .filter(|boxes| !boxes.is_empty())
        .collect()
}

fn boxes(row: &Element) -> Vec<HtmlInputElement> {
    let Ok(found) = row.query_selector_all("input") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into().ok())
        .collect()
}

/// Makes the first box that is shown the tab stop.
pub fn reset(grid: &HtmlTableElement) {
    if let Some(first) = rows(grid)
        .into_iter()
        .next()
        .and_then(|row| row.into_iter().next())
    {
        make_tab_stop(grid, &first);
    }
}

/// Moves the focus to the first box that is shown.
pub fn enter(grid: &HtmlTableElement) {
    reset(grid);
    if let Some(stop) = tab_stop(grid) {
        let _ = stop.focus();
    }
}

/// Makes the box that has the focus the tab stop.
pub fn remember(grid: &HtmlTableElement, target: &EventTarget) {
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        make_tab_stop(grid, input);
    }
}

/// Arrows move by one, Home and End within the row, with Ctrl to the first and last row, Page Up
/// and Page Down by ten rows; Escape and "/" go back to the search.
pub fn on_key(grid: &HtmlTableElement, event: &KeyboardEvent) {
    const LEAP: usize = 10;
    let Some(focused) = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
    else {
        return;
    };
    let key = event.key();
    if key == "Escape" || key == "/" {
        event.prevent_default();
        event.stop_propagation();
        to_search(grid);
        return;
    }
    let rows = rows(grid);
    let position = rows.iter().enumerate().find_map(|(row, boxes)| {
        boxes
            .iter()
            .position(|input| *input == focused)
            .map(|column| (row, column))
    });
    let Some((row, column)) = position else {
        return;
    };
    let last_row = rows.len().saturating_sub(1);
    let last_column = rows[row].len().saturating_sub(1);
    let far = event.ctrl_key() || event.meta_key();
    let (row, column) = match key.as_str() {
        "ArrowUp" if row == 0 => {
            event.prevent_default();
            to_search(grid);
            return;
        }
        "ArrowUp" => (row - 1, column),
        "ArrowDown" => ((row + 1).min(last_row), column),
        "ArrowLeft" => (row, column.saturating_sub(1)),
        "ArrowRight" => (row, (column + 1).min(last_column)),
        "Home" => (if far { 0 } else { row }, 0),
        "End" => (if far { last_row } else { row }, last_column),
        "PageUp" => (row.saturating_sub(LEAP), column),
        "PageDown" => ((row + LEAP).min(last_row), column),
        _ => return,
    };
    event.prevent_default();
    if let Some(target) = rows
        .get(row)
        .and_then(|boxes| boxes.get(column.min(boxes.len().saturating_sub(1))))
    {
        make_tab_stop(grid, target);
        let _ = target.focus();
    }
}

/// The row of the box that is being cleared may go. Then the focus moves to the row that takes its
/// place, to the one before it, or to the search.
pub fn outlive(event: &Event) {
    let Some(cleared) = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
    else {
        return;
    };
    let grid = cleared
        .closest("table")
        .ok()
        .flatten()
        .and_then(|table| table.dyn_into::<HtmlTableElement>().ok());
    let Some(grid) = grid else { return };
    let before = rows(&grid);
    let Some(row) = before.iter().position(|boxes| boxes.contains(&cleared)) else {
        return;
    };
    let column = before[row].iter().position(|input| *input == cleared);
    request_animation_frame(move || {
        if cleared.closest("tr[hidden]").ok().flatten().is_none() {
            return;
        }
        let now = rows(&grid);
        let Some(boxes) = now.get(row.min(now.len().saturating_sub(1))) else {
            to_search(&grid);
            return;
        };
        let last = boxes.len().saturating_sub(1);
        if let Some(next) = boxes.get(column.unwrap_or_default().min(last)) {
            make_tab_stop(&grid, next);
            let _ = next.focus();
        }
    });
}

fn to_search(grid: &HtmlTableElement) {
    let search = grid
        .closest(".scopes")
        .ok()
        .flatten()
        .and_then(|scopes| scopes.query_selector("input[type=search]").ok().flatten())
        .and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
    if let Some(search) = search {
        let _ = search.focus();
        search.select();
    }
}

fn tab_stop(grid: &HtmlTableElement) -> Option<HtmlElement> {
    grid.query_selector("input[tabindex='0']")
        .ok()
        .flatten()?
        .dyn_into()
        .ok()
}

fn make_tab_stop(grid: &HtmlTableElement, input: &HtmlInputElement) {
    if let Some(before) = tab_stop(grid) {
        before.set_tab_index(-1);
    }
    input.set_tab_index(0);
}
