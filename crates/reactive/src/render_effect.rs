//! Effects that keep what they render.

use super::clear_sources;
use leptos::reactive::effect::RenderEffect as Inner;
use leptos::reactive::graph::ToAnySubscriber;
use std::ops::Deref;

/// An effect of Leptos that runs at once, keeps what it returned, and ends when it is dropped. What it
/// returned is dropped with it. Leptos drops that when the effect's task ends, which is later: until then
/// effects in it would run for what has changed in the same moment, and their signals may be gone.
pub struct RenderEffect<T: 'static>(Inner<T>);

impl<T: 'static> RenderEffect<T> {
    /// Runs `effect` at once, and again whenever a signal changes that it has read. It is passed what it
    /// returned the last time, at first `before`.
    pub fn new(effect: impl FnMut(Option<T>) -> T + 'static, before: Option<T>) -> Self {
        Self(Inner::new_with_value(effect, before))
    }
}

impl<T: 'static> Deref for RenderEffect<T> {
    type Target = Inner<T>;

    fn deref(&self) -> &Inner<T> {
        &self.0
    }
}

impl<T: 'static> Drop for RenderEffect<T> {
    fn drop(&mut self) {
        drop(self.0.take_value());
        clear_sources(&self.0.to_any_subscriber());
    }
}
