//! Media queries as signals.

use leptos::prelude::{ReadSignal, Set, signal};
use wasm_bindgen::JsCast;

use super::events::listen;
use super::keep;

/// Whether `query` matches now.
pub fn matches(query: &str) -> bool {
    web_sys::window()
        .and_then(|window| window.match_media(query).ok().flatten())
        .is_some_and(|list| list.matches())
}

/// Whether `query` matches, for as long as the current owner.
pub fn media(query: &str) -> ReadSignal<bool> {
    let (matching, set) = signal(matches(query));
    let list = web_sys::window().and_then(|window| window.match_media(query).ok().flatten());
    if let Some(list) = list {
        let reading = list.clone();
        keep(listen(list.unchecked_ref(), "change", move |_| {
            set.set(reading.matches());
        }));
    }
    matching
}
