//! Signals for reading, of any kind.

use super::in_use::{Seen, downcast};
use super::{Call, Memo, RwSignal, StoredValue, disposed, impl_read};
use leptos::prelude::untrack;
use std::any::Any;
use std::marker::PhantomData;
use std::rc::Rc;

/// A value to read, whether constant, signal, memo or derived: the type for properties of components.
pub struct Signal<T: 'static> {
    source: Source,
    kind: PhantomData<fn() -> T>,
}

/// Where the value comes from. Code for it is there once, and not for each type of values.
#[derive(Clone, Copy)]
enum Source {
    Constant(super::stored_value::Cell),
    Writable(super::rw_signal::Cell),
    Memo(super::memo::Cell),
    Derived(StoredValue<Rc<dyn Call<Box<dyn Any>>>>),
}

impl_read!(Signal);

impl<T: 'static> Signal<T> {
    /// A signal that is computed each time it is read.
    pub fn derive(compute: impl Fn() -> T + 'static) -> Self {
        let boxed = move || -> Box<dyn Any> { Box::new(compute()) };
        Self::of(Source::Derived(StoredValue::new(Rc::new(boxed))))
    }

    /// A constant.
    pub fn stored(value: T) -> Self {
        Self::of(Source::Constant(StoredValue::new(value).cell()))
    }

    /// Subscribes the current observer.
    pub fn track(&self) {
        self.source.track();
    }

    /// Applies `look` to the value, tracked.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        match self
            .source
            .read()
            .and_then(|seen| downcast(seen.any()).map(look))
        {
            Some(result) => result,
            None => disposed(),
        }
    }

    /// Applies `look` to the value, not tracked; none if it was disposed.
    pub fn try_with_untracked<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        downcast(self.source.read_untracked()?.any()).map(look)
    }

    const fn of(source: Source) -> Self {
        Self {
            source,
            kind: PhantomData,
        }
    }
}

impl Source {
    #[inline(never)]
    fn track(self) {
        match self {
            Self::Constant(_) => {}
            Self::Writable(cell) => super::rw_signal::track(cell),
            Self::Memo(cell) => super::memo::track(cell),
            // What it reads is tracked.
            Self::Derived(_) => drop(self.read_untracked_or_derived()),
        }
    }

    /// Its value, tracked.
    #[inline(never)]
    fn read(self) -> Option<Seen> {
        if !matches!(self, Self::Derived(_)) {
            self.track();
        }
        self.read_untracked_or_derived()
    }

    #[inline(never)]
    fn read_untracked(self) -> Option<Seen> {
        untrack(|| self.read_untracked_or_derived())
    }

    /// Its value. Only what a derived one reads is tracked.
    #[inline(never)]
    fn read_untracked_or_derived(self) -> Option<Seen> {
        Some(match self {
            Self::Constant(cell) => Seen::Cell(super::stored_value::read(cell)?),
            Self::Writable(cell) => Seen::Cell(super::rw_signal::read(cell)?),
            Self::Memo(cell) => Seen::Shared(super::memo::take(cell)?),
            Self::Derived(compute) => Seen::Own(compute.try_get_value()?.call()),
        })
    }
}

impl<T: 'static> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self::of(Source::Writable(signal.cell()))
    }
}

impl<T: 'static> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self::of(Source::Memo(memo.cell()))
    }
}

impl<T: 'static> From<T> for Signal<T> {
    fn from(value: T) -> Self {
        Self::stored(value)
    }
}

impl From<&str> for Signal<String> {
    fn from(text: &str) -> Self {
        Self::stored(text.to_owned())
    }
}

impl From<&str> for Signal<Option<String>> {
    fn from(text: &str) -> Self {
        Self::stored(Some(text.to_owned()))
    }
}

impl<T: Default + 'static> Default for Signal<T> {
    fn default() -> Self {
        Self::stored(T::default())
    }
}
