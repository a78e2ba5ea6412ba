//! Signals.

use super::impl_read;
use super::in_use::{Reading, Writing};
use leptos::reactive::owner::LocalStorage;
use leptos::reactive::prelude::*;
use leptos::reactive::signal::RwSignal as Inner;
use std::any::Any;
use std::marker::PhantomData;

pub(crate) type Cell = Inner<Box<dyn Any>, LocalStorage>;

/// A signal: its subscribers run again when it changes. It is disposed when the owner under which it was
/// created is cleaned up.
pub struct RwSignal<T: 'static> {
    cell: Cell,
    kind: PhantomData<fn() -> T>,
}

impl_read!(RwSignal);

impl<T: 'static> RwSignal<T> {
    /// Creates a signal.
    pub fn new(value: T) -> Self {
        Self {
            cell: make(Box::new(value)),
            kind: PhantomData,
        }
    }

    /// Subscribes the current observer.
    pub fn track(&self) {
        track(self.cell);
    }

    pub(crate) const fn cell(&self) -> Cell {
        self.cell
    }

    /// Applies `look` to the value, tracked.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        self.track();
        self.with_untracked(look)
    }

    /// Applies `look` to the value, not tracked; none if it was disposed.
    pub fn try_with_untracked<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        read(self.cell)?.value().map(look)
    }

    /// Sets the value and notifies subscribers.
    pub fn set(&self, value: T) {
        put(self.cell, Box::new(value));
    }

    /// As [`Self::set`]; returns the value if the signal was disposed.
    pub fn try_set(&self, value: T) -> Option<T> {
        if self.cell.is_disposed() {
            return Some(value);
        }
        self.set(value);
        None
    }

    /// Changes the value and notifies subscribers. Nothing happens if the signal was disposed.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        let _ = self.try_update(change);
    }

    /// As [`Self::update`], with what `change` returns.
    pub fn try_update<R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let result = self.try_update_untracked(change);
        if result.is_some() {
            self.cell.notify();
        }
        result
    }

    /// As [`Self::try_update`], without notifying subscribers.
    pub fn try_update_untracked<R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        write(self.cell)?.value().map(change)
    }

    /// Whether its owner was cleaned up.
    pub fn is_disposed(&self) -> bool {
        self.cell.is_disposed()
    }
}

#[inline(never)]
pub(crate) fn track(cell: Cell) {
    cell.track();
}

#[inline(never)]
fn make(value: Box<dyn Any>) -> Cell {
    Inner::new_local(value)
}

#[inline(never)]
fn put(cell: Cell, value: Box<dyn Any>) {
    cell.set(value);
}

#[inline(never)]
pub(crate) fn read(cell: Cell) -> Option<Reading> {
    cell.try_read_untracked().map(Reading::new)
}

#[inline(never)]
fn write(cell: Cell) -> Option<Writing> {
    cell.try_write_untracked().map(Writing::new)
}

/// Whether both are the same signal.
impl<T: 'static> PartialEq for RwSignal<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cell == other.cell
    }
}

impl<T: 'static> Eq for RwSignal<T> {}

impl<T: Default + 'static> Default for RwSignal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}
