//! The time, and a shared signal that follows it.

use std::cell::RefCell;
use std::time::Duration;

use chrono::{DateTime, Utc};
use console_reactive::{RwSignal, Signal};
use leptos::leptos_dom::helpers::{IntervalHandle, set_interval_with_handle};

/// The present moment.
#[expect(
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
    /// One for each reader, who takes it along: a signal of the whole page would remember every reader that it ever had,
    /// as effects do not sign off when they end.
    signals: Vec<RwSignal<DateTime<Utc>>>,
    /// At this number of signals those of readers that are gone are forgotten.
    full: usize,
    /// Kept so that a second ticker is never started; it runs as long as the page.
    _handle: Option<IntervalHandle>,
}

impl Ticker {
    fn forget_the_gone(&mut self) {
        self.signals.retain(|signal| !signal.is_disposed());
        self.full = (self.signals.len() * 2).max(64);
    }
}

thread_local! {
    static TICKER: RefCell<Option<Ticker>> = const { RefCell::new(None) };
}

/// The present moment as a signal that moves every 30 seconds: one timer for all the relative times on a page.
pub fn ticking_now() -> Signal<DateTime<Utc>> {
    let signal = RwSignal::new(now());
    TICKER.with_borrow_mut(|slot| {
        let ticker = slot.get_or_insert_with(|| Ticker {
            signals: Vec::new(),
            full: 64,
            _handle: set_interval_with_handle(catch_up, Duration::from_secs(30)).ok(),
        });
        if ticker.signals.len() >= ticker.full {
            ticker.forget_the_gone();
        }
        ticker.signals.push(signal);
    });
    signal.into()
}

/// Moves the signals at once: after the page was hidden, timers are late.
pub fn catch_up() {
    let signals = TICKER.with_borrow_mut(|slot| {
        let Some(ticker) = slot else { return vec![] };
        ticker.forget_the_gone();
        ticker.signals.clone()
    });
    // Not while the list is borrowed: whoever hears of it may ask for a signal.
    let now = now();
    for signal in signals {
        signal.try_set(now);
    }
}
