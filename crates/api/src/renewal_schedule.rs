//! When a tab renews its session by itself, while it is open.

use crate::client::NotRenewed;
use crate::session_tokens::SessionTokens;
use chrono::{DateTime, Utc};

/// What is due.
#[allow(
    clippy::large_enum_variant,
    reason = "one at a time, for a moment; how large depends on the target"
)]
#[derive(PartialEq, Eq)]
pub enum Due {
    /// Renew these tokens, then report [`RenewalSchedule::on_result`].
    Renew(SessionTokens),
    /// The backend has refused to renew these tokens and they have ended: make any call, so that it says
    /// whether the session is over. Then report [`RenewalSchedule::on_probed`].
    Probe,
}

/// The renewals of one tab, one at a time.
#[derive(Default)]
pub struct RenewalSchedule {
    is_busy: bool,
    /// The tokens that the backend did not renew: it will not do so later either.
    refused: Option<SessionTokens>,
}

impl RenewalSchedule {
    /// What is due at `now` by this clock.
    pub fn on_tick(&mut self, session: Option<SessionTokens>, now: DateTime<Utc>) -> Option<Due> {
        let tokens = session.filter(|tokens| tokens.is_due(now))?;
        if self.is_busy {
            return None;
        }
        let due = if self.refused.as_ref() != Some(&tokens) {
            Due::Renew(tokens)
        } else if tokens.ends_at() <= tokens.backend_time(now) {
            Due::Probe
        } else {
            return None;
        };
        self.is_busy = true;
        Some(due)
    }

    /// The call of [`Due::Probe`] was made.
    pub const fn on_probed(&mut self) {
        self.is_busy = false;
    }

    /// The outcome of renewing `tokens`, at `now` by this clock. `session` is what the client holds by now:
    /// the answer may have shown that nothing was due, because this clock had been set.
    pub fn on_result(
        &mut self,
        tokens: SessionTokens,
        result: Result<(), NotRenewed>,
        session: Option<&SessionTokens>,
        now: DateTime<Utc>,
    ) {
        self.is_busy = false;
        if result == Err(NotRenewed::Refused) && session.is_some_and(|session| session.is_due(now))
        {
            self.refused = Some(tokens);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiError;
    use crate::session_tokens::samples::{at, tokens};

    fn pair() -> SessionTokens {
        tokens("ann", "acme", "12:00:00")
    }

    /// A schedule whose only renewal had this result, at 12:59.
    fn after(result: Result<(), NotRenewed>) -> RenewalSchedule {
        let mut schedule = RenewalSchedule::default();
        assert!(schedule.on_tick(Some(pair()), at("12:59:00")) == Some(Due::Renew(pair())));
        schedule.on_result(pair(), result, Some(&pair()), at("12:59:01"));
        schedule
    }

    #[test]
    fn nothing_is_due_without_a_session_or_before_its_time() {
        let mut schedule = RenewalSchedule::default();
        assert!(schedule.on_tick(None, at("12:59:00")).is_none());
        assert!(schedule.on_tick(Some(pair()), at("12:58:30")).is_none());
    }

    #[test]
    fn one_renewal_at_a_time() {
        let mut schedule = RenewalSchedule::default();
        assert!(schedule.on_tick(Some(pair()), at("12:59:00")).is_some());
        assert!(schedule.on_tick(Some(pair()), at("12:59:30")).is_none());
    }

    #[test]
    fn a_renewal_without_an_answer_is_tried_again() {
        let mut schedule = after(Err(NotRenewed::Failed(ApiError::NoAnswer)));
        assert!(schedule.on_tick(Some(pair()), at("12:59:30")) == Some(Due::Renew(pair())));
    }

    #[test]
    fn refused_tokens_are_used_to_their_end_and_then_the_backend_says_what_is_over() {
        let mut schedule = after(Err(NotRenewed::Refused));
        assert!(schedule.on_tick(Some(pair()), at("12:59:30")).is_none());
        assert!(schedule.on_tick(Some(pair()), at("13:00:00")) == Some(Due::Probe));
        assert!(schedule.on_tick(Some(pair()), at("13:00:30")).is_none());
        schedule.on_probed();
        assert!(schedule.on_tick(Some(pair()), at("13:01:00")) == Some(Due::Probe));
        schedule.on_probed();
        // The tokens of the next sign-in were refused by nobody.
        let next = tokens("ann", "acme", "12:10:00");
        assert!(schedule.on_tick(Some(next.clone()), at("13:09:00")) == Some(Due::Renew(next)));
    }

    #[test]
    fn a_refusal_that_came_too_early_is_no_reason_to_give_up() {
        let mut schedule = RenewalSchedule::default();
        schedule.on_tick(Some(pair()), at("12:59:00"));
        // The answer has shown that this clock is half an hour ahead.
        let mut session = pair();
        session.note_date(chrono::TimeDelta::zero());
        session.note_date(chrono::TimeDelta::minutes(-30));
        let refused = Err(NotRenewed::Refused);
        schedule.on_result(pair(), refused, Some(&session), at("12:59:01"));
        assert!(
            schedule
                .on_tick(Some(session.clone()), at("13:00:00"))
                .is_none()
        );
        assert!(schedule.on_tick(Some(session), at("13:29:00")) == Some(Due::Renew(pair())));
    }
}
