//! The pairs of tokens that a tab has held since somebody signed in.
//!
//! The backend ends no pair by itself when it gives out another one: after a switch of the organization, a
//! renewal or a second factor the pair from before stays valid, and can be renewed for ever (contract 1.3). So
//! each tab remembers what it held, and signing out ends all of it.

use crate::session_tokens::SessionTokens;
use chrono::{DateTime, Utc};

/// The pairs, by their refresh tokens: ending one ends its access token too (contract 1.4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldPairs(Vec<HeldPair>);

/// One pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPair {
    refresh: String,
    /// Until when it can be renewed, in seconds since 1970; 0 is not known.
    until: i64,
}

impl HeldPair {
    /// What ends it, see [`crate::auth::end_pair`].
    pub(crate) fn refresh_token(&self) -> &str {
        &self.refresh
    }
}

impl HeldPairs {
    /// Remembers `tokens`, and forgets what has ended by itself. `now` is this computer's time. Whether they were
    /// new.
    pub fn note(&mut self, tokens: &SessionTokens, now: DateTime<Utc>) -> bool {
        let refresh = tokens.refresh_token();
        if refresh.is_empty() || self.0.iter().any(|pair| pair.refresh == refresh) {
            return false;
        }
        let backend_now = tokens.backend_time(now).timestamp();
        self.0
            .retain(|pair| pair.until == 0 || pair.until > backend_now);
        self.0.push(HeldPair {
            refresh: refresh.to_owned(),
            until: tokens.renewable_until().map_or(0, |at| at.timestamp()),
        });
        true
    }

    /// Takes all of them, the newest last.
    pub fn take(&mut self) -> Vec<HeldPair> {
        std::mem::take(&mut self.0)
    }

    /// Remembers these as well: they could not be ended.
    pub fn put_back(&mut self, pairs: Vec<HeldPair>) {
        self.0.extend(pairs);
    }

    /// The text form that a reload gets.
    pub fn to_stored(&self) -> String {
        let lines: Vec<String> = self
            .0
            .iter()
            .map(|pair| format!("{} {}", pair.until, pair.refresh))
            .collect();
        lines.join("\n")
    }

    /// Reads [`Self::to_stored`].
    pub fn from_stored(text: &str) -> Self {
        let pairs = text.lines().filter_map(|line| {
            let (until, refresh) = line.split_once(' ')?;
            Some(HeldPair {
                refresh: refresh.to_owned(),
                until: until.parse().ok()?,
            })
        });
        Self(pairs.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session_tokens::samples::{at, tokens};

    #[test]
    fn every_pair_that_was_held_is_remembered_once() {
        let (first, second) = (
            tokens("ann", "acme", "12:00:00"),
            tokens("ann", "globex", "12:10:00"),
        );
        let mut held = HeldPairs::default();
        assert!(held.note(&first, at("12:00:00")));
        assert!(held.note(&second, at("12:10:00")));
        assert!(!held.note(&first, at("12:20:00")));
        let mut again = HeldPairs::from_stored(&held.to_stored());
        assert_eq!(again, held);
        let ended = again.take();
        let refresh: Vec<_> = ended.iter().map(HeldPair::refresh_token).collect();
        assert_eq!(refresh, [first.refresh_token(), second.refresh_token()]);
        assert_eq!(again, HeldPairs::default());
        again.put_back(ended);
        assert_eq!(again, held);
    }

    #[test]
    fn what_can_no_longer_be_renewed_is_forgotten() {
        let mut held = HeldPairs::default();
        held.note(&tokens("ann", "acme", "12:00:00"), at("12:00:00"));
        held.note(&tokens("ann", "acme", "14:30:00"), at("14:30:00"));
        assert_eq!(held.take().len(), 1);
    }

    #[test]
    fn nonsense_holds_nothing() {
        for nonsense in ["", "x\ny z"] {
            assert_eq!(HeldPairs::from_stored(nonsense), HeldPairs::default());
        }
    }
}
