//! The pairs of tokens that a tab has held since somebody signed in.
//!
//! The backend ends no pair by itself when it gives out another one: after a switch of the organization, a
//! renewal or a second factor the pair from before stays valid, and can be renewed for ever (contract 1.3).
//! So each tab remembers what it held, and signing out ends all of it.
//!
//! They are kept as text, one refresh token a line, because a first visit only ever adds to it: ending one
//! ends its access token too (contract 1.4).

use crate::claims::claims;
use crate::session_tokens::SessionTokens;
use chrono::{DateTime, TimeDelta, Utc};
use console_domain::substring::includes;

/// For how long a pair is remembered that has ended by itself: this computer's clock may be wrong.
const GRACE: TimeDelta = TimeDelta::days(1);

/// A pair to end, see [`crate::auth::end_pair`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPair(String);

impl HeldPair {
    /// What ends it.
    pub(crate) fn refresh_token(&self) -> &str {
        &self.0
    }
}

/// `held` with `tokens`; `None` when they are among them.
pub fn with(held: &str, tokens: &SessionTokens) -> Option<String> {
    let refresh = tokens.refresh_token();
    (!includes(held, refresh)).then(|| [held, refresh].join("\n"))
}

/// The newest pair of `held` that has not ended by itself, at `now` by this computer's clock.
pub fn newest(held: &str, now: DateTime<Utc>) -> Option<HeldPair> {
    let lives = |refresh: &&str| claims(refresh).is_some_and(|claims| claims.exp + GRACE > now);
    let refresh = held.lines().rev().find(lives)?;
    Some(HeldPair(refresh.to_owned()))
}

/// `held` without a pair that was ended.
pub fn without(held: &str, ended: &HeldPair) -> String {
    let others: Vec<&str> = held.lines().filter(|line| *line != ended.0).collect();
    others.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session_tokens::samples::{at, tokens};

    #[test]
    fn every_pair_that_was_held_is_remembered_once_until_it_is_ended() {
        let first = tokens("ann", "acme", "12:00:00");
        let second = tokens("ann", "globex", "12:10:00");
        let held = with("", &first).unwrap();
        let held = with(&held, &second).unwrap();
        assert_eq!(with(&held, &first), None);
        let pair = newest(&held, at("12:20:00")).unwrap();
        assert_eq!(pair.refresh_token(), second.refresh_token());
        let held = without(&held, &pair);
        let pair = newest(&held, at("12:20:00")).unwrap();
        assert_eq!(pair.refresh_token(), first.refresh_token());
        assert_eq!(newest(&without(&held, &pair), at("12:20:00")), None);
    }

    #[test]
    fn what_has_ended_by_itself_long_ago_is_not_ended_again() {
        let held = with("", &tokens("ann", "acme", "12:00:00")).unwrap();
        assert!(newest(&held, at("23:00:00")).is_some());
        assert_eq!(newest(&held, at("23:00:00") + TimeDelta::days(2)), None);
    }

    #[test]
    fn nonsense_holds_nothing() {
        for nonsense in ["", "x\ny z"] {
            assert_eq!(newest(nonsense, at("12:00:00")), None);
        }
    }
}
