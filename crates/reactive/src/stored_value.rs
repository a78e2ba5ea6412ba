//! Values that belong to an owner and tell nobody.

use super::{gone, handle};
use leptos::reactive::owner::{LocalStorage, StoredValue as Inner};
use leptos::reactive::prelude::*;
use std::any::Any;
use std::marker::PhantomData;

type Cell = Inner<Box<dyn Any>, LocalStorage>;

/// A value that lives as long as the owner under which it was made, and tells nobody when it changes.
pub struct StoredValue<T: 'static> {
    cell: Cell,
    kind: PhantomData<fn() -> T>,
}

handle!(StoredValue);

impl<T: 'static> StoredValue<T> {
    /// Stores a value.
    pub fn new(value: T) -> Self {
        Self {
            cell: make(Box::new(value)),
            kind: PhantomData,
        }
    }

    /// Shows the value to `look`.
    pub fn with_value<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        self.try_with_value(look).unwrap_or_else(|| gone())
    }

    /// Shows the value to `look`, unless it is gone.
    pub fn try_with_value<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        let (mut look, mut seen) = (Some(look), None);
        show(self.cell, &mut |value| {
            seen = value
                .downcast_ref()
                .and_then(|value| Some(look.take()?(value)));
        });
        seen
    }

    /// Lets `change` change the value. Nothing happens when it is gone.
    pub fn update_value(&self, change: impl FnOnce(&mut T)) {
        let _ = self.try_update_value(change);
    }

    /// As [`Self::update_value`], with what `change` answers.
    pub fn try_update_value<R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let (mut change, mut answer) = (Some(change), None);
        hand(self.cell, &mut |value| {
            answer = value
                .downcast_mut()
                .and_then(|value| Some(change.take()?(value)));
        });
        answer
    }

    /// Puts another value in its place.
    pub fn set_value(&self, value: T) {
        self.update_value(|stored| *stored = value);
    }

    /// As [`Self::set_value`]; gives the value back when there is no place any more.
    pub fn try_set_value(&self, value: T) -> Option<T> {
        let mut value = Some(value);
        self.try_update_value(|stored| {
            if let Some(value) = value.take() {
                *stored = value;
            }
        });
        value
    }
}

impl<T: Clone + 'static> StoredValue<T> {
    /// The value.
    pub fn get_value(&self) -> T {
        self.with_value(T::clone)
    }

    /// The value, unless it is gone.
    pub fn try_get_value(&self) -> Option<T> {
        self.try_with_value(T::clone)
    }
}

#[inline(never)]
fn make(value: Box<dyn Any>) -> Cell {
    Inner::new_local(value)
}

#[inline(never)]
fn show(cell: Cell, look: &mut dyn FnMut(&dyn Any)) {
    cell.try_with_value(|value| look(&**value));
}

#[inline(never)]
fn hand(cell: Cell, change: &mut dyn FnMut(&mut dyn Any)) {
    cell.try_update_value(|value| change(&mut **value));
}
