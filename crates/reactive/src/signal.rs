//! Signals for reading, of any kind.

use super::{Call, Memo, RwSignal, StoredValue, impl_read};
use std::rc::Rc;

/// A value to read, whether constant, signal, memo or derived: the type for properties of components.
pub struct Signal<T: 'static>(Source<T>);

enum Source<T: 'static> {
    Constant(StoredValue<T>),
    Writable(RwSignal<T>),
    Memo(Memo<T>),
    Derived(StoredValue<Rc<dyn Call<T>>>),
}

impl<T: 'static> Clone for Source<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Copy for Source<T> {}

impl_read!(Signal);

impl<T: 'static> Signal<T> {
    /// A signal that is computed each time it is read.
    pub fn derive(compute: impl Fn() -> T + 'static) -> Self {
        Self(Source::Derived(StoredValue::new(Rc::new(compute))))
    }

    /// A constant.
    pub fn stored(value: T) -> Self {
        Self(Source::Constant(StoredValue::new(value)))
    }

    /// Subscribes the current observer.
    pub fn track(&self) {
        match self.0 {
            Source::Constant(_) => {}
            Source::Writable(signal) => signal.track(),
            Source::Memo(memo) => memo.track(),
            Source::Derived(compute) => {
                if let Some(compute) = compute.try_get_value() {
                    compute.call();
                }
            }
        }
    }

    /// Applies `look` to the value, tracked.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        match self.0 {
            Source::Constant(value) => value.with_value(look),
            Source::Writable(signal) => signal.with(look),
            Source::Memo(memo) => memo.with(look),
            // What it reads is tracked.
            Source::Derived(compute) => look(&compute.get_value().call()),
        }
    }

    /// Applies `look` to the value, not tracked; none if it was disposed.
    pub fn try_with_untracked<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        match self.0 {
            Source::Constant(value) => value.try_with_value(look),
            Source::Writable(signal) => signal.try_with_untracked(look),
            Source::Memo(memo) => memo.try_with_untracked(look),
            Source::Derived(compute) => {
                let compute = compute.try_get_value()?;
                Some(look(&leptos::prelude::untrack(|| compute.call())))
            }
        }
    }
}

impl<T: 'static> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self(Source::Writable(signal))
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
