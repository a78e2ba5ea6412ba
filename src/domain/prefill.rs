//! Filling the form from a link, strictly: a link can suggest, never decide.

use super::expiry::{ExpiryChoice, LONGEST_SPAN, SPANS};
use super::id::{OrganizationId, is_ulid};
use super::kind::TokenKind;
use super::new_token::{DraftReach, Field, NAME_MAX, TokenDraft};
use super::scope::{Scope, ScopeSelection};
use super::scope_catalogue::{Preset, ScopeCatalogue};
use std::collections::BTreeSet;

/// The longest description that a link may carry, in characters.
const DESCRIPTION_MAX: usize = 500;

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
    /// The form. No tick is ever set.
    pub draft: TokenDraft,
    /// The fields that the link filled, to be marked.
    pub filled: BTreeSet<Field>,
    /// What was not followed.
    pub refused: Vec<Refused>,
}

/// What a link can be checked against.
pub struct Known<'a> {
    /// The scopes that exist.
    pub catalogue: &'a ScopeCatalogue,
    /// The organizations that this user may choose.
    pub organizations: &'a [OrganizationId],
}

/// Reads the parameters of a link in their order, decoded. Accepted: `name`, `description`,
/// `expires_in` (days, or `never`), `scopes` (a comma list or the name of a preset) for an API
/// token, `organizations` (a comma list of identifiers) for a personal one.
pub fn prefill(kind: TokenKind, parameters: &[(String, String)], known: &Known<'_>) -> Prefill {
    let mut result = Prefill {
        draft: TokenDraft::new(kind),
        filled: BTreeSet::new(),
        refused: Vec::new(),
    };
    let mut seen = BTreeSet::new();
    for (parameter, value) in parameters {
        let outcome = if seen.insert(parameter.as_str()) {
            apply(&mut result, parameter, value, known)
        } else {
            Err("It stands in the link more than once; the first was used.".into())
        };
        match outcome {
            Ok(field) => {
                result.filled.insert(field);
            }
            Err(reason) => result.refused.push(Refused {
                parameter: parameter.clone(),
                reason,
            }),
        }
    }
    result
}

fn apply(
    result: &mut Prefill,
    parameter: &str,
    value: &str,
    known: &Known<'_>,
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
            result.draft.expiry = span(value)?;
            Ok(Field::Expiry)
        }
        ("scopes", DraftReach::Scopes { selection, .. }) => {
            let (chosen, bad) = scopes(value, known.catalogue);
            note_each(&mut result.refused, parameter, bad);
            if chosen.is_empty() && value.trim() != Preset::None.parameter() {
                return Err("No scope in it exists.".into());
            }
            *selection = chosen;
            Ok(Field::Scopes)
        }
        ("organizations", DraftReach::Organizations(organizations)) => {
            let (chosen, bad) = chosen_organizations(value, known.organizations);
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
        Some(days @ 1..=LONGEST_SPAN) => Ok(ExpiryChoice::Span(days)),
        _ => Err(format!(
            "It takes a number of days from 1 to {LONGEST_SPAN}, or never."
        )),
    }
}

fn scopes(value: &str, catalogue: &ScopeCatalogue) -> (ScopeSelection, Vec<String>) {
    if let Some(preset) = Preset::from_parameter(value.trim()) {
        return (catalogue.preset(preset), vec![]);
    }
    let mut selection = ScopeSelection::default();
    let mut bad = Vec::new();
    for text in value.split(',').filter(|text| !text.trim().is_empty()) {
        match Scope::parse(text)
            .filter(|scope| catalogue.offered(&scope.object).contains(scope.verb))
        {
            Some(scope) => {
                let offered = catalogue.offered(&scope.object);
                selection.choose(&scope.object, scope.verb, true, offered);
            }
            None => bad.push(format!("There is no scope “{}”.", shortened(text.trim()))),
        }
    }
    (selection, bad)
}

fn chosen_organizations(
    value: &str,
    known: &[OrganizationId],
) -> (BTreeSet<OrganizationId>, Vec<String>) {
    let mut chosen = BTreeSet::new();
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

/// What leads to a form as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The parameters, decoded. [`prefill`] refuses none of them.
    pub parameters: Vec<(&'static str, String)>,
    /// The fields that no link can carry as they are.
    pub left_out: Vec<Field>,
}

impl Link {
    fn text(
        &mut self,
        name: &'static str,
        typed: &str,
        field: Field,
        read: fn(&str) -> Result<String, String>,
    ) {
        match read(typed.trim()) {
            Ok(text) if text.is_empty() => {}
            Ok(text) => self.parameters.push((name, text)),
            Err(_) => self.left_out.push(field),
        }
    }
}

/// The link to this form as it is, for "Copy link to this form". Ticks are left out on purpose. A
/// date is carried as the number of days until then.
pub fn link(draft: &TokenDraft, catalogue: &ScopeCatalogue, days_to_date: Option<u16>) -> Link {
    let mut link = Link::default();
    link.text("name", &draft.name, Field::Name, one_line);
    link.text(
        "description",
        &draft.description,
        Field::Description,
        some_lines,
    );
    match &draft.reach {
        DraftReach::Scopes { selection, .. } if !selection.is_empty() => {
            let value = catalogue.matching_preset(selection).map_or_else(
                || selection.to_wire().join(","),
                |preset| preset.parameter().to_owned(),
            );
            link.parameters.push(("scopes", value));
        }
        DraftReach::Organizations(organizations) if !organizations.is_empty() => {
            let ids: Vec<&str> = organizations.iter().map(OrganizationId::as_str).collect();
            link.parameters.push(("organizations", ids.join(",")));
        }
        DraftReach::Scopes { .. } | DraftReach::Organizations(_) => {}
    }
    let end = match draft.expiry {
        ExpiryChoice::Never => "never".to_owned(),
        ExpiryChoice::Span(days) => days.to_string(),
        ExpiryChoice::Date(_) => days_to_date
            .map(|days| days.to_string())
            .unwrap_or_default(),
    };
    if span(&end).is_ok() {
        link.parameters.push(("expires_in", end));
    } else {
        link.left_out.push(Field::Expiry);
    }
    link
}

/// Whether the form has a button for this many days.
pub fn is_offered_span(days: u16) -> bool {
    SPANS.contains(&days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scope::Verb;
    use crate::domain::scope_catalogue::tests::sample;
    use proptest::prelude::*;

    const ACME: &str = "01JZ00000000000000000ACME0";

    fn fill(kind: TokenKind, parameters: &[(&str, &str)]) -> Prefill {
        let parameters: Vec<_> = parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let organizations = [OrganizationId::new(ACME)];
        prefill(
            kind,
            &parameters,
            &Known {
                catalogue: &sample(),
                organizations: &organizations,
            },
        )
    }

    fn chosen(prefill: &Prefill) -> Vec<String> {
        match &prefill.draft.reach {
            DraftReach::Scopes { selection, .. } => selection.to_wire(),
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
            filled.filled.into_iter().collect::<Vec<_>>(),
            [Field::Name, Field::Scopes, Field::Expiry]
        );
        assert_eq!(filled.refused, []);
        let personal = fill(TokenKind::Personal, &[("organizations", ACME)]);
        assert_eq!(chosen(&personal), [ACME]);
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
        assert!(!filled.draft.never_is_meant);
        assert!(matches!(
            filled.draft.reach,
            DraftReach::Scopes {
                full_is_meant: false,
                none_is_meant: false,
                ..
            }
        ));
        assert_eq!(filled.refused.len(), 1);
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
        for days in ["0", "3651", "+7", "1e3", "99999999999", ""] {
            assert_eq!(
                fill(TokenKind::Api, &[("expires_in", days)]).refused.len(),
                1,
                "{days}"
            );
        }
    }

    fn reread(kind: TokenKind, link: &Link) -> Prefill {
        let read: Vec<(&str, &str)> = link
            .parameters
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        fill(kind, &read)
    }

    #[test]
    fn what_no_link_can_carry_is_left_out_and_named() {
        let mut draft = TokenDraft::new(TokenKind::Api);
        draft.name = "a\tb".into();
        draft.description = "é".repeat(501);
        draft.expiry = ExpiryChoice::Date(None);
        for days in [None, Some(0), Some(3651)] {
            let link = link(&draft, &sample(), days);
            assert_eq!(link.parameters, []);
            assert_eq!(
                link.left_out,
                [Field::Name, Field::Description, Field::Expiry]
            );
        }
        draft.name = "x".repeat(121);
        assert!(
            link(&draft, &sample(), Some(1))
                .left_out
                .contains(&Field::Name)
        );
    }

    proptest! {
        #[test]
        fn a_copied_link_leads_back_to_the_same_form(
            name in "\\PC{0,130}",
            description in "[a-z é\\n\\t&=%#<]{0,520}",
            scopes in proptest::collection::vec((0_usize..6, 0_usize..3), 0..8),
            expiry in prop_oneof![
                Just(ExpiryChoice::Never),
                (0_u16..4000).prop_map(ExpiryChoice::Span),
                Just(ExpiryChoice::Date(None)),
            ],
            days in proptest::option::of(0_u16..4000),
            personal in any::<bool>(),
        ) {
            let catalogue = sample();
            let kind = if personal { TokenKind::Personal } else { TokenKind::Api };
            let mut draft = TokenDraft::new(kind);
            draft.name = name;
            draft.description = description;
            draft.expiry = expiry;
            match &mut draft.reach {
                DraftReach::Scopes { selection, .. } => {
                    for (object, verb) in scopes {
                        let entry = catalogue.objects().nth(object).unwrap();
                        selection.choose(&entry.object, Verb::ALL[verb], true, entry.offered);
                    }
                }
                DraftReach::Organizations(chosen) => {
                    chosen.insert(OrganizationId::new(ACME));
                }
            }
            let link = link(&draft, &catalogue, days);
            let again = reread(kind, &link);
            prop_assert_eq!(&again.refused, &[]);
            let carried = |field: Field| !link.left_out.contains(&field);
            let kept = |field, text: &str| if carried(field) { text.trim().to_owned() } else { String::new() };
            prop_assert_eq!(&again.draft.name, &kept(Field::Name, &draft.name));
            prop_assert_eq!(&again.draft.description, &kept(Field::Description, &draft.description));
            prop_assert_eq!(&again.draft.reach, &draft.reach);
            let end = match draft.expiry {
                ExpiryChoice::Date(_) => ExpiryChoice::Span(days.unwrap_or_default()),
                other => other,
            };
            let end = if carried(Field::Expiry) { end } else { ExpiryChoice::default() };
            prop_assert_eq!(again.draft.expiry, end);
            // Only what is too long, has control characters, or ends today or in more than ten years.
            prop_assert!(carried(Field::Description) || draft.description.trim().chars().count() > 500);
            prop_assert!(carried(Field::Name) || draft.name.trim().chars().count() > NAME_MAX);
        }
    }
}
