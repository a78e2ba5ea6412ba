//! What a person confirms with a tick before a token gets it.
//!
//! A tick is for exactly what it says: a consent holds what was chosen when it was given, so after any change
//! another one is asked for. No link can give one.

use super::access_summary::{Risk, risk};
use super::expiry::ExpiryChoice;
use super::id::OrganizationId;
use super::limits::Limits;
use super::new_token::{DraftReach, Field, Problem};
use super::scope::ScopeSelection;
use super::scope_catalogue::ScopeCatalogue;
use crate::sorted::SortedSet;
use chrono::{Days, NaiveDate};

/// The longest life that needs no tick, in days; also the longest that a link may ask for.
pub const LONG_LIFE: u16 = 365;

/// What this user can choose from.
#[derive(Clone, Copy, Debug)]
pub struct Offered<'a> {
    /// The scopes that exist.
    pub catalogue: &'a ScopeCatalogue,
    /// The organizations that this user may choose; none while that is not known.
    pub organizations: &'a [OrganizationId],
    /// What the operator allows.
    pub limits: Limits,
}

/// The end of a token whose settings a link suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// With this day in the user's zone.
    Day(NaiveDate),
    /// It never expires.
    Never,
    /// No end is chosen yet.
    Open,
}

/// The part that a link had in what a token reaches and when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Whether the link has chosen what the token reaches.
    pub reach: bool,
    /// When the token ends, whoever has chosen that.
    pub until: Until,
}

/// Something that a token only gets when somebody has confirmed that it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Consent {
    /// An API token without scopes.
    NoScopes,
    /// Scopes with a high risk.
    Scopes {
        /// What is chosen.
        selection: ScopeSelection,
        /// A link had a part in the choice: until when it is, which the tick then says as well.
        suggested: Option<Until>,
    },
    /// All organizations, or some that a link has chosen.
    Organizations {
        /// What is chosen.
        chosen: SortedSet<OrganizationId>,
        /// The end, where a link chose some of them: the tick then names it.
        suggested: Option<Until>,
    },
    /// The token never ends.
    Never,
    /// It ends with this day in the user's zone, more than [`LONG_LIFE`] days from now.
    LongLife(NaiveDate),
}

impl Consent {
    /// What is wrong with a form that lacks it.
    pub const fn problem(&self) -> Problem {
        match self {
            Self::NoScopes => Problem::NoScopes,
            Self::Scopes { .. } => Problem::PowerUnconfirmed,
            Self::Organizations { .. } => Problem::OrganizationsUnconfirmed,
            Self::Never => Problem::NeverUnconfirmed,
            Self::LongLife(_) => Problem::LongLifeUnconfirmed,
        }
    }

    /// The consent to this reach, whoever has chosen it and however little it is.
    pub fn to_reach(reach: &DraftReach) -> Self {
        Self::of_reach(reach, None)
    }

    fn of_reach(reach: &DraftReach, suggested: Option<Until>) -> Self {
        match reach {
            DraftReach::Scopes(selection) if selection.is_empty() => Self::NoScopes,
            DraftReach::Scopes(selection) => Self::Scopes {
                selection: selection.clone(),
                suggested,
            },
            DraftReach::Organizations(chosen) => Self::Organizations {
                chosen: chosen.clone(),
                suggested,
            },
        }
    }
}

/// What has to be confirmed about this reach, where a link may have `suggested` something.
pub fn for_reach(
    reach: &DraftReach,
    suggested: Option<Suggestion>,
    offered: &Offered<'_>,
) -> Option<Consent> {
    let is_due = match reach {
        DraftReach::Scopes(selection) => {
            selection.is_empty() || risk(selection, offered.catalogue).0 >= Risk::High
        }
        DraftReach::Organizations(chosen) => {
            let is_suggested = suggested.is_some_and(|suggested| suggested.reach);
            !chosen.is_empty() && (is_suggested || reaches_all(chosen, offered))
        }
    };
    is_due.then(|| Consent::of_reach(reach, suggested.map(|suggested| suggested.until)))
}

/// Whether somebody who has more than one organization has chosen all of them.
fn reaches_all(chosen: &SortedSet<OrganizationId>, offered: &Offered<'_>) -> bool {
    let all = offered.organizations;
    all.len() > 1 && all.iter().all(|organization| chosen.contains(organization))
}

/// What has to be confirmed about this end. `today` is the current day in the user's zone.
pub fn for_end(end: ExpiryChoice, today: NaiveDate) -> Option<Consent> {
    match until(end, today) {
        Until::Never => Some(Consent::Never),
        Until::Day(day) => (Some(day) > today.checked_add_days(Days::new(LONG_LIFE.into())))
            .then_some(Consent::LongLife(day)),
        Until::Open => None,
    }
}

/// When a token with this choice ends. `today` is the current day in the user's zone.
pub fn until(end: ExpiryChoice, today: NaiveDate) -> Until {
    match end.last_day(today) {
        Ok(Some(day)) => Until::Day(day),
        Ok(None) => Until::Never,
        Err(_) => Until::Open,
    }
}

/// The field at which a consent is given.
pub const fn field(consent: &Consent) -> Field {
    match consent {
        Consent::NoScopes | Consent::Scopes { .. } => Field::Scopes,
        Consent::Organizations { .. } => Field::Organizations,
        Consent::Never | Consent::LongLife(_) => Field::Expiry,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope_catalogue::Preset;
    use crate::scope_catalogue::tests::sample;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn scopes(texts: &[&str]) -> DraftReach {
        DraftReach::Scopes(ScopeSelection::from_wire(texts))
    }

    fn organizations(names: &[&str]) -> DraftReach {
        DraftReach::Organizations(
            names
                .iter()
                .map(|name| OrganizationId::new(*name))
                .collect(),
        )
    }

    fn asked(reach: &DraftReach, suggested: Option<Until>) -> Option<Consent> {
        let suggested = suggested.map(|until| Suggestion { reach: true, until });
        asked_with(reach, suggested)
    }

    fn asked_with(reach: &DraftReach, suggested: Option<Suggestion>) -> Option<Consent> {
        let organizations = ["acme", "globex", "initech"].map(OrganizationId::new);
        let offered = Offered {
            catalogue: &sample(),
            organizations: &organizations,
            limits: Limits::default(),
        };
        for_reach(reach, suggested, &offered)
    }

    #[test]
    fn nothing_and_much_are_asked_about_and_the_rest_is_not() {
        assert_eq!(asked(&scopes(&[]), None), Some(Consent::NoScopes));
        for harmless in [["evidence:read"], ["evidence:write"]] {
            assert_eq!(asked(&scopes(&harmless), None), None, "{harmless:?}");
        }
        for much in [["evidence:delete"], ["group:write"]] {
            let reach = scopes(&much);
            assert_eq!(
                asked(&reach, None),
                Some(Consent::to_reach(&reach)),
                "{much:?}"
            );
        }
        // By its power, not by its name: all but one scope is not a preset.
        let mut nearly = sample().preset(Preset::FullAccess);
        nearly.set("risk", crate::scope::Verbs::NONE);
        assert!(asked(&DraftReach::Scopes(nearly), None).is_some());
    }

    #[test]
    fn all_organizations_are_asked_about_and_what_a_link_has_chosen() {
        assert_eq!(asked(&organizations(&["acme", "globex"]), None), None);
        let all = organizations(&["acme", "globex", "initech"]);
        assert_eq!(asked(&all, None), Some(Consent::to_reach(&all)));
        let until = Some(Until::Never);
        let one = organizations(&["acme"]);
        let consent = asked(&one, until);
        assert_ne!(consent, Some(Consent::to_reach(&one)));
        assert!(
            matches!(consent, Some(Consent::Organizations { suggested, .. }) if suggested == until)
        );
        assert_eq!(asked(&organizations(&[]), until), None);
        // The link has chosen the end alone.
        let end_alone = Suggestion {
            reach: false,
            until: Until::Never,
        };
        assert_eq!(asked_with(&one, Some(end_alone)), None);
        assert!(asked_with(&scopes(&["evidence:delete"]), Some(end_alone)).is_some());
        // Whoever has one organization has no choice.
        let only = [OrganizationId::new("acme")];
        let offered = Offered {
            catalogue: &sample(),
            organizations: &only,
            limits: Limits::default(),
        };
        assert_eq!(for_reach(&one, None, &offered), None);
    }

    #[test]
    fn a_consent_is_for_what_it_says() {
        let power = scopes(&["evidence:delete"]);
        let more = scopes(&["evidence:delete", "risk:read"]);
        assert_ne!(asked(&power, None), asked(&more, None));
        let [soon, late] = ["2027-01-01", "2027-06-01"].map(|text| Some(Until::Day(day(text))));
        assert_ne!(asked(&power, soon), asked(&power, late));
        assert_ne!(asked(&power, soon), asked(&power, None));
    }

    #[test]
    fn an_end_beyond_a_year_is_asked_about() {
        let today = day("2026-11-23");
        assert_eq!(for_end(ExpiryChoice::Span(365), today), None);
        assert_eq!(
            for_end(ExpiryChoice::Span(366), today),
            Some(Consent::LongLife(day("2027-11-24")))
        );
        let far = ExpiryChoice::Date(Some(day("2036-01-01")));
        assert_eq!(
            for_end(far, today),
            Some(Consent::LongLife(day("2036-01-01")))
        );
        assert_eq!(for_end(ExpiryChoice::Never, today), Some(Consent::Never));
        for open in [None, Some(day("2020-01-01"))] {
            assert_eq!(for_end(ExpiryChoice::Date(open), today), None);
        }
    }
}
