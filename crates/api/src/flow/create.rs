//! Creating a token once, also when the answer with its value is lost.
//!
//! ```text
//! idle ── Submit ──▶ sending ── answer ──▶ created | refused | field refused
//!                       └── no answer ──▶ searching ──▶ lost (tokens) | refused | unsure
//! unsure ── SearchAgain ──▶ searching
//! ```

use crate::error::ApiError;
use chrono::{DateTime, TimeDelta, Utc};
use console_domain::id::TokenId;
use console_domain::new_token::{Field, NewToken};
use console_domain::sorted::SortedSet;
use console_domain::token::Token;

/// How far the known offset of the backend's clock may be wrong when a token is searched for by its time of
/// creation.
const CLOCK_TOLERANCE: TimeDelta = TimeDelta::minutes(5);

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
    /// No answer came, and the search for the token failed as well.
    Unsure(ApiError),
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The form was submitted with problems in it.
    Invalid,
    /// The form was submitted without problems, at `now` by the backend's clock.
    Submit {
        /// What is asked for.
        token: NewToken,
        /// The backend's time.
        now: DateTime<Utc>,
    },
    /// The answer to [`Effect::Create`].
    Answered(Result<(), ApiError>),
    /// The answer to [`Effect::Search`].
    Found {
        /// The tokens of that name.
        found: Result<Vec<Token>, ApiError>,
        /// Tokens whose values have arrived in this tab.
        received: Vec<TokenId>,
    },
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
    /// Create this token, then report [`Event::Answered`].
    Create(NewToken),
    /// Read the tokens of exactly this name, then report [`Event::Found`].
    Search {
        /// The name.
        name: String,
        /// Leaves out tokens that were created before.
        since: DateTime<Utc>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Idle,
    Sending,
    Searching,
    Created,
}

/// A request, and when it was first sent by the backend's clock.
#[derive(Clone, Debug)]
struct Request {
    token: NewToken,
    sent_at: DateTime<Utc>,
}

/// A check of the name that was begun before the form was submitted (again). See
/// [`CreateFlow::begin_name_check`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameCheck {
    submits: u32,
}

/// The creation of one token.
#[derive(Clone, Debug)]
pub struct CreateFlow {
    phase: Phase,
    outcome: Outcome,
    /// The request that is being sent.
    request: Option<Request>,
    /// The last request without an answer.
    unanswered: Option<Request>,
    submits: u32,
    attempts: u32,
    known: SortedSet<TokenId>,
}

impl CreateFlow {
    /// Nothing was submitted.
    pub const fn new() -> Self {
        Self {
            phase: Phase::Idle,
            outcome: Outcome::None,
            request: None,
            unanswered: None,
            submits: 0,
            attempts: 0,
            known: SortedSet::new(),
        }
    }

    /// Whether an answer is awaited.
    pub const fn is_busy(&self) -> bool {
        matches!(self.phase, Phase::Sending | Phase::Searching)
    }

    /// Whether a request was ever sent.
    pub const fn was_sent(&self) -> bool {
        self.submits > 0
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
        match (self.phase, event) {
            (Phase::Idle, Event::Invalid) => {
                self.outcome = Outcome::None;
                self.attempts += 1;
                None
            }
            (Phase::Idle, Event::Submit { token, now }) => {
                self.outcome = Outcome::None;
                self.phase = Phase::Sending;
                self.submits += 1;
                let effect = Effect::Create(token.clone());
                self.request = Some(Request {
                    token,
                    sent_at: now,
                });
                Some(effect)
            }
            (Phase::Sending, Event::Answered(result)) => self.on_answer(result),
            (Phase::Searching, Event::Found { found, received }) => {
                self.phase = Phase::Idle;
                self.outcome = match found {
                    Ok(found) => self.outcome_of_search(found, &received),
                    Err(error) => Outcome::Unsure(error),
                };
                None
            }
            (Phase::Idle, Event::SearchAgain) => self.search(),
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

    fn on_answer(&mut self, result: Result<(), ApiError>) -> Option<Effect> {
        let request = self.request.take();
        self.phase = Phase::Idle;
        match result {
            Ok(()) => self.phase = Phase::Created,
            Err(error) if error.outcome_unknown() => {
                self.remember_unanswered(request?);
                return self.search();
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

    /// The first unanswered request of a name may have created a token too, so its time is kept.
    fn remember_unanswered(&mut self, mut request: Request) {
        if let Some(earlier) = &self.unanswered
            && earlier.token.name() == request.token.name()
        {
            request.sent_at = request.sent_at.min(earlier.sent_at);
        }
        self.unanswered = Some(request);
    }

    fn search(&mut self) -> Option<Effect> {
        let request = self.unanswered.as_ref()?;
        self.phase = Phase::Searching;
        Some(Effect::Search {
            name: request.token.name().to_owned(),
            since: request.sent_at - CLOCK_TOLERANCE,
        })
    }

    fn outcome_of_search(&self, found: Vec<Token>, received: &[TokenId]) -> Outcome {
        let lost: Vec<Token> = found
            .into_iter()
            .filter(|token| !self.known.contains(&token.id) && !received.contains(&token.id))
            // Exclude tokens that were used: the user is about to be offered deletion.
            .filter(|token| token.last_used_at.is_none())
            .collect();
        if lost.is_empty() {
            Outcome::Refused(ApiError::NoAnswer)
        } else {
            Outcome::Lost(lost)
        }
    }

    /// Begins to read which tokens have the name already. `None` while an answer is awaited and once one was
    /// lost: from then on a token of this name may be the one that is searched for.
    pub fn begin_name_check(&self) -> Option<NameCheck> {
        let is_clear = self.phase == Phase::Idle && self.unanswered.is_none();
        is_clear.then_some(NameCheck {
            submits: self.submits,
        })
    }

    /// These tokens had the name before the form was submitted: they are not lost ones. Ignored when the
    /// form was submitted since `check` began, because then they may be its own.
    pub fn note_known<'a>(
        &mut self,
        check: Option<NameCheck>,
        tokens: impl IntoIterator<Item = &'a Token>,
    ) {
        if check.is_some() && check == self.begin_name_check() {
            self.known
                .extend(tokens.into_iter().map(|token| token.id.clone()));
        }
    }
}

impl Default for CreateFlow {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
