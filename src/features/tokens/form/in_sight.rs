//! Whether a form is in the document, or was only rendered ahead.

use console_reactive::prelude::*;

/// The context of a form that was rendered ahead: whether a page has taken it.
#[derive(Clone, Copy)]
pub struct InSight(pub RwSignal<bool>);

/// Whether the form of the current owner is in the document; tracked where it is read.
pub fn in_sight() -> Signal<bool> {
    use_context::<InSight>().map_or_else(|| Signal::stored(true), |InSight(signal)| signal.into())
}
