//! Disabling or deleting several tokens, with a result for each.
//!
//! ```text
//! Ask ──▶ asking (the selected are read anew) ── Start ──▶ running
//! running ── answers ──▶ over ── Retry ──▶ running
//! ```

use crate::error::ApiError;
use crate::tokens::Bulk;
use console_domain::id::TokenId;
use console_domain::kind::TokenKind;
use console_domain::token::Token;
use std::collections::VecDeque;

/// How many API tokens go into one request.
const BULK_REQUEST_SIZE: usize = 50;

/// What is done with all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkAction {
    /// Switch them off.
    Disable,
    /// Delete them for good.
    Delete,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The person is asked for confirmation.
    Asking,
    /// Requests are being sent.
    Running,
    /// It has ended; the results are there.
    Over,
}

/// What became of a token that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemResult {
    /// What was asked for.
    Done,
    /// It was to be disabled, and somebody else has deleted it.
    Deleted,
}

/// One token of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkItem {
    /// The token as it was before.
    pub token: Token,
    /// What became of it, or why it failed; nothing while that is not known.
    pub result: Option<Result<ItemResult, ApiError>>,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The person chose an action for the selected tokens.
    Ask {
        /// The action.
        action: BulkAction,
        /// The kind of the tokens. Personal ones have no request for several (contract 3.7).
        kind: TokenKind,
        /// The selected tokens, as the list has them.
        selected: Vec<Token>,
    },
    /// The answer to [`Effect::Reread`].
    Reread {
        /// The generation of the [`Effect::Reread`] that this answers.
        generation: u32,
        /// The tokens that still exist.
        found: Result<Vec<Token>, ApiError>,
    },
    /// The person has confirmed.
    Start,
    /// The person wants no further request to be sent.
    Stop,
    /// The person wants to repeat what failed.
    Retry,
    /// The answer to [`Effect::SendBulk`].
    BulkAnswered(Result<Bulk, ApiError>),
    /// The answer to [`Effect::SendOne`].
    OneAnswered(Result<(), ApiError>),
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Read these tokens, then report [`Event::Reread`]: they may have been used, disabled or deleted since
    /// the list was loaded.
    Reread {
        /// Returned in [`Event::Reread`].
        generation: u32,
        /// The tokens.
        ids: Vec<TokenId>,
    },
    /// These tokens are gone: take them out of the selection and load the list anew.
    Deselect(Vec<TokenId>),
    /// Send one request for these API tokens, then report [`Event::BulkAnswered`].
    SendBulk(BulkAction, Vec<TokenId>),
    /// Send a request for one token, then report [`Event::OneAnswered`].
    SendOne(BulkAction, TokenId),
    /// The run is over: show the results, and load the list anew.
    Finish,
}

/// How reading the selected tokens anew stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reread {
    Pending,
    Done,
    Failed,
}

/// A run over several tokens.
#[derive(Clone, Debug)]
pub struct BulkFlow {
    action: BulkAction,
    stage: Stage,
    items: Vec<BulkItem>,
    /// All that were selected, while they are being read anew.
    selected: Vec<TokenId>,
    skipped: usize,
    gone: usize,
    generation: u32,
    reread: Reread,
    is_stopped: bool,
    one_by_one: bool,
    /// The items of the request that is being answered.
    in_flight: Vec<usize>,
    /// Items whose batch did not say what became of them.
    unclear: VecDeque<usize>,
}

impl BulkFlow {
    /// Nothing is asked.
    pub const fn new() -> Self {
        Self {
            action: BulkAction::Disable,
            stage: Stage::Asking,
            items: vec![],
            selected: vec![],
            skipped: 0,
            gone: 0,
            generation: 0,
            reread: Reread::Done,
            is_stopped: false,
            one_by_one: false,
            in_flight: vec![],
            unclear: VecDeque::new(),
        }
    }

    /// What is done.
    pub const fn action(&self) -> BulkAction {
        self.action
    }

    /// How far it has come.
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// The tokens, in the order of the selection.
    pub fn items(&self) -> &[BulkItem] {
        &self.items
    }

    /// How many of the selected need nothing.
    pub const fn skipped(&self) -> usize {
        self.skipped
    }

    /// How many of the selected do not exist any more.
    pub const fn gone(&self) -> usize {
        self.gone
    }

    /// Whether the selected are being read anew.
    pub const fn is_rereading(&self) -> bool {
        matches!(self.reread, Reread::Pending)
    }

    /// Whether reading them anew has failed: they may have been used since the list was loaded.
    pub const fn may_be_in_use(&self) -> bool {
        matches!(self.reread, Reread::Failed)
    }

    /// Whether no further request is sent.
    pub const fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// Whether every token is what was asked for.
    pub fn is_all_done(&self) -> bool {
        self.items
            .iter()
            .all(|item| item.result == Some(Ok(ItemResult::Done)))
    }

    /// Takes an event; answers with what to do next. Events that do not fit the state are ignored.
    pub fn on(&mut self, event: Event) -> Option<Effect> {
        match (self.stage, event) {
            (
                Stage::Asking | Stage::Over,
                Event::Ask {
                    action,
                    kind,
                    selected,
                },
            ) => Some(self.ask(action, kind, selected)),
            (Stage::Asking, Event::Reread { generation, found })
                if generation == self.generation && self.is_rereading() =>
            {
                self.on_reread(found)
            }
            (Stage::Asking, Event::Start) if !self.is_rereading() && !self.items.is_empty() => {
                self.stage = Stage::Running;
                self.next()
            }
            (Stage::Running, Event::Stop) => {
                self.is_stopped = true;
                None
            }
            (Stage::Over, Event::Retry) => self.retry(),
            (Stage::Running, Event::BulkAnswered(answer)) => self.on_batch(answer),
            (Stage::Running, Event::OneAnswered(answer)) => self.on_one(answer),
            _ => None,
        }
    }

    fn ask(&mut self, action: BulkAction, kind: TokenKind, selected: Vec<Token>) -> Effect {
        let ids: Vec<TokenId> = selected.iter().map(|token| token.id.clone()).collect();
        *self = Self {
            generation: self.generation + 1,
            reread: Reread::Pending,
            one_by_one: kind == TokenKind::Personal,
            action,
            selected: ids.clone(),
            ..Self::new()
        };
        self.take(selected);
        Effect::Reread {
            generation: self.generation,
            ids,
        }
    }

    /// Tokens that are disabled already need no disabling.
    fn take(&mut self, selected: Vec<Token>) {
        let count = selected.len();
        let is_delete = self.action == BulkAction::Delete;
        self.items = selected
            .into_iter()
            .filter(|token| is_delete || token.is_active)
            .map(|token| BulkItem {
                token,
                result: None,
            })
            .collect();
        self.skipped = count - self.items.len();
    }

    fn on_reread(&mut self, found: Result<Vec<Token>, ApiError>) -> Option<Effect> {
        let Ok(mut found) = found else {
            self.reread = Reread::Failed;
            return None;
        };
        self.reread = Reread::Done;
        // In the order in which they were selected.
        let selected = std::mem::take(&mut self.selected);
        found.sort_by_key(|token| selected.iter().position(|id| *id == token.id));
        let is_gone = |id: &TokenId| found.iter().all(|token| token.id != *id);
        let gone: Vec<TokenId> = selected.into_iter().filter(is_gone).collect();
        self.gone = gone.len();
        self.take(found);
        (!gone.is_empty()).then_some(Effect::Deselect(gone))
    }

    /// When a request for several fails as a whole, a single token in it may be the cause: one by one from
    /// now on.
    fn retry(&mut self) -> Option<Effect> {
        self.items
            .retain(|item| matches!(item.result, Some(Err(_))));
        if self.items.is_empty() {
            return None;
        }
        for item in &mut self.items {
            item.result = None;
        }
        self.one_by_one = true;
        self.is_stopped = false;
        self.stage = Stage::Running;
        self.next()
    }

    fn next(&mut self) -> Option<Effect> {
        if let Some(index) = self.unclear.pop_front() {
            return self.send_one(index);
        }
        let limit = match (self.is_stopped, self.one_by_one) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => BULK_REQUEST_SIZE,
        };
        let open = |(index, item): (usize, &BulkItem)| item.result.is_none().then_some(index);
        let batch: Vec<usize> = self
            .items
            .iter()
            .enumerate()
            .filter_map(open)
            .take(limit)
            .collect();
        match batch.first() {
            None => {
                self.stage = Stage::Over;
                Some(Effect::Finish)
            }
            Some(&index) if self.one_by_one => self.send_one(index),
            Some(_) => {
                let ids = batch.iter().filter_map(|&index| self.id(index)).collect();
                self.in_flight = batch;
                Some(Effect::SendBulk(self.action, ids))
            }
        }
    }

    fn id(&self, index: usize) -> Option<TokenId> {
        Some(self.items.get(index)?.token.id.clone())
    }

    fn send_one(&mut self, index: usize) -> Option<Effect> {
        let id = self.id(index)?;
        self.in_flight = vec![index];
        Some(Effect::SendOne(self.action, id))
    }

    fn on_batch(&mut self, answer: Result<Bulk, ApiError>) -> Option<Effect> {
        for index in std::mem::take(&mut self.in_flight) {
            match &answer {
                Err(error) => self.set(index, Err(error.clone())),
                Ok(bulk) => {
                    let Some(id) = self.id(index) else { continue };
                    if bulk.done().contains(&id) && !bulk.failed().contains(&id) {
                        self.set(index, Ok(ItemResult::Done));
                    } else {
                        // The answer does not say why it failed, or does not name the token at all (contract
                        // 3.7). A request for this token alone does say, does no harm when it is repeated,
                        // and may succeed.
                        self.unclear.push_back(index);
                    }
                }
            }
        }
        self.next()
    }

    fn on_one(&mut self, answer: Result<(), ApiError>) -> Option<Effect> {
        let result = match (answer, self.action) {
            // When somebody else has deleted it before, it is what was asked for.
            (Ok(()), _) | (Err(ApiError::NotFound), BulkAction::Delete) => Ok(ItemResult::Done),
            (Err(ApiError::NotFound), BulkAction::Disable) => Ok(ItemResult::Deleted),
            (Err(error), _) => Err(error),
        };
        if let Some(index) = std::mem::take(&mut self.in_flight).first() {
            self.set(*index, result);
        }
        self.next()
    }

    fn set(&mut self, index: usize, result: Result<ItemResult, ApiError>) {
        if let Some(item) = self.items.get_mut(index) {
            item.result = Some(result);
        }
    }
}

impl Default for BulkFlow {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
