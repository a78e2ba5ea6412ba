//! When a new token ends.

use chrono::{DateTime, Days, NaiveDate, Utc};

/// The spans that the form offers, in days.
pub const SPANS: [u16; 5] = [7, 30, 60, 90, 365];

/// The span that is chosen until somebody chooses another.
pub const DEFAULT_SPAN: u16 = 90;

/// The longest span that a link may ask for, in days: ten years.
pub const LONGEST_SPAN: u16 = 3650;

/// What the form has for the end of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpiryChoice {
    /// This many days from today.
    Span(u16),
    /// The end of a day in the user's zone; `None` while no day is chosen.
    Date(Option<NaiveDate>),
    /// It does not end by itself.
    Never,
}

impl Default for ExpiryChoice {
    fn default() -> Self {
        Self::Span(DEFAULT_SPAN)
    }
}

/// Why a choice is not an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpiryProblem {
    /// "Custom date" without a date.
    #[error("Choose the day on which the token ends.")]
    NoDate,
    /// The day is over, or it is not in any calendar.
    #[error("The token would already have ended. Choose today or a later day.")]
    Past,
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
                .ok_or(ExpiryProblem::Past),
            Self::Date(None) => Err(ExpiryProblem::NoDate),
            Self::Date(Some(day)) if day < today => Err(ExpiryProblem::Past),
            Self::Date(Some(day)) => Ok(Some(day)),
        }
    }

    /// The instant at which the token ends, `None` for never. `day_end` gives the instant of
    /// 23:59:59 of a day in the user's zone.
    ///
    /// # Errors
    /// As [`Self::last_day`], and [`ExpiryProblem::Past`] where the zone has no such instant.
    pub fn instant(
        self,
        today: NaiveDate,
        day_end: impl Fn(NaiveDate) -> Option<DateTime<Utc>>,
    ) -> Result<Option<DateTime<Utc>>, ExpiryProblem> {
        self.last_day(today)?
            .map(|day| day_end(day).ok_or(ExpiryProblem::Past))
            .transpose()
    }
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
