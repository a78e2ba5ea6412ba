//! Moments as the backend writes them.

use chrono::{DateTime, Datelike, Utc};
use console_json::{FromJson, Json};

/// An instant, which the backend writes as RFC 3339 with any offset (contract 3). Chrono's own deserializer
/// accepts other forms too, and its code is four times as long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time(DateTime<Utc>);

impl From<Time> for DateTime<Utc> {
    fn from(time: Time) -> Self {
        time.0
    }
}

impl Time {
    /// The moment; none for year 1 and before. Go's clients write its zero time, `0001-01-01T00:00:00Z`,
    /// where nothing was set.
    pub fn moment(self) -> Option<DateTime<Utc>> {
        (self.0.year() > 1).then_some(self.0)
    }
}

impl FromJson for Time {
    fn from_json(json: Json) -> Option<Self> {
        let time = DateTime::parse_from_rfc3339(&String::from_json(json)?).ok()?;
        Some(Self(time.to_utc()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_and_fractions_are_read_and_nonsense_is_not() {
        let read = |text: &str| Time::from_json(text.into()).map(DateTime::<Utc>::from);
        let noon = "2026-11-25T12:00:00Z".parse().ok();
        assert_eq!(read("2026-11-25T12:00:00Z"), noon);
        assert_eq!(read("2026-11-25T13:30:00+01:30"), noon);
        let late = read("2026-11-25T12:00:00.123456789Z");
        assert_eq!(
            late.map(|time| time.timestamp_subsec_nanos()),
            Some(123_456_789)
        );
        for nonsense in [
            "",
            "2026-11-25",
            "2026-11-25T12:00:00",
            "2026-13-25T12:00:00Z",
            "now",
        ] {
            assert_eq!(read(nonsense), None, "{nonsense}");
        }
    }
}
