//! Moments as the backend writes them.

use chrono::{DateTime, Utc};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// A moment, which the backend writes as RFC 3339 with whatever offset (contract 3). Chrono's own way of reading JSON takes
/// other forms too, for which its code is four times as long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time(DateTime<Utc>);

impl From<Time> for DateTime<Utc> {
    fn from(time: Time) -> Self {
        time.0
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        DateTime::parse_from_rfc3339(&text)
            .map(|time| Self(time.to_utc()))
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_and_fractions_are_read_and_nonsense_is_not() {
        let read = |text: &str| {
            let time: Result<Time, _> = serde_json::from_str(&format!("\"{text}\""));
            time.ok().map(DateTime::<Utc>::from)
        };
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
