//! Where the focus goes when what had it is gone, such as the row of a deleted token.

use console_domain::id::TokenId;
use console_platform::focus;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The attribute that marks the place of a token's menu.
const MARK: &str = "data-token";

/// The mark for the place of a token's menu, as attribute value.
pub fn menu_place(id: &TokenId) -> String {
    id.to_string()
}

/// The tokens around one, best place first.
pub struct FocusCandidates(Vec<String>);

impl FocusCandidates {
    /// The token itself, those after it, those before it.
    pub fn around(id: &TokenId) -> Self {
        let here = menu_place(id);
        let all: Vec<String> = marked()
            .iter()
            .filter_map(|place| place.get_attribute(MARK))
            .collect();
        let at = all.iter().position(|place| *place == here);
        let mut places = vec![here];
        if let Some(at) = at {
            places.extend(all.iter().skip(at + 1).cloned());
            places.extend(all.iter().take(at).rev().cloned());
        }
        Self(places)
    }

    /// Gives the focus to the best place that is still there, or to the heading, if nothing has it.
    pub fn refocus(&self) {
        // A dialog that cannot give it back gives it to the heading.
        let is_kept = |active: Element| active.is_connected() && active.tag_name() != "H1";
        if focus::active().is_some_and(|active| is_kept(active.into())) {
            return;
        }
        let marked = marked();
        let found = self.0.iter().find_map(|wanted| {
            marked
                .iter()
                .find(|place| place.get_attribute(MARK).as_deref() == Some(wanted))
        });
        let button = found.and_then(|place| place.query_selector("button").ok().flatten());
        if !button.is_some_and(|button| focus::element(&button)) {
            focus::selector("main h1");
        }
    }
}

fn marked() -> Vec<HtmlElement> {
    let found = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector_all(&format!("[{MARK}]")).ok());
    let Some(found) = found else { return vec![] };
    (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into::<Element>().ok())
        .filter_map(|element| element.dyn_into().ok())
        .collect()
}
