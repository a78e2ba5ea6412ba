//! The names of those who made and changed the tokens that a page shows.

use crate::session::{SessionStore, use_session};
use console_api::client::Client;
use console_api::error::ApiError;
use console_api::makers::{self, Maker};
use console_domain::id::UserId;
use console_domain::kind::TokenKind;
use console_domain::sorted::{SortedMap, SortedSet};
use console_domain::token::Token;
use console_platform::paint::after_paint;
use console_view::prelude::*;
use leptos::task::spawn_local;

/// What is said of somebody who is no member any more.
pub const LEFT: &str = "left the organization";

/// Who made something, as far as that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// The signed-in user, by name.
    You(String),
    /// Another member, or an API token, by name.
    Other(String),
    /// Somebody who has left, or a token that was deleted: nobody can name them any more (contract 6).
    Left,
}

impl Named {
    /// The name, of who can be named.
    pub fn into_name(self) -> Option<String> {
        match self {
            Self::You(name) | Self::Other(name) => Some(name),
            Self::Left => None,
        }
    }
}

/// Who made something, in words for the signed-in user: the id of somebody who is not known or has left.
pub fn maker_words(named: Option<Named>, id: &UserId) -> String {
    match named {
        Some(Named::You(name)) => format!("{name} (you)"),
        Some(Named::Other(name)) => name,
        Some(Named::Left) => format!("{id}, who {LEFT}"),
        None => id.to_string(),
    }
}

/// How many are asked about at once: the backend answers about 100 at most (contract 3.1).
const ASKED_AT_ONCE: usize = 50;

/// Who these are, as far as that can be told, and why not all of them where asking failed.
pub async fn makers_of(
    client: Client,
    ids: impl IntoIterator<Item = UserId>,
) -> (SortedMap<UserId, Maker>, Option<ApiError>) {
    let ids: SortedSet<UserId> = ids.into_iter().collect();
    let ids: Vec<UserId> = ids.into_iter().collect();
    let (mut known, mut failure) = (SortedMap::new(), None);
    for some in ids.chunks(ASKED_AT_ONCE) {
        match makers::makers(client, &some.iter().cloned().collect()).await {
            Ok(found) => known.extend(found),
            Err(error) => failure = Some(error),
        }
    }
    // An answer that is not whole does not say who has left.
    if ids.iter().any(|id| !known.contains_key(id)) {
        failure.get_or_insert(ApiError::CallerNotFound);
    }
    (known, failure)
}

impl From<Maker> for Named {
    fn from(maker: Maker) -> Self {
        match maker {
            Maker::Member(name) => Self::Other(name),
            Maker::ApiToken(name) => Self::Other(format!("API token {name}")),
            Maker::Left => Self::Left,
        }
    }
}

/// The names that a page has learned. Copies are the same names.
#[derive(Clone, Copy)]
pub struct MakerNames {
    session: SessionStore,
    kind: TokenKind,
    known: RwSignal<SortedMap<UserId, Maker>>,
    /// Whose names are on their way.
    asked: StoredValue<SortedSet<UserId>>,
}

impl MakerNames {
    /// Knows nobody yet but the signed-in user.
    pub fn new(kind: TokenKind) -> Self {
        Self {
            session: use_session(),
            kind,
            known: RwSignal::new(SortedMap::new()),
            asked: StoredValue::new(SortedSet::new()),
        }
    }

    /// Who this is; `None` until it is known, and where it cannot be told; tracked.
    pub fn get(self, id: &UserId) -> Option<Named> {
        let you = self.session.account.signal().with(|account| {
            let user = &account.ready()?.user;
            (user.id == *id).then(|| Named::You(user.name.clone()))
        });
        you.or_else(|| {
            let maker = self.known.with(|known| known.get(id).cloned())?;
            Some(maker.into())
        })
    }

    /// All that are known but members: API tokens, and who has left, by their ids; tracked.
    pub fn known_but_members(self) -> Vec<UserId> {
        self.known.with(|known| {
            let others = known
                .iter()
                .filter(|(_, maker)| !matches!(maker, Maker::Member(_)));
            others.map(|(id, _)| id.clone()).collect()
        })
    }

    /// Whether whoever made `token` is known to have left; tracked.
    pub fn has_left(self, token: &Token) -> bool {
        let maker = token.created_by.as_ref();
        maker.is_some_and(|id| self.get(id) == Some(Named::Left))
    }

    /// Asks who these are, unless that is known or being asked. A name is a nicety: nobody waits for it,
    /// and where it could not be had it is asked for again the next time. Personal tokens are one's own.
    pub fn learn(self, ids: impl IntoIterator<Item = UserId>) {
        if self.kind == TokenKind::Personal {
            return;
        }
        let me = self.session.user_untracked();
        let is_new = |id: &UserId| {
            me.as_ref() != Some(id)
                && self.known.with_untracked(|known| !known.contains_key(id))
                && self.asked.with_value(|asked| !asked.contains(id))
        };
        let new: SortedSet<UserId> = ids.into_iter().filter(is_new).collect();
        if new.is_empty() {
            return;
        }
        self.asked
            .update_value(|asked| asked.extend(new.iter().cloned()));
        let ask = async move {
            let found = makers::makers(self.session.client, &new).await;
            // The page may be gone.
            self.asked
                .try_update_value(|asked| asked.retain(|id| !new.contains(id)));
            if let Ok(found) = found {
                self.known.try_update(|known| known.extend(found));
            }
        };
        // Not before the rows are seen.
        after_paint(move || spawn_local(ask));
    }
}
