//! Work that takes so long that somebody should see it.

use console_reactive::prelude::*;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use std::time::Duration;

/// Shorter work shows no sign of progress: it would flash, and drawing it would delay the answer.
const UNNOTICED: Duration = Duration::from_millis(150);

/// Whether `is_busy` has held for a while without a break.
pub fn is_slow(is_busy: Memo<bool>) -> Signal<bool> {
    let is_slow = RwSignal::new(false);
    let mut timer: Option<TimeoutHandle> = None;
    Effect::new(move |_| {
        let is_busy = is_busy.get();
        if let Some(timer) = timer.take() {
            timer.clear();
        }
        if is_busy {
            let show = move || _ = is_slow.try_set(true);
            // Without a timer there is no sign.
            timer = set_timeout_with_handle(show, UNNOTICED).ok();
        } else {
            super::publish::publish(is_slow, false);
        }
    });
    is_slow.into()
}
