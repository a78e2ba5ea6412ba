//! Which layer of the page is on top.
//!
//! While a modal dialog is open everything outside it is inert: toasts there cannot be pressed and live regions there are not
//! read. So each dialog brings its own regions, and only those of the topmost layer speak.

use leptos::prelude::*;

use super::id::unique;
use crate::platform::keep;

thread_local! {
    static STACK: ArcRwSignal<Vec<String>> = ArcRwSignal::new(Vec::new());
}

struct Layer(String);

impl Drop for Layer {
    fn drop(&mut self) {
        STACK
            .with(Clone::clone)
            .update(|stack| stack.retain(|id| *id != self.0));
    }
}

/// Adds a layer for as long as the current owner, and tells whether it is on top.
pub(super) fn enter() -> impl Fn() -> bool + Clone + Send + Sync + 'static {
    let id = unique("layer");
    let stack = STACK.with(Clone::clone);
    stack.update(|stack| stack.push(id.clone()));
    keep(Layer(id.clone()));
    move || stack.with(|stack| stack.last() == Some(&id))
}
