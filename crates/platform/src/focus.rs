//! Moving the keyboard focus.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement};

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The element that has the focus, unless that is the page itself.
pub fn active() -> Option<HtmlElement> {
    let active = document()?.active_element()?;
    if active.tag_name().eq_ignore_ascii_case("body") {
        None
    } else {
        active.dyn_into().ok()
    }
}

/// Whether somebody has chosen a field since `before` had the focus. Buttons do not count: what opens and
/// closes hands the focus to them by itself.
pub fn has_moved_to_field(before: Option<&HtmlElement>) -> bool {
    active().is_some_and(|now| {
        Some(&now) != before && now.matches("input, select, textarea").unwrap_or(false)
    })
}

/// Focuses an element; `false` when it does not take the focus.
pub fn element(target: &Element) -> bool {
    let Some(html) = target.dyn_ref::<HtmlElement>() else {
        return false;
    };
    html.focus().is_ok()
        && document()
            .and_then(|document| document.active_element())
            .as_ref()
            == Some(target)
}

/// Focuses the element with this id.
pub fn id(id: &str) -> bool {
    document()
        .and_then(|document| document.get_element_by_id(id))
        .is_some_and(|found| element(&found))
}

/// Focuses the first element that matches.
pub fn selector(selector: &str) -> bool {
    document()
        .and_then(|document| document.query_selector(selector).ok().flatten())
        .is_some_and(|found| element(&found))
}

/// Before the focused control goes: gives the focus to what stays, the dialog around it or the page's
/// heading.
pub fn leave_control() {
    let dialog = active().and_then(|active| active.closest("dialog").ok().flatten());
    if !dialog.is_some_and(|dialog| element(&dialog)) {
        selector("main h1");
    }
}

/// Selects what an element contains, as dragging the mouse over it does.
pub fn select_contents(target: &Element) {
    let selection = web_sys::window().and_then(|window| window.get_selection().ok().flatten());
    if let Some(selection) = selection {
        // It fails only for an element of another document.
        _ = selection.select_all_children(target);
    }
}

/// When the page has changed, gives a focus that went with what is gone to the first of these that takes it.
/// What has the focus now and is still shown then has not lost it to the change: the focus is on its way to
/// something else, such as a menu that opens.
pub fn rescue(selectors: &'static [&'static str]) {
    let before = active();
    leptos::prelude::request_animation_frame(move || {
        let is_shown = |element: HtmlElement| element.is_connected() && element.offset_width() > 0;
        if active().is_none() && !before.is_some_and(is_shown) {
            selectors.iter().any(|place| selector(place));
        }
    });
}

/// Where the focus was, to give it back.
#[derive(Clone, Debug, Default)]
pub struct Saved(Option<HtmlElement>);

/// Remembers where the focus is.
pub fn save() -> Saved {
    Saved(active())
}

impl Saved {
    /// Gives the focus back; `false` when the element is gone or cannot take it any more.
    pub fn restore(&self) -> bool {
        self.0
            .as_ref()
            .is_some_and(|target| target.is_connected() && element(target))
    }
}
