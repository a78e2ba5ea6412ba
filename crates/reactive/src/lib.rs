//! Leptos's signals, with one piece of code for all types of values.
//!
//! Leptos compiles code of its own for each type of value that a signal, a memo or a stored value holds, and
//! for each closure of an effect; in this console that was a fifth of what a first visit downloads. Here
//! Leptos holds boxes of `dyn Any`, so that its code is there once, and what these thin types add for each
//! type of value is a few instructions. Names and meaning are those of Leptos: reading a signal whose owner
//! was cleaned up panics, and the `try_` methods are for callers that may come later than that.
//! [`spawn_scoped`] runs asynchronous code that never comes later.
//!
//! `use console_reactive::prelude::*` takes the place of `leptos::prelude::*` where no views are described;
//! with views it is `console_view::prelude`.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    reason = "a panic ends the whole app: pass the error on or choose a value"
)]

mod call;
mod effect;
mod in_use;
mod memo;
mod render_effect;
mod rw_signal;
mod signal;
mod stored_value;
mod task;

use leptos::reactive::graph::{AnySubscriber, Subscriber as _};
use leptos::reactive::owner::Owner;

pub use call::{Call, CallMut};
pub use effect::Effect;
pub use memo::Memo;
pub use render_effect::RenderEffect;
pub use rw_signal::RwSignal;
pub use signal::Signal;
pub use stored_value::StoredValue;
pub use task::{Scope, spawn_scoped};

/// Signals, and what else of Leptos is used where no views are described.
pub mod prelude {
    pub use super::expect_context;
    pub use super::{Effect, Memo, RwSignal, Scope, Signal, StoredValue, spawn_scoped};
    pub use leptos::callback::{Callable, Callback};
    pub use leptos::leptos_dom::helpers::*;
    pub use leptos::prelude::NodeRef;
    pub use leptos::reactive::graph::untrack;
    pub use leptos::reactive::owner::{Owner, on_cleanup, provide_context, use_context};
    pub use leptos::reactive::prelude::*;
    pub use leptos::reactive::signal::ArcRwSignal;
}

/// Unsubscribes `subscriber` from all that it has read. Leptos leaves that out when an effect or a memo is
/// dropped: each signal keeps a dead subscriber until it changes, each memo as long as it lives.
#[inline(never)]
fn clear_sources(subscriber: &AnySubscriber) {
    subscriber.clear_sources(subscriber);
}

/// [`clear_sources`] when the current owner is cleaned up.
#[inline(never)]
fn clear_sources_on_cleanup(subscriber: AnySubscriber) {
    Owner::on_cleanup(move || clear_sources(&subscriber));
}

/// The context of type `T` that this owner or one above it has provided. Panics if none has. Leptos's own
/// function formats the type's name for that, and brings the code for formatting along.
pub fn expect_context<T: Clone + 'static>() -> T {
    leptos::reactive::owner::use_context().unwrap_or_else(|| missing_context())
}

#[cold]
#[inline(never)]
#[expect(
    clippy::panic,
    reason = "as in Leptos, a context that is missing is a mistake in the program"
)]
fn missing_context() -> ! {
    panic!("expected a context that no owner has provided")
}

/// Panics as Leptos does.
#[cold]
#[inline(never)]
#[cfg_attr(debug_assertions, track_caller)]
#[expect(
    clippy::panic,
    reason = "as in Leptos, reading a disposed signal is a mistake in the program"
)]
fn disposed() -> ! {
    panic!("a value was read after its owner had been cleaned up")
}

/// Implements the methods for reading that all signals share, on top of `track`, `with` and
/// `try_with_untracked`.
macro_rules! impl_read {
    ($signal:ident) => {
        impl<T: 'static> $signal<T> {
            /// Applies `look` to the value without tracking it.
            #[cfg_attr(debug_assertions, track_caller)]
            pub fn with_untracked<R>(&self, look: impl FnOnce(&T) -> R) -> R {
                match self.try_with_untracked(look) {
                    Some(result) => result,
                    None => crate::disposed(),
                }
            }
        }

        impl<T: Clone + 'static> $signal<T> {
            /// The value, tracked.
            #[cfg_attr(debug_assertions, track_caller)]
            pub fn get(&self) -> T {
                self.with(T::clone)
            }

            /// The value, not tracked.
            #[cfg_attr(debug_assertions, track_caller)]
            pub fn get_untracked(&self) -> T {
                self.with_untracked(T::clone)
            }

            /// The value, not tracked; none if it was disposed.
            pub fn try_get_untracked(&self) -> Option<T> {
                self.try_with_untracked(T::clone)
            }
        }

        crate::impl_copy_handle!($signal);
    };
}
use impl_read;

/// Implements `Copy` for a handle, whatever `T` is.
macro_rules! impl_copy_handle {
    ($handle:ident) => {
        impl<T: 'static> Clone for $handle<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T: 'static> Copy for $handle<T> {}
    };
}
use impl_copy_handle;
