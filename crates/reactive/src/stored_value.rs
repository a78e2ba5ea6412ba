//! Values that belong to an owner and are not reactive.

use super::in_use::{Reading, Writing};
use super::{disposed, impl_copy_handle};
use leptos::reactive::owner::{LocalStorage, StoredValue as Inner};
use leptos::reactive::prelude::*;
use std::any::Any;
use std::marker::PhantomData;

pub(crate) type Cell = Inner<Box<dyn Any>, LocalStorage>;

/// A value that is dropped when the owner under which it was created is cleaned up. Changes notify nobody.
pub struct StoredValue<T: 'static> {
    cell: Cell,
    kind: PhantomData<fn() -> T>,
}

impl_copy_handle!(StoredValue);

impl<T: 'static> StoredValue<T> {
    /// Stores a value.
    pub fn new(value: T) -> Self {
        Self {
            cell: make(Box::new(value)),
            kind: PhantomData,
        }
    }

    pub(crate) const fn cell(&self) -> Cell {
        self.cell
    }

    /// Applies `look` to the value.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn with_value<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        match self.try_with_value(look) {
            Some(result) => result,
            None => disposed(),
        }
    }

    /// Applies `look` to the value; none if it was disposed.
    pub fn try_with_value<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        read(self.cell)?.value().map(look)
    }

    /// Changes the value. Nothing happens if it was disposed.
    pub fn update_value(&self, change: impl FnOnce(&mut T)) {
        let _ = self.try_update_value(change);
    }

    /// As [`Self::update_value`], with what `change` returns.
    pub fn try_update_value<R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        write(self.cell)?.value().map(change)
    }

    /// Replaces the value.
    pub fn set_value(&self, value: T) {
        self.update_value(|stored| *stored = value);
    }

    /// As [`Self::set_value`]; returns the value if the stored one was disposed.
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
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn get_value(&self) -> T {
        self.with_value(T::clone)
    }

    /// The value; none if it was disposed.
    pub fn try_get_value(&self) -> Option<T> {
        self.try_with_value(T::clone)
    }
}

#[inline(never)]
fn make(value: Box<dyn Any>) -> Cell {
    Inner::new_local(value)
}

#[inline(never)]
pub(crate) fn read(cell: Cell) -> Option<Reading> {
    cell.try_read_value().map(Reading::new)
}

#[inline(never)]
fn write(cell: Cell) -> Option<Writing> {
    cell.try_write_value().map(Writing::new)
}
