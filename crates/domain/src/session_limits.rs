//! For how long a session lasts: without anybody's input, and at all (OWASP ASVS 5, 7.3.1 and 7.3.2).
//!
//! Both are the console's own limits. The backend has its own, which hold besides.

use chrono::{DateTime, TimeDelta, Utc};

/// The shortest time without input that an operator may ask for, in minutes: there has to be time to answer.
pub const SHORTEST_MINUTES: u16 = 2;

/// The longest time without input that an operator may allow, in minutes: that of the whole session.
pub const LONGEST_MINUTES: u16 = 720;

/// How long a session lasts at most, however often it is renewed, in seconds.
const LONGEST_S: i64 = 60 * LONGEST_MINUTES as i64;

/// How many seconds before the end somebody is asked whether they are still there. The console looks every
/// half minute, so that at least half a minute is left to answer (WCAG 2.2.1 asks for 20 seconds).
const WARNING_S: i64 = 60;

/// For how many minutes a session lasts without a press, a key or a movement by anybody, in any tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdleLimit(pub u16);

impl Default for IdleLimit {
    fn default() -> Self {
        Self(30)
    }
}

/// How a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionLimitState {
    /// It goes on.
    Open,
    /// It ends within a minute if nobody does anything.
    EndsSoon,
    /// Nobody has done anything for too long.
    Idle,
    /// It has lasted as long as it may.
    TooLong,
}

/// How a session of this `age` stands at `now`. `last_input` is when somebody last did something in any tab,
/// both by this device's clock. What is not known ends nothing, and neither does an input of the future: that
/// clock was set back.
pub fn standing(
    limit: IdleLimit,
    last_input: Option<DateTime<Utc>>,
    age: Option<TimeDelta>,
    now: DateTime<Utc>,
) -> SessionLimitState {
    if age.is_some_and(|age| age.num_seconds() >= LONGEST_S) {
        return SessionLimitState::TooLong;
    }
    let limit = 60 * i64::from(limit.0);
    let left = limit - last_input.map_or(0, |last| now.timestamp() - last.timestamp());
    if left <= 0 {
        SessionLimitState::Idle
    } else if left <= WARNING_S {
        SessionLimitState::EndsSoon
    } else {
        SessionLimitState::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> DateTime<Utc> {
        format!("2026-11-23T{time}Z").parse().unwrap()
    }

    fn after(last_input: &str, now: &str) -> SessionLimitState {
        let limit = IdleLimit::default();
        standing(
            limit,
            Some(at(last_input)),
            Some(TimeDelta::hours(1)),
            at(now),
        )
    }

    #[test]
    fn a_session_without_input_is_warned_of_and_ends() {
        assert_eq!(after("12:00:00", "12:28:59"), SessionLimitState::Open);
        assert_eq!(after("12:00:00", "12:29:00"), SessionLimitState::EndsSoon);
        assert_eq!(after("12:00:00", "12:29:59"), SessionLimitState::EndsSoon);
        assert_eq!(after("12:00:00", "12:30:00"), SessionLimitState::Idle);
        assert_eq!(after("12:00:00", "23:00:00"), SessionLimitState::Idle);
    }

    #[test]
    fn a_clock_that_was_set_back_ends_nothing() {
        assert_eq!(after("12:00:00", "11:00:00"), SessionLimitState::Open);
    }

    #[test]
    fn the_shortest_limit_warns_a_minute_before_its_end_too() {
        let limit = IdleLimit(SHORTEST_MINUTES);
        let now = |now| standing(limit, Some(at("12:00:00")), None, at(now));
        assert_eq!(now("12:00:59"), SessionLimitState::Open);
        assert_eq!(now("12:01:00"), SessionLimitState::EndsSoon);
        assert_eq!(now("12:02:00"), SessionLimitState::Idle);
    }

    #[test]
    fn no_session_lasts_longer_than_half_a_day_whatever_is_done() {
        let aged = |minutes| {
            let now = at("12:00:00");
            let age = Some(TimeDelta::minutes(minutes));
            standing(IdleLimit::default(), Some(now), age, now)
        };
        assert_eq!(aged(719), SessionLimitState::Open);
        assert_eq!(aged(720), SessionLimitState::TooLong);
    }

    #[test]
    fn what_is_not_known_ends_nothing() {
        let standing = standing(IdleLimit::default(), None, None, at("12:00:00"));
        assert_eq!(standing, SessionLimitState::Open);
    }
}
