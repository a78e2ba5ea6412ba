//! Effects.

use super::{CallMut, clear_sources_on_cleanup};
use leptos::reactive::effect::Effect as Inner;
use leptos::reactive::graph::ToAnySubscriber;

/// An effect of Leptos, with one piece of code for all closures.
pub struct Effect;

impl Effect {
    /// Runs `effect` once, and again whenever a signal changes that it has read, until the current owner is
    /// cleaned up. It is passed what it returned the last time.
    #[expect(
        clippy::new_ret_no_self,
        reason = "Leptos's name; nobody needs the handle"
    )]
    pub fn new<T: 'static>(mut effect: impl FnMut(Option<T>) -> T + 'static) {
        let mut before = None;
        run(Box::new(move || before = Some(effect(before.take()))));
    }
}

#[inline(never)]
fn run(mut effect: Box<dyn CallMut<()>>) {
    let effect = move || effect.call_mut();
    clear_sources_on_cleanup(Inner::new(effect).to_any_subscriber());
}
