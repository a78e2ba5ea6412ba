//! A call of the session, as a state machine: one renewal and one repetition when the backend refuses the
//! bearer, waiting while the session is over.

use super::NotRenewed;
use crate::error::ApiError;
use crate::session_tokens::SessionTokens;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// The call begins, or goes on after [`Step::End`], with or without a session.
    Begin {
        /// Whether there is a session.
        has_session: bool,
    },
    /// The answer to [`Step::Send`], when it says something else than that the session is over.
    Answered,
    /// The answer to [`Step::Send`], when it says that the session is over.
    Refused {
        /// Whether the organization demands its identity provider (contract 1.10).
        needs_sso: bool,
    },
    /// The outcome of [`Step::Renew`].
    Renewed(Result<(), NotRenewed>),
    /// The outcome of [`Step::WaitForSignIn`]: whether the same session goes on.
    Resumed(bool),
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Send with the newest tokens.
    Send,
    /// Renew the tokens that were just refused.
    Renew,
    /// Wait until somebody has signed in again.
    WaitForSignIn,
    /// The session is over: say so, then report [`Event::Begin`] if `goes_on`, else hand on the answer.
    End {
        /// Whether the organization demands its identity provider.
        needs_sso: bool,
        /// Whether the call goes on once somebody has signed in again.
        goes_on: bool,
    },
    /// Hand on the answer.
    Return,
    /// Fail without an answer to hand on.
    Fail(ApiError),
}

/// One call.
#[derive(Clone, Debug)]
pub(super) struct AuthorizedCall {
    /// A read waits for the next sign-in. A write does not: by then nobody may want it any more.
    is_read: bool,
    was_renewed: bool,
    needs_sso: bool,
}

impl AuthorizedCall {
    /// A call that was not sent yet.
    pub(super) const fn new(is_read: bool) -> Self {
        Self {
            is_read,
            was_renewed: false,
            needs_sso: false,
        }
    }

    /// Takes what happened; answers with what to do next.
    pub(super) fn on(&mut self, event: Event) -> Step {
        match event {
            Event::Begin { has_session: true } | Event::Resumed(true) => {
                self.was_renewed = false;
                Step::Send
            }
            Event::Begin { has_session: false } if self.is_read => Step::WaitForSignIn,
            Event::Begin { has_session: false } | Event::Resumed(false) => {
                Step::Fail(ApiError::SessionEnded)
            }
            Event::Answered => Step::Return,
            Event::Refused { needs_sso } => {
                self.needs_sso = needs_sso;
                if self.was_renewed {
                    self.end()
                } else {
                    Step::Renew
                }
            }
            Event::Renewed(Ok(())) => {
                self.was_renewed = true;
                Step::Send
            }
            Event::Renewed(Err(NotRenewed::Refused)) => self.end(),
            Event::Renewed(Err(NotRenewed::Failed(error))) => Step::Fail(error),
        }
    }

    const fn end(&self) -> Step {
        Step::End {
            needs_sso: self.needs_sso,
            goes_on: self.is_read,
        }
    }
}

/// Whether the session `held` is over, now that a call with the bearer of `refused` was refused for good. One
/// that has begun meanwhile is not, unless the organization demands its identity provider of both.
pub(super) fn is_over(
    held: Option<&SessionTokens>,
    refused: Option<&SessionTokens>,
    needs_sso: bool,
) -> bool {
    match (held, refused) {
        (Some(held), Some(refused)) if needs_sso => held.is_same_session(refused),
        (Some(held), Some(refused)) => held == refused,
        (held, None) => held.is_some(),
        (None, Some(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session_tokens::samples::tokens;

    const REFUSED: Event = Event::Refused { needs_sso: false };

    fn begun(is_read: bool) -> AuthorizedCall {
        let mut call = AuthorizedCall::new(is_read);
        assert_eq!(call.on(Event::Begin { has_session: true }), Step::Send);
        call
    }

    #[test]
    fn an_answer_is_handed_on() {
        assert_eq!(begun(true).on(Event::Answered), Step::Return);
        assert_eq!(begun(false).on(Event::Answered), Step::Return);
    }

    #[test]
    fn a_refused_bearer_is_renewed_and_the_call_repeated_once() {
        for is_read in [true, false] {
            let mut call = begun(is_read);
            assert_eq!(call.on(REFUSED), Step::Renew);
            assert_eq!(call.on(Event::Renewed(Ok(()))), Step::Send);
            assert_eq!(call.clone().on(Event::Answered), Step::Return);
            let ended = Step::End {
                needs_sso: false,
                goes_on: is_read,
            };
            assert_eq!(call.on(REFUSED), ended);
        }
    }

    #[test]
    fn a_renewal_that_is_refused_ends_the_session_and_names_single_sign_on() {
        let mut call = begun(false);
        call.on(Event::Refused { needs_sso: true });
        let ended = Step::End {
            needs_sso: true,
            goes_on: false,
        };
        assert_eq!(call.on(Event::Renewed(Err(NotRenewed::Refused))), ended);
    }

    #[test]
    fn a_renewal_without_an_answer_ends_only_the_call() {
        let mut call = begun(true);
        call.on(REFUSED);
        let failed = Event::Renewed(Err(NotRenewed::Failed(ApiError::NoAnswer)));
        assert_eq!(call.on(failed), Step::Fail(ApiError::NoAnswer));
    }

    #[test]
    fn a_read_waits_for_the_next_sign_in_and_is_renewed_anew() {
        let mut call = begun(true);
        call.on(REFUSED);
        call.on(Event::Renewed(Err(NotRenewed::Refused)));
        let over = Event::Begin { has_session: false };
        assert_eq!(call.on(over), Step::WaitForSignIn);
        assert_eq!(call.on(Event::Resumed(true)), Step::Send);
        assert_eq!(call.on(REFUSED), Step::Renew);
        let failed = Step::Fail(ApiError::SessionEnded);
        assert_eq!(call.on(Event::Resumed(false)), failed);
    }

    #[test]
    fn a_write_does_not_wait() {
        let over = Event::Begin { has_session: false };
        let failed = Step::Fail(ApiError::SessionEnded);
        assert_eq!(AuthorizedCall::new(false).on(over), failed);
    }

    #[test]
    fn a_session_that_has_begun_meanwhile_is_not_over() {
        let (old, new) = (
            tokens("ann", "acme", "12:00:00"),
            tokens("ann", "acme", "12:50:00"),
        );
        let other = tokens("ann", "globex", "12:50:00");
        for (held, needs_sso, over) in [
            (Some(&old), false, true),
            (Some(&old), true, true),
            (Some(&new), false, false),
            (Some(&new), true, true),
            (Some(&other), true, false),
            (None, false, false),
        ] {
            assert_eq!(is_over(held, Some(&old), needs_sso), over, "{needs_sso}");
        }
        assert!(is_over(Some(&new), None, false));
    }
}
