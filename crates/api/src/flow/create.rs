//! Creating a token once, also when the answer with its value is lost.
//!
//! ```text
//! idle ── Submit ──▶ sending ── answer ──▶ created | refused | field refused
//!                       └── no answer ──▶ searching ──▶ lost (tokens) | refused | unsure ── SearchAgain ──▶ searching
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
mod tests {
    use super::*;
    use crate::flow::samples::{api_token, at};
    use console_domain::expiry::ExpiryChoice;
    use console_domain::new_token::{DraftReach, TokenDraft};
    use console_domain::scope::ScopeSelection;
    use console_domain::scope_catalogue::ScopeCatalogue;

    fn new_token(name: &str) -> NewToken {
        TokenDraft {
            name: name.to_owned(),
            description: String::new(),
            reach: DraftReach::Scopes {
                selection: ScopeSelection::from_wire(["evidence:read"]),
                none_is_meant: false,
                full_is_meant: true,
            },
            expiry: ExpiryChoice::Never,
            never_is_meant: true,
        }
        .check(
            &ScopeCatalogue::default(),
            at("2026-11-23T12:00:00Z").date_naive(),
            |_| None,
        )
        .unwrap()
    }

    fn submit(flow: &mut CreateFlow, name: &str, now: &str) -> Option<Effect> {
        flow.on(Event::Submit {
            token: new_token(name),
            now: at(now),
        })
    }

    fn sent() -> CreateFlow {
        let mut flow = CreateFlow::new();
        assert_eq!(
            submit(&mut flow, "sync", "2026-11-23T12:00:00Z"),
            Some(Effect::Create(new_token("sync")))
        );
        flow
    }

    fn searching() -> CreateFlow {
        let mut flow = sent();
        let effect = flow.on(Event::Answered(Err(ApiError::NoAnswer)));
        assert_eq!(effect, Some(search("2026-11-23T11:55:00Z")));
        flow
    }

    fn search(since: &str) -> Effect {
        Effect::Search {
            name: "sync".into(),
            since: at(since),
        }
    }

    fn found(flow: &mut CreateFlow, tokens: Vec<Token>) -> Outcome {
        flow.on(Event::Found {
            found: Ok(tokens),
            received: vec![],
        });
        flow.outcome().clone()
    }

    #[test]
    fn a_second_submit_sends_nothing_until_the_first_is_answered() {
        let mut flow = sent();
        assert!(flow.is_busy());
        assert_eq!(submit(&mut flow, "sync", "2026-11-23T12:00:01Z"), None);
        assert_eq!(flow.on(Event::SearchAgain), None);
        flow.on(Event::Answered(Err(ApiError::Conflict)));
        assert_eq!(flow.outcome(), &Outcome::Refused(ApiError::Conflict));
        assert!(submit(&mut flow, "sync", "2026-11-23T12:00:02Z").is_some());
        assert_eq!(flow.outcome(), &Outcome::None);
    }

    #[test]
    fn a_created_token_is_not_created_twice() {
        let mut flow = sent();
        flow.on(Event::Answered(Ok(())));
        assert!(!flow.is_busy());
        assert_eq!(submit(&mut flow, "sync", "2026-11-23T12:00:01Z"), None);
    }

    #[test]
    fn a_refused_field_counts_as_an_attempt_and_is_forgotten_with_the_next_edit() {
        let mut flow = CreateFlow::new();
        flow.on(Event::Invalid);
        assert_eq!((flow.attempts(), flow.was_sent()), (1, false));
        submit(&mut flow, "sync", "2026-11-23T12:00:00Z");
        flow.on(Event::Answered(Err(ApiError::ExpiryPast)));
        assert!(matches!(
            flow.outcome(),
            Outcome::FieldRefused(Field::Expiry, _)
        ));
        assert_eq!(flow.attempts(), 2);
        flow.on(Event::Edited);
        assert_eq!(flow.outcome(), &Outcome::None);
    }

    #[test]
    fn an_edit_leaves_every_other_outcome_in_place() {
        let mut flow = searching();
        let lost = found(&mut flow, vec![api_token("new")]);
        flow.on(Event::Edited);
        assert_eq!(flow.outcome(), &lost);
    }

    #[test]
    fn only_an_answer_that_says_nothing_starts_a_search() {
        let mut flow = sent();
        assert_eq!(flow.on(Event::Answered(Err(ApiError::Offline))), None);
        assert_eq!(flow.outcome(), &Outcome::Refused(ApiError::Offline));
        let mut flow = sent();
        let html = ApiError::Unreadable {
            status: 502,
            request_id: None,
        };
        assert!(flow.on(Event::Answered(Err(html))).is_some());
    }

    #[test]
    fn lost_tokens_are_new_unused_and_without_a_value_here() {
        let mut flow = CreateFlow::new();
        let check = flow.begin_name_check();
        flow.note_known(check, &[api_token("known")]);
        submit(&mut flow, "sync", "2026-11-23T12:00:00Z");
        flow.on(Event::Answered(Err(ApiError::NoAnswer)));
        let mut used = api_token("used");
        used.last_used_at = Some(at("2026-11-23T12:00:10Z"));
        flow.on(Event::Found {
            found: Ok(vec![
                api_token("known"),
                used,
                api_token("received"),
                api_token("lost"),
            ]),
            received: vec![TokenId::new("received")],
        });
        assert_eq!(flow.outcome(), &Outcome::Lost(vec![api_token("lost")]));
        assert!(!flow.is_busy());
    }

    #[test]
    fn nothing_found_means_that_it_was_not_created() {
        let mut flow = searching();
        assert_eq!(
            found(&mut flow, vec![]),
            Outcome::Refused(ApiError::NoAnswer)
        );
    }

    #[test]
    fn a_failed_search_can_be_repeated_and_keeps_its_message_meanwhile() {
        let mut flow = searching();
        flow.on(Event::Found {
            found: Err(ApiError::Offline),
            received: vec![],
        });
        assert_eq!(flow.outcome(), &Outcome::Unsure(ApiError::Offline));
        assert_eq!(
            flow.on(Event::SearchAgain),
            Some(search("2026-11-23T11:55:00Z"))
        );
        assert_eq!(flow.outcome(), &Outcome::Unsure(ApiError::Offline));
        assert!(flow.is_busy());
        assert_eq!(flow.on(Event::SearchAgain), None);
    }

    #[test]
    fn the_search_reaches_back_to_the_first_unanswered_request_of_the_name() {
        let mut flow = searching();
        flow.on(Event::Found {
            found: Err(ApiError::Offline),
            received: vec![],
        });
        submit(&mut flow, "sync", "2026-11-23T12:30:00Z");
        let again = flow.on(Event::Answered(Err(ApiError::NoAnswer)));
        assert_eq!(again, Some(search("2026-11-23T11:55:00Z")));
        found(&mut flow, vec![]);
        submit(&mut flow, "other", "2026-11-23T12:40:00Z");
        let other = flow.on(Event::Answered(Err(ApiError::NoAnswer)));
        assert_eq!(
            other,
            Some(Effect::Search {
                name: "other".into(),
                since: at("2026-11-23T12:35:00Z")
            })
        );
    }

    #[test]
    fn a_token_seen_after_the_submit_is_not_taken_for_an_older_one() {
        let mut flow = CreateFlow::new();
        let check = flow.begin_name_check();
        submit(&mut flow, "sync", "2026-11-23T12:00:00Z");
        assert_eq!(flow.begin_name_check(), None);
        // The answer to the check comes while the form is being sent, or after it.
        flow.note_known(check, &[api_token("own")]);
        flow.on(Event::Answered(Err(ApiError::NoAnswer)));
        assert_eq!(
            found(&mut flow, vec![api_token("own")]),
            Outcome::Lost(vec![api_token("own")])
        );
        // From here on every token of the name may be the lost one.
        assert_eq!(flow.begin_name_check(), None);
    }

    #[test]
    fn a_refused_submit_ends_the_checks_begun_before_it() {
        let mut flow = CreateFlow::new();
        let check = flow.begin_name_check();
        submit(&mut flow, "sync", "2026-11-23T12:00:00Z");
        flow.on(Event::Answered(Err(ApiError::Conflict)));
        flow.note_known(check, &[api_token("own")]);
        let check = flow.begin_name_check();
        flow.note_known(check, &[api_token("known")]);
        submit(&mut flow, "sync", "2026-11-23T12:00:05Z");
        flow.on(Event::Answered(Err(ApiError::NoAnswer)));
        assert_eq!(
            found(&mut flow, vec![api_token("own"), api_token("known")]),
            Outcome::Lost(vec![api_token("own")])
        );
    }

    #[test]
    fn late_answers_change_nothing() {
        let mut flow = searching();
        found(&mut flow, vec![api_token("lost")]);
        flow.on(Event::Answered(Ok(())));
        flow.on(Event::Found {
            found: Err(ApiError::Offline),
            received: vec![],
        });
        assert_eq!(flow.outcome(), &Outcome::Lost(vec![api_token("lost")]));
        flow.on(Event::LostDeleted);
        assert_eq!(flow.outcome(), &Outcome::None);
        assert!(submit(&mut flow, "sync", "2026-11-23T12:01:00Z").is_some());
    }
}
