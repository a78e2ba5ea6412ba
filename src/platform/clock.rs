//! The time, and a shared signal that follows it.

use std::cell::RefCell;
use std::time::Duration;

use chrono::{DateTime, Utc};
use leptos::prelude::{ArcReadSignal, ArcRwSignal, IntervalHandle, Set, set_interval_with_handle};

/// The present moment.
#[allow(
    clippy::disallowed_methods,
    reason = "the one place that may read the clock"
)]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Reads a date as HTTP writes it.
pub fn read_date(text: &str) -> Option<DateTime<Utc>> {
    let milliseconds = js_sys::Date::parse(text);
    let seconds = (milliseconds / 1000.0).round();
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a whole number of seconds, within what a date can be"
    )]
    seconds
        .is_finite()
        .then(|| DateTime::from_timestamp(seconds as i64, 0))?
}

struct Ticker {
    signal: ArcRwSignal<DateTime<Utc>>,
    /// Kept so that a second ticker is never started; it runs as long as the page.
    _handle: Option<IntervalHandle>,
}

thread_local! {
    static TICKER: RefCell<Option<Ticker>> = const { RefCell::new(None) };
}

/// The present moment as a signal that moves every 30 seconds: one timer for all the relative times on a page.
pub fn ticking_now() -> ArcReadSignal<DateTime<Utc>> {
    TICKER.with_borrow_mut(|slot| {
        slot.get_or_insert_with(|| {
            let signal = ArcRwSignal::new(now());
            let ticking = signal.clone();
            let handle =
                set_interval_with_handle(move || ticking.set(now()), Duration::from_secs(30)).ok();
            Ticker {
                signal,
                _handle: handle,
            }
        })
        .signal
        .read_only()
    })
}

/// Moves the shared signal at once: after the page was hidden, timers are late.
pub fn catch_up() {
    TICKER.with_borrow(|slot| {
        if let Some(ticker) = slot {
            ticker.signal.set(now());
        }
    });
}
