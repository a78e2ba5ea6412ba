//! The command palette, the list of keys, and what single keys do in lists.

mod command;
mod dialog;
mod help;
mod in_lists;
mod search;

use super::organization_list::{Change, RefusalDialog};
use super::shortcuts::{Asked, is_still_meant};
use crate::app::navigation::use_navigate;
use console_domain::shortcut::Shortcut;
use console_view::prelude::*;
use dialog::PaletteDialog;
use help::HelpDialog;
use in_lists::InLists;

/// What the keyboard has opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Panel {
    /// The command palette.
    Palette,
    /// The list of keys.
    Help,
}

/// Answers what is asked for.
#[component(transparent)]
pub fn Palette(asked: Asked) -> impl IntoView {
    let change = Change::new();
    let panel = RwSignal::new(None::<Panel>);
    let in_lists = InLists::new(use_navigate());
    let answer = move |shortcut: Shortcut| match shortcut {
        Shortcut::Palette => panel.set(Some(Panel::Palette)),
        Shortcut::Help => panel.set(Some(Panel::Help)),
        // Keys that were pressed before their code had come may have lost their place.
        other if is_still_meant(other) => _ = in_lists.answer(other),
        _ => {}
    };
    Effect::new(move |_| {
        let all = asked.get();
        if !all.is_empty() {
            asked.set(Vec::new());
            // What they press reads signals that are no affair of this effect.
            untrack(|| all.into_iter().for_each(answer));
        }
    });
    view! {
        <PaletteDialog panel change />
        <HelpDialog panel />
        <RefusalDialog change />
    }
}

/// Whether a panel is open, as a dialog wants it.
fn open_as(panel: RwSignal<Option<Panel>>, which: Panel) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(panel.get() == Some(which)));
    Effect::new(move |before: Option<bool>| {
        let is_open = open.get();
        if before == Some(true) && !is_open && panel.get_untracked() == Some(which) {
            panel.set(None);
        }
        is_open
    });
    open
}
