//! Media queries as signals.

use console_reactive::{RwSignal, Signal};
use wasm_bindgen::JsCast;

use super::events::listen;
use super::retain_until_cleanup;

/// Whether `query` matches now.
pub fn matches(query: &str) -> bool {
    web_sys::window()
        .and_then(|window| window.match_media(query).ok().flatten())
        .is_some_and(|list| list.matches())
}

/// Whether `query` matches, for as long as the current owner.
pub fn media(query: &str) -> Signal<bool> {
    let matching = RwSignal::new(matches(query));
    let list = web_sys::window().and_then(|window| window.match_media(query).ok().flatten());
    if let Some(list) = list {
        let reading = list.clone();
        retain_until_cleanup(listen(list.unchecked_ref(), "change", move |_| {
            matching.set(reading.matches());
        }));
    }
    matching.into()
}
