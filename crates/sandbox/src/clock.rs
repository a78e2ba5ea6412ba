//! The clock is a part of the state: nothing else in the sandbox asks what time it is.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};

use chrono::Utc;

use crate::time::Micros;

#[derive(Clone, Copy, Debug)]
enum Mode {
    /// Runs like the machine's clock, this far ahead of it.
    Running { ahead: Micros },
    /// Stands still.
    Frozen { at: Micros },
}

/// A clock that runs, or stands still (`--now`), and can be moved (`POST /sandbox/clock`).
#[derive(Debug)]
pub(crate) struct Clock {
    start: Mode,
    mode: Mutex<Mode>,
    last: AtomicI64,
}

impl Clock {
    /// A clock standing at `frozen`, or the machine's clock.
    pub(crate) fn new(frozen: Option<Micros>) -> Self {
        let start = match frozen {
            Some(at) => Mode::Frozen { at },
            None => Mode::Running { ahead: 0 },
        };
        Self {
            start,
            mode: Mutex::new(start),
            last: AtomicI64::new(i64::MIN),
        }
    }

    /// Now.
    pub(crate) fn now(&self) -> Micros {
        match *self.mode.lock().unwrap_or_else(PoisonError::into_inner) {
            Mode::Running { ahead } => machine().saturating_add(ahead),
            Mode::Frozen { at } => at,
        }
    }

    /// Now, but later than every tick before: rows made one after the other keep their order even
    /// while the clock stands still.
    pub(crate) fn tick(&self) -> Micros {
        let now = self.now();
        let next = |last: Micros| now.max(last.saturating_add(1));
        let before = self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| {
                Some(next(last))
            });
        next(before.unwrap_or_else(|last| last))
    }

    /// Makes it `at` now; a running clock goes on running from there.
    pub(crate) fn set(&self, at: Micros) {
        self.last.store(i64::MIN, Ordering::Relaxed);
        let mut mode = self.mode.lock().unwrap_or_else(PoisonError::into_inner);
        *mode = match *mode {
            Mode::Running { .. } => Mode::Running {
                ahead: at.saturating_sub(machine()),
            },
            Mode::Frozen { .. } => Mode::Frozen { at },
        };
    }

    /// Back to what the command line said.
    pub(crate) fn reset(&self) {
        self.last.store(i64::MIN, Ordering::Relaxed);
        *self.mode.lock().unwrap_or_else(PoisonError::into_inner) = self.start;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the machine's clock"
)]
fn machine() -> Micros {
    Utc::now().timestamp_micros()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY;

    #[test]
    fn a_frozen_clock_stands_where_it_is_put() {
        let clock = Clock::new(Some(5));
        assert_eq!(clock.now(), 5);
        clock.set(7);
        assert_eq!(clock.now(), 7);
        clock.reset();
        assert_eq!(clock.now(), 5);
    }

    #[test]
    fn ticks_differ_while_the_clock_stands_still() {
        let clock = Clock::new(Some(5));
        assert_eq!([clock.tick(), clock.tick(), clock.tick()], [5, 6, 7]);
        clock.set(3);
        assert_eq!(clock.tick(), 3);
    }

    #[test]
    fn a_running_clock_keeps_its_distance() {
        let clock = Clock::new(None);
        let before = clock.now();
        clock.set(before + DAY);
        assert!(clock.now() >= before + DAY);
    }
}
