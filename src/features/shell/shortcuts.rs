//! The first key that asks for something. What answers it, and all further ones, comes with it.

use super::palette::Panel;
use crate::app::lazy::{lazy, lazy_on_demand, loading};
use console_domain::shortcut::{Press, Shortcut};
use console_platform::events::{key, on_document};
use console_platform::{retain_until_cleanup, shortcut_keys};
use console_view::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, KeyboardEvent};

lazy!(palette: fn palette(keys: Keys) => view! { <super::palette::Palette keys /> });

/// What the keyboard has asked for. Copies are the same.
#[derive(Clone, Copy)]
pub struct Keys {
    /// The panel that is open.
    pub panel: RwSignal<Option<Panel>>,
    /// The shortcut that came before its code.
    pub first: RwSignal<Option<Shortcut>>,
    /// Whether the code has come, and answers by itself.
    pub is_here: StoredValue<bool>,
}

/// Provides [`Keys`].
pub fn provide_keys() {
    provide_context(Keys {
        panel: RwSignal::new(None),
        first: RwSignal::new(None),
        is_here: StoredValue::new(false),
    });
}

/// The [`Keys`] of the frame.
pub fn use_keys() -> Keys {
    expect_context()
}

/// Listens for the first shortcut. One in the frame.
#[component(transparent)]
pub fn Shortcuts() -> impl IntoView {
    let keys = use_keys();
    retain_until_cleanup(on_document("keydown", move |event| {
        if !keys.is_here.get_value()
            && let Some(shortcut) = shortcut_of(&event)
        {
            keys.first.set(Some(shortcut));
        }
    }));
    lazy_on_demand(
        move || keys.first.with(Option::is_some) || keys.panel.with(Option::is_some),
        loading,
        move || Box::pin(palette(keys)),
    )
}

/// What is open above the page: shortcuts rest then.
const OPEN: &str = "dialog[open], :popover-open";
/// Where letters mean something else.
const TYPING: &str = "input:not([type=checkbox]), textarea, select";
/// What every list has.
pub const LIST: &str = "main .filter-bar";

/// What a press asks for here, if anything; the browser's own answer to it is prevented then.
pub fn shortcut_of(event: &Event) -> Option<Shortcut> {
    let event: &KeyboardEvent = event.dyn_ref()?;
    let document = web_sys::window()?.document()?;
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let shortcut = Shortcut::of(
        Press {
            key: &key(event),
            with_command: event.ctrl_key() || event.meta_key(),
            with_alt: event.alt_key(),
            with_shift: event.shift_key(),
            is_typing: target.matches(TYPING).unwrap_or(true),
        },
        shortcut_keys::are_on(),
    )?;
    let is_meant = !has(&document, OPEN) && (!shortcut.is_of_lists() || has(&document, LIST));
    is_meant.then(|| {
        event.prevent_default();
        shortcut
    })
}

fn has(document: &Document, selector: &str) -> bool {
    document
        .query_selector(selector)
        .is_ok_and(|found| found.is_some())
}
