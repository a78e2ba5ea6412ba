//! Filters that the backend has no field for, answered by looking at one token after another.

use crate::app::lazy::{ChunkLoadError, lazy};
use crate::features::tokens::shared::makers::makers_of;
use crate::features::tokens::shared::read_all::{ReadProgress, read_all};
use crate::features::tokens::shared::sso_demand::SsoDemand;
use crate::features::tokens::shared::state_badge::DisplayedState;
use chrono::{DateTime, Utc};
use console_api::client::Client;
use console_api::error::ApiError;
use console_api::makers::Maker;
use console_api::token_list::Page;
use console_domain::id::UserId;
use console_domain::kind::TokenKind;
use console_domain::list_query::ListQuery;
use console_domain::sorted::SortedMap;
use console_domain::state::{Flag, TokenState, flags, state};
use console_domain::token::Token;
use console_platform::clock;
use std::future::Future;
use std::pin::Pin;

/// How many tokens are looked at, at most.
pub const SCAN_LIMIT: u64 = 1_000;

/// What a scan found.
#[derive(Clone, Debug)]
pub struct ScanResult {
    /// How far it came.
    pub scan: ReadProgress,
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
    progress: Box<dyn Fn(ReadProgress)>,
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
    progress: impl Fn(ReadProgress) + 'static,
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
    let reading = read_all(client, kind, &query, SCAN_LIMIT, &progress, &is_wanted);
    let (mut tokens, scan) = reading.await?;
    let makers = if query.flags.contains(&Flag::CreatorLeft) && is_wanted() {
        let ids = tokens.iter().filter_map(|token| token.created_by.clone());
        let (makers, failure) = makers_of(client, ids).await;
        if let Some(failure) = failure {
            return Err(failure);
        }
        makers
    } else {
        SortedMap::new()
    };
    tokens.retain(|token| {
        let creator_left = has_left(&makers, token);
        is_wanted_by(&query, token, creator_left, &demand, at)
    });
    Ok(ScanResult { scan, at, tokens })
}

/// Whether whoever made `token` is known to have left.
pub fn has_left(makers: &SortedMap<UserId, Maker>, token: &Token) -> bool {
    let maker = token.created_by.as_ref().and_then(|id| makers.get(id));
    maker == Some(&Maker::Left)
}

/// Whether `query` wants `token` by its state and its flags.
pub fn is_wanted_by(
    query: &ListQuery,
    token: &Token,
    creator_left: bool,
    demand: &SsoDemand,
    at: DateTime<Utc>,
) -> bool {
    let state_is_wanted = query.states.is_empty()
        || match demand.standing(token, at) {
            DisplayedState::Known(state) => query.states.contains(&state),
            // It may be one of them, and says so itself.
            DisplayedState::Checking | DisplayedState::Unknown => true,
        };
    let has = flags(token, creator_left, at);
    state_is_wanted && query.flags.iter().all(|flag| has.contains(flag))
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
