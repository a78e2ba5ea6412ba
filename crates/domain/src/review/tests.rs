use super::*;
use crate::id::UserId;
use crate::organization::OrganizationRef;
use crate::scope::BROAD_ACCESS_ABOVE;
use crate::stored_scopes::StoredScopes;
use crate::token::Revocation;
use proptest::prelude::*;

fn now() -> DateTime<Utc> {
    "2026-11-29T12:00:00Z".parse().unwrap()
}

prop_compose! {
    fn token()(
        is_personal in any::<bool>(),
        rights in 0_usize..30,
        age in prop::option::of(0_i64..400),
        used in prop::option::of(0_i64..200),
        end in prop::option::of(-40_i64..60),
        is_active in any::<bool>(),
        revoked in any::<bool>(),
    ) -> Token {
        let day = |days: i64| now() - TimeDelta::days(days);
        let reach = if is_personal {
            Reach::Organizations(vec![OrganizationRef { id: OrganizationId::new("o"), name: "O".into() }])
        } else {
            Reach::Scopes {
                owner: Some(OrganizationId::new("o")),
                scopes: StoredScopes::new((0..rights).map(|n| format!("thing{n}:write")).collect()),
            }
        };
        Token {
            id: TokenId::new("t"),
            name: "ci".into(),
            description: None,
            reach,
            created_at: age.map(day),
            created_by: Some(UserId::new("u")),
            updated_at: None,
            updated_by: None,
            expires_at: end.map(|days| now() + TimeDelta::days(days)),
            last_used_at: used.map(day),
            is_active,
            revocation: revoked.then(|| Revocation { at: now(), by: None, reason: None }),
            sso_authorizations: SortedMap::new(),
            tags: vec![],
        }
    }
}

/// The rules as the product states them, in whole days and without a common line with the code above.
fn naive(token: &Token, creator_left: bool, demands_sso: bool) -> Group {
    let days_ago = |at: DateTime<Utc>| (now() - at).num_days();
    let is_api = matches!(token.reach, Reach::Scopes { .. });
    if is_api && creator_left {
        return Group::CreatorLeft;
    }
    match (token.last_used_at, token.created_at) {
        (Some(used), _) if days_ago(used) > 90 => return Group::Unused,
        (None, Some(made)) if days_ago(made) > 30 => return Group::Unused,
        _ => {}
    }
    let Some(end) = token.expires_at else {
        return Group::NeverExpires;
    };
    if let Reach::Scopes { scopes, .. } = &token.reach {
        // Writing includes reading, which does not count.
        if scopes.texts().len() > BROAD_ACCESS_ABOVE {
            return Group::BroadAccess;
        }
    }
    let left = (end - now()).num_days();
    if left > 0 && left <= 14 {
        return Group::ExpiresSoon;
    }
    let is_refused = end <= now() || !token.is_active || token.revocation.is_some() || demands_sso;
    if is_refused && token.last_used_at.is_some_and(|used| days_ago(used) <= 30) {
        return Group::RefusedInUse;
    }
    Group::Rest
}

proptest! {
    #[test]
    fn groups_are_as_the_product_says(token in token(), left in any::<bool>(), sso in any::<bool>()) {
        prop_assert_eq!(group(&token, left, |_| sso, now()), naive(&token, left, sso));
    }

    #[test]
    fn what_is_kept_is_read_back(
        entries in prop::collection::vec(
            (
                "[A-Z0-9]{1,26}",
                prop::option::of(0_usize..4),
                "(?s).{0,40}",
                prop::option::of(0_i64..4_000_000_000),
            ),
            0..20,
        ),
        days in prop::sample::select(Shortening::DAYS.to_vec()),
        subject in "(?s).{0,20}",
    ) {
        let decisions = entries.into_iter().map(|(id, decision, note, at)| {
            let kept = KeptDecision {
                decision: decision.map(|n| Decision::ALL[n]),
                note,
                sent_at: at.and_then(|at| DateTime::from_timestamp(at / 2, 0)),
                sent_end: at.and_then(|at| DateTime::from_timestamp(at / 3, 0)),
                applied_at: at.and_then(|at| DateTime::from_timestamp(at, 0)),
            };
            (TokenId::new(id), kept)
        });
        let kept = KeptReview {
            subject: subject.clone(),
            shortening: Shortening::new(days).unwrap(),
            decisions: decisions.collect(),
        };
        let stored = kept.to_stored("");
        let other = KeptReview { subject: format!("{subject} of another"), ..KeptReview::default() };
        prop_assert_eq!(KeptReview::from_stored(&stored, &other.subject), None);
        let both = other.to_stored(&kept.to_stored(&stored));
        prop_assert_eq!(KeptReview::from_stored(&both, &subject), Some(kept));
        prop_assert_eq!(KeptReview::from_stored(&both, &other.subject), Some(other.clone()));
    }
}

#[test]
fn damaged_storage_is_no_review() {
    for text in [
        "",
        "null",
        "[]",
        "{}",
        r#"[{"subject":"s","days":8,"decisions":[]}]"#,
    ] {
        assert_eq!(KeptReview::from_stored(text, "s"), None, "{text}");
    }
    let odd =
        r#"[{"subject":"s","days":7,"decisions":[{"id":"a","decision":"burn"},7,{"id":"b"}]}]"#;
    let kept = KeptReview::from_stored(odd, "s").unwrap();
    assert_eq!(kept.decisions.len(), 2);
    assert!(kept.decisions.values().all(|kept| kept.decision.is_none()));
}

#[test]
fn keys_decide_in_either_case_and_nothing_else_does() {
    for decision in Decision::ALL {
        let key = decision.key().to_string();
        assert_eq!(Decision::of_key(&key), Some(decision));
        assert_eq!(Decision::of_key(&key.to_uppercase()), Some(decision));
    }
    for key in ["", "kk", "Enter", "ü", "1"] {
        assert_eq!(Decision::of_key(key), None, "{key}");
    }
}

#[test]
fn only_what_makes_a_difference_can_be_decided() {
    let mut token = Token {
        id: TokenId::new("t"),
        name: "ci".into(),
        description: None,
        reach: Reach::Organizations(vec![]),
        created_at: None,
        created_by: None,
        updated_at: None,
        updated_by: None,
        expires_at: None,
        last_used_at: None,
        is_active: true,
        revocation: None,
        sso_authorizations: SortedMap::new(),
        tags: vec![],
    };
    let today = NaiveDate::from_ymd_opt(2026, 11, 29).unwrap();
    let end_of = |day: NaiveDate| day.and_hms_opt(23, 59, 59).map(|end| end.and_utc());
    let shorter = Shortening::default().end(today, end_of);
    assert_eq!(
        shorter,
        end_of(NaiveDate::from_ymd_opt(2026, 12, 29).unwrap())
    );
    assert!(Decision::Shorten.is_possible(&token, shorter));
    assert!(Decision::Disable.is_possible(&token, shorter));
    token.expires_at = shorter;
    token.is_active = false;
    assert!(!Decision::Shorten.is_possible(&token, shorter));
    assert!(!Decision::Shorten.is_possible(&token, None));
    assert!(!Decision::Disable.is_possible(&token, shorter));
    assert!(Decision::Keep.is_possible(&token, None) && Decision::Delete.is_possible(&token, None));
    assert_eq!(Shortening::new(8), None);
}

#[test]
fn a_small_review_is_shown_whole_and_a_large_one_in_parts() {
    assert_eq!(shown_at_first(0), 0);
    assert_eq!(shown_at_first(60), 60);
    assert_eq!(shown_at_first(61), 10);
    assert_eq!(shown_at_first(1_000), 10);
}
