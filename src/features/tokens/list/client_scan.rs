//! Filters that the backend has no field for, answered by looking at one token after another.

use crate::app::lazy::{ChunkLoadError, lazy};
use crate::features::tokens::shared::sso_demand::SsoDemand;
use crate::features::tokens::shared::state_badge::Standing;
use chrono::{DateTime, Utc};
use console_api::client::Client;
use console_api::error::ApiError;
use console_api::token_list::{self, Page};
use console_domain::kind::TokenKind;
use console_domain::list_query::{LARGEST_PAGE, ListQuery};
use console_domain::sorted::SortedSet;
use console_domain::state::{TokenState, flags, state};
use console_domain::token::Token;
use console_platform::clock;
use std::future::Future;
use std::pin::Pin;

/// How many tokens are looked at, at most.
pub const SCAN_LIMIT: u64 = 1_000;

/// How far a scan has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientScan {
    /// Tokens looked at.
    pub seen: u64,
    /// Tokens that there are.
    pub of: u64,
    /// Whether it is over.
    pub is_over: bool,
}

impl ClientScan {
    /// Whether it takes more than one request.
    pub fn takes_long(self) -> bool {
        self.of > LARGEST_PAGE.into()
    }

    /// Whether it stopped before the end because there are too many.
    pub const fn is_truncated(self) -> bool {
        self.is_over && self.seen < self.of
    }
}

/// What a scan found.
#[derive(Clone, Debug)]
pub struct ScanResult {
    /// How far it came.
    pub scan: ClientScan,
    /// When.
    pub at: DateTime<Utc>,
    tokens: Vec<Token>,
}

impl ScanResult {
    /// The page of what was found that `query` asks for.
    pub fn page(self, query: &ListQuery) -> Page {
        let total = self.tokens.len() as u64;
        let offset = query.offset().min(total);
        let first = usize::try_from(offset).unwrap_or(usize::MAX);
        let tokens = self.tokens.into_iter().skip(first);
        Page {
            tokens: tokens.take(query.page_size.into()).collect(),
            offset,
            total,
        }
    }
}

/// What is looked for, and who is told.
struct Search {
    client: Client,
    kind: TokenKind,
    query: ListQuery,
    demand: SsoDemand,
    progress: Box<dyn Fn(ClientScan)>,
    is_wanted: Box<dyn Fn() -> bool>,
}

/// A scan, when the code for it has come.
type Scanning = Pin<Box<dyn Future<Output = Result<ScanResult, ApiError>>>>;

// Few lists need it, so its code is fetched when one does.
lazy!(scan: fn begin(search: Search) -> Scanning => Box::pin(run(search)));

/// Looks at up to [`SCAN_LIMIT`] tokens, in the order of the list, and gives those that `query` wants, as
/// long as `is_wanted`.
///
/// # Errors
/// See [`ApiError`].
pub async fn scan(
    client: Client,
    kind: TokenKind,
    query: &ListQuery,
    demand: &SsoDemand,
    progress: impl Fn(ClientScan) + 'static,
    is_wanted: impl Fn() -> bool + 'static,
) -> Result<ScanResult, ApiError> {
    let search = Search {
        client,
        kind,
        query: query.clone(),
        demand: demand.clone(),
        progress: Box::new(progress),
        is_wanted: Box::new(is_wanted),
    };
    match begin(search).await {
        Ok(scanning) => scanning.await,
        Err(ChunkLoadError) => Err(ApiError::NoAnswer),
    }
}

async fn run(search: Search) -> Result<ScanResult, ApiError> {
    let Search {
        client,
        kind,
        query,
        demand,
        progress,
        is_wanted,
    } = search;
    let at = clock::now();
    let mut step = ListQuery {
        page_size: LARGEST_PAGE,
        ..query.clone()
    };
    let mut tokens = Vec::new();
    let mut seen = SortedSet::new();
    let mut scan = ClientScan {
        seen: 0,
        of: 0,
        is_over: false,
    };
    progress(scan);
    loop {
        let page = token_list::list(client, kind, &step, at).await?;
        // The page may have been left, or something else asked for, while this was on its way.
        if !is_wanted() {
            break;
        }
        scan.of = page.total;
        scan.seen += page.tokens.len() as u64;
        let next = step.after(page.tokens.last()).filter(|_| page.has_next());
        tokens.extend(page.tokens.into_iter().filter(|token| {
            let state_is_wanted = query.states.is_empty()
                || match demand.standing(token, at) {
                    Standing::Is(state) => query.states.contains(&state),
                    // It may be one of them, and says so itself.
                    Standing::Checking | Standing::NotChecked => true,
                };
            let has = flags(token, at);
            // One that is used while this goes on can move behind the place that was reached, and come again.
            state_is_wanted
                && query.flags.iter().all(|flag| has.contains(flag))
                && seen.insert(token.id.clone())
        }));
        scan.is_over = next.is_none() || scan.seen >= SCAN_LIMIT;
        progress(scan);
        match next {
            Some(next) if !scan.is_over => step = next,
            _ => break,
        }
    }
    Ok(ScanResult { scan, at, tokens })
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
    is_wanted: impl Fn() -> bool + 'static,
) -> Result<Waiting, ApiError> {
    let query = ListQuery {
        states: [TokenState::NeedsSso].into(),
        ..ListQuery::default()
    };
    let found = scan(client, kind, &query, demand, |_| (), is_wanted).await?;
    let mut waiting = Waiting {
        or_more: found.scan.is_truncated(),
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
