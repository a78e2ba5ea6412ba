//! Derived values that are cached.

use super::in_use::downcast;
use super::{clear_sources_on_cleanup, impl_read};
use leptos::reactive::computed::{ArcMemo, Memo as Inner};
use leptos::reactive::graph::ToAnySubscriber;
use leptos::reactive::prelude::*;
use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

type Value = Arc<dyn Any + Send + Sync>;
pub(crate) type Cell = Inner<Value>;

/// A derived value. It is computed when it is read and a signal that it has read has changed; its subscribers
/// run again only if the result differs.
pub struct Memo<T: 'static> {
    memo: Inner<Value>,
    kind: PhantomData<fn() -> T>,
}

impl_read!(Memo);

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// Creates a memo; `compute` is passed the previous value.
    pub fn new(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        Self {
            memo: make(Box::new(Computation {
                compute,
                kind: PhantomData,
            })),
            kind: PhantomData,
        }
    }
}

impl<T: 'static> Memo<T> {
    /// Subscribes the current observer.
    pub fn track(&self) {
        track(self.memo);
    }

    pub(crate) const fn cell(&self) -> Cell {
        self.memo
    }

    /// Applies `look` to the value, tracked.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        self.track();
        self.with_untracked(look)
    }

    /// Applies `look` to the value, not tracked; none if it was disposed.
    pub fn try_with_untracked<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        downcast(&*take(self.memo)?).map(look)
    }
}

/// What a memo computes. `dyn Fn` would also keep code that calls the closure by value.
trait Compute: Send + Sync {
    /// The value that follows `before`, and whether it differs.
    fn compute(&self, before: Option<Value>) -> (Value, bool);
}

struct Computation<F, T> {
    compute: F,
    kind: PhantomData<fn() -> T>,
}

impl<F, T> Compute for Computation<F, T>
where
    F: Fn(Option<&T>) -> T + Send + Sync,
    T: PartialEq + Send + Sync + 'static,
{
    fn compute(&self, before: Option<Value>) -> (Value, bool) {
        let known = before.as_ref().and_then(|before| downcast(&**before));
        let now = (self.compute)(known);
        let has_changed = known != Some(&now);
        match before {
            Some(before) if !has_changed => (before, false),
            _ => (Arc::new(now), true),
        }
    }
}

#[inline(never)]
fn make(compute: Box<dyn Compute>) -> Inner<Value> {
    let memo = ArcMemo::new_owning(move |before| compute.compute(before));
    clear_sources_on_cleanup(memo.to_any_subscriber());
    memo.into()
}

#[inline(never)]
pub(crate) fn track(memo: Cell) {
    memo.track();
}

#[inline(never)]
pub(crate) fn take(memo: Cell) -> Option<Value> {
    memo.try_get_untracked()
}
