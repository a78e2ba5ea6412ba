//! Filters that the backend has no field for, answered by walking its pages.

use crate::features::tokens::shared::sso_demand::SsoDemand;
use crate::features::tokens::shared::state_badge::Standing;
use chrono::{DateTime, Utc};
use console_api::client::Client;
use console_api::error::ApiError;
use console_api::tokens::{self, Page};
use console_domain::kind::TokenKind;
use console_domain::list_query::{ListQuery, Position};
use console_domain::sorted::SortedSet;
use console_domain::state::{TokenState, flags, state};
use console_domain::token::Token;
use console_platform::clock;

/// How many rows are looked at, at most.
pub const WALK_LIMIT: u64 = 1_000;

/// Rows a request: what the backend gives at most (contract 3.1).
const STRIDE: u16 = 100;

/// How far a walk has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Walk {
    /// Rows looked at.
    pub seen: u64,
    /// Rows that there are.
    pub of: u64,
    /// Whether it is over.
    pub is_over: bool,
}

impl Walk {
    /// Whether it takes more than one request.
    pub fn takes_long(self) -> bool {
        self.of > STRIDE.into()
    }

    /// Whether it stopped before the end because there is too much.
    pub const fn was_cut(self) -> bool {
        self.is_over && self.seen < self.of
    }
}

/// What a walk found.
#[derive(Clone, Debug)]
pub struct Found {
    /// How far it came.
    pub walk: Walk,
    /// When.
    pub at: DateTime<Utc>,
    tokens: Vec<Token>,
}

impl Found {
    /// The page of what was found that `query` asks for.
    pub fn page(self, query: &ListQuery) -> Page {
        let total = self.tokens.len() as u64;
        let first = usize::try_from(query.offset()).unwrap_or(usize::MAX);
        let there_is = |more: bool| more.then(String::new);
        Page {
            total,
            next: there_is(query.offset() + u64::from(query.page_size) < total),
            previous: there_is(query.page > 1),
            tokens: self
                .tokens
                .into_iter()
                .skip(first)
                .take(query.page_size.into())
                .collect(),
        }
    }
}

/// Looks at up to [`WALK_LIMIT`] rows and gives those that `query` wants, as long as `is_wanted`.
///
/// # Errors
/// See [`ApiError`].
pub async fn walk(
    client: Client,
    kind: TokenKind,
    query: &ListQuery,
    demand: &SsoDemand,
    progress: impl Fn(Walk),
    is_wanted: impl Fn() -> bool,
) -> Result<Found, ApiError> {
    let at = clock::now();
    let mut step = ListQuery {
        page_size: STRIDE,
        ..query.clone()
    };
    let mut tokens = Vec::new();
    let mut seen = SortedSet::new();
    let mut walk = Walk {
        seen: 0,
        of: 0,
        is_over: false,
    };
    progress(walk);
    loop {
        let page = tokens::list(client, kind, &step, at).await?;
        // The page may have been left, or something else asked for, while this was on its way.
        if !is_wanted() {
            break;
        }
        walk.of = page.total;
        walk.seen += page.tokens.len() as u64;
        tokens.extend(page.tokens.into_iter().filter(|token| {
            let state_is_wanted = query.states.is_empty()
                || match demand.standing(token, at) {
                    Standing::Is(state) => query.states.contains(&state),
                    // It may be one of them, and says so itself.
                    Standing::Checking | Standing::NotChecked => true,
                };
            let has = flags(token, at);
            // Rows without a value in the sorted column can come again on a later page (contract 3.9).
            state_is_wanted
                && query.flags.iter().all(|flag| has.contains(flag))
                && seen.insert(token.id.clone())
        }));
        walk.is_over = page.next.is_none() || walk.seen >= WALK_LIMIT;
        progress(walk);
        match page.next {
            Some(cursor) if !walk.is_over => step.position = Position::After(cursor),
            _ => break,
        }
    }
    Ok(Found { walk, at, tokens })
}

/// How many tokens wait for single sign-on that the backend counts as accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Among those that it counts as active.
    pub active: u64,
    /// Among those that it counts as expiring soon.
    pub expires_soon: u64,
    /// There may be more of them.
    pub or_more: bool,
}

/// Counts the tokens that wait for single sign-on, as long as `is_wanted`.
///
/// # Errors
/// See [`ApiError`].
pub async fn waiting(
    client: Client,
    kind: TokenKind,
    demand: &SsoDemand,
    is_wanted: impl Fn() -> bool,
) -> Result<Waiting, ApiError> {
    let query = ListQuery {
        states: [TokenState::NeedsSso].into(),
        ..ListQuery::default()
    };
    let found = walk(client, kind, &query, demand, |_| (), is_wanted).await?;
    let mut waiting = Waiting {
        or_more: found.walk.was_cut(),
        ..Waiting::default()
    };
    for token in &found.tokens {
        match state(token, |_| false, found.at) {
            TokenState::ExpiresSoon => waiting.expires_soon += 1,
            _ => waiting.active += 1,
        }
    }
    Ok(waiting)
}
