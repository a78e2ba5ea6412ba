//! When somebody last did something in any tab of the console: one time, shared by all tabs.

use super::events::{Listener, on_window};
use super::storage::{self, Area};
use chrono::{DateTime, Utc};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::PointerEvent;

/// Where the time stands, in seconds since 1970. It says nothing of who it was, or what was done.
const KEY: &str = "last-input";

/// What somebody's doing ends with. Not how it begins: whatever disappears because of an input must not
/// disappear under the second half of it.
const EVENTS: [&str; 5] = ["keyup", "click", "input", "wheel", "pointermove"];

/// The time, by this device's clock; `None` when nobody has done anything yet.
pub fn get() -> Option<DateTime<Utc>> {
    let seconds = storage::get(Area::Local, KEY)?.parse().ok()?;
    DateTime::from_timestamp(seconds, 0)
}

/// Somebody does something `now`, by this device's clock.
pub fn note(now: DateTime<Utc>) {
    storage::set(Area::Local, KEY, &now.timestamp().to_string());
}

/// Calls back at every input of a person in this tab. What scripts send is none, and neither is a pointer that
/// rests while the page moves below it.
pub fn on_input(handler: impl Fn() + 'static) -> Vec<Listener> {
    let handler = Rc::new(handler);
    let place = Rc::new(Cell::new(None));
    let listen = |name| {
        let (handler, place) = (Rc::clone(&handler), Rc::clone(&place));
        on_window(name, move |event| {
            let rests = event.dyn_ref::<PointerEvent>().is_some_and(|pointer| {
                let here = Some((pointer.screen_x(), pointer.screen_y()));
                pointer.type_() == "pointermove" && place.replace(here) == here
            });
            if event.is_trusted() && !rests {
                handler();
            }
        })
    };
    EVENTS.into_iter().filter_map(listen).collect()
}
