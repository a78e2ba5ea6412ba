//! What single keys do in lists. They press what is there, so that a key never does what a press would not.

use crate::app::leave_guard::{LeaveGuard, use_leave_guard};
use crate::app::navigation::Navigate;
use crate::app::route::Route;
use crate::features::tokens::may_edit_in;
use crate::session::{SessionStore, use_session};
use console_domain::shortcut::Shortcut;
use console_platform::focus;
use console_reactive::prelude::untrack;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlAnchorElement, HtmlElement, HtmlInputElement};

/// The names of tokens, each a link to its details.
const LINKS: &str = "main .table a.row-link";

/// Moves in a list and acts on its rows. Copies are the same.
#[derive(Clone, Copy)]
pub(super) struct InLists {
    session: SessionStore,
    guard: LeaveGuard,
    navigate: Navigate,
}

impl InLists {
    pub(super) fn new(navigate: Navigate) -> Self {
        Self {
            session: use_session(),
            guard: use_leave_guard(),
            navigate,
        }
    }

    /// Does what a key asks for, if there is something to do it with.
    pub(super) fn answer(self, shortcut: Shortcut) -> Option<()> {
        match shortcut {
            Shortcut::Search => {
                let field = find(&document()?, "main .filter-bar input")?;
                _ = focus::element(&field);
                field.dyn_into::<HtmlInputElement>().ok()?.select();
            }
            Shortcut::Next => move_by(true)?,
            Shortcut::Previous => move_by(false)?,
            Shortcut::Select => press_in(&row()?, ".cell-check input")?,
            Shortcut::Menu => press_in(&row()?, ".cell-menu button")?,
            Shortcut::Edit => self.edit()?,
            Shortcut::Create => {
                let link = find(&document()?, "main .page-actions a.btn-primary")?;
                link.dyn_into::<HtmlElement>().ok()?.click();
            }
            Shortcut::Palette | Shortcut::Help => {}
        }
        Some(())
    }

    fn edit(self) -> Option<()> {
        let link = row()?.query_selector("a.row-link").ok()??;
        let link: HtmlAnchorElement = link.dyn_into().ok()?;
        let Route::Details(kind, id) = Route::parse(&link.pathname())? else {
            return None;
        };
        // Whoever may only look has no such item in the menu either.
        if untrack(|| may_edit_in(self.session, kind)) == Some(true) {
            let href = Route::Edit(kind, id).href();
            let navigate = self.navigate;
            self.guard.ask(move || navigate.to(&href));
        }
        Some(())
    }
}

/// Moves the focus to the next row or the one before; no farther than the last or the first.
fn move_by(down: bool) -> Option<()> {
    let links = document()?.query_selector_all(LINKS).ok()?;
    let links: Vec<HtmlElement> = (0..links.length())
        .filter_map(|index| links.get(index)?.dyn_into().ok())
        .collect();
    let at = row().and_then(|row| {
        links
            .iter()
            .position(|link| row.contains(Some(link.as_ref())))
    });
    let next = match (at, down) {
        (None, true) => 0,
        (None, false) => links.len().checked_sub(1)?,
        (Some(at), true) => at + 1,
        (Some(at), false) => at.checked_sub(1)?,
    };
    _ = focus::element(links.get(next)?);
    Some(())
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

fn find(document: &Document, selector: &str) -> Option<Element> {
    document.query_selector(selector).ok()?
}

/// The row with the focus.
fn row() -> Option<Element> {
    focus::active()?.closest("main .table tbody tr").ok()?
}

fn press_in(row: &Element, selector: &str) -> Option<()> {
    let control = row.query_selector(selector).ok()??;
    control.dyn_into::<HtmlElement>().ok()?.click();
    Some(())
}
