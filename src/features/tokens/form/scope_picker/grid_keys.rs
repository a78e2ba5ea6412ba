//! Moving in the grid by keys: one tab stop, arrows inside (ARIA practices, "grid").

use super::rows::Rows;
use leptos::ev::KeyboardEvent;
use leptos::prelude::request_animation_frame;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

/// Where a box stands among the rows that are shown: row and column.
fn position(rows: &Rows, input: &HtmlInputElement) -> Option<(usize, usize)> {
    let (object, verb, _) = rows.find(input)?;
    let row = rows
        .shown()
        .iter()
        .position(|shown| std::ptr::eq(*shown, object))?;
    let column = object.boxes().iter().position(|(own, _)| *own == verb)?;
    Some((row, column))
}

/// Moves the focus to the box nearest to this place among the rows that are shown. `false` when there is
/// none.
fn focus(rows: &Rows, row: usize, column: usize) -> bool {
    let shown = rows.shown();
    let nearest = shown.get(row).or(shown.last());
    let Some((_, input)) = nearest.and_then(|row| row.boxes().get(column).or(row.boxes().last()))
    else {
        return false;
    };
    rows.make_tab_stop(input);
    input.focus().is_ok()
}

/// Arrows move by one, Home and End within the row, with Ctrl to the first and last row, Page Up
/// and Page Down by ten rows; Escape and "/" go back to the search.
pub fn on_key(rows: &Rows, event: &KeyboardEvent) {
    const LEAP: usize = 10;
    const END: usize = usize::MAX;
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
        to_search(&focused);
        return;
    }
    let Some((row, column)) = position(rows, &focused) else {
        return;
    };
    let far = event.ctrl_key() || event.meta_key();
    let (row, column) = match key.as_str() {
        "ArrowUp" if row == 0 => {
            event.prevent_default();
            to_search(&focused);
            return;
        }
        "ArrowUp" => (row - 1, column),
        "ArrowDown" => (row + 1, column),
        "ArrowLeft" => (row, column.saturating_sub(1)),
        "ArrowRight" => (row, column + 1),
        "Home" => (if far { 0 } else { row }, 0),
        "End" => (if far { END } else { row }, END),
        "PageUp" => (row.saturating_sub(LEAP), column),
        "PageDown" => (row + LEAP, column),
        _ => return,
    };
    event.prevent_default();
    focus(rows, row, column);
}

/// The row of the box that is being cleared may go. Then the focus moves to the row that takes its
/// place, to the one before it, or to the search.
pub fn restore_focus(rows: Rc<Rows>, cleared: HtmlInputElement) {
    let Some((row, column)) = position(&rows, &cleared) else {
        return;
    };
    request_animation_frame(move || {
        let went = rows
            .find(&cleared)
            .is_some_and(|(object, ..)| !object.is_shown());
        if went && !focus(&rows, row, column) {
            to_search(&cleared);
        }
    });
}

/// Moves the focus from a box to the search above the grid.
fn to_search(from: &Element) {
    let search = from
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
