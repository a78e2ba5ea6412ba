//! Keys that ask for something. What answers them comes with the first.

use crate::app::lazy::{lazy, lazy_on_demand, loading};
use console_domain::shortcut::{Press, Shortcut};
use console_platform::events::{key, on_document};
use console_platform::keyboard::has_command_key;
use console_platform::{focus, retain_until_cleanup, shortcut_keys};
use console_view::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, KeyboardEvent};

lazy!(palette: fn palette(asked: Asked) => view! { <super::palette::Palette asked /> });

/// What the keyboard, or a menu in its place, has asked for and nothing has answered yet.
pub type Asked = RwSignal<Vec<Shortcut>>;

/// Listens for shortcuts. One in the frame.
#[component(transparent)]
pub fn Shortcuts(asked: Asked) -> impl IntoView {
    retain_until_cleanup(on_document("keydown", move |event| {
        if let Some(shortcut) = shortcut_of(&event) {
            asked.update(|asked| asked.push(shortcut));
        }
    }));
    lazy_on_demand(
        move || !asked.with(Vec::is_empty),
        loading,
        move || Box::pin(palette(asked)),
    )
}

/// What is open above the page, or keeps it out of reach: shortcuts rest then. Not the tip of a date, which
/// comes by itself.
const OPEN: &str = "dialog[open], [popover=auto]:popover-open, main[inert]";
/// Where letters mean something else.
const TYPING: &str = "input:not([type=checkbox]), textarea, select";
/// What every list has.
const LIST: &str = "main .filter-bar";

/// The keys of the command palette, as people read them.
pub fn palette_keys() -> &'static str {
    if has_command_key() { "⌘ K" } else { "Ctrl K" }
}

/// What a press asks for here, if anything; the browser's own answer to it is prevented then.
fn shortcut_of(event: &Event) -> Option<Shortcut> {
    let event: &KeyboardEvent = event.dyn_ref()?;
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let is_typing = target.matches(TYPING).unwrap_or(true);
    // Most presses are letters of a text, and somebody waits for each of them to appear.
    if is_typing && !event.meta_key() && !event.ctrl_key() {
        return None;
    }
    let document = web_sys::window()?.document()?;
    let shortcut = Shortcut::of(
        Press {
            key: &key(event),
            // Ctrl K deletes to the end of the line in fields of a Mac.
            with_command: if has_command_key() {
                event.meta_key()
            } else {
                event.ctrl_key()
            },
            with_alt: event.alt_key(),
            with_shift: event.shift_key(),
            is_typing,
        },
        shortcut_keys::are_on(),
    )?;
    is_possible(&document, shortcut).then(|| {
        event.prevent_default();
        shortcut
    })
}

fn is_possible(document: &Document, shortcut: Shortcut) -> bool {
    !has(document, OPEN) && (!shortcut.is_of_lists() || has(document, LIST))
}

/// Whether what was asked for a moment ago still has its place: nothing was opened meanwhile, and nobody has
/// begun to type.
pub fn is_still_meant(shortcut: Shortcut) -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let is_typing = focus::active().is_some_and(|active| active.matches(TYPING).unwrap_or(true));
    document.is_some_and(|document| is_possible(&document, shortcut))
        && !(is_typing && shortcut.is_of_lists())
}

fn has(document: &Document, selector: &str) -> bool {
    document
        .query_selector(selector)
        .is_ok_and(|found| found.is_some())
}
