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
