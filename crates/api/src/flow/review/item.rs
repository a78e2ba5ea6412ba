//! One token of a review, what is decided about it, and what became of that.

use crate::error::ApiError;
use chrono::{DateTime, Utc};
use console_domain::review::{Decision, Group, KeptDecision};
use console_domain::token::Token;
use std::sync::Arc;

/// What became of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemResult {
    /// It was carried out at this time.
    Applied(DateTime<Utc>),
    /// Somebody else has deleted the token.
    Gone,
    /// Nothing was sent: the token is off already, or ends earlier.
    Unneeded,
    /// It was not carried out, or nobody knows.
    Failed(ApiError),
}

/// One token of a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewItem {
    /// The token as it was read last. Shared with the row that shows it, and apart from the item: a thousand
    /// items in one piece find no room where others were before.
    pub token: Arc<Token>,
    /// Why it asks for a decision, as it was when the review began.
    pub group: Group,
    /// What is decided.
    pub decision: Option<Decision>,
    /// The reviewer's note.
    pub note: String,
    /// When a request for the decision was sent last, unless it was refused.
    pub sent_at: Option<DateTime<Utc>>,
    /// The end that was asked for then, for a decision to shorten.
    pub sent_end: Option<DateTime<Utc>>,
    /// What became of the decision.
    pub result: Option<ItemResult>,
}

impl ReviewItem {
    /// Nothing is decided yet.
    pub fn new(token: Token, group: Group) -> Self {
        Self {
            token: Arc::new(token),
            group,
            decision: None,
            note: String::new(),
            sent_at: None,
            sent_end: None,
            result: None,
        }
    }

    /// Takes up what was decided before the page was loaded anew.
    pub fn restore(&mut self, kept: &KeptDecision) {
        self.decision = kept.decision;
        self.note.clone_from(&kept.note);
        self.sent_at = kept.sent_at;
        self.sent_end = kept.sent_end;
        let unanswered = kept.sent_at.map(|_| ItemResult::Failed(ApiError::NoAnswer));
        self.result = kept.applied_at.map(ItemResult::Applied).or(unanswered);
    }

    /// What is to be kept of it over a reload; `None` when there is nothing.
    pub fn kept(&self) -> Option<KeptDecision> {
        if self.decision.is_none() && self.note.is_empty() {
            return None;
        }
        Some(KeptDecision {
            decision: self.decision,
            note: self.note.clone(),
            sent_at: self.sent_at,
            sent_end: self.sent_end,
            applied_at: match self.result {
                Some(ItemResult::Applied(at)) => Some(at),
                _ => None,
            },
        })
    }

    pub(super) fn decide(&mut self, decision: Option<Decision>) {
        self.decision = decision;
        self.sent_at = None;
        self.sent_end = None;
        self.result = None;
    }

    /// What it means that the token does not exist any more. A deletion that was sent, and of which no answer
    /// came, was carried out then.
    pub(super) fn when_missing(&self) -> ItemResult {
        match self.sent_at {
            Some(at) if self.decision == Some(Decision::Delete) => ItemResult::Applied(at),
            _ => ItemResult::Gone,
        }
    }

    /// What it means that there is nothing left to do about the token. This review has done it where a
    /// request was sent without an answer and the token is as that request asked.
    pub(super) fn when_done_before(&self) -> ItemResult {
        let is_as_sent = match self.decision {
            Some(Decision::Shorten) => self.sent_end.is_some_and(|sent| {
                let end = self.token.expires_at;
                end.is_some_and(|end| end <= sent)
            }),
            _ => true,
        };
        let applied = self.sent_at.filter(|_| is_as_sent);
        applied.map_or(ItemResult::Unneeded, ItemResult::Applied)
    }

    /// Whether nothing can be decided about it any more.
    pub const fn is_settled(&self) -> bool {
        matches!(self.result, Some(ItemResult::Applied(_) | ItemResult::Gone))
    }

    /// Whether its decision is to be carried out.
    pub fn is_pending(&self) -> bool {
        let is_unneeded = self.result == Some(ItemResult::Unneeded);
        self.decision.is_some() && !self.is_settled() && !is_unneeded
    }
}
