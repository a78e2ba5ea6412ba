//! When leaving a form asks.

use crate::app::leave_guard::use_leave_guard;
use console_domain::unsaved_work::UnsavedWork;
use console_reactive::prelude::*;
use std::time::Duration;

/// How long a form has to be as it was before leaving is free again.
const UNCHANGED_FOR: Duration = Duration::from_secs(2);

/// What the guard of a page is to do.
pub enum Guarded {
    /// Leaving asks because of this.
    Work(UnsavedWork),
    /// Leaving is free.
    Nothing,
    /// Another part of the page sees to it.
    Elsewhere,
}

/// Leaving the page asks as long as `work`, which is tracked, says so. Typing often passes through the
/// original text, so the guard is disarmed only after that has stayed the same for a while.
pub fn guard_work(work: impl Fn() -> Guarded + Send + Sync + 'static) {
    let guard = use_leave_guard();
    let was_armed = StoredValue::new(false);
    let changes = StoredValue::new(0_u32);
    Effect::new(move |_| {
        changes.update_value(|changes| *changes += 1);
        match work() {
            Guarded::Work(work) => {
                was_armed.set_value(true);
                guard.arm(work);
            }
            Guarded::Nothing if was_armed.get_value() => {
                let now = changes.get_value();
                set_timeout(
                    move || {
                        if changes.try_get_value() == Some(now) {
                            was_armed.set_value(false);
                            guard.disarm_then(|| ());
                        }
                    },
                    UNCHANGED_FOR,
                );
            }
            Guarded::Nothing | Guarded::Elsewhere => {}
        }
    });
    on_cleanup(move || {
        // What was never armed here may belong to another page by now.
        if was_armed.try_get_value() != Some(false) {
            guard.release();
        }
    });
}
