//! Leptos's signals, with one piece of code for all types of values.
//!
//! Leptos makes code of its own for each type of value that a signal, a memo or a stored value holds, and for each closure of
//! an effect; in this console that was a fifth of what a first visit downloads. Here Leptos holds boxes that may contain
//! anything, so that its code is there once, and what these thin types add for each type of value is a few instructions. Names
//! and meaning are those of Leptos: reading what is gone with its owner is a mistake that ends the app, and the `try_` forms
//! are for callers that may come later than that.
//!
//! `use crate::prelude::*` takes the place of `leptos::prelude`, without what describes pages: see [`view`](console_view).

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    reason = "a panic ends the whole app: pass the error on or choose a value"
)]

mod effect;
mod memo;
mod render_effect;
mod rw_signal;
mod signal;
mod stored_value;

use leptos::reactive::graph::{AnySubscriber, Subscriber as _};
use leptos::reactive::owner::Owner;

pub use effect::Effect;
pub use memo::Memo;
pub use render_effect::RenderEffect;
pub use rw_signal::RwSignal;
pub use signal::Signal;
pub use stored_value::StoredValue;

/// Signals, and what else of Leptos is used without describing a page.
pub mod prelude {
    pub use super::expect_context;
    pub use super::{Effect, Memo, RwSignal, Signal, StoredValue};
    pub use leptos::callback::{Callable, Callback};
    pub use leptos::leptos_dom::helpers::*;
    pub use leptos::prelude::NodeRef;
    pub use leptos::reactive::graph::untrack;
    pub use leptos::reactive::owner::{Owner, on_cleanup, provide_context, use_context};
    pub use leptos::reactive::prelude::*;
    pub use leptos::reactive::signal::ArcRwSignal;
}

/// Lets everything forget `reader` that it has read. Leptos leaves that out when an effect or a memo ends: a signal would keep
/// what is left of it until it changes, and a memo as long as there is one.
#[inline(never)]
fn sign_off(reader: &AnySubscriber) {
    reader.clear_sources(reader);
}

/// The same when the current owner ends.
#[inline(never)]
fn sign_off_in_the_end(reader: AnySubscriber) {
    Owner::on_cleanup(move || sign_off(&reader));
}

/// What an owner above has provided. To ask for what nobody has provided is a mistake that ends the app. Leptos's own would
/// bring along the code that writes texts for debugging.
pub fn expect_context<T: Clone + 'static>() -> T {
    leptos::reactive::owner::use_context().unwrap_or_else(|| unprovided())
}

#[cold]
#[inline(never)]
#[expect(
    clippy::panic,
    reason = "as in Leptos, a context that is missing is a mistake in the program"
)]
fn unprovided() -> ! {
    panic!("something was asked for that nobody has provided")
}

/// Ends the app as Leptos does it.
#[cold]
#[inline(never)]
#[expect(
    clippy::panic,
    reason = "as in Leptos, reading a disposed signal is a mistake in the program"
)]
fn gone() -> ! {
    panic!("a value was read that is gone with its owner")
}

/// Gives every signal the same ways to read it.
macro_rules! reading {
    ($kind:ident) => {
        impl<T: 'static> $kind<T> {
            /// Shows the value to `look`.
            pub fn with_untracked<R>(&self, look: impl FnOnce(&T) -> R) -> R {
                self.try_with_untracked(look)
                    .unwrap_or_else(|| crate::gone())
            }
        }

        impl<T: Clone + 'static> $kind<T> {
            /// The value. The surroundings run again when it changes.
            pub fn get(&self) -> T {
                self.with(T::clone)
            }

            /// The value.
            pub fn get_untracked(&self) -> T {
                self.with_untracked(T::clone)
            }

            /// The value, unless it is gone.
            pub fn try_get_untracked(&self) -> Option<T> {
                self.try_with_untracked(T::clone)
            }
        }

        crate::handle!($kind);
    };
}
use reading;

/// Copies are the same thing.
macro_rules! handle {
    ($kind:ident) => {
        impl<T: 'static> Clone for $kind<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T: 'static> Copy for $kind<T> {}
    };
}
use handle;
