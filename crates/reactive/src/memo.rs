//! Values that follow from others.

use super::{reading, sign_off_in_the_end};
use leptos::reactive::computed::{ArcMemo, Memo as Inner};
use leptos::reactive::graph::ToAnySubscriber;
use leptos::reactive::prelude::*;
use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

type Value = Arc<dyn Any + Send + Sync>;

/// A value that follows from others. It is worked out when it is read and one of them has changed; who has read it runs again
/// only when it has become another one.
pub struct Memo<T: 'static> {
    memo: Inner<Value>,
    kind: PhantomData<fn() -> T>,
}

reading!(Memo);

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// Makes one of what works it out, which is given the value of before.
    pub fn new(work_out: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        Self {
            memo: make(Box::new(move |before: Option<Value>| {
                let known = before.as_ref().and_then(|before| before.downcast_ref());
                let now = work_out(known);
                let has_changed = known != Some(&now);
                match before {
                    Some(before) if !has_changed => (before, false),
                    _ => (Arc::new(now) as Value, true),
                }
            })),
            kind: PhantomData,
        }
    }
}

impl<T: 'static> Memo<T> {
    /// The surroundings run again when it changes.
    pub fn track(&self) {
        self.memo.track();
    }

    /// Shows the value to `look`. The surroundings run again when it changes.
    pub fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        self.track();
        self.with_untracked(look)
    }

    /// Shows the value to `look`, unless it is gone.
    pub fn try_with_untracked<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        take(self.memo)?.downcast_ref().map(look)
    }
}

type WorkOut = Box<dyn Fn(Option<Value>) -> (Value, bool) + Send + Sync>;

#[inline(never)]
fn make(work_out: WorkOut) -> Inner<Value> {
    let memo = ArcMemo::new_owning(work_out);
    sign_off_in_the_end(memo.to_any_subscriber());
    memo.into()
}

#[inline(never)]
fn take(memo: Inner<Value>) -> Option<Value> {
    memo.try_get_untracked()
}
