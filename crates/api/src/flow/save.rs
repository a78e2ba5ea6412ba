//! Saving an edit of a token: read it anew, ask where that is due, then send the changes in order.
//!
//! ```text
//! idle ── Submit ──▶ reading ──▶ asking (conflict, widening) ──▶ writing, step by step
//! writing ──▶ saved | failed | deleted
//! ```

use crate::error::ApiError;
use console_domain::new_token::Field;
use console_domain::token::Token;
use console_domain::token_edit::differences;
use console_domain::token_update::{Change, ReachChange, TokenUpdate};
use std::collections::VecDeque;

/// What the form wants of one reading of the token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What is sent, in this order, each after the answer to the one before. Empty ones are skipped.
    pub steps: Vec<TokenUpdate>,
    /// Whether the token can do more afterwards.
    pub widens: bool,
    /// The fields that the person has changed.
    pub changed: Vec<Field>,
}

impl Plan {
    fn is_empty(&self) -> bool {
        self.steps.iter().all(TokenUpdate::is_empty)
    }

    /// Whether something is left to send for `field`.
    fn touches(&self, field: Field) -> bool {
        self.steps.iter().any(|step| match field {
            Field::Name => step.name.is_some(),
            Field::Description => step.description != Change::Keep,
            Field::Scopes | Field::Organizations => step.reach != ReachChange::Keep,
            Field::Expiry => step.expires_at != Change::Keep,
        })
    }
}

/// What the person has to decide before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Somebody else changed the token meanwhile: this is how it is now.
    Conflict(Box<Token>),
    /// The token would be able to do more than it can do now: this is how it is now.
    Widens(Box<Token>),
}

impl Question {
    /// The token as it is now.
    pub const fn current(&self) -> &Token {
        match self {
            Self::Conflict(current) | Self::Widens(current) => current,
        }
    }
}

/// How saving ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveResult {
    /// The token has what the form holds.
    Saved,
    /// The form holds what the token had already when the form was opened.
    Unchanged,
    /// The token no longer exists.
    Deleted,
    /// A step failed. Those before it are saved, those after it were not sent.
    Failed {
        /// Why.
        failure: SaveFailure,
        /// How many steps were saved before.
        saved_steps: usize,
    },
}

/// Why a step of saving failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveFailure {
    /// The request was refused.
    Refused(ApiError),
    /// The request was sent and no answer came: it may have taken effect.
    Unsure(ApiError),
    /// A field was refused, with the reason.
    FieldRefused(Field, String),
}

/// What happened. A plan is `None` when fields of the form have problems.
#[derive(Clone, Debug)]
pub enum Event {
    /// The form was submitted; the plan is for the token that the form began with.
    Submit(Option<Plan>),
    /// The answer to [`Effect::Read`], with the plan for it.
    Read(Result<(Box<Token>, Option<Plan>), ApiError>),
    /// The person wants to save over the changes of somebody else. The plan is for [`Question::current`].
    Overwrite(Option<Plan>),
    /// The person means to widen the token. The plan is for [`Question::current`].
    Confirm(Option<Plan>),
    /// The person does not want to save.
    Cancel,
    /// The answer to [`Effect::Write`].
    Written(Result<Box<Token>, ApiError>),
    /// The form was changed.
    Edited,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Read the token, then report [`Event::Read`].
    Read,
    /// Send this change, then report [`Event::Written`].
    Write(TokenUpdate),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Phase {
    Idle,
    Reading,
    Writing {
        rest: VecDeque<TokenUpdate>,
        saved_steps: usize,
    },
}

/// The saving of one form.
#[derive(Clone, Debug)]
pub struct SaveFlow {
    /// The token as this form read or wrote it last: what differs from it was done by somebody else.
    base: Token,
    phase: Phase,
    question: Option<Question>,
    result: Option<SaveResult>,
    attempts: u32,
    /// Whether a change was sent without an answer, so that a difference may be this form's own doing.
    in_doubt: bool,
}

impl SaveFlow {
    /// For a form that began with `original`.
    pub const fn new(original: Token) -> Self {
        Self {
            base: original,
            phase: Phase::Idle,
            question: None,
            result: None,
            attempts: 0,
            in_doubt: false,
        }
    }

    /// Whether an answer is awaited.
    pub fn is_busy(&self) -> bool {
        self.phase != Phase::Idle
    }

    /// What is asked.
    pub const fn question(&self) -> Option<&Question> {
        self.question.as_ref()
    }

    /// How saving ended, if it did.
    pub const fn result(&self) -> Option<&SaveResult> {
        self.result.as_ref()
    }

    /// How often a submit was refused at its fields, here or by the backend.
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Takes an event; answers with what to do next. Events that do not fit the state are ignored.
    pub fn on(&mut self, event: Event) -> Option<Effect> {
        match (&self.phase, event) {
            (Phase::Idle, Event::Submit(plan)) => self.on_submit(plan.as_ref()),
            (Phase::Reading, Event::Read(read)) => {
                self.phase = Phase::Idle;
                match read {
                    Ok((current, plan)) => self.on_read(current, plan),
                    Err(ApiError::NotFound) => self.end(SaveResult::Deleted),
                    // Nothing was sent that could have taken effect.
                    Err(error) => self.fail(SaveFailure::Refused(error), 0),
                }
            }
            (Phase::Idle, Event::Overwrite(plan)) => match self.question.take() {
                Some(Question::Conflict(current)) => self.save_over(current, plan),
                other => self.ignore(other),
            },
            (Phase::Idle, Event::Confirm(plan)) => match self.question.take() {
                Some(Question::Widens(_)) => self.save(plan),
                other => self.ignore(other),
            },
            (_, Event::Cancel) => {
                self.question = None;
                None
            }
            (Phase::Writing { .. }, Event::Written(answer)) => self.on_written(answer),
            (_, Event::Edited) => {
                let is_about_form = matches!(
                    self.result,
                    Some(
                        SaveResult::Unchanged
                            | SaveResult::Failed {
                                failure: SaveFailure::FieldRefused(..),
                                ..
                            }
                    )
                );
                if is_about_form {
                    self.result = None;
                }
                None
            }
            _ => None,
        }
    }

    fn ignore(&mut self, question: Option<Question>) -> Option<Effect> {
        self.question = question;
        None
    }

    fn on_submit(&mut self, plan: Option<&Plan>) -> Option<Effect> {
        self.result = None;
        self.question = None;
        match plan {
            None => self.refuse_fields(),
            Some(plan) if plan.is_empty() => self.end(SaveResult::Unchanged),
            Some(_) => {
                self.phase = Phase::Reading;
                Some(Effect::Read)
            }
        }
    }

    fn on_read(&mut self, current: Box<Token>, plan: Option<Plan>) -> Option<Effect> {
        // Saved before, by a request whose answer was lost, or by somebody else.
        if plan.as_ref().is_some_and(Plan::is_empty) {
            return self.end(SaveResult::Saved);
        }
        if self.has_conflict(&current, plan.as_ref()) {
            self.question = Some(Question::Conflict(current));
            return None;
        }
        self.save_over(current, plan)
    }

    /// Whether somebody else has changed the token since this form read or wrote it.
    fn has_conflict(&self, current: &Token, plan: Option<&Plan>) -> bool {
        let is_own = |field: &Field| {
            self.in_doubt
                && plan.is_some_and(|plan| plan.changed.contains(field) && !plan.touches(*field))
        };
        differences(&self.base, current)
            .iter()
            .any(|field| !is_own(field))
    }

    fn save_over(&mut self, current: Box<Token>, plan: Option<Plan>) -> Option<Effect> {
        if plan.as_ref().is_some_and(|plan| plan.widens) {
            self.question = Some(Question::Widens(current));
            return None;
        }
        self.save(plan)
    }

    fn save(&mut self, plan: Option<Plan>) -> Option<Effect> {
        let Some(plan) = plan else {
            return self.refuse_fields();
        };
        let steps = plan.steps.into_iter().filter(|step| !step.is_empty());
        self.write_next(steps.collect(), 0)
    }

    fn write_next(
        &mut self,
        mut rest: VecDeque<TokenUpdate>,
        saved_steps: usize,
    ) -> Option<Effect> {
        let Some(step) = rest.pop_front() else {
            return self.end(SaveResult::Saved);
        };
        self.phase = Phase::Writing { rest, saved_steps };
        Some(Effect::Write(step))
    }

    fn on_written(&mut self, answer: Result<Box<Token>, ApiError>) -> Option<Effect> {
        let Phase::Writing { rest, saved_steps } = std::mem::replace(&mut self.phase, Phase::Idle)
        else {
            return None;
        };
        match answer {
            Ok(token) => {
                self.base = *token;
                self.in_doubt = false;
                self.write_next(rest, saved_steps + 1)
            }
            Err(ApiError::NotFound) => self.end(SaveResult::Deleted),
            Err(error) => {
                let failure = match error.field() {
                    Some(field) => {
                        self.attempts += 1;
                        SaveFailure::FieldRefused(field, error.to_string())
                    }
                    None if error.outcome_unknown() => {
                        self.in_doubt = true;
                        SaveFailure::Unsure(error)
                    }
                    None => SaveFailure::Refused(error),
                };
                self.fail(failure, saved_steps)
            }
        }
    }

    fn refuse_fields(&mut self) -> Option<Effect> {
        self.attempts += 1;
        None
    }

    fn fail(&mut self, failure: SaveFailure, saved_steps: usize) -> Option<Effect> {
        self.end(SaveResult::Failed {
            failure,
            saved_steps,
        })
    }

    fn end(&mut self, result: SaveResult) -> Option<Effect> {
        self.result = Some(result);
        None
    }
}

#[cfg(test)]
mod tests;
