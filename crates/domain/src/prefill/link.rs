//! The way back: a link that leads to a form as it is.

use super::{one_line, some_lines, span};
use crate::expiry::ExpiryChoice;
use crate::id::OrganizationId;
use crate::new_token::{DraftReach, Field, TokenDraft};
use crate::scope_catalogue::ScopeCatalogue;

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
        DraftReach::Scopes(selection) if !selection.is_empty() => {
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
        DraftReach::Scopes(_) | DraftReach::Organizations(_) => {}
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::TokenKind;
    use crate::new_token::NAME_MAX;
    use crate::prefill::Prefill;
    use crate::prefill::tests::{ACME, fill};
    use crate::scope::Verb;
    use crate::scope_catalogue::tests::sample;
    use proptest::prelude::*;

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
                DraftReach::Scopes(selection) => {
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
            let kept = |field, text: &str| {
                if carried(field) { text.trim().to_owned() } else { String::new() }
            };
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
