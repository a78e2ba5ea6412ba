//! Showing the state of a machine as signals.

use console_reactive::prelude::*;

/// Sets `signal` if the value is new. Does nothing when the page to which it belongs was left.
pub fn publish<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.try_with_untracked(|before| *before != value) == Some(true) {
        signal.try_set(value);
    }
}
