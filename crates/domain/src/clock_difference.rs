//! What people are told when this device's clock differs from the backend's.

use chrono::TimeDelta;

/// A smaller difference is not reported.
const SIGNIFICANT_ABOVE: TimeDelta = TimeDelta::minutes(2);

/// A difference that is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockDifference {
    /// So many of them.
    pub count: u64,
    /// Minutes, hours or days, as one and as several: the largest of which there are two.
    pub unit: (&'static str, &'static str),
    /// Whether this device is behind.
    pub is_slow: bool,
}

/// Whether a backend's clock that is so far `ahead` of this device's is worth telling.
pub fn is_significant(ahead: TimeDelta) -> bool {
    ahead.abs() > SIGNIFICANT_ABOVE
}

impl ClockDifference {
    /// Of a backend whose clock is so far `ahead` of this device's. `None` if it is not worth telling.
    pub fn of(ahead: TimeDelta) -> Option<Self> {
        if !is_significant(ahead) {
            return None;
        }
        let size = ahead.abs();
        let (unit, one) = match size {
            size if size >= TimeDelta::days(2) => (("day", "days"), TimeDelta::days(1)),
            size if size >= TimeDelta::hours(2) => (("hour", "hours"), TimeDelta::hours(1)),
            _ => (("minute", "minutes"), TimeDelta::minutes(1)),
        };
        // To the nearest: an answer takes its time.
        let count = (size + one / 2).num_seconds() / one.num_seconds();
        Some(Self {
            count: count.unsigned_abs(),
            unit,
            is_slow: ahead > TimeDelta::zero(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(ahead: TimeDelta) -> Option<(u64, &'static str, bool)> {
        ClockDifference::of(ahead).map(|it| (it.count, it.unit.1, it.is_slow))
    }

    #[test]
    fn two_minutes_are_nothing_and_more_is_told_in_the_largest_unit() {
        assert_eq!(told(TimeDelta::minutes(2)), None);
        assert_eq!(told(-TimeDelta::minutes(2)), None);
        assert_eq!(told(TimeDelta::seconds(121)), Some((2, "minutes", true)));
        assert_eq!(told(-TimeDelta::minutes(10)), Some((10, "minutes", false)));
        assert_eq!(told(TimeDelta::seconds(597)), Some((10, "minutes", true)));
        assert_eq!(told(TimeDelta::minutes(119)), Some((119, "minutes", true)));
        assert_eq!(told(TimeDelta::hours(24)), Some((24, "hours", true)));
        assert_eq!(told(-TimeDelta::hours(49)), Some((2, "days", false)));
    }
}
