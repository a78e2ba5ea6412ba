//! The clock is a part of the state: nothing else in the sandbox asks what time it is.

use std::sync::{Mutex, PoisonError};

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
        }
    }

    /// Now.
    pub(crate) fn now(&self) -> Micros {
        match *self.mode.lock().unwrap_or_else(PoisonError::into_inner) {
            Mode::Running { ahead } => machine().saturating_add(ahead),
            Mode::Frozen { at } => at,
        }
    }

    /// Makes it `at` now; a running clock goes on running from there.
    pub(crate) fn set(&self, at: Micros) {
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
        *self.mode.lock().unwrap_or_else(PoisonError::into_inner) = self.start;
    }
}

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
    fn a_running_clock_keeps_its_distance() {
        let clock = Clock::new(None);
        let before = clock.now();
        clock.set(before + DAY);
        assert!(clock.now() >= before + DAY);
    }
}
