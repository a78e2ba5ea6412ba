//! Values that change.

use super::reading;
use leptos::reactive::owner::LocalStorage;
use leptos::reactive::prelude::*;
use leptos::reactive::signal::RwSignal as Inner;
use std::any::Any;
use std::marker::PhantomData;

type Cell = Inner<Box<dyn Any>, LocalStorage>;

/// A value that tells who has read it when it changes. It lives as long as the owner under which it was made.
pub struct RwSignal<T: 'static> {
    cell: Cell,
    kind: PhantomData<fn() -> T>,
}

reading!(RwSignal);

impl<T: 'static> RwSignal<T> {
    /// Makes one.
    pub fn new(value: T) -> Self {
        Self {
            cell: make(Box::new(value)),
            kind: PhantomData,
        }
    }

    /// The surroundings run again when it changes.
    pub fn track(&self) {
        self.cell.track();
    }

    /// Shows the value to `look`. The surroundings run again when it changes.
    pub fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        self.track();
        self.with_untracked(look)
    }

    /// Shows the value to `look`, unless it is gone.
    pub fn try_with_untracked<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        let (mut look, mut seen) = (Some(look), None);
        show(self.cell, &mut |value| {
            seen = value
                .downcast_ref()
                .and_then(|value| Some(look.take()?(value)));
        });
        seen
    }

    /// Puts another value in its place.
    pub fn set(&self, value: T) {
        put(self.cell, Box::new(value));
    }

    /// As [`Self::set`]; gives the value back when the signal is gone.
    pub fn try_set(&self, value: T) -> Option<T> {
        if self.cell.is_disposed() {
            return Some(value);
        }
        self.set(value);
        None
    }

    /// Lets `change` change the value, and tells who has read it. Nothing happens when it is gone.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        let _ = self.try_update(change);
    }

    /// As [`Self::update`], with what `change` answers.
    pub fn try_update<R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let answer = self.try_update_untracked(change);
        if answer.is_some() {
            self.cell.notify();
        }
        answer
    }

    /// As [`Self::try_update`], and tells nobody.
    pub fn try_update_untracked<R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let (mut change, mut answer) = (Some(change), None);
        hand(self.cell, &mut |value| {
            answer = value
                .downcast_mut()
                .and_then(|value| Some(change.take()?(value)));
        });
        answer
    }

    /// Whether it is gone with its owner.
    pub fn is_disposed(&self) -> bool {
        self.cell.is_disposed()
    }
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
fn show(cell: Cell, look: &mut dyn FnMut(&dyn Any)) {
    cell.try_with_untracked(|value| look(&**value));
}

#[inline(never)]
fn hand(cell: Cell, change: &mut dyn FnMut(&mut dyn Any)) {
    cell.try_update_untracked(|value| change(&mut **value));
}

impl<T: Default + 'static> Default for RwSignal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}
