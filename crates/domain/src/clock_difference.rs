//! What people are told when this device's clock differs from the backend's.

use chrono::TimeDelta;

/// What is less is no matter to anybody.
const TOLD_FROM: TimeDelta = TimeDelta::minutes(2);

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

impl ClockDifference {
    /// Of a backend whose clock is so far `ahead` of this device's. `None` if it is not worth telling.
    pub fn of(ahead: TimeDelta) -> Option<Self> {
        let size = ahead.abs();
        if size <= TOLD_FROM {
            return None;
        }
        let (count, unit) = match size {
            size if size >= TimeDelta::days(2) => (size.num_days(), ("day", "days")),
            size if size >= TimeDelta::hours(2) => (size.num_hours(), ("hour", "hours")),
            size => (size.num_minutes(), ("minute", "minutes")),
        };
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
        assert_eq!(told(TimeDelta::minutes(119)), Some((119, "minutes", true)));
        assert_eq!(told(TimeDelta::hours(24)), Some((24, "hours", true)));
        assert_eq!(told(-TimeDelta::hours(49)), Some((2, "days", false)));
    }
}
