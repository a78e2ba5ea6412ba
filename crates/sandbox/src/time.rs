//! Instants as the wire knows them (contract 0.1, 3.8).
//!
//! Inside the sandbox an instant is a number of microseconds since the Unix epoch: what Postgres keeps,
//! comparable in SQL, and exact.

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};

/// Microseconds since the Unix epoch, UTC.
pub(crate) type Micros = i64;

/// One second.
pub(crate) const SECOND: Micros = 1_000_000;
/// One minute.
pub(crate) const MINUTE: Micros = 60 * SECOND;
/// One hour.
pub(crate) const HOUR: Micros = 60 * MINUTE;
/// One day of 24 hours.
pub(crate) const DAY: Micros = 24 * HOUR;
/// Midnight of 1 January of the year 1: the time that Go calls zero.
pub(crate) const ZERO: Micros = -719_162 * DAY;

/// RFC 3339 with as many fraction digits as needed (Go's `RFC3339Nano`), always `Z`.
pub(crate) fn format(at: Micros) -> String {
    let Some(time) = DateTime::<Utc>::from_timestamp_micros(at) else {
        return String::from("0001-01-01T00:00:00Z");
    };
    let text = time.to_rfc3339_opts(SecondsFormat::Micros, true);
    let Some((head, fraction)) = text.trim_end_matches('Z').split_once('.') else {
        return text;
    };
    match fraction.trim_end_matches('0') {
        "" => format!("{head}Z"),
        digits => format!("{head}.{digits}Z"),
    }
}

/// As HTTP writes a date: `Sun, 06 Nov 1994 08:49:37 GMT`.
pub(crate) fn http_date(at: Micros) -> String {
    let time = DateTime::<Utc>::from_timestamp_micros(at).unwrap_or_default();
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Reads RFC 3339 (with or without fraction) or `2006-01-02 15:04:05` taken as UTC.
pub(crate) fn parse(text: &str) -> Option<Micros> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.timestamp_micros());
    }
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S")
        .ok()
        .map(|time| time.and_utc().timestamp_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_trimmed_like_go_does() {
        assert_eq!(format(0), "1970-01-01T00:00:00Z");
        assert_eq!(format(1_500_000), "1970-01-01T00:00:01.5Z");
        assert_eq!(format(1), "1970-01-01T00:00:00.000001Z");
    }

    #[test]
    fn dates_are_written_as_http_wants_them() {
        assert_eq!(
            http_date(784_111_777 * SECOND),
            "Sun, 06 Nov 1994 08:49:37 GMT"
        );
    }

    #[test]
    fn the_three_input_forms_are_read() {
        assert_eq!(parse("1970-01-01T00:00:01Z"), Some(SECOND));
        assert_eq!(parse("1970-01-01T01:00:01.25+01:00"), Some(1_250_000));
        assert_eq!(parse("1970-01-02 00:00:00"), Some(DAY));
        assert_eq!(parse("0001-01-01T00:00:00Z"), Some(ZERO));
        assert_eq!(parse("tomorrow"), None);
        assert_eq!(parse(""), None);
    }
}
