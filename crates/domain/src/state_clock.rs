//! When time alone changes how a token stands.

use super::state::{EXPIRES_SOON_DAYS, UNUSED_DAYS};
use super::token::Token;
use chrono::{DateTime, TimeDelta, Utc};

/// The first moment after `now` from which on one of `tokens` may have another state or other flags although
/// nobody has changed it. Counts and filtered rows that were asked for at `now` hold until then, as far as
/// these tokens are concerned.
pub fn next_change<'a>(
    tokens: impl IntoIterator<Item = &'a Token>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    tokens
        .into_iter()
        .flat_map(|token| {
            let soon = token
                .expires_at
                .and_then(|end| end.checked_sub_signed(TimeDelta::days(EXPIRES_SOON_DAYS)));
            // The flag is for what is longer ago than that.
            let unused = token.last_used_at.and_then(|last| {
                last.checked_add_signed(TimeDelta::days(UNUSED_DAYS) + TimeDelta::nanoseconds(1))
            });
            [soon, token.expires_at, unused]
        })
        .flatten()
        .filter(|moment| *moment > now)
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::TokenId;
    use crate::sorted::SortedMap;
    use crate::state::{flags, state};
    use crate::stored_scopes::StoredScopes;
    use crate::token::Reach;
    use proptest::prelude::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn token(ends: Option<TimeDelta>, used: Option<TimeDelta>) -> Token {
        Token {
            id: TokenId::new("t"),
            name: "ci".into(),
            description: None,
            reach: Reach::Scopes {
                owner: None,
                scopes: StoredScopes::from_wire(["evidence:read"]),
            },
            created_at: None,
            created_by: None,
            updated_at: None,
            updated_by: None,
            expires_at: ends.map(|ends| now() + ends),
            last_used_at: used.map(|used| now() + used),
            is_active: true,
            revocation: None,
            sso_authorizations: SortedMap::new(),
            tags: vec![],
        }
    }

    fn look(token: &Token, at: DateTime<Utc>) -> impl PartialEq + std::fmt::Debug + use<> {
        (state(token, |_| false, at), flags(token, false, at))
    }

    #[test]
    fn the_end_is_a_change_and_so_is_its_coming_close() {
        let ends = |days| token(Some(TimeDelta::days(days)), None);
        let after = |days| Some(now() + TimeDelta::days(days));
        assert_eq!(next_change(&[ends(2)], now()), after(2));
        assert_eq!(next_change(&[ends(20)], now()), after(6));
        assert_eq!(next_change(&[ends(20), ends(2)], now()), after(2));
        assert_eq!(next_change(&[ends(-2), token(None, None)], now()), None);
        // What has just happened does not happen again.
        assert_eq!(next_change(&[ends(2)], now() + TimeDelta::days(2)), None);
    }

    proptest! {
        #[test]
        fn nothing_changes_before(
            ends in prop::option::of(-2_000_000i64..4_000_000),
            used in prop::option::of(-9_000_000i64..0),
            part in 0i32..1000,
        ) {
            let token = token(ends.map(TimeDelta::seconds), used.map(TimeDelta::seconds));
            let span = TimeDelta::days(400);
            let change = next_change([&token], now()).unwrap_or(now() + span);
            let within = (change - now()) / 1000 * part;
            prop_assert_eq!(look(&token, now()), look(&token, now() + within));
            if change < now() + span {
                let before = change - TimeDelta::nanoseconds(1);
                prop_assert_ne!(look(&token, before), look(&token, change));
            }
        }
    }
}
