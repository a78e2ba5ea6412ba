//! Rotation: a new token takes the place of an old one, and both work for a while.
//!
//! The two are linked by labels (`tags`), the only field of a token that is free for it.

use super::consent::Consent;
use super::expiry::{ExpiryChoice, SPANS};
use super::id::TokenId;
use super::limits::Limits;
use super::new_token::{DraftReach, TokenDraft};
use super::reach_diff::draft_reach;
use super::request_tag::is_request_tag;
use super::scope_catalogue::ScopeCatalogue;
use super::state::{Refusal, refusal};
use super::token::Token;
use super::token_update::{Activity, Change, TokenUpdate};
use crate::sorted::SortedSet;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// On the new token, with the old one's identifier.
const FROM: &str = "rotated-from:";
/// On the old token, with the new one's identifier.
const TO: &str = "rotated-to:";

/// The label that a new token carries.
pub fn from_tag(old: &TokenId) -> String {
    format!("{FROM}{old}")
}

/// The labels that people gave a token, without the links and without that of the form that created it.
pub fn own_tags(token: &Token) -> impl Iterator<Item = &String> {
    token
        .tags
        .iter()
        .filter(|tag| !tag.starts_with(FROM) && !tag.starts_with(TO) && !is_request_tag(tag))
}

/// The labels of the token that takes the place of `old`: the old one's own, and the link.
pub fn tags_of_successor(old: &Token) -> Vec<String> {
    own_tags(old).cloned().chain([from_tag(&old.id)]).collect()
}

/// The token that `token` took the place of.
pub fn predecessor(token: &Token) -> Option<TokenId> {
    linked(token, FROM)
}

/// The token that took the place of `token`; the last one, if it happened more than once.
pub fn successor(token: &Token) -> Option<TokenId> {
    linked(token, TO)
}

fn linked(token: &Token, prefix: &str) -> Option<TokenId> {
    let found = token
        .tags
        .iter()
        .rev()
        .find_map(|tag| tag.strip_prefix(prefix));
    found.filter(|id| !id.is_empty()).map(TokenId::new)
}

/// When the old token stops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OldEnd {
    /// At once.
    Now,
    /// In an hour.
    Hour,
    /// In 24 hours.
    #[default]
    Day,
    /// In 7 days.
    Week,
}

impl OldEnd {
    /// All, soonest first.
    pub const ALL: [Self; 4] = [Self::Now, Self::Hour, Self::Day, Self::Week];

    /// The choice.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Now => "Now",
            Self::Hour => "In 1 hour",
            Self::Day => "In 24 hours",
            Self::Week => "In 7 days",
        }
    }

    /// The word in a URL and in a form.
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Hour => "1h",
            Self::Day => "24h",
            Self::Week => "7d",
        }
    }

    /// The choice that a word stands for.
    pub fn from_parameter(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|end| end.parameter() == word)
    }

    /// What is promised when somebody chooses it at `now`.
    pub fn promise(self, now: DateTime<Utc>) -> Promise {
        match self {
            Self::Now => Promise::AtOnce,
            Self::Hour => Promise::By(now + TimeDelta::hours(1)),
            Self::Day => Promise::By(now + TimeDelta::hours(24)),
            Self::Week => Promise::By(now + TimeDelta::days(7)),
        }
    }
}

/// When the old token will be refused. Made once, so that trying again keeps to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// As soon as the backend has answered.
    AtOnce,
    /// At this time, or earlier if it ends earlier by itself.
    By(DateTime<Utc>),
}

/// What has to be sent to the old token so that `promise` is kept, with the link to `new`. Its life
/// is only ever shortened.
///
/// "Now" switches the token off instead of ending it: the backend compares an end with its own
/// clock, which may be behind this one, but refuses a token that is off in any case; and it can be
/// enabled again if something still needs it.
pub fn retire(old: &Token, new: &TokenId, promise: Promise, now: DateTime<Utc>) -> TokenUpdate {
    let mut update = TokenUpdate::default();
    if successor(old).as_ref() != Some(new) {
        update.append_tags.push(format!("{TO}{new}"));
    }
    if is_over(old, now) {
        return update;
    }
    match promise {
        Promise::AtOnce => update.activity = Some(Activity::Disable),
        Promise::By(end) if old.expires_at.is_none_or(|own| end < own) => {
            update.expires_at = Change::Set(end);
        }
        Promise::By(_) => {}
    }
    update
}

/// What replacing a token is called: one that has expired is renewed.
pub fn verb(token: &Token, now: DateTime<Utc>) -> &'static str {
    let has_expired = token.expires_at.is_some_and(|end| end <= now);
    if has_expired { "Renew" } else { "Rotate" }
}

/// Whether a token is refused for good or until somebody switches it on: there is nothing to
/// shorten. One that only waits for single sign-on is not over.
pub fn is_over(token: &Token, now: DateTime<Utc>) -> bool {
    matches!(
        refusal(token, |_| false, now),
        Some(Refusal::Expired(_) | Refusal::Revoked | Refusal::Disabled)
    )
}

/// When a token that was promised an end will really be refused, for the words on the page.
pub fn effective_end(old: &Token, promise: Promise) -> Promise {
    match (promise, old.expires_at) {
        (Promise::By(end), Some(own)) => Promise::By(end.min(own)),
        _ => promise,
    }
}

/// The form for the token that takes the place of `old`: the same name, description and reach, and
/// as much time as the old one got. What the old one reached needs no tick again; how long it lasts
/// does, and the operator may have set limits since. Scopes that the backend does not offer any more are left
/// out: no new token can have them (contract 5).
pub fn draft(
    old: &Token,
    catalogue: &ScopeCatalogue,
    limits: Limits,
    local_day: impl Fn(DateTime<Utc>) -> NaiveDate,
) -> TokenDraft {
    let mut reach = draft_reach(&old.reach);
    if let DraftReach::Scopes(selection) = &mut reach {
        *selection = catalogue.known(selection);
    }
    let expiry = match (old.expires_at, old.created_at) {
        (None, _) => ExpiryChoice::Never,
        (Some(end), Some(start)) => span(local_day(start), local_day(end)),
        (Some(_), None) => limits.usual_choice(),
    };
    // Whatever the day: a span is a number of days, or none.
    let expiry = limits.within(expiry, NaiveDate::default());
    TokenDraft {
        name: old.name.clone(),
        description: old.description.clone().unwrap_or_default(),
        consents: vec![Consent::to_reach(&reach)],
        reach,
        expiry,
        from_link: SortedSet::new(),
    }
}

fn span(start: NaiveDate, end: NaiveDate) -> ExpiryChoice {
    let days = (end - start).num_days();
    // A day more or less comes from where the day began, not from what was meant.
    let offered = SPANS
        .into_iter()
        .find(|span| (i64::from(*span) - days).abs() <= 1);
    offered
        .or_else(|| u16::try_from(days).ok().filter(|days| *days > 0))
        .map_or_else(ExpiryChoice::default, ExpiryChoice::Span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request_tag::RequestTag;
    use crate::scope_catalogue::tests::sample;
    use crate::sorted::SortedMap;
    use crate::stored_scopes::StoredScopes;
    use crate::token::Reach;
    use proptest::prelude::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn token(expires_at: Option<DateTime<Utc>>) -> Token {
        Token {
            id: TokenId::new("old"),
            name: "deploy".into(),
            description: None,
            reach: Reach::Scopes {
                owner: None,
                scopes: StoredScopes::from_wire(["evidence:read"]),
            },
            created_at: Some(now() - TimeDelta::days(10)),
            created_by: None,
            updated_at: None,
            updated_by: None,
            expires_at,
            last_used_at: None,
            is_active: true,
            revocation: None,
            sso_authorizations: SortedMap::new(),
            tags: vec![
                "team:infra".into(),
                "rotated-from:oldest".into(),
                RequestTag::new("1").as_str().into(),
            ],
        }
    }

    #[test]
    fn the_pair_is_linked_both_ways_and_other_labels_go_along() {
        let old = token(None);
        assert_eq!(predecessor(&old), Some(TokenId::new("oldest")));
        assert_eq!(tags_of_successor(&old), ["team:infra", "rotated-from:old"]);
        let new = TokenId::new("new");
        let update = retire(&old, &new, OldEnd::Day.promise(now()), now());
        assert_eq!(update.append_tags, ["rotated-to:new"]);
        let mut linked = old;
        linked.tags.extend(update.append_tags);
        assert_eq!(successor(&linked), Some(new.clone()));
        // Trying again does not add the label twice.
        let again = retire(&linked, &new, OldEnd::Day.promise(now()), now());
        assert!(again.append_tags.is_empty());
    }

    #[test]
    fn now_switches_off_and_later_sets_the_end_that_was_promised() {
        let new = TokenId::new("new");
        let update = retire(&token(None), &new, OldEnd::Now.promise(now()), now());
        assert_eq!(update.activity, Some(Activity::Disable));
        assert_eq!(update.expires_at, Change::Keep);
        let update = retire(&token(None), &new, OldEnd::Hour.promise(now()), now());
        assert_eq!(update.expires_at, Change::Set(now() + TimeDelta::hours(1)));
        assert_eq!(update.activity, None);
    }

    #[test]
    fn what_is_over_is_only_linked() {
        let new = TokenId::new("new");
        let mut off = token(None);
        off.is_active = false;
        for old in [off, token(Some(now() - TimeDelta::days(1)))] {
            for end in OldEnd::ALL {
                let update = retire(&old, &new, end.promise(now()), now());
                assert_eq!(update.expires_at, Change::Keep);
                assert!(update.activity.is_none());
            }
        }
    }

    #[test]
    fn the_new_one_gets_as_much_time_as_the_old_one_got() {
        let day = |at: DateTime<Utc>| at.date_naive();
        let with = |days: i64| {
            let mut old = token(None);
            old.expires_at = old.created_at.map(|start| start + TimeDelta::days(days));
            draft(&old, &sample(), Limits::default(), day).expiry
        };
        assert_eq!(with(90), ExpiryChoice::Span(90));
        assert_eq!(with(31), ExpiryChoice::Span(30));
        assert_eq!(with(45), ExpiryChoice::Span(45));
        assert_eq!(
            draft(&token(None), &sample(), Limits::default(), day).expiry,
            ExpiryChoice::Never
        );
        // What it reaches was confirmed when the old one got it. That it never ends is asked again.
        let consents = draft(&token(None), &sample(), Limits::default(), day).consents;
        assert!(!consents.is_empty() && !consents.contains(&Consent::Never));
    }

    #[test]
    fn the_new_one_keeps_to_limits_that_the_old_one_did_not_know() {
        let limits = Limits {
            longest: Some(30),
            ..Limits::default()
        };
        let draft = draft(&token(None), &sample(), limits, |at| at.date_naive());
        assert_eq!(draft.expiry, ExpiryChoice::Span(30));
    }

    #[test]
    fn scopes_that_no_new_token_can_have_are_left_out() {
        let mut old = token(None);
        old.reach = Reach::Scopes {
            owner: None,
            scopes: StoredScopes::from_wire(["can_view_evidence", "gone:read", "evidence:approve"]),
        };
        let draft = draft(&old, &sample(), Limits::default(), |at| at.date_naive());
        assert!(matches!(
            draft.reach,
            DraftReach::Scopes(selection) if selection.to_wire() == ["evidence:read"]
        ));
    }

    #[test]
    fn every_choice_is_found_again_by_its_word() {
        for end in OldEnd::ALL {
            assert_eq!(OldEnd::from_parameter(end.parameter()), Some(end));
        }
    }

    proptest! {
        #[test]
        fn the_life_of_the_old_one_is_never_lengthened(
            own in prop::option::of(-40_000i64..2_000_000),
            choice in 0usize..4,
            later in 0i64..100_000,
        ) {
            let old = token(own.map(|seconds| now() + TimeDelta::seconds(seconds)));
            let promise = OldEnd::ALL[choice].promise(now());
            let update = retire(&old, &TokenId::new("new"), promise, now() + TimeDelta::seconds(later));
            prop_assert_ne!(&update.expires_at, &Change::Clear);
            if let Change::Set(end) = update.expires_at {
                prop_assert!(old.expires_at.is_none_or(|own| end < own));
                prop_assert_eq!(Promise::By(end), effective_end(&old, promise));
            }
        }
    }
}
