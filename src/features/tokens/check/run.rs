//! Trying the values one after the other: each with a reading of the list before and after it, so that its
//! use can be seen.

use crate::app::publish::publish;
use crate::session::{SessionStore, use_session};
use console_api::error::ApiError;
use console_api::flow::check::{Finding, Viewer, conclude, is_listed};
use console_api::inspect::{Inspection, inspect};
use console_api::token_list;
use console_api::transport::pause;
use console_domain::id::TokenId;
use console_domain::kind::TokenKind;
use console_domain::list_query::{LARGEST_PAGE, ListQuery, Sort, SortField};
use console_domain::secret::TokenSecret;
use console_domain::token::Token;
use console_domain::use_snapshot::UseSnapshot;
use console_platform::clock;
use console_reactive::prelude::*;

/// How often the list is read after a value was accepted.
const READINGS: usize = 3;

/// How long to wait between two readings, in milliseconds.
const REREAD_AFTER_MS: u32 = 700;

/// How a value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was not tried yet.
    Waiting,
    /// It is being tried.
    Checking,
    /// What is known of it.
    Found(Finding),
    /// It could not be tried.
    Failed(ApiError),
}

/// One value, without the value.
#[derive(Clone, Copy)]
pub struct Entry {
    /// Which run of the page it belongs to, and which of its values it is.
    pub place: (u32, usize),
    /// Which kind of token, by the prefix.
    pub kind: TokenKind,
    /// What it is called: its prefix and its end.
    pub label: StoredValue<String>,
    /// How it stands.
    pub verdict: RwSignal<Verdict>,
    /// The token that it was found to be. It stays when the value is tried again and refused then.
    pub token: RwSignal<Option<Token>>,
    /// Whether that token was changed since the value was tried.
    pub is_outdated: RwSignal<bool>,
    /// Whether that token was deleted.
    pub is_deleted: RwSignal<bool>,
}

/// The values of the page and what is known of them. Copies are the same run. The values are overwritten
/// with the page, or by [`Self::wipe`].
#[derive(Clone, Copy)]
pub struct CheckRun {
    session: SessionStore,
    scope: Scope,
    values: StoredValue<Vec<TokenSecret>>,
    /// All values, in the order of the text.
    pub entries: RwSignal<Vec<Entry>>,
    /// Whether one is being tried.
    pub busy: RwSignal<bool>,
    /// Which run counts: one that was wiped or replaced does not go on.
    generation: StoredValue<u32>,
}

impl CheckRun {
    /// No values yet.
    pub fn new() -> Self {
        Self {
            session: use_session(),
            scope: Scope::current(),
            values: StoredValue::new(Vec::new()),
            entries: RwSignal::new(Vec::new()),
            busy: RwSignal::new(false),
            generation: StoredValue::new(0),
        }
    }

    /// Overwrites the values and forgets what is known of them.
    pub fn wipe(self) {
        self.generation.try_update_value(|count| *count += 1);
        self.values.try_set_value(Vec::new());
        self.entries.try_set(Vec::new());
        self.busy.try_set(false);
    }

    /// Tries these values. `then` is called once all were tried.
    pub fn check(self, values: Vec<TokenSecret>, then: impl Fn() + 'static) {
        self.wipe();
        let generation = self.generation.get_value();
        let entries = values.iter().enumerate().filter_map(|(index, value)| {
            Some(Entry {
                place: (generation, index),
                kind: value.kind()?,
                label: StoredValue::new(value.abbreviated()),
                verdict: RwSignal::new(Verdict::Waiting),
                token: RwSignal::new(None),
                is_outdated: RwSignal::new(false),
                is_deleted: RwSignal::new(false),
            })
        });
        let entries: Vec<Entry> = entries.collect();
        self.entries.set(entries.clone());
        self.values.set_value(values);
        self.run(entries, then);
    }

    /// Tries one value once more.
    pub fn check_again(self, entry: Entry, then: impl Fn() + 'static) {
        if !self.busy.get_untracked() {
            self.run(vec![entry], then);
        }
    }

    fn run(self, entries: Vec<Entry>, then: impl Fn() + 'static) {
        let generation = self.generation.get_value();
        let is_wanted = move || self.generation.try_get_value() == Some(generation);
        self.busy.set(true);
        self.scope.spawn(async move {
            for entry in entries {
                let before = entry.verdict.try_get_untracked();
                let Some(before) = before.filter(|_| is_wanted()) else {
                    return;
                };
                publish(entry.verdict, Verdict::Checking);
                let verdict = self.try_value(entry, before).await;
                if !is_wanted() {
                    return;
                }
                // Which token it was stays known when it is refused now, or was not tried.
                match &verdict {
                    Verdict::Found(Finding::Identified(token)) => {
                        publish(entry.token, Some((**token).clone()));
                    }
                    Verdict::Found(finding) if !matches!(finding, Finding::Refused(_)) => {
                        publish(entry.token, None);
                    }
                    _ => {}
                }
                publish(entry.is_outdated, false);
                publish(entry.verdict, verdict);
            }
            publish(self.busy, false);
            then();
        });
    }

    /// Tries a value. Those that it may be are fewer than `before` if it was tried before.
    async fn try_value(self, entry: Entry, before: Verdict) -> Verdict {
        let Entry {
            kind,
            place: (_, index),
            ..
        } = entry;
        let client = self.session.client;
        let unused = self.recently_used(kind).await;
        // Nothing when the values were wiped meanwhile.
        let call = self
            .values
            .try_with_value(|values| values.get(index).map(|value| inspect(client, kind, value)));
        let Some(call) = call.flatten() else {
            return Verdict::Waiting;
        };
        let inspection = match call.await {
            Ok(inspection) => inspection,
            Err(error) => return Verdict::Failed(error),
        };
        let viewer = Viewer {
            user: self.session.user_untracked(),
            organization: self.session.organization_untracked(),
        };
        let used = match (&inspection, unused) {
            (Inspection::Accepted(bearer), Ok(unused)) if is_listed(kind, bearer, &viewer) => {
                self.used_since(kind, &UseSnapshot::new(&unused)).await
            }
            (_, Ok(_)) => Ok(Vec::new()),
            (_, Err(error)) => Err(error),
        };
        let used = used.map(|used| narrowed(used, &before));
        Verdict::Found(conclude(kind, inspection, &viewer, used))
    }

    /// The tokens that were used last.
    async fn recently_used(self, kind: TokenKind) -> Result<Vec<Token>, ApiError> {
        let query = ListQuery {
            sort: Sort {
                field: SortField::LastUsed,
                descending: true,
            },
            page_size: LARGEST_PAGE,
            ..ListQuery::default()
        };
        let page = token_list::list(self.session.client, kind, &query, clock::now()).await?;
        Ok(page.tokens)
    }

    /// Those that were used since `before`. A use may be noted a moment after its answer, so the list is read
    /// several times whatever the first reading shows: that may be the use of another token.
    async fn used_since(
        self,
        kind: TokenKind,
        before: &UseSnapshot,
    ) -> Result<Vec<Token>, ApiError> {
        let mut used = Vec::new();
        for reading in 0..READINGS {
            if reading > 0 {
                pause(REREAD_AFTER_MS).await;
            }
            used = before.used_since(&self.recently_used(kind).await?);
        }
        Ok(used)
    }

    /// A token is like this now.
    pub fn note_changed(self, token: &Token) {
        self.each_of(&token.id, |entry| {
            entry.token.set(Some(token.clone()));
            entry.is_outdated.set(true);
        });
    }

    /// A token was deleted.
    pub fn note_gone(self, id: &TokenId) {
        self.each_of(id, |entry| entry.is_deleted.set(true));
    }

    fn each_of(self, id: &TokenId, note: impl Fn(Entry)) {
        for entry in self.entries.get_untracked() {
            let is_it = entry
                .token
                .with_untracked(|token| token.as_ref().is_some_and(|token| token.id == *id));
            if is_it {
                note(entry);
            }
        }
    }

    /// A token that was found, as it is known; tracked.
    pub fn token(self, id: &TokenId) -> Option<Token> {
        let entries = self.entries.get();
        let mut tokens = entries.into_iter().filter_map(|entry| entry.token.get());
        tokens.find(|token| token.id == *id)
    }
}

/// Those of `used` that it can be after what was found `before`: a token that was used by chance the first
/// time hardly is the second time.
fn narrowed(mut used: Vec<Token>, before: &Verdict) -> Vec<Token> {
    match before {
        Verdict::Found(Finding::Candidates(candidates)) => {
            used.retain(|token| candidates.iter().any(|one| one.id == token.id));
        }
        // Not the one that was found: then that was used by chance, and this may be as well.
        Verdict::Found(Finding::Identified(found)) if used.iter().all(|one| one.id != found.id) => {
            used.clear();
        }
        _ => {}
    }
    used
}
