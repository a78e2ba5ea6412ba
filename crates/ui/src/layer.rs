//! Which layer of the page is on top.
//!
//! While a modal dialog is open everything outside it is inert: toasts there cannot be pressed and live
//! regions there are not read. So each dialog renders its own regions, and only those of the topmost layer
//! speak.

use console_reactive::prelude::*;

use super::id::unique;
use console_platform::retain_until_cleanup;

/// What a layer brings: each kind has its own stack, because a layer brings one of each.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Announcer,
    Toasts,
}

thread_local! {
    static ANNOUNCERS: ArcRwSignal<Vec<String>> = ArcRwSignal::new(Vec::new());
    static TOASTS: ArcRwSignal<Vec<String>> = ArcRwSignal::new(Vec::new());
}

struct Layer {
    stack: ArcRwSignal<Vec<String>>,
    id: String,
}

impl Drop for Layer {
    fn drop(&mut self) {
        self.stack.update(|stack| stack.retain(|id| *id != self.id));
    }
}

/// Adds a layer for as long as the current owner, and tells whether it is on top.
pub(super) fn enter(kind: Kind) -> impl Fn() -> bool + Clone + Send + Sync + 'static {
    let stack = match kind {
        Kind::Announcer => ANNOUNCERS.with(Clone::clone),
        Kind::Toasts => TOASTS.with(Clone::clone),
    };
    let id = unique("layer");
    stack.update(|stack| stack.push(id.clone()));
    retain_until_cleanup(Layer {
        stack: stack.clone(),
        id: id.clone(),
    });
    move || stack.with(|stack| stack.last() == Some(&id))
}
