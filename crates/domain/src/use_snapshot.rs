//! Which token a request was made with, told by its last use: every request with a token notes the time
//! (contract 4), and nothing else tells which token a value belongs to.
//!
//! Whoever tries a value reads the tokens that were used last before and after it. No clock is compared: both
//! readings hold times of the backend.

use crate::id::TokenId;
use crate::sorted::SortedMap;
use crate::token::Token;
use chrono::{DateTime, Utc};

/// The last uses of the tokens that were used last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UseSnapshot {
    uses: SortedMap<TokenId, Option<DateTime<Utc>>>,
    newest: Option<DateTime<Utc>>,
}

impl UseSnapshot {
    /// Of `tokens`: all that there are, or those that were used last.
    pub fn new(tokens: &[Token]) -> Self {
        let uses = tokens
            .iter()
            .map(|token| (token.id.clone(), token.last_used_at));
        Self {
            uses: uses.collect(),
            newest: tokens.iter().filter_map(|token| token.last_used_at).max(),
        }
    }

    /// Those of `tokens`, a later reading, that were used since. One that is not in this snapshot had been
    /// used before all that are, or not at all: it was used since if it is newer than they were.
    pub fn used_since(&self, tokens: &[Token]) -> Vec<Token> {
        let is_later = |token: &&Token| {
            let before = self.uses.get(&token.id).copied();
            token.last_used_at > before.unwrap_or(self.newest)
        };
        tokens.iter().filter(is_later).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stored_scopes::StoredScopes;
    use crate::token::Reach;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn token(id: &str, used: Option<i64>) -> Token {
        let start: DateTime<Utc> = "2026-11-29T10:00:00Z".parse().unwrap();
        Token {
            id: TokenId::new(id),
            name: id.to_owned(),
            description: None,
            reach: Reach::Scopes {
                owner: None,
                scopes: StoredScopes::default(),
            },
            created_at: None,
            created_by: None,
            updated_at: None,
            updated_by: None,
            expires_at: None,
            last_used_at: used.map(|after| start + TimeDelta::microseconds(after)),
            is_active: true,
            revocation: None,
            sso_authorizations: SortedMap::new(),
            tags: vec![],
        }
    }

    fn ids(tokens: &[Token]) -> Vec<&str> {
        tokens.iter().map(|token| token.id.as_str()).collect()
    }

    #[test]
    fn the_token_whose_last_use_moved_is_the_one() {
        let before =
            UseSnapshot::new(&[token("a", Some(5)), token("b", Some(3)), token("c", None)]);
        let after = [
            token("c", Some(9)),
            token("a", Some(5)),
            token("b", Some(3)),
        ];
        assert_eq!(ids(&before.used_since(&after)), ["c"]);
        let both = [
            token("c", Some(9)),
            token("b", Some(9)),
            token("a", Some(5)),
        ];
        assert_eq!(ids(&before.used_since(&both)), ["c", "b"]);
        assert!(before.used_since(&[token("a", Some(5))]).is_empty());
    }

    #[test]
    fn one_that_moves_into_the_reading_without_a_use_is_not_taken_for_it() {
        // 100 were read, then one of them was deleted, so that an older one comes into view.
        let before = UseSnapshot::new(&[token("a", Some(5)), token("b", Some(3))]);
        let after = [
            token("a", Some(5)),
            token("older", Some(1)),
            token("never", None),
        ];
        assert!(before.used_since(&after).is_empty());
        let first = UseSnapshot::default();
        assert_eq!(
            ids(&first.used_since(&[token("x", Some(0)), token("y", None)])),
            ["x"]
        );
    }

    proptest! {
        /// The tokens are read by their last use, a few at most: whoever was used in between is found.
        #[test]
        fn whoever_was_used_in_between_is_found(
            uses in prop::collection::vec(prop::option::of(0_i64..1000), 1..12),
            used in prop::collection::btree_set(0_usize..12, 0..4),
            most in 1_usize..8,
        ) {
            let all: Vec<Token> = uses.iter().enumerate()
                .map(|(n, at)| token(&format!("{n:02}"), *at)).collect();
            let mut later = all.clone();
            for (order, n) in used.iter().filter(|n| **n < all.len()).enumerate() {
                later[*n] = token(&format!("{n:02}"), Some(2000 + i64::try_from(order).unwrap()));
            }
            let read = |mut tokens: Vec<Token>| {
                tokens.sort_by_key(|token| std::cmp::Reverse(token.last_used_at));
                tokens.truncate(most);
                tokens
            };
            let mut found: Vec<_> = UseSnapshot::new(&read(all.clone())).used_since(&read(later)).into_iter()
                .map(|token| token.id.as_str().parse::<usize>().unwrap()).collect();
            found.sort_unstable();
            let there: Vec<usize> = used.into_iter().filter(|n| *n < all.len()).collect();
            if there.len() <= most {
                prop_assert_eq!(found, there);
            } else {
                prop_assert_eq!(found.len(), most);
            }
        }
    }
}
