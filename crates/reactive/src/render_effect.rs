//! Effects that own what they make.

use super::sign_off;
use leptos::reactive::effect::RenderEffect as Inner;
use leptos::reactive::graph::ToAnySubscriber;
use std::ops::Deref;

/// An effect of Leptos that runs at once, keeps what it made, and ends when it is dropped.
pub struct RenderEffect<T: 'static>(Inner<T>);

impl<T: 'static> RenderEffect<T> {
    /// Runs `effect`, which is given what was there before, and again whenever a signal changes that it has read.
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
        sign_off(&self.0.to_any_subscriber());
    }
}
