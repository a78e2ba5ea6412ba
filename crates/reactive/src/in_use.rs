//! Values while they are read or changed.
//!
//! What is compiled for each place that reads a signal is a call of [`Reading::value`] and what that place
//! does with the value. Handing it a closure instead would give each place a closure, its table of functions
//! and a copy of what finds the value.

use leptos::reactive::signal::guards::{Plain, ReadGuard, UntrackedWriteGuard};
use std::any::Any;
use std::sync::Arc;

type Boxed = Box<dyn Any>;

/// A value that cannot be changed as long as this lives.
pub(crate) struct Reading(ReadGuard<Boxed, Plain<Boxed>>);

impl Reading {
    pub(crate) fn new(guard: ReadGuard<Boxed, Plain<Boxed>>) -> Self {
        Self(guard)
    }

    pub(crate) fn value<T: 'static>(&self) -> Option<&T> {
        downcast(self.any())
    }

    #[inline(never)]
    fn any(&self) -> &dyn Any {
        &**self.0
    }
}

/// A value that nothing else can read or change as long as this lives.
pub(crate) struct Writing(UntrackedWriteGuard<Boxed>);

impl Writing {
    pub(crate) fn new(guard: UntrackedWriteGuard<Boxed>) -> Self {
        Self(guard)
    }

    pub(crate) fn value<T: 'static>(&mut self) -> Option<&mut T> {
        downcast_mut(self.any())
    }

    #[inline(never)]
    fn any(&mut self) -> &mut dyn Any {
        &mut **self.0
    }
}

/// A value of a signal, of whatever kind that is.
pub(crate) enum Seen {
    Cell(Reading),
    Shared(Arc<dyn Any + Send + Sync>),
    Own(Box<dyn Any>),
}

impl Seen {
    #[inline(never)]
    pub(crate) fn any(&self) -> &dyn Any {
        match self {
            Self::Cell(reading) => reading.any(),
            Self::Shared(value) => &**value,
            Self::Own(value) => &**value,
        }
    }
}

/// One copy for each type: a `TypeId` is a constant that does not compress.
#[inline(never)]
pub(crate) fn downcast<T: 'static>(value: &dyn Any) -> Option<&T> {
    value.downcast_ref()
}

/// As [`downcast`].
#[inline(never)]
fn downcast_mut<T: 'static>(value: &mut dyn Any) -> Option<&mut T> {
    value.downcast_mut()
}
