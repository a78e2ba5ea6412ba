//! When a new token ends.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

/// The spans that the form offers, in days.
pub const SPANS: [u16; 5] = [7, 30, 60, 90, 365];

/// The span that is chosen until somebody chooses another.
pub const DEFAULT_SPAN_DAYS: u16 = 90;

/// The last year of which moments can be written with four digits (RFC 3339).
const LAST_YEAR: i32 = 9999;

/// What the form has for the end of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpiryChoice {
    /// This many days from today.
    Span(u16),
    /// The end of a day in the user's zone; `None` while no day is chosen.
    Date(Option<NaiveDate>),
    /// It never expires.
    Never,
}

impl Default for ExpiryChoice {
    fn default() -> Self {
        Self::Span(DEFAULT_SPAN_DAYS)
    }
}

/// Why a choice is not an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpiryProblem {
    /// "Custom date" without a date.
    #[error("Choose the day on which the token expires.")]
    NoDate,
    /// The day is over.
    #[error("The token would already have expired. Choose today or a later day.")]
    Past,
    /// The day ends after the last moment that the backend can read (RFC 3339 has four digits for a year).
    #[error("That is too far away. Choose a day before the end of the year 9999.")]
    TooFar,
}

impl ExpiryChoice {
    /// The last day on which the token works, in the user's zone; `None` is never.
    ///
    /// # Errors
    /// [`ExpiryProblem::NoDate`] while no day is chosen, [`ExpiryProblem::Past`] for a day before
    /// `today`, which is the current day in the user's zone.
    pub fn last_day(self, today: NaiveDate) -> Result<Option<NaiveDate>, ExpiryProblem> {
        match self {
            Self::Never => Ok(None),
            Self::Span(days) => today
                .checked_add_days(Days::new(days.into()))
                .map(Some)
                .ok_or(ExpiryProblem::TooFar),
            Self::Date(None) => Err(ExpiryProblem::NoDate),
            Self::Date(Some(day)) if day < today => Err(ExpiryProblem::Past),
            Self::Date(Some(day)) => Ok(Some(day)),
        }
    }

    /// The instant at which the token ends, `None` for never. `day_end` gives the instant of
    /// 23:59:59 of a day in the user's zone.
    ///
    /// # Errors
    /// As [`Self::last_day`], and [`ExpiryProblem::TooFar`] for a day without an end that can be sent: west
    /// of Greenwich the last day of 9999 ends in 10000.
    pub fn instant(
        self,
        today: NaiveDate,
        day_end: impl Fn(NaiveDate) -> Option<DateTime<Utc>>,
    ) -> Result<Option<DateTime<Utc>>, ExpiryProblem> {
        self.last_day(today)?
            .map(|day| {
                day_end(day)
                    .filter(|end| end.year() <= LAST_YEAR)
                    .ok_or(ExpiryProblem::TooFar)
            })
            .transpose()
    }
}

/// Reads a day as a date field writes it: `2027-02-07`, or with more digits for later years. `None` while it
/// is empty.
pub fn read_day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let mut part = || parts.next()?.parse::<u32>().ok();
    let (year, month, day) = (part()?, part()?, part()?);
    // What lies beyond the calendar of this program lies beyond that of the backend.
    let year = i32::try_from(year).unwrap_or(i32::MAX);
    let year = year.min(NaiveDate::MAX.year() - 1);
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_span_counts_days_from_today_across_months_and_leap_days() {
        let last = |days, today| {
            ExpiryChoice::Span(days)
                .last_day(day(today))
                .unwrap()
                .unwrap()
        };
        assert_eq!(last(90, "2026-11-23"), day("2027-02-21"));
        assert_eq!(last(7, "2028-02-25"), day("2028-03-03"));
        assert_eq!(last(365, "2027-03-01"), day("2028-02-29"));
    }

    #[test]
    fn a_day_whose_end_cannot_be_sent_is_too_far() {
        let hours_behind = |hours| {
            move |day: NaiveDate| {
                Some(day.and_hms_opt(23, 59, 59)?.and_utc() + chrono::TimeDelta::hours(hours))
            }
        };
        let today = day("2026-11-23");
        let last = ExpiryChoice::Date(read_day("9999-12-31"));
        assert!(last.instant(today, hours_behind(0)).is_ok());
        let west = last.instant(today, hours_behind(8));
        assert_eq!(west, Err(ExpiryProblem::TooFar));
        for text in ["20261-05-01", "275760-09-13", "99999999-01-01"] {
            let far = ExpiryChoice::Date(read_day(text));
            let end = far.instant(today, hours_behind(0));
            assert_eq!(end, Err(ExpiryProblem::TooFar), "{text}");
        }
        assert_eq!(
            ExpiryChoice::Span(7).instant(today, |_| None),
            Err(ExpiryProblem::TooFar)
        );
    }

    #[test]
    fn a_day_is_read_as_a_date_field_writes_it() {
        assert_eq!(read_day("2028-02-29"), Some(day("2028-02-29")));
        for text in ["", "2027-02-29", "2027-02", "x"] {
            assert_eq!(read_day(text), None, "{text}");
        }
    }

    #[test]
    fn today_is_still_possible_and_yesterday_is_not() {
        let today = day("2026-11-23");
        assert!(ExpiryChoice::Date(Some(today)).last_day(today).is_ok());
        let yesterday = ExpiryChoice::Date(Some(day("2026-11-22")));
        assert_eq!(yesterday.last_day(today), Err(ExpiryProblem::Past));
        assert_eq!(
            ExpiryChoice::Date(None).last_day(today),
            Err(ExpiryProblem::NoDate)
        );
        assert_eq!(ExpiryChoice::Never.last_day(today), Ok(None));
    }
}
