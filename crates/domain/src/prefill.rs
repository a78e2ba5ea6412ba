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

/// Reads the parameters of a link in their order, decoded. Accepted: `name`, `description`, `expires_in`
/// ([`LONG_LIFE`] days at most, or `never`), `scopes` (a comma list or the name of a preset) for an API
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
            Err("It appears in the link more than once; the first one was used.".into())
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
    whoever has the link has the value: disable or delete that token.";

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
mod tests;
