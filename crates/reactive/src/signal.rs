//! Anything that can be read.

use super::{Memo, RwSignal, StoredValue, reading};
use std::rc::Rc;

/// A value to read, wherever it comes from: what parts of the page are given.
pub struct Signal<T: 'static>(Source<T>);

enum Source<T: 'static> {
    Constant(StoredValue<T>),
    Changing(RwSignal<T>),
    Memo(Memo<T>),
    Derived(StoredValue<Rc<dyn Fn() -> T>>),
}

impl<T: 'static> Clone for Source<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Copy for Source<T> {}

reading!(Signal);

impl<T: 'static> Signal<T> {
    /// One that is worked out each time it is read.
    pub fn derive(work_out: impl Fn() -> T + 'static) -> Self {
        Self(Source::Derived(StoredValue::new(Rc::new(work_out))))
    }

    /// One that never changes.
    pub fn stored(value: T) -> Self {
        Self(Source::Constant(StoredValue::new(value)))
    }

    /// The surroundings run again when it changes.
    pub fn track(&self) {
        match self.0 {
            Source::Constant(_) => {}
            Source::Changing(signal) => signal.track(),
            Source::Memo(memo) => memo.track(),
            Source::Derived(work_out) => {
                if let Some(work_out) = work_out.try_get_value() {
                    work_out();
                }
            }
        }
    }

    /// Shows the value to `look`. The surroundings run again when it changes.
    pub fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        match self.0 {
            Source::Constant(value) => value.with_value(look),
            Source::Changing(signal) => signal.with(look),
            Source::Memo(memo) => memo.with(look),
            // What it reads is tracked.
            Source::Derived(work_out) => look(&work_out.get_value()()),
        }
    }

    /// Shows the value to `look`, unless it is gone.
    pub fn try_with_untracked<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        match self.0 {
            Source::Constant(value) => value.try_with_value(look),
            Source::Changing(signal) => signal.try_with_untracked(look),
            Source::Memo(memo) => memo.try_with_untracked(look),
            Source::Derived(work_out) => {
                let work_out = work_out.try_get_value()?;
                Some(look(&leptos::prelude::untrack(|| work_out())))
            }
        }
    }
}

impl<T: 'static> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self(Source::Changing(signal))
    }
}

impl<T: 'static> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self(Source::Memo(memo))
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
