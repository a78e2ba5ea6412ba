//! An access review: what is decided about each token, and carrying that out one by one.
//!
//! ```text
//! Deciding ── Ask ──▶ Asking (the decided are read anew) ── Start ──▶ Running
//! Running ── answers ──▶ Deciding
//! Asking ── Cancel ──▶ Deciding
//! ```
//!
//! What failed stays decided: applying again tries it again.

pub mod counts;
mod item;

pub use item::{ItemResult, ReviewItem};

use crate::error::ApiError;
use chrono::{DateTime, Utc};
use console_domain::id::TokenId;
use console_domain::review::{Decision, Group};
use console_domain::token::Token;
use std::collections::VecDeque;
use std::sync::Arc;

/// How far a review has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Decisions are being made.
    Deciding,
    /// The person is asked whether to carry them out.
    Asking,
    /// Requests are being sent.
    Running,
}

/// What happened.
#[derive(Clone, Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "events are made one at a time and taken at once"
)]
pub enum Event {
    /// The person wants to carry out what is decided.
    Ask,
    /// The answer to [`Effect::Reread`].
    Reread {
        /// The generation of the [`Effect::Reread`] that this answers.
        generation: u32,
        /// The tokens that still exist.
        found: Result<Vec<Token>, ApiError>,
    },
    /// The person does not want that, not yet.
    Cancel,
    /// The person has confirmed.
    Start {
        /// When.
        at: DateTime<Utc>,
        /// The end of shortened tokens.
        shorter: Option<DateTime<Utc>>,
    },
    /// The person wants no further request to be sent.
    Stop,
    /// The answer to [`Effect::Send`]: the token as it is now, or `None` when it is deleted.
    Answered {
        /// When it came.
        at: DateTime<Utc>,
        /// What it said.
        answer: Result<Option<Token>, ApiError>,
    },
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Read these tokens, then report [`Event::Reread`]: they may have been used or changed since.
    Reread {
        /// Returned in [`Event::Reread`].
        generation: u32,
        /// The tokens.
        ids: Vec<TokenId>,
    },
    /// Carry out this decision, then report [`Event::Answered`].
    Send {
        /// About which token.
        id: TokenId,
        /// What is decided.
        decision: Decision,
        /// The end of shortened tokens.
        shorter: Option<DateTime<Utc>>,
    },
    /// All requests were answered.
    Finish,
}

/// A group with its tokens, as indices of [`ReviewFlow::items`].
pub type Grouped = (Group, Vec<usize>);

/// A review.
#[derive(Clone, Debug)]
pub struct ReviewFlow {
    items: Vec<ReviewItem>,
    stage: Stage,
    generation: u32,
    is_rereading: bool,
    may_have_changed: bool,
    is_stopped: bool,
    /// The end of tokens that the run shortens.
    shorter: Option<DateTime<Utc>>,
    /// What is left to send, as indices.
    queue: VecDeque<usize>,
    in_flight: Option<usize>,
    /// How many requests the run has, and how many were answered.
    progress: (usize, usize),
}

impl ReviewFlow {
    /// Of these tokens.
    pub const fn new(items: Vec<ReviewItem>) -> Self {
        Self {
            items,
            stage: Stage::Deciding,
            generation: 0,
            is_rereading: false,
            may_have_changed: false,
            is_stopped: false,
            shorter: None,
            queue: VecDeque::new(),
            in_flight: None,
            progress: (0, 0),
        }
    }

    /// The tokens.
    pub fn items(&self) -> &[ReviewItem] {
        &self.items
    }

    /// The groups that have tokens, most urgent first.
    pub fn groups(&self) -> Vec<Grouped> {
        let tokens_of = |group| {
            let items = self.items.iter().enumerate();
            let of_group = items.filter(|(_, item)| item.group == group);
            of_group.map(|(index, _)| index).collect()
        };
        let groups = Group::ALL.map(|group| (group, tokens_of(group)));
        let groups = groups.into_iter();
        groups
            .filter(|(_, tokens): &Grouped| !tokens.is_empty())
            .collect()
    }

    /// One of the tokens.
    pub fn item(&self, id: &TokenId) -> Option<&ReviewItem> {
        self.items.iter().find(|item| item.token.id == *id)
    }

    /// How far it has come.
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// Whether the decided tokens are being read anew.
    pub const fn is_rereading(&self) -> bool {
        self.is_rereading
    }

    /// Whether reading them anew failed: they may have been used or changed since.
    pub const fn may_have_changed(&self) -> bool {
        self.may_have_changed
    }

    /// Whether no further request is sent.
    pub const fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// How many requests of the run were answered, of how many.
    pub const fn progress(&self) -> (usize, usize) {
        self.progress
    }

    /// What is to be carried out.
    pub fn pending(&self) -> impl Iterator<Item = &ReviewItem> {
        self.items.iter().filter(|item| item.is_pending())
    }

    /// Decides about a token, or takes a decision back. Nothing changes while decisions are carried out, and
    /// nothing about a token whose decision was. Whether it did.
    pub fn decide(&mut self, id: &TokenId, decision: Option<Decision>) -> bool {
        self.change(id, |item| item.decide(decision))
    }

    /// Decides the same about all tokens of a group that nothing is decided about. How many that were.
    pub fn decide_all(&mut self, group: Group, decision: Decision) -> usize {
        if self.stage != Stage::Deciding {
            return 0;
        }
        let is_open = |item: &&mut ReviewItem| {
            item.group == group && item.decision.is_none() && !item.is_settled()
        };
        let open = self.items.iter_mut().filter(is_open);
        open.map(|item| item.decide(Some(decision))).count()
    }

    /// Notes something about a token. Whether it did, see [`Self::decide`].
    pub fn note(&mut self, id: &TokenId, note: &str) -> bool {
        self.change(id, |item| note.clone_into(&mut item.note))
    }

    /// Tokens are shortened to another end from now on: what was not needed may be needed. Whether anything
    /// has changed.
    pub fn change_end(&mut self) -> bool {
        if self.stage != Stage::Deciding {
            return false;
        }
        let mut has_changed = false;
        for item in &mut self.items {
            let is_shortened = item.decision == Some(Decision::Shorten);
            if is_shortened && item.result == Some(ItemResult::Unneeded) {
                item.result = None;
                has_changed = true;
            }
        }
        has_changed
    }

    fn change(&mut self, id: &TokenId, change: impl FnOnce(&mut ReviewItem)) -> bool {
        if self.stage != Stage::Deciding {
            return false;
        }
        let item = self.items.iter_mut().find(|item| item.token.id == *id);
        item.filter(|item| !item.is_settled()).map(change).is_some()
    }

    /// Takes an event; answers with what to do next. Events that do not fit the stage are ignored.
    pub fn on(&mut self, event: Event) -> Option<Effect> {
        match (self.stage, event) {
            (Stage::Deciding, Event::Ask) => self.ask(),
            (Stage::Asking, Event::Reread { generation, found })
                if generation == self.generation && self.is_rereading =>
            {
                self.on_reread(found);
                None
            }
            (Stage::Asking, Event::Cancel) => {
                self.stage = Stage::Deciding;
                None
            }
            (Stage::Asking, Event::Start { at, shorter }) if !self.is_rereading => {
                Some(self.start(at, shorter))
            }
            (Stage::Running, Event::Stop) => {
                self.is_stopped = true;
                None
            }
            (Stage::Running, Event::Answered { at, answer }) => self.on_answer(at, answer),
            _ => None,
        }
    }

    fn ask(&mut self) -> Option<Effect> {
        let ids: Vec<TokenId> = self.pending().map(|item| item.token.id.clone()).collect();
        if ids.is_empty() {
            return None;
        }
        self.stage = Stage::Asking;
        self.is_rereading = true;
        self.may_have_changed = false;
        self.generation += 1;
        Some(Effect::Reread {
            generation: self.generation,
            ids,
        })
    }

    fn on_reread(&mut self, found: Result<Vec<Token>, ApiError>) {
        self.is_rereading = false;
        let Ok(found) = found else {
            self.may_have_changed = true;
            return;
        };
        for item in self.items.iter_mut().filter(|item| item.is_pending()) {
            match found.iter().find(|token| token.id == item.token.id) {
                Some(now) => item.token = Arc::new(now.clone()),
                None => item.result = Some(item.when_missing()),
            }
        }
    }

    fn start(&mut self, at: DateTime<Utc>, shorter: Option<DateTime<Utc>>) -> Effect {
        self.stage = Stage::Running;
        self.is_stopped = false;
        self.shorter = shorter;
        self.queue.clear();
        for (index, item) in self.items.iter_mut().enumerate() {
            match item.decision {
                Some(Decision::Keep) if item.is_pending() => {
                    item.result = Some(ItemResult::Applied(at));
                }
                // Somebody else may have done it, or another span was chosen since.
                Some(decision)
                    if item.is_pending() && !decision.is_possible(&item.token, shorter) =>
                {
                    // Or this review has, and its answer was lost.
                    item.result = Some(item.when_done_before());
                }
                Some(_) if item.is_pending() => self.queue.push_back(index),
                _ => {}
            }
        }
        self.progress = (0, self.queue.len());
        self.next(at)
    }

    fn next(&mut self, at: DateTime<Utc>) -> Effect {
        if self.is_stopped {
            self.queue.clear();
        }
        let next = self.queue.pop_front().and_then(|index| {
            let item = self.items.get_mut(index)?;
            item.sent_at = Some(at);
            item.sent_end = self
                .shorter
                .filter(|_| item.decision == Some(Decision::Shorten));
            item.result = None;
            Some((index, item.token.id.clone(), item.decision?))
        });
        let Some((index, id, decision)) = next else {
            self.stage = Stage::Deciding;
            return Effect::Finish;
        };
        self.in_flight = Some(index);
        Effect::Send {
            id,
            decision,
            shorter: self.shorter,
        }
    }

    fn on_answer(
        &mut self,
        at: DateTime<Utc>,
        answer: Result<Option<Token>, ApiError>,
    ) -> Option<Effect> {
        let index = self.in_flight.take()?;
        self.progress.0 += 1;
        if let Some(item) = self.items.get_mut(index) {
            item.result = Some(match answer {
                Ok(Some(now)) => {
                    item.token = Arc::new(now);
                    ItemResult::Applied(at)
                }
                Ok(None) => ItemResult::Applied(at),
                // Deleted by somebody else: what was wanted, or nothing left to change.
                Err(ApiError::NotFound) if item.decision == Some(Decision::Delete) => {
                    ItemResult::Applied(at)
                }
                Err(ApiError::NotFound) => ItemResult::Gone,
                Err(error) => {
                    if !error.outcome_unknown() {
                        item.sent_at = None;
                        item.sent_end = None;
                    }
                    ItemResult::Failed(error)
                }
            });
        }
        Some(self.next(at))
    }
}

#[cfg(test)]
mod tests;
