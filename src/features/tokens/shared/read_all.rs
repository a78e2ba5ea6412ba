//! Reading a list of tokens page by page, for what needs to look at each of them.

use console_api::client::Client;
use console_api::error::ApiError;
use console_api::token_list;
use console_domain::kind::TokenKind;
use console_domain::list_query::{LARGEST_PAGE, ListQuery};
use console_domain::sorted::SortedSet;
use console_domain::token::{Reach, Token};
use console_platform::clock;

/// How far reading has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadProgress {
    /// Tokens read.
    pub seen: u64,
    /// Tokens that there are.
    pub of: u64,
    /// Whether it is over.
    pub is_over: bool,
}

impl ReadProgress {
    /// Whether it takes more than one request.
    pub fn takes_long(self) -> bool {
        self.of > LARGEST_PAGE.into()
    }

    /// Whether it stopped before the end because there are too many.
    pub const fn is_truncated(self) -> bool {
        self.is_over && self.seen < self.of
    }
}

/// Reads the tokens that `query` asks for, in its order and from its beginning, until `limit` were read. Each
/// token is given once: one that is used while this goes on can move behind the place that was reached, and
/// come again. Once nobody wants it any more (`is_wanted`), it ends with what it has.
///
/// # Errors
/// See [`ApiError`].
pub async fn read_all(
    client: Client,
    kind: TokenKind,
    query: &ListQuery,
    limit: u64,
    progress: &dyn Fn(ReadProgress),
    is_wanted: &dyn Fn() -> bool,
) -> Result<(Vec<Token>, ReadProgress), ApiError> {
    let mut tokens = Vec::new();
    let mut take = |page: Vec<Token>, all: usize| {
        tokens.reserve_exact(all.saturating_sub(tokens.len()));
        tokens.extend(page);
    };
    let so_far = read_pages(client, kind, query, limit, progress, is_wanted, &mut take).await?;
    Ok((tokens, so_far))
}

/// As [`read_all`], with each page given to `take`, and how many tokens there will be in all. The program's
/// memory never shrinks, so whoever makes something else of a thousand tokens should not hold both at once.
///
/// # Errors
/// See [`ApiError`].
pub async fn read_pages(
    client: Client,
    kind: TokenKind,
    query: &ListQuery,
    limit: u64,
    progress: &dyn Fn(ReadProgress),
    is_wanted: &dyn Fn() -> bool,
    take: &mut dyn FnMut(Vec<Token>, usize),
) -> Result<ReadProgress, ApiError> {
    let at = clock::now();
    let mut step = ListQuery {
        page_size: LARGEST_PAGE,
        ..query.clone().from_start()
    };
    let mut known = SortedSet::new();
    let mut known_scopes = Vec::new();
    let mut so_far = ReadProgress::default();
    progress(so_far);
    loop {
        let page = token_list::list(client, kind, &step, at).await?;
        // The page may have been left, or something else asked for, while this was on its way.
        if !is_wanted() {
            break;
        }
        so_far.of = page.total;
        so_far.seen += page.tokens.len() as u64;
        let next = step.after(page.tokens.last()).filter(|_| page.has_next());
        let mut new = page.tokens;
        new.retain(|token| known.insert(token.id.clone()));
        for token in &mut new {
            if let Reach::Scopes { scopes, .. } = &mut token.reach {
                scopes.share(&mut known_scopes);
            }
        }
        take(
            new,
            usize::try_from(page.total.min(limit)).unwrap_or_default(),
        );
        so_far.is_over = next.is_none() || so_far.seen >= limit;
        progress(so_far);
        match next {
            Some(next) if !so_far.is_over => step = next,
            _ => break,
        }
    }
    Ok(so_far)
}
