//! Creating a token once, or several with one request, also when the answer with the values is lost.
//!
//! ```text
//! idle ── Submit ──▶ sending ── answer ──▶ created | refused | field refused
//!                       └── no answer ──▶ searching ──▶ lost (tokens) | refused | unsure
//! unsure ── SearchAgain ──▶ searching
//! after a lost answer ── Submit ──▶ searching ── nothing found ──▶ sending
//! ```
//!
//! Each form sends a label of its own with every attempt, and the search asks for that label: what it finds
//! was asked for by this very form. A colleague's token of the same name, or one that another tab is showing,
//! is never among it, because the person is about to be offered deletion.

use crate::error::ApiError;
use console_domain::id::UserId;
use console_domain::new_token::{Field, NewToken};
use console_domain::request_tag::RequestTag;
use console_domain::token::Token;

/// How the last submit ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was submitted, the answer is awaited, or the token was created.
    None,
    /// The request as a whole was refused.
    Refused(ApiError),
    /// A field was refused, with the reason.
    FieldRefused(Field, String),
    /// No answer came, and these tokens exist whose values never arrived. There may be several: a browser
    /// sends a request again when its connection breaks.
    Lost(Vec<Token>),
    /// No answer came for tokens of these names, and the search for them failed as well.
    Unsure(Vec<String>, ApiError),
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The form was submitted with problems in it.
    Invalid,
    /// The form was submitted without problems. Never empty.
    Submit(Vec<NewToken>),
    /// The answer to [`Effect::Create`].
    Answered(Result<(), ApiError>),
    /// The answer to [`Effect::Search`]: the tokens with the label.
    Found(Result<Vec<Token>, ApiError>),
    /// The person asks to search once more, after [`Outcome::Unsure`].
    SearchAgain,
    /// The form was changed.
    Edited,
    /// The lost tokens were deleted.
    LostDeleted,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Create these tokens with the label, then report [`Event::Answered`].
    Create(Vec<NewToken>, RequestTag),
    /// Read the tokens with this label, then report [`Event::Found`].
    Search(RequestTag),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Phase {
    Idle,
    /// The answer for tokens of these names is awaited.
    Sending(Vec<String>),
    /// The search is awaited; afterwards these tokens are created if nothing was found.
    Searching(Option<Vec<NewToken>>),
    Created,
}

/// The creation of what one form asks for.
#[derive(Clone, Debug)]
pub struct CreateFlow {
    tag: RequestTag,
    /// Who is signed in.
    user: Option<UserId>,
    phase: Phase,
    outcome: Outcome,
    /// The names of the last tokens for which no answer came, and why. From then on nothing is created before
    /// a search has found nothing.
    unanswered: Option<(Vec<String>, ApiError)>,
    attempts: u32,
}

impl CreateFlow {
    /// Nothing was submitted. No other form may have the label.
    pub const fn new(tag: RequestTag, user: Option<UserId>) -> Self {
        Self {
            tag,
            user,
            phase: Phase::Idle,
            outcome: Outcome::None,
            unanswered: None,
            attempts: 0,
        }
    }

    /// Whether an answer is awaited.
    pub const fn is_busy(&self) -> bool {
        matches!(self.phase, Phase::Sending(_) | Phase::Searching(_))
    }

    /// How the last submit ended.
    pub const fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// How often a submit was refused at its fields, here or by the backend.
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Takes an event; answers with what to do next. Events that do not fit the state are ignored.
    pub fn on(&mut self, event: Event) -> Option<Effect> {
        match (&mut self.phase, event) {
            (Phase::Idle, Event::Invalid) => {
                self.outcome = Outcome::None;
                self.attempts += 1;
                None
            }
            (Phase::Idle, Event::Submit(tokens)) => {
                if self.unanswered.is_some() {
                    // What was said about the first ones stays until it is known better.
                    return Some(self.search(Some(tokens)));
                }
                Some(self.send(tokens))
            }
            (Phase::Sending(names), Event::Answered(result)) => {
                let names = std::mem::take(names);
                self.on_answer(names, result)
            }
            (Phase::Searching(next), Event::Found(found)) => {
                let next = next.take();
                self.on_found(found, next)
            }
            (Phase::Idle, Event::SearchAgain) if self.unanswered.is_some() => {
                Some(self.search(None))
            }
            (_, Event::Edited) => {
                if matches!(self.outcome, Outcome::FieldRefused(..)) {
                    self.outcome = Outcome::None;
                }
                None
            }
            (Phase::Idle, Event::LostDeleted) => {
                self.outcome = Outcome::None;
                None
            }
            _ => None,
        }
    }

    fn send(&mut self, tokens: Vec<NewToken>) -> Effect {
        self.outcome = Outcome::None;
        let names = tokens.iter().map(|token| token.name().to_owned());
        self.phase = Phase::Sending(names.collect());
        Effect::Create(tokens, self.tag.clone())
    }

    fn search(&mut self, next: Option<Vec<NewToken>>) -> Effect {
        self.phase = Phase::Searching(next);
        Effect::Search(self.tag.clone())
    }

    fn on_answer(&mut self, names: Vec<String>, result: Result<(), ApiError>) -> Option<Effect> {
        self.phase = Phase::Idle;
        match result {
            Ok(()) => self.phase = Phase::Created,
            Err(error) if error.outcome_unknown() => {
                self.unanswered = Some((names, error));
                return Some(self.search(None));
            }
            Err(error) => {
                self.outcome = match error.field() {
                    Some(field) => {
                        self.attempts += 1;
                        Outcome::FieldRefused(field, error.to_string())
                    }
                    None => Outcome::Refused(error),
                };
            }
        }
        None
    }

    fn on_found(
        &mut self,
        found: Result<Vec<Token>, ApiError>,
        next: Option<Vec<NewToken>>,
    ) -> Option<Effect> {
        self.phase = Phase::Idle;
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                let names = self.unanswered.as_ref().map(|(names, _)| names.clone());
                self.outcome = Outcome::Unsure(names.unwrap_or_default(), error);
                return None;
            }
        };
        let lost: Vec<Token> = found
            .into_iter()
            .filter(|token| self.is_lost(token))
            .collect();
        if !lost.is_empty() {
            self.outcome = Outcome::Lost(lost);
            return None;
        }
        if let Some(tokens) = next {
            return Some(self.send(tokens));
        }
        let why = self.unanswered.as_ref().map(|(_, error)| error.clone());
        self.outcome = Outcome::Refused(why.unwrap_or(ApiError::NoAnswer));
        None
    }

    /// Whether a token was created by this form and its value never arrived: the person is about to be
    /// offered its deletion. The label says so. Whoever copied the label is somebody else, and a token that
    /// was used has a value that somebody knows.
    fn is_lost(&self, token: &Token) -> bool {
        let is_foreign = token
            .created_by
            .as_ref()
            .is_some_and(|maker| self.user.as_ref().is_some_and(|user| user != maker));
        self.tag.is_on(token) && !is_foreign && token.last_used_at.is_none()
    }
}

#[cfg(test)]
mod tests;
