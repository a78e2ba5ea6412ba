//! Doing something with several tokens, and what came of each.

use super::store::ListStore;
use crate::session::use_session;
use console_api::client::Client;
use console_api::error::ApiError;
use console_api::tokens::{self, Bulk};
use console_domain::id::TokenId;
use console_domain::kind::TokenKind;
use console_domain::sorted::SortedMap;
use console_domain::token::Token;
use console_domain::token_update::TokenUpdate;
use console_platform::intl;
use console_reactive::prelude::*;
use console_ui::Toast;
use leptos::task::spawn_local;

/// How many API tokens go into one request.
const AT_ONCE: usize = 50;

/// What is done with all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkAction {
    /// Switch them off.
    Disable,
    /// Delete them for good.
    Delete,
}

impl BulkAction {
    /// On the button.
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Disable => "Disable",
            Self::Delete => "Delete",
        }
    }

    /// While it goes on.
    pub const fn gerund(self) -> &'static str {
        match self {
            Self::Disable => "Disabling",
            Self::Delete => "Deleting",
        }
    }

    /// Beside a token with which it is done.
    pub const fn done(self) -> &'static str {
        match self {
            Self::Disable => "Disabled",
            Self::Delete => "Deleted",
        }
    }
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Whether it is meant.
    Asking,
    /// On its way.
    Running,
    /// It is over; the results are there.
    Over,
}

/// What came of one token that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// What was wanted.
    Done,
    /// Somebody else had deleted it.
    Gone,
}

/// What came of one token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkResult {
    /// Which.
    pub id: TokenId,
    /// Its name.
    pub name: String,
    /// What came of it, or why it failed.
    pub came: Result<Came, ApiError>,
}

/// One run over the selected tokens. Copies are the same run.
#[derive(Clone, Copy)]
pub struct BulkRun {
    list: StoredValue<ListStore>,
    client: Client,
    /// Whether the dialog is open.
    pub open: RwSignal<bool>,
    /// What is done.
    pub action: RwSignal<BulkAction>,
    /// How far it has come.
    pub stage: RwSignal<Stage>,
    /// The tokens that it is done with.
    pub tokens: RwSignal<Vec<Token>>,
    /// How many of the selected need nothing.
    pub skipped: RwSignal<usize>,
    /// How many of the selected somebody else has deleted.
    pub gone: RwSignal<usize>,
    /// Whether the tokens are being read anew.
    pub looking: RwSignal<bool>,
    /// Whether that failed, so that they may have been used since.
    pub unsure: RwSignal<bool>,
    looks: StoredValue<u32>,
    /// What came of them, so far.
    pub results: RwSignal<Vec<BulkResult>>,
    /// Whether it is to stop before the next request.
    pub cancelled: RwSignal<bool>,
    /// Whether each token gets a request of its own.
    singly: StoredValue<bool>,
    /// The selected tokens, those of other pages included.
    known: StoredValue<SortedMap<TokenId, Token>>,
}

impl BulkRun {
    /// For the selection of `list`.
    pub fn new(list: ListStore) -> Self {
        let run = Self {
            list: StoredValue::new(list),
            client: use_session().client,
            open: RwSignal::new(false),
            action: RwSignal::new(BulkAction::Disable),
            stage: RwSignal::new(Stage::Asking),
            tokens: RwSignal::new(vec![]),
            skipped: RwSignal::new(0),
            gone: RwSignal::new(0),
            looking: RwSignal::new(false),
            unsure: RwSignal::new(false),
            looks: StoredValue::new(0),
            results: RwSignal::new(vec![]),
            cancelled: RwSignal::new(false),
            singly: StoredValue::new(list.kind == TokenKind::Personal),
            known: StoredValue::new(SortedMap::new()),
        };
        // A selection can reach over several pages, but a page only has its own rows.
        Effect::new(move |_| {
            let selected = list.selected.get();
            let on_page = list.tokens();
            run.known.update_value(|known| {
                known.retain(|id, _| selected.contains(id));
                for token in on_page {
                    if selected.contains(&token.id) {
                        known.insert(token.id.clone(), token);
                    }
                }
            });
        });
        run
    }

    /// Asks whether it is meant.
    pub fn ask(self, action: BulkAction) {
        let selected: Vec<Token> = self
            .known
            .with_value(|known| known.values().cloned().collect());
        let kind = self.list.with_value(|list| list.kind);
        self.singly.set_value(kind == TokenKind::Personal);
        self.gone.set(0);
        self.unsure.set(false);
        self.begin(action, self.concerned(action, &selected));
        self.open.set(true);
        self.look(kind, action, selected);
    }

    /// Those of the selected that it is to be done with; notes how many are left out.
    fn concerned(self, action: BulkAction, selected: &[Token]) -> Vec<Token> {
        let wanted = |token: &&Token| action == BulkAction::Delete || token.is_active;
        let tokens: Vec<Token> = selected.iter().filter(wanted).cloned().collect();
        self.skipped.set(selected.len() - tokens.len());
        tokens
    }

    /// Reads the selected anew: since the list was loaded they may have been used, switched off or
    /// deleted, and what is asked goes by that.
    fn look(self, kind: TokenKind, action: BulkAction, selected: Vec<Token>) {
        self.looks.update_value(|looks| *looks += 1);
        let this = self.looks.get_value();
        self.looking.set(true);
        spawn_local(async move {
            let ids: Vec<TokenId> = selected.iter().map(|token| token.id.clone()).collect();
            let found = tokens::some(self.client, kind, &ids).await;
            // The page may have been left, or something else asked.
            if self.looks.try_get_value() != Some(this) {
                return;
            }
            self.looking.set(false);
            let Ok(found) = found else {
                self.unsure.set(true);
                return;
            };
            // In the order in which they were.
            let (mut now, mut gone) = (Vec::new(), Vec::new());
            for id in ids {
                match found.iter().find(|token| token.id == id) {
                    Some(token) => now.push(token.clone()),
                    None => gone.push(id),
                }
            }
            let tokens = self.concerned(action, &now);
            if self.tokens.with_untracked(|before| *before != tokens) {
                self.tokens.set(tokens);
            }
            if !gone.is_empty() {
                self.gone.set(gone.len());
                self.leave_out(&gone);
                self.list.get_value().refresh();
            }
        });
    }

    /// Takes these out of the selection.
    fn leave_out(self, ids: &[TokenId]) {
        self.list.get_value().selected.update(|selected| {
            for id in ids {
                selected.remove(id);
            }
        });
    }

    fn begin(self, action: BulkAction, tokens: Vec<Token>) {
        self.action.set(action);
        self.tokens.set(tokens);
        self.results.set(vec![]);
        self.cancelled.set(false);
        self.stage.set(Stage::Asking);
    }

    /// Begins anew with those that failed, one after the other: when a request for several fails as a
    /// whole, a single token in it may be the cause.
    pub fn retry(self) {
        self.singly.set_value(true);
        let failed: Vec<TokenId> = self.results.with_untracked(|results| {
            let failed = results.iter().filter(|result| result.came.is_err());
            failed.map(|result| result.id.clone()).collect()
        });
        let mut tokens = self.tokens.get_untracked();
        tokens.retain(|token| failed.contains(&token.id));
        self.begin(self.action.get_untracked(), tokens);
        self.start();
    }

    /// Closes the dialog.
    pub fn close(self) {
        self.open.set(false);
    }

    /// How many failed; tracked.
    pub fn failed_count(self) -> usize {
        self.count(Result::is_err)
    }

    fn count(self, which: fn(&Result<Came, ApiError>) -> bool) -> usize {
        self.results
            .with(|results| results.iter().filter(|result| which(&result.came)).count())
    }

    /// What came of all, in a few words; tracked.
    pub fn headline(self) -> String {
        let failed = self.failed_count();
        let done = self.count(|came| *came == Ok(Came::Done));
        let done = format!(
            "{} {}",
            intl::number(done as u64),
            self.action.get().done().to_ascii_lowercase()
        );
        if failed == 0 {
            done
        } else {
            format!("{done}, {} failed", intl::number(failed as u64))
        }
    }

    /// Does it.
    pub fn start(self) {
        let action = self.action.get_untracked();
        let tokens = self.tokens.get_untracked();
        if tokens.is_empty() {
            return;
        }
        self.stage.set(Stage::Running);
        spawn_local(async move {
            if self.singly.try_get_value() == Some(false) {
                self.run_together(action, &tokens).await;
            } else {
                self.run_singly(action, &tokens).await;
            }
            self.finish(action);
        });
    }

    fn is_stopped(self) -> bool {
        // A page that was left stops as well.
        self.cancelled.try_get_untracked().unwrap_or(true)
    }

    /// API tokens have a call for several at once.
    async fn run_together(self, action: BulkAction, tokens: &[Token]) {
        for some in tokens.chunks(AT_ONCE) {
            if self.is_stopped() {
                return;
            }
            let ids: Vec<TokenId> = some.iter().map(|token| token.id.clone()).collect();
            let answer = match action {
                BulkAction::Disable => {
                    tokens::update_api_tokens(self.client, &ids, &TokenUpdate::disable()).await
                }
                BulkAction::Delete => tokens::delete_api_tokens(self.client, &ids).await,
            };
            self.note(action, some, answer).await;
        }
    }

    async fn note(self, action: BulkAction, some: &[Token], answer: Result<Bulk, ApiError>) {
        for token in some {
            let came = match &answer {
                Ok(bulk) if bulk.failed().contains(&token.id) => {
                    // The answer does not say why (contract 3.7); asking for one token does, and
                    // may even succeed.
                    self.one(action, token).await
                }
                Ok(_) => Ok(Came::Done),
                Err(error) => Err(error.clone()),
            };
            self.push(token, came);
        }
    }

    /// Personal tokens have no such call: one after the other.
    async fn run_singly(self, action: BulkAction, tokens: &[Token]) {
        for token in tokens {
            if self.is_stopped() {
                return;
            }
            let came = self.one(action, token).await;
            self.push(token, came);
        }
    }

    async fn one(self, action: BulkAction, token: &Token) -> Result<Came, ApiError> {
        let kind = token.kind();
        let answer = match action {
            BulkAction::Disable => {
                let update = TokenUpdate::disable();
                let answer = tokens::update(self.client, kind, &token.id, &update).await;
                answer.map(drop)
            }
            BulkAction::Delete => tokens::delete(self.client, kind, &token.id).await.map(drop),
        };
        match answer {
            Ok(()) => Ok(Came::Done),
            Err(ApiError::NotFound) => Ok(match action {
                // Somebody else was faster: it is what was wanted.
                BulkAction::Delete => Came::Done,
                BulkAction::Disable => Came::Gone,
            }),
            Err(error) => Err(error),
        }
    }

    fn push(self, token: &Token, came: Result<Came, ApiError>) {
        let result = BulkResult {
            id: token.id.clone(),
            name: token.name.clone(),
            came,
        };
        self.results.try_update(|results| results.push(result));
    }

    fn finish(self, action: BulkAction) {
        // The page may have been left.
        let Some(results) = self.results.try_get_untracked() else {
            return;
        };
        let all_done = results.iter().all(|result| result.came == Ok(Came::Done))
            && results.len() == self.tokens.with_untracked(Vec::len);
        if all_done {
            let tokens = intl::count(results.len() as u64, "token", "tokens");
            let verb = action.done().to_ascii_lowercase();
            self.open.set(false);
            Toast::success(format!("{tokens} {verb}.")).show();
        }
        self.stage.set(Stage::Over);
        // Those that failed, and those that were not reached, stay chosen.
        let over = results.into_iter().filter(|result| result.came.is_ok());
        self.leave_out(&over.map(|result| result.id).collect::<Vec<_>>());
        self.list.get_value().refresh();
    }
}
