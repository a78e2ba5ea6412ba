//! Filling the form from a link, strictly: a link can suggest, never decide.

mod link;

pub use link::{Link, link};

use super::consent::{LONG_LIFE, Offered};
use super::expiry::ExpiryChoice;
use super::id::{OrganizationId, is_ulid};
use super::kind::TokenKind;
use super::limits::Limits;
use super::new_token::{DraftReach, Field, NAME_MAX, TokenDraft};
use super::scope::{Scope, ScopeSelection};
use super::scope_catalogue::{Preset, ScopeCatalogue};
use super::secret::holds_token;
use crate::sorted::SortedSet;
use chrono::NaiveDate;

/// The longest description that a link may carry, in characters.
const DESCRIPTION_MAX: usize = 500;

/// How many parts of a link that were not followed are named.
pub const REFUSED_SHOWN: usize = 8;

/// A part of a link that was not followed, with the reason to tell the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The parameter as it stands in the link.
    pub parameter: String,
    /// Why it was not followed, as a sentence.
    pub reason: String,
}

/// A form filled from a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefill {
    /// The form, which knows what the link has filled. No tick is ever set.
    pub draft: TokenDraft,
    /// What was not followed, [`REFUSED_SHOWN`] at most. Values of tokens come first.
    pub refused: Vec<Refused>,
    /// How much else was not followed.
    pub refused_besides: usize,
    /// The parameters that may stay in the address. What the form has no field for may be a secret, and so
    /// may be what looks like one.
    pub kept: Vec<(String, String)>,
}

/// Reads the parameters of a link in their order, decoded. Accepted: `name`, `description`,
/// `expires_in` ([`LONG_LIFE`] days at most, or `never`), `scopes` (a comma list or the name of a preset) for an API
/// token, `organizations` (a comma list of identifiers) for a personal one.
pub fn prefill(kind: TokenKind, parameters: &[(String, String)], offered: &Offered<'_>) -> Prefill {
    let mut result = Prefill {
        draft: TokenDraft {
            expiry: offered.limits.usual_choice(),
            ..TokenDraft::new(kind)
        },
        refused: Vec::new(),
        refused_besides: 0,
        kept: Vec::new(),
    };
    let mut seen = SortedSet::new();
    for (parameter, value) in parameters {
        let is_secret = holds_token(value) || holds_token(parameter);
        let is_first = seen.insert(parameter.as_str());
        if is_first && !is_secret && FIELDS.contains(&parameter.as_str()) {
            result.kept.push((parameter.clone(), value.clone()));
        }
        let outcome = if is_secret {
            Err(SECRET.into())
        } else if is_first {
            apply(&mut result, parameter, value, offered)
        } else {
            Err("It stands in the link more than once; the first was used.".into())
        };
        match outcome {
            Ok(field) => {
                result.draft.from_link.insert(field);
            }
            Err(reason) => {
                let parameter = if holds_token(parameter) {
                    "…".to_owned()
                } else {
                    shortened(parameter)
                };
                let at = if is_secret { 0 } else { result.refused.len() };
                result.refused.insert(at, Refused { parameter, reason });
            }
        }
    }
    // Whoever wrote the link does not decide how long the page is.
    result.refused_besides = result.refused.len().saturating_sub(REFUSED_SHOWN);
    result.refused.truncate(REFUSED_SHOWN);
    result
}

/// The parameters that a form has fields for.
const FIELDS: [&str; 5] = [
    "name",
    "description",
    "expires_in",
    "scopes",
    "organizations",
];

/// Why a token's value in a link is not followed, and what follows from its being there.
const SECRET: &str = "It looks like the value of a token. It was taken out of the address here, but \
    whoever has the link has the value: revoke that token.";

fn apply(
    result: &mut Prefill,
    parameter: &str,
    value: &str,
    offered: &Offered<'_>,
) -> Result<Field, String> {
    match (parameter, &mut result.draft.reach) {
        ("name", _) => {
            result.draft.name = one_line(value)?;
            Ok(Field::Name)
        }
        ("description", _) => {
            result.draft.description = some_lines(value)?;
            Ok(Field::Description)
        }
        ("expires_in", _) => {
            result.draft.expiry = allowed(span(value)?, offered.limits)?;
            Ok(Field::Expiry)
        }
        ("scopes", DraftReach::Scopes(selection)) => {
            let (chosen, bad) = scopes(value, offered.catalogue);
            note_each(&mut result.refused, parameter, bad);
            if chosen.is_empty() && value.trim() != Preset::None.parameter() {
                return Err("No scope in it exists.".into());
            }
            if let Some(problem) = offered.limits.judge_scopes(&chosen, offered.catalogue) {
                return Err(problem.to_string());
            }
            *selection = chosen;
            Ok(Field::Scopes)
        }
        ("organizations", DraftReach::Organizations(organizations)) => {
            let (chosen, bad) = chosen_organizations(value, offered.organizations);
            note_each(&mut result.refused, parameter, bad);
            if chosen.is_empty() {
                return Err("No organization in it is one of yours.".into());
            }
            *organizations = chosen;
            Ok(Field::Organizations)
        }
        ("scopes", _) => Err("Personal access tokens are not limited by scopes.".into()),
        ("organizations", _) => Err("An API token belongs to the active organization.".into()),
        _ => Err("This form has no such field.".into()),
    }
}

fn note_each(refused: &mut Vec<Refused>, parameter: &str, bad: Vec<String>) {
    refused.extend(bad.into_iter().map(|reason| Refused {
        parameter: parameter.to_owned(),
        reason,
    }));
}

fn one_line(value: &str) -> Result<String, String> {
    plain_text(value, NAME_MAX, &[])
}

fn some_lines(value: &str) -> Result<String, String> {
    plain_text(value, DESCRIPTION_MAX, &['\n', '\t'])
}

fn plain_text(value: &str, max: usize, allowed: &[char]) -> Result<String, String> {
    if value
        .chars()
        .any(|c| c.is_control() && !allowed.contains(&c))
    {
        return Err("It has control characters.".into());
    }
    if value.chars().count() > max {
        return Err(format!("It is longer than {max} characters."));
    }
    Ok(value.to_owned())
}

fn span(value: &str) -> Result<ExpiryChoice, String> {
    if value == "never" {
        return Ok(ExpiryChoice::Never);
    }
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    let days = digits.then(|| value.parse::<u16>().ok()).flatten();
    match days {
        Some(days @ 1..=LONG_LIFE) => Ok(ExpiryChoice::Span(days)),
        _ => Err(format!(
            "It takes a number of days from 1 to {LONG_LIFE}, or never."
        )),
    }
}

/// A span that a link asks for, within what the operator allows.
fn allowed(span: ExpiryChoice, limits: Limits) -> Result<ExpiryChoice, String> {
    // Whatever the day: a span is a number of days, or none.
    limits
        .judge_end(span, NaiveDate::default())
        .map_or(Ok(span), |problem| Err(problem.to_string()))
}

fn scopes(value: &str, catalogue: &ScopeCatalogue) -> (ScopeSelection, Vec<String>) {
    if let Some(preset) = Preset::from_parameter(value.trim()) {
        return (catalogue.preset(preset), vec![]);
    }
    let mut selection = ScopeSelection::default();
    let mut bad = Vec::new();
    for text in value.split(',').filter(|text| !text.trim().is_empty()) {
        if !catalogue.offers(text) {
            bad.push(format!("There is no scope “{}”.", shortened(text.trim())));
        } else if let Some(scope) = Scope::parse(text) {
            let offered = catalogue.offered(&scope.object);
            selection.choose(&scope.object, scope.verb, true, offered);
        } else {
            selection.insert(text);
        }
    }
    (selection, bad)
}

fn chosen_organizations(
    value: &str,
    known: &[OrganizationId],
) -> (SortedSet<OrganizationId>, Vec<String>) {
    let mut chosen = SortedSet::new();
    let mut bad = Vec::new();
    for text in value
        .split(',')
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        let id = OrganizationId::new(text);
        if is_ulid(text) && known.contains(&id) {
            chosen.insert(id);
        } else {
            bad.push(format!(
                "“{}” is not one of your organizations.",
                shortened(text)
            ));
        }
    }
    (chosen, bad)
}

fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope_catalogue::tests::sample;

    pub(super) const ACME: &str = "01JZ00000000000000000ACME0";

    pub(super) fn fill(kind: TokenKind, parameters: &[(&str, &str)]) -> Prefill {
        fill_within(kind, parameters, Limits::default())
    }

    fn fill_within(kind: TokenKind, parameters: &[(&str, &str)], limits: Limits) -> Prefill {
        let parameters: Vec<_> = parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let organizations = [OrganizationId::new(ACME)];
        prefill(
            kind,
            &parameters,
            &Offered {
                catalogue: &sample(),
                organizations: &organizations,
                limits,
            },
        )
    }

    fn chosen(prefill: &Prefill) -> Vec<String> {
        match &prefill.draft.reach {
            DraftReach::Scopes(selection) => selection.to_wire(),
            DraftReach::Organizations(organizations) => {
                organizations.iter().map(ToString::to_string).collect()
            }
        }
    }

    #[test]
    fn a_good_link_fills_and_marks() {
        let filled = fill(
            TokenKind::Api,
            &[
                ("name", "ci"),
                ("scopes", "evidence:write,can_view_risk"),
                ("expires_in", "30"),
            ],
        );
        assert_eq!(
            chosen(&filled),
            ["evidence:read", "evidence:write", "risk:read"]
        );
        assert_eq!(filled.draft.expiry, ExpiryChoice::Span(30));
        assert_eq!(
            filled.draft.from_link.into_iter().collect::<Vec<_>>(),
            [Field::Name, Field::Scopes, Field::Expiry]
        );
        assert_eq!(filled.refused, []);
        let personal = fill(TokenKind::Personal, &[("organizations", ACME)]);
        assert_eq!(chosen(&personal), [ACME]);
    }

    #[test]
    fn a_link_of_a_thousand_parts_names_eight_and_a_secret_first() {
        let value = format!("tola_{}", "a1B2".repeat(16));
        let long = "x".repeat(1000);
        let mut parameters: Vec<(&str, &str)> = vec![("name", "ci"); 500];
        parameters.extend(vec![(long.as_str(), "1"); 499]);
        parameters.push(("token", &value));
        let filled = fill(TokenKind::Api, &parameters);
        assert_eq!(filled.kept, [("name".to_owned(), "ci".to_owned())]);
        assert_eq!(filled.refused.len(), REFUSED_SHOWN);
        assert_eq!(filled.refused_besides, 999 - REFUSED_SHOWN);
        let first = filled.refused.first().expect("one");
        assert_eq!(
            (first.parameter.as_str(), first.reason.as_str()),
            ("token", SECRET)
        );
        let bad = vec!["nothing:read"; 100].join(",");
        let filled = fill(
            TokenKind::Api,
            &[("scopes", bad.as_str()), (long.as_str(), "1")],
        );
        assert_eq!(filled.refused.len(), REFUSED_SHOWN);
        assert!(
            filled
                .refused
                .iter()
                .all(|refused| refused.parameter.chars().count() <= 41)
        );
    }

    #[test]
    fn a_dangerous_link_never_sets_a_tick() {
        let filled = fill(
            TokenKind::Api,
            &[
                ("scopes", "full_access"),
                ("expires_in", "never"),
                ("never_is_meant", "true"),
            ],
        );
        assert_eq!(filled.draft.consents, []);
        assert_eq!(filled.refused.len(), 1);
    }

    #[test]
    fn a_link_asks_for_no_more_than_the_operator_allows() {
        let limits = Limits {
            longest: Some(45),
            usual: 10,
            forbids_full_access: true,
            ..Limits::default()
        };
        let filled = |parameters: &[(&str, &str)]| fill_within(TokenKind::Api, parameters, limits);
        assert_eq!(filled(&[]).draft.expiry, ExpiryChoice::Span(10));
        assert_eq!(
            filled(&[("expires_in", "45")]).draft.expiry,
            ExpiryChoice::Span(45)
        );
        for days in ["46", "never"] {
            let refused = filled(&[("expires_in", days)]);
            assert_eq!(refused.draft.expiry, ExpiryChoice::Span(10), "{days}");
            assert_eq!(refused.refused.len(), 1, "{days}");
        }
        let full = filled(&[("scopes", "full_access")]);
        assert_eq!(chosen(&full), [""; 0]);
        assert_eq!(full.refused.len(), 1);
    }

    #[test]
    fn what_may_be_a_secret_does_not_stay_in_the_address() {
        let value = format!("tola_{}", "a1B2".repeat(16));
        let filled = fill(
            TokenKind::Api,
            &[
                ("name", "ci"),
                ("token", "hunter2"),
                ("description", &value),
                (&value, ""),
                ("scopes", "evidence:read"),
            ],
        );
        assert_eq!(filled.draft.description, "");
        let kept: Vec<_> = filled.kept.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(kept, ["name", "scopes"]);
        assert_eq!(filled.refused.len(), 3);
        assert!(!format!("{:?}", filled.refused).contains("a1B2"));
    }

    #[test]
    fn what_cannot_be_followed_is_said_part_by_part() {
        let filled = fill(
            TokenKind::Api,
            &[
                ("scopes", "evidence:read,evil:read,<img src=x>"),
                ("expires_in", "-1"),
                ("x", "y"),
                ("name", "a\u{0}b"),
                ("name", "second"),
                ("organizations", ACME),
            ],
        );
        assert_eq!(chosen(&filled), ["evidence:read"]);
        let parameters: Vec<_> = filled
            .refused
            .iter()
            .map(|refused| refused.parameter.as_str())
            .collect();
        assert_eq!(
            parameters,
            [
                "scopes",
                "scopes",
                "expires_in",
                "x",
                "name",
                "name",
                "organizations"
            ]
        );
        assert_eq!(filled.draft.name, "");
        let foreign = fill(
            TokenKind::Personal,
            &[
                ("organizations", "01JZ00000000000000000EV111"),
                ("scopes", "risk:read"),
            ],
        );
        assert_eq!(chosen(&foreign), [""; 0]);
        assert_eq!(foreign.refused.len(), 3);
        for days in ["0", "366", "+7", "1e3", "99999999999", ""] {
            assert_eq!(
                fill(TokenKind::Api, &[("expires_in", days)]).refused.len(),
                1,
                "{days}"
            );
        }
    }
}
