//! The time, and a shared signal that follows it.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use console_reactive::prelude::{Owner, RwSignal, Signal};
use leptos::leptos_dom::helpers::{IntervalHandle, set_interval_with_handle, set_timeout};

/// The present moment by this device's clock, which may be wrong: for measuring and for what is corrected by
/// itself.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that may read the clock"
)]
pub fn device_now() -> DateTime<Utc> {
    Utc::now()
}

/// The present moment by the backend's clock as far as that is known (see [`set_ahead`]), else by this
/// device's. What the console judges and writes is judged by the backend, too.
pub fn now() -> DateTime<Utc> {
    device_now() + AHEAD.get()
}

/// Says how far the backend's clock is ahead of this device's. A few seconds are no difference: that is the
/// way of an answer.
pub fn set_ahead(ahead: TimeDelta) {
    let ahead = if ahead.abs() <= SAME {
        TimeDelta::zero()
    } else {
        ahead
    };
    if AHEAD.replace(ahead) != ahead {
        catch_up();
    }
}

/// How far the backend's clock is ahead of this device's, as far as that is known; tracked.
pub fn ahead() -> TimeDelta {
    last_tick().track();
    AHEAD.get()
}

/// A change of the known difference up to this is ignored.
const SAME: TimeDelta = TimeDelta::seconds(10);

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
    now: RwSignal<DateTime<Utc>>,
    /// The signal belongs to the page, not to the component that asks for it first.
    _owner: Owner,
    /// Kept so that a second timer is never started; it runs as long as the page.
    _handle: Option<IntervalHandle>,
}

impl Ticker {
    fn start() -> Self {
        // Without a parent, unlike `Owner::new`.
        let owner = Owner::default();
        Self {
            now: owner.with(|| RwSignal::new(now())),
            _owner: owner,
            _handle: set_interval_with_handle(catch_up, TICK).ok(),
        }
    }
}

thread_local! {
    static AHEAD: Cell<TimeDelta> = const { Cell::new(TimeDelta::zero()) };
    static TICKER: RefCell<Option<Ticker>> = const { RefCell::new(None) };
    static IS_CATCHING_UP: Cell<bool> = const { Cell::new(false) };
}

/// How often the signal of [`ticking_now`] moves.
const TICK: Duration = Duration::from_secs(30);

/// The present moment as a signal that moves every 30 seconds: one timer and one signal for all the relative
/// times on a page, which change together. Where the timer is late, as it is in a hidden page, the signal
/// moves a moment after it was asked for. What was created just now is "now" on it and not of the future:
/// relative times are exact to a minute.
pub fn ticking_now() -> Signal<DateTime<Utc>> {
    let signal = last_tick();
    // Once for all that ask together: a list asks three times for each row, and each change of the signal
    // runs all of them again. And not at once: who asks is being rendered, in the place of something whose
    // effects still follow the signal.
    let is_late = (now() - signal.get_untracked())
        .to_std()
        .is_ok_and(|age| age > TICK + LATE);
    if is_late && !IS_CATCHING_UP.replace(true) {
        set_timeout(
            || {
                IS_CATCHING_UP.set(false);
                catch_up();
            },
            Duration::ZERO,
        );
    }
    signal
}

/// A timer is late by some milliseconds always, and by this only where something holds it up.
const LATE: Duration = Duration::from_secs(2);

/// As [`ticking_now`], but asking does not move it: for what waits for a moment and shows none. A page that
/// is about to ask the backend learns from the answer what time it is there.
pub fn last_tick() -> Signal<DateTime<Utc>> {
    TICKER
        .with_borrow_mut(|slot| slot.get_or_insert_with(Ticker::start).now)
        .into()
}

/// Moves the signal at once: after the page was hidden, timers are late.
pub fn catch_up() {
    let signal = TICKER.with_borrow(|slot| slot.as_ref().map(|ticker| ticker.now));
    if let Some(signal) = signal {
        signal.set(now());
    }
}
