//! How far pages were scrolled: a step back or forward in the history leads to where the page was left.
//!
//! Browsers do that by themselves only for pages that are there at once; lists come from the backend.

use crate::app::leave_guard::href;
use console_platform::events::{on_window, property};
use console_platform::retain_until_cleanup;
use js_sys::Reflect;
use leptos::prelude::request_animation_frame;
use std::cell::RefCell;
use web_sys::Window;

/// How many addresses are remembered.
const REMEMBERED: usize = 50;

/// How many frames a page has to become as long as it was: about ten seconds.
const FRAMES: u32 = 600;

#[derive(Default)]
struct Scroll {
    /// The address that is shown.
    here: String,
    /// Addresses and how far they were scrolled when they were left, the last one at the end.
    left: Vec<(String, f64)>,
    /// Whether the address was reached by a step in the history.
    is_return: bool,
    /// Counts the changes of address.
    generation: u32,
}

thread_local! {
    static SCROLL: RefCell<Scroll> = RefCell::default();
}

/// Takes over from the browser. Call it before the router, which renders the page that a step in the history
/// leads to, and after whatever keeps the router from that.
pub fn remember_positions() {
    let Some(window) = web_sys::window() else {
        return;
    };
    // Without it the browser scrolls as well: to the end of what is there already.
    if let Ok(history) = window.history() {
        let _ = Reflect::set(&history, &"scrollRestoration".into(), &"manual".into());
    }
    SCROLL.with_borrow_mut(|scroll| scroll.here = href());
    retain_until_cleanup(on_window("popstate", |_| {
        let reached = href();
        leave_for(&reached);
        let (position, generation) = SCROLL.with_borrow_mut(|scroll| {
            scroll.is_return = true;
            let found = scroll.left.iter().find(|(address, _)| *address == reached);
            (found.map(|(_, position)| *position), scroll.generation)
        });
        if let Some(position) = position {
            scroll_when_possible(position, generation, FRAMES);
        }
    }));
}

/// Another address is about to be shown.
pub fn leave_for(next: &str) {
    let position = web_sys::window().and_then(|window| window.scroll_y().ok());
    SCROLL.with_borrow_mut(|scroll| {
        let left = std::mem::replace(&mut scroll.here, next.to_owned());
        scroll.left.retain(|(address, _)| *address != left);
        scroll.left.push((left, position.unwrap_or_default()));
        if scroll.left.len() > REMEMBERED {
            scroll.left.remove(0);
        }
        scroll.is_return = false;
        scroll.generation += 1;
    });
}

/// Whether the page that is shown was reached by a step in the history: then it is not scrolled to its top.
pub fn is_return() -> bool {
    SCROLL.with_borrow(|scroll| scroll.is_return)
}

/// Scrolls as soon as the page is long enough, unless somebody has scrolled or gone on meanwhile.
fn scroll_when_possible(position: f64, generation: u32, frames: u32) {
    request_animation_frame(move || {
        let Some(window) = web_sys::window() else {
            return;
        };
        if SCROLL.with_borrow(|scroll| scroll.generation) != generation {
            return;
        }
        if farthest(&window) >= position || frames == 0 {
            window.scroll_to_with_x_and_y(0.0, position);
        } else {
            scroll_when_possible(position, generation, frames - 1);
        }
    });
}

/// How far the page can be scrolled.
fn farthest(window: &Window) -> f64 {
    let page = window
        .document()
        .and_then(|document| document.document_element());
    let number =
        |of: &wasm_bindgen::JsValue, name| property(of, name).and_then(|found| found.as_f64());
    let height = page.and_then(|page| number(&page, "scrollHeight"));
    height.unwrap_or_default() - number(window, "innerHeight").unwrap_or_default()
}
