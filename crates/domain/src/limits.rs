//! What the operator of the console allows for tokens that are made or widened here.
//!
//! They are the console's own: the backend knows nothing of them, and whoever may call it directly is not
//! bound by them.

use super::expiry::{DEFAULT_SPAN_DAYS, ExpiryChoice, SPANS};
use super::new_token::Problem;
use super::scope::ScopeSelection;
use super::scope_catalogue::{Preset, ScopeCatalogue};
use chrono::{Days, NaiveDate};

/// The limits. Without any the console asks for consent and forbids nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest life, in days. With one every token has an end.
    pub longest: Option<u16>,
    /// The life that is chosen until somebody chooses another, in days.
    pub usual: u16,
    /// No token without an end.
    pub forbids_never: bool,
    /// No token that has nine tenths of all rights, or more.
    pub forbids_full_access: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            longest: None,
            usual: DEFAULT_SPAN_DAYS,
            forbids_never: false,
            forbids_full_access: false,
        }
    }
}

impl Limits {
    /// Whether a token may have no end.
    pub const fn allows_never(&self) -> bool {
        !self.forbids_never && self.longest.is_none()
    }

    /// The choices of a span, in days.
    pub fn spans(&self) -> Vec<u16> {
        let longest = self.longest.unwrap_or(u16::MAX);
        let mut spans: Vec<u16> = SPANS.into_iter().filter(|days| *days <= longest).collect();
        if !spans.contains(&self.usual) {
            spans.push(self.usual);
            spans.sort_unstable();
        }
        spans
    }

    /// The choice that a new form has.
    pub const fn usual_choice(&self) -> ExpiryChoice {
        ExpiryChoice::Span(self.usual)
    }

    /// The last day that may be chosen, if there is one. `today` is the current day in the user's zone.
    pub fn last_day(&self, today: NaiveDate) -> Option<NaiveDate> {
        today.checked_add_days(Days::new(self.longest?.into()))
    }

    /// The presets of scopes.
    pub fn presets(&self) -> impl Iterator<Item = Preset> {
        let forbids_full = self.forbids_full_access;
        let presets = Preset::ALL.into_iter();
        presets.filter(move |preset| !(forbids_full && *preset == Preset::FullAccess))
    }

    /// What is wrong with this end. `today` is the current day in the user's zone.
    pub fn judge_end(&self, end: ExpiryChoice, today: NaiveDate) -> Option<Problem> {
        match end.last_day(today) {
            Ok(None) if !self.allows_never() => Some(Problem::EndForced),
            Ok(Some(day)) if self.last_day(today).is_some_and(|last| day > last) => {
                self.longest.map(Problem::TooLong)
            }
            _ => None,
        }
    }

    /// What is wrong with these scopes.
    pub fn judge_scopes(
        &self,
        selection: &ScopeSelection,
        catalogue: &ScopeCatalogue,
    ) -> Option<Problem> {
        (self.forbids_full_access && catalogue.is_full(selection)).then_some(Problem::FullAccess)
    }

    /// The same end if it is allowed, else the longest that is.
    pub fn within(&self, end: ExpiryChoice, today: NaiveDate) -> ExpiryChoice {
        match self.judge_end(end, today) {
            Some(_) => ExpiryChoice::Span(self.longest.unwrap_or(self.usual)),
            None => end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope_catalogue::tests::sample;

    const NONE: Limits = Limits {
        longest: None,
        usual: 90,
        forbids_never: false,
        forbids_full_access: false,
    };
    const TIGHT: Limits = Limits {
        longest: Some(45),
        usual: 10,
        forbids_never: false,
        forbids_full_access: true,
    };

    fn today() -> NaiveDate {
        "2026-11-23".parse().unwrap()
    }

    #[test]
    fn without_limits_everything_is_allowed() {
        assert_eq!(Limits::default(), NONE);
        assert_eq!(NONE.spans(), SPANS);
        assert_eq!(NONE.presets().count(), Preset::ALL.len());
        for end in [ExpiryChoice::Never, ExpiryChoice::Span(u16::MAX)] {
            assert_eq!(NONE.judge_end(end, today()), None);
            assert_eq!(NONE.within(end, today()), end);
        }
        assert_eq!(
            NONE.judge_scopes(&sample().preset(Preset::FullAccess), &sample()),
            None
        );
    }

    #[test]
    fn a_longest_life_bounds_every_end() {
        assert_eq!(TIGHT.spans(), [7, 10, 30]);
        let judged = |end| TIGHT.judge_end(end, today());
        assert_eq!(judged(ExpiryChoice::Span(45)), None);
        assert_eq!(judged(ExpiryChoice::Span(46)), Some(Problem::TooLong(45)));
        assert_eq!(judged(ExpiryChoice::Never), Some(Problem::EndForced));
        let date = |text: &str| ExpiryChoice::Date(Some(text.parse().unwrap()));
        assert_eq!(judged(date("2027-01-07")), None);
        assert_eq!(judged(date("2027-01-08")), Some(Problem::TooLong(45)));
        assert_eq!(
            TIGHT.within(ExpiryChoice::Never, today()),
            ExpiryChoice::Span(45)
        );
        assert_eq!(
            TIGHT.within(ExpiryChoice::Span(30), today()),
            ExpiryChoice::Span(30)
        );
        // What is no end yet is complained about by itself.
        assert_eq!(judged(ExpiryChoice::Date(None)), None);
    }

    #[test]
    fn an_end_may_be_forced_without_a_longest_life() {
        let limits = Limits {
            forbids_never: true,
            ..NONE
        };
        assert_eq!(
            limits.judge_end(ExpiryChoice::Never, today()),
            Some(Problem::EndForced)
        );
        assert_eq!(limits.judge_end(ExpiryChoice::Span(3650), today()), None);
        assert_eq!(
            limits.within(ExpiryChoice::Never, today()),
            ExpiryChoice::Span(90)
        );
    }

    #[test]
    fn full_access_is_forbidden_by_what_it_is() {
        let full = sample().preset(Preset::FullAccess);
        assert_eq!(
            TIGHT.judge_scopes(&full, &sample()),
            Some(Problem::FullAccess)
        );
        assert!(TIGHT.presets().all(|preset| preset != Preset::FullAccess));
        let mut nearly = full;
        nearly.set(
            "risk",
            crate::scope::Verbs::from_iter([crate::scope::Verb::Read]),
        );
        assert_eq!(TIGHT.judge_scopes(&nearly, &sample()), None);
        assert_eq!(
            TIGHT.judge_scopes(&sample().preset(Preset::ReadWrite), &sample()),
            None
        );
    }
}
