//! The command palette, the list of keys, and what single keys do in lists.

mod command;
mod dialog;
mod help;
mod in_lists;
mod search;

use super::organization_list::{Change, RefusalDialog};
use super::shortcuts::{Keys, shortcut_of};
use crate::app::navigation::use_navigate;
use console_domain::shortcut::Shortcut;
use console_platform::events::on_document;
use console_platform::retain_until_cleanup;
use console_view::prelude::*;
use dialog::PaletteDialog;
use help::HelpDialog;
use in_lists::InLists;

/// What the keyboard has opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The command palette.
    Palette,
    /// The list of keys.
    Help,
}

/// Answers shortcuts from now on.
#[component(transparent)]
pub fn Palette(
    /// What was asked for before it came.
    keys: Keys,
) -> impl IntoView {
    let change = Change::new();
    let in_lists = InLists::new(use_navigate());
    let answer = move |shortcut: Shortcut| match shortcut {
        Shortcut::Palette => keys.panel.set(Some(Panel::Palette)),
        Shortcut::Help => keys.panel.set(Some(Panel::Help)),
        other => _ = in_lists.answer(other),
    };
    keys.is_here.set_value(true);
    on_cleanup(move || _ = keys.is_here.try_set_value(false));
    retain_until_cleanup(on_document("keydown", move |event| {
        if let Some(shortcut) = shortcut_of(&event) {
            answer(shortcut);
        }
    }));
    if let Some(first) = untrack(|| keys.first.get()) {
        answer(first);
    }
    view! {
        <PaletteDialog keys change />
        <HelpDialog keys />
        <RefusalDialog change />
    }
}

/// Whether a panel is open, as a dialog wants it.
fn open_as(keys: Keys, panel: Panel) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(keys.panel.get() == Some(panel)));
    Effect::new(move |before: Option<bool>| {
        let is_open = open.get();
        if before == Some(true) && !is_open && keys.panel.get_untracked() == Some(panel) {
            keys.panel.set(None);
        }
        is_open
    });
    open
}
