//! When somebody last did something in any tab of the console: one time, shared by all tabs.

use super::events::{Listener, on_window, on_window_first};
use super::storage::{self, Area};
use chrono::{DateTime, Utc};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::PointerEvent;

/// Where the time stands, in seconds since 1970. It says nothing of who it was, or what was done.
const KEY: &str = "last-input";

/// Where the time of the last sign-in stands, likewise.
const SIGN_IN_KEY: &str = "last-sign-in";

/// What somebody's doing begins with.
const BEGINNINGS: [&str; 3] = ["keydown", "pointerdown", "click"];

/// What somebody's doing ends with. Not how it begins: whatever disappears because of an input must not
/// disappear under the second half of it.
const EVENTS: [&str; 5] = ["keyup", "click", "input", "wheel", "pointermove"];

/// The time, by this device's clock; `None` when nobody has done anything yet.
pub fn get() -> Option<DateTime<Utc>> {
    read(KEY)
}

/// Somebody does something `now`, by this device's clock.
pub fn note(now: DateTime<Utc>) {
    write(KEY, now);
}

/// When somebody last signed in in any tab, by this device's clock.
pub fn last_sign_in() -> Option<DateTime<Utc>> {
    read(SIGN_IN_KEY)
}

/// Somebody signs in `now`, by this device's clock.
pub fn note_sign_in(now: DateTime<Utc>) {
    write(SIGN_IN_KEY, now);
}

fn read(key: &str) -> Option<DateTime<Utc>> {
    let seconds = storage::get(Area::Local, key)?.parse().ok()?;
    DateTime::from_timestamp(seconds, 0)
}

fn write(key: &str, time: DateTime<Utc>) {
    storage::set(Area::Local, key, &time.timestamp().to_string());
}

/// Calls back before anything else hears of an input of a person in this tab; when `refuse` says so, nothing
/// else does.
pub fn before_input(refuse: impl Fn() -> bool + 'static) -> Vec<Listener> {
    let refuse = Rc::new(refuse);
    let listen = |name| {
        let refuse = Rc::clone(&refuse);
        on_window_first(name, move |event| {
            if event.is_trusted() && refuse() {
                event.stop_immediate_propagation();
                event.prevent_default();
            }
        })
    };
    BEGINNINGS.into_iter().filter_map(listen).collect()
}

/// Calls back at every input of a person in this tab, with whether it is only a movement. What scripts send
/// is none, and neither is a pointer that rests while the page moves below it.
pub fn on_input(handler: impl Fn(bool) + 'static) -> Vec<Listener> {
    let handler = Rc::new(handler);
    let place = Rc::new(Cell::new(None));
    let listen = |name| {
        let (handler, place) = (Rc::clone(&handler), Rc::clone(&place));
        on_window(name, move |event| {
            let is_movement = event.type_() == "pointermove";
            let rests = event.dyn_ref::<PointerEvent>().is_some_and(|pointer| {
                let here = Some((pointer.screen_x(), pointer.screen_y()));
                is_movement && place.replace(here) == here
            });
            if event.is_trusted() && !rests {
                handler(is_movement);
            }
        })
    };
    EVENTS.into_iter().filter_map(listen).collect()
}
