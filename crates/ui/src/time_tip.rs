//! The exact time beside a point in time on which the pointer rests, or that is focused or tapped.
//!
//! A list has three hundred points in time, and one of them at most shows its tip. So the listeners are on
//! the document, once for all of them, and the tip is made when it is shown (WCAG 1.4.13: it can be
//! dismissed, the pointer can move onto it, and it stays until then).

use chrono::{DateTime, Utc};
use console_platform::events::{Listener, key, on_document, on_window_first};
use console_platform::intl;
use console_view::Node;
use console_view::prelude::*;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::{Mountable, Render, queue_microtask};
use std::cell::{OnceCell, RefCell};
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventTarget, HtmlElement, MouseEvent, Node as DomNode};

use super::popover::show_beside;

/// What holds a point in time, and the button in it: see [`super::date_time`].
const TIME: &str = ".time";
const BUTTON: &str = ".time-button";
/// The id of the tip, by which it describes the button.
const TIP: &str = "time-tip";

/// How long the pointer rests on a point in time until its tip is shown. A pointer that only passes, or below
/// which a page of other tokens appears, asks for nothing.
pub const REST: Duration = Duration::from_millis(200);

struct Shown {
    /// What it stands beside.
    time: Element,
    /// What it says is written at the button, as RFC 3339.
    at: String,
    tip: <Node as Render>::State,
}

thread_local! {
    static SHOWN: RefCell<Option<Shown>> = const { RefCell::new(None) };
    /// The point in time on which the pointer has begun to rest.
    static RESTING: RefCell<Option<(Element, TimeoutHandle)>> = const { RefCell::new(None) };
    /// As long as the page.
    static LISTENERS: OnceCell<Vec<Option<Listener>>> = const { OnceCell::new() };
}

/// Shows tips from now on.
pub(super) fn watch() {
    LISTENERS.with(|listeners| {
        listeners.get_or_init(|| {
            // A key is heard before a dialog around the button hears it.
            let mut all = vec![on_window_first("keydown", pressed)];
            for name in ["pointerover", "pointerout", "focusin", "focusout", "click"] {
                all.push(on_document(name, heard));
            }
            all
        });
    });
}

fn heard(event: Event) {
    match event.type_().as_str() {
        "pointerover" => {
            if let Some(time) = newly_on(&event, TIME) {
                rest(time);
            }
        }
        "focusin" | "click" => {
            if let Some(time) = newly_on(&event, BUTTON) {
                show_at(time);
            }
        }
        // Not when the pointer only moves within; an event without a pointer is about its target alone.
        "pointerout" | "focusout" => {
            let stays = |time: &Element| {
                let to = event.dyn_ref().and_then(MouseEvent::related_target);
                !is_within(event.target(), time) || is_within(to, time)
            };
            leave_unless(&stays);
            hide_unless(&stays);
        }
        _ => {}
    }
}

/// Escape dismisses the tip alone, and a dialog around it with the next press.
fn pressed(event: Event) {
    let is_shown = is_shown();
    if !is_shown && RESTING.with_borrow(Option::is_none) {
        return;
    }
    if event.dyn_ref().map(key).as_deref() != Some("Escape") {
        return;
    }
    leave();
    if is_shown {
        event.prevent_default();
        event.stop_propagation();
        hide();
    }
}

/// To be called where a point in time is written: it may be the one whose tip is shown.
pub(super) fn changed() {
    if is_shown() {
        queue_microtask(follow);
    }
}

/// Brings the tip that is shown up to date with the point in time beside it.
fn follow() {
    let changed = SHOWN.with_borrow(|shown| {
        let shown = shown.as_ref()?;
        (written_at(&shown.time)? != shown.at).then(|| shown.time.clone())
    });
    if let Some(time) = changed {
        show_at(time);
    }
}

fn is_shown() -> bool {
    SHOWN.with_borrow(|shown| {
        shown
            .as_ref()
            .is_some_and(|shown| shown.time.is_connected())
    })
}

fn is_within(target: Option<EventTarget>, time: &Element) -> bool {
    let node = target.and_then(|target| target.dyn_into::<DomNode>().ok());
    time.contains(node.as_ref())
}

/// The point in time at a button, as it is written there for programs.
fn written_at(time: &Element) -> Option<String> {
    time.query_selector("time").ok()??.get_attribute("datetime")
}

/// The point in time on whose `part` something has happened, if it does not have its tip. Not when the
/// pointer only moves within: a tip that was dismissed comes back when the pointer does (WCAG 1.4.13).
fn newly_on(event: &Event, part: &str) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let time = target.closest(part).ok()??.closest(TIME).ok()??;
    let from = event.dyn_ref().and_then(MouseEvent::related_target);
    let is_there =
        SHOWN.with_borrow(|shown| shown.as_ref().is_some_and(|shown| shown.time == time));
    (!is_there && !is_within(from, &time)).then_some(time)
}

/// Shows the tip of `time` when the pointer has stayed there for a while.
fn rest(time: Element) {
    leave();
    let rested_on = time.clone();
    let show = move || {
        RESTING.take();
        if rested_on.is_connected() {
            show_at(rested_on);
        }
    };
    // Without a timer there is no tip; focus and tap still show it.
    if let Ok(timer) = set_timeout_with_handle(show, REST) {
        RESTING.set(Some((time, timer)));
    }
}

/// Forgets where the pointer has begun to rest.
fn leave() {
    leave_unless(&|_| false);
}

/// Forgets where the pointer has begun to rest, unless it `stays` there.
fn leave_unless(stays: &dyn Fn(&Element) -> bool) {
    let left = RESTING.with_borrow_mut(|resting| resting.take_if(|(time, _)| !stays(time)));
    if let Some((_, timer)) = left {
        timer.clear();
    }
}

/// Shows the tip of `time`, and hides any other.
fn show_at(time: Element) {
    leave();
    hide();
    let Some(at) = written_at(&time) else { return };
    // The parser of the API's answers; that behind `parse` is four times as long.
    let Ok(moment) = DateTime::parse_from_rfc3339(&at) else {
        return;
    };
    let mut tip = tip(moment.to_utc()).build();
    tip.mount(&time, None);
    let button = time.query_selector(BUTTON).ok().flatten();
    let button = button.and_then(|button| button.dyn_into::<HtmlElement>().ok());
    let made = time
        .last_element_child()
        .and_then(|tip| tip.dyn_into::<HtmlElement>().ok());
    if let (Some(made), Some(button)) = (made, button) {
        _ = button.set_attribute("aria-describedby", TIP);
        show_beside(&made, &button);
    }
    SHOWN.set(Some(Shown { time, at, tip }));
}

fn tip(at: DateTime<Utc>) -> Node {
    view! {
        <span id=TIP class="tip" popover="manual" role="tooltip">
            <span class="tip-line">{intl::date_time_long(at)}</span>
            <span class="tip-line tip-muted">{intl::date_time_utc(at)}</span>
        </span>
    }
    .into_node()
}

fn hide() {
    hide_unless(&|_| false);
}

/// Hides the tip that is shown, unless it `stays` beside its point in time.
fn hide_unless(stays: &dyn Fn(&Element) -> bool) {
    let gone = SHOWN.with_borrow_mut(|shown| shown.take_if(|shown| !stays(&shown.time)));
    let Some(Shown { time, mut tip, .. }) = gone else {
        return;
    };
    tip.unmount();
    if let Ok(Some(button)) = time.query_selector(BUTTON) {
        _ = button.remove_attribute("aria-describedby");
    }
}
