//! Effects.

use super::sign_off_in_the_end;
use leptos::reactive::effect::Effect as Inner;
use leptos::reactive::graph::ToAnySubscriber;

/// An effect of Leptos, with one piece of code for all of them: Leptos would make one for each closure.
pub struct Effect;

impl Effect {
    /// Runs `effect` once, and again whenever a signal changes that it has read. It is given what it returned the last time.
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
fn run(effect: Box<dyn FnMut()>) {
    sign_off_in_the_end(Inner::new(effect).to_any_subscriber());
}
