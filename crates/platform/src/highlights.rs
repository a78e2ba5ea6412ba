//! Marks on parts of texts that change nothing in the document (CSS Custom Highlight API).
//!
//! A style sheet says in `::highlight(name)` what they look like. A browser without this API shows no marks.

use super::events::{call, property};
use js_sys::{Array, Function, Reflect};
use std::ops::Range;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Node;

fn registry() -> Option<JsValue> {
    let window = web_sys::window()?;
    property(&property(&window, "CSS")?, "highlights")
}

/// Marks these ranges of text nodes, in UTF-16 units, under `name`, and removes the marks that were there
/// under that name.
pub fn mark<'a>(name: &str, marks: impl Iterator<Item = (&'a Node, Range<u32>)>) {
    let ranges = Array::new();
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        for (text, Range { start, end }) in marks {
            let Ok(range) = document.create_range() else {
                continue;
            };
            if range.set_start(text, start).is_ok() && range.set_end(text, end).is_ok() {
                ranges.push(&range);
            }
        }
    }
    if ranges.length() == 0 {
        forget(name);
        return;
    }
    let made = web_sys::window()
        .and_then(|window| property(&window, "Highlight")?.dyn_into::<Function>().ok())
        .and_then(|class| Reflect::construct(&class, &ranges).ok());
    if let (Some(registry), Some(highlight)) = (registry(), made) {
        call(&registry, "set", &[&JsValue::from_str(name), &highlight]);
    }
}

/// Takes every mark away that is there under `name`.
pub fn forget(name: &str) {
    if let Some(registry) = registry() {
        call(&registry, "delete", &[&JsValue::from_str(name)]);
    }
}
