//! Filters that the backend has no field for, answered by walking its pages.

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::tokens::{self, Page};
use crate::domain::kind::TokenKind;
use crate::domain::list_query::{ListQuery, Position};
use crate::domain::state::{flags, state};
use crate::features::tokens::sso_demand::SsoDemand;
use crate::platform::clock;
use leptos::prelude::*;

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
    /// Whether it stopped before the end because there is too much.
    pub const fn was_cut(self) -> bool {
        self.is_over && self.seen < self.of
    }
}

/// Looks at up to [`WALK_LIMIT`] rows and gives those that `query` wants as one page.
pub async fn walk(
    client: Client,
    kind: TokenKind,
    query: ListQuery,
    demand: Memo<SsoDemand>,
    progress: RwSignal<Option<Walk>>,
) -> Result<Page, ApiError> {
    let now = clock::now();
    let mut step = ListQuery {
        page_size: STRIDE,
        ..query.clone()
    }
    .from_start();
    let mut found = Vec::new();
    let mut walked = Walk {
        seen: 0,
        of: 0,
        is_over: false,
    };
    progress.set(Some(walked));
    loop {
        let page = tokens::list(client, kind, &step, now).await?;
        walked.of = page.total;
        walked.seen += page.tokens.len() as u64;
        let demand = demand.get_untracked();
        found.extend(page.tokens.into_iter().filter(|token| {
            let state_is_wanted = query.states.is_empty()
                || query
                    .states
                    .contains(&state(token, |id| demand.of(id), now));
            let has = flags(token, now);
            state_is_wanted && query.flags.iter().all(|flag| has.contains(flag))
        }));
        walked.is_over = page.next.is_none() || walked.seen >= WALK_LIMIT;
        // The page may have been left while this one was on its way.
        if progress.try_set(Some(walked)).is_some() {
            break;
        }
        match page.next {
            Some(cursor) if !walked.is_over => step.position = Position::After(cursor),
            _ => break,
        }
    }
    Ok(Page {
        total: found.len() as u64,
        tokens: found,
        next: None,
        previous: None,
    })
}
