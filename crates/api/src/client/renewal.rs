//! Renewing a session, once for all tabs.

use super::{Client, SessionEvent, read};
use crate::error::{ApiError, unreadable};
use crate::session_tokens::SessionTokens;
use crate::transport::{Call, pause};
use console_json::{FromJson, object};
use console_platform::locks;
use std::pin::Pin;

/// The name of the lock under which one tab at a time renews the session.
const RENEWAL_LOCK: &str = "openlane-session-refresh";

/// How often a tab that is about to renew polls whether another one has done so, and how long it
/// waits before each time, in milliseconds.
const MAX_POLLS_OF_TABS: u32 = 5;
const POLL_INTERVAL_MS: u32 = 30;

/// How often it polls while the backend is asked whether another tab's answer is true.
const MAX_POLLS_OF_CHECK: u32 = 100;

/// Why a session was not renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotRenewed {
    /// The backend said no. It will say so again.
    Refused,
    /// Nobody knows: the answer did not come, or made no sense.
    Failed(ApiError),
}

/// A renewal that is on its way.
pub type Renewing = Pin<Box<dyn Future<Output = Result<SessionTokens, NotRenewed>>>>;

/// Renews the session of a client whose tokens were not good enough.
pub type Renewer = fn(Client, SessionTokens) -> Renewing;

/// What a tab that holds the lock does next.
#[allow(
    clippy::large_enum_variant,
    reason = "one at a time, for a moment; how large depends on the target"
)]
#[derive(PartialEq, Eq)]
enum Step {
    /// Nothing: another tab has renewed, or another session has begun.
    Use(SessionTokens),
    /// Ask the other tabs, then go on.
    AskTabs,
    /// Let their answers arrive, then go on.
    Pause,
    /// Ask the backend.
    Send,
    /// Nothing: there is no session any more.
    Refuse,
}

/// A renewal by a tab that holds the lock. The lock may be free because another tab has just renewed, and
/// its message may still be on its way; nothing orders the two. So the others are asked first.
#[derive(Default)]
struct Renewal {
    has_asked: bool,
    polls: u32,
    polls_of_check: u32,
}

impl Renewal {
    /// What to do now that the session has the tokens `held`; `used` were refused. `is_checking` as long as
    /// another tab's answer is being checked.
    fn next(
        &mut self,
        used: &SessionTokens,
        held: Option<SessionTokens>,
        is_checking: bool,
    ) -> Step {
        match held {
            Some(held) if held != *used => Step::Use(held),
            _ if !self.has_asked => {
                self.has_asked = true;
                Step::AskTabs
            }
            _ if is_checking && self.polls_of_check < MAX_POLLS_OF_CHECK => {
                self.polls_of_check += 1;
                Step::Pause
            }
            _ if self.polls < MAX_POLLS_OF_TABS => {
                self.polls += 1;
                Step::Pause
            }
            Some(_) => Step::Send,
            None => Step::Refuse,
        }
    }
}

/// What the backend's answer to a renewal means. 400 when it is too early or too late, 404 when the user is
/// gone (contract 1.3).
fn outcome(answer: Result<SessionTokens, ApiError>) -> Result<SessionTokens, NotRenewed> {
    answer.map_err(|error| match error {
        ApiError::Unexpected {
            status: 400..=404, ..
        }
        | ApiError::NotFound
        | ApiError::SessionEnded => NotRenewed::Refused,
        error => NotRenewed::Failed(error),
    })
}

/// What it means that `used` were not renewed, when the session has the tokens `held` by now: another tab may
/// have signed in again while the answer was on its way, and that session is good.
fn unless_replaced(
    why: NotRenewed,
    used: &SessionTokens,
    held: Option<SessionTokens>,
) -> Result<SessionTokens, NotRenewed> {
    held.filter(|held| held != used).ok_or(why)
}

impl Client {
    /// Renews the session. `used` are the tokens that were not good enough.
    ///
    /// # Errors
    /// See [`NotRenewed`].
    pub async fn renew(self, used: &SessionTokens) -> Result<SessionTokens, NotRenewed> {
        let renewer = self.inner().renewer;
        renewer(self, used.clone()).await
    }

    /// Renews the session, one tab at a time. When another tab was faster, its tokens are taken and
    /// nothing is sent. `used` are the tokens that were not good enough.
    ///
    /// # Errors
    /// See [`NotRenewed`].
    pub async fn renew_exclusively(
        self,
        used: &SessionTokens,
    ) -> Result<SessionTokens, NotRenewed> {
        locks::exclusive(RENEWAL_LOCK, async move {
            let mut renewal = Renewal::default();
            loop {
                match renewal.next(used, self.session(), self.is_checking()) {
                    Step::Use(tokens) => return Ok(tokens),
                    Step::AskTabs => self.emit(SessionEvent::Renewing),
                    Step::Pause => pause(POLL_INTERVAL_MS).await,
                    Step::Refuse => return Err(NotRenewed::Refused),
                    Step::Send => {
                        let renewed = match outcome(self.refresh(used.refresh_token()).await) {
                            Ok(renewed) => renewed.continuing(used),
                            Err(why) => return unless_replaced(why, used, self.session()),
                        };
                        // Somebody may have signed out meanwhile, or in as somebody else.
                        return match self.session() {
                            Some(held) if held == *used => {
                                self.emit(SessionEvent::Renewed(renewed.clone()));
                                Ok(renewed)
                            }
                            other => {
                                self.emit(SessionEvent::Orphaned(renewed));
                                other.ok_or(NotRenewed::Refused)
                            }
                        };
                    }
                }
            }
        })
        .await
    }

    async fn refresh(self, refresh_token: &str) -> Result<SessionTokens, ApiError> {
        #[derive(FromJson)]
        struct Reply {
            access_token: String,
            refresh_token: String,
        }
        let body = object! { "refresh_token" => refresh_token }.to_string();
        let answer = self
            .send_with_csrf(&Call::post("/v1/refresh", body), true, None)
            .await?;
        let reply: Reply = read(&answer)?;
        SessionTokens::received(reply.access_token, reply.refresh_token)
            .ok_or_else(|| unreadable(&answer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session_tokens::samples::tokens;

    fn used() -> SessionTokens {
        tokens("ann", "acme", "12:00:00")
    }

    #[test]
    fn nothing_is_sent_when_another_tab_was_faster() {
        let newer = tokens("ann", "acme", "12:50:00");
        let used = used();
        let mut renewal = Renewal::default();
        assert!(renewal.next(&used, Some(newer.clone()), false) == Step::Use(newer.clone()));
        // Also when its message comes while this one waits.
        let mut renewal = Renewal::default();
        assert!(renewal.next(&used, Some(used.clone()), false) == Step::AskTabs);
        assert!(renewal.next(&used, Some(used.clone()), false) == Step::Pause);
        assert!(renewal.next(&used, Some(newer.clone()), false) == Step::Use(newer));
    }

    #[test]
    fn the_other_tabs_get_time_to_answer_before_the_backend_is_asked() {
        let used = used();
        let mut renewal = Renewal::default();
        assert!(renewal.next(&used, Some(used.clone()), false) == Step::AskTabs);
        for _ in 0..MAX_POLLS_OF_TABS {
            assert!(renewal.next(&used, Some(used.clone()), false) == Step::Pause);
        }
        assert!(renewal.next(&used, Some(used.clone()), false) == Step::Send);
    }

    #[test]
    fn an_answer_that_is_being_checked_is_waited_for_but_not_for_ever() {
        let used = used();
        let mut renewal = Renewal::default();
        let mut steps = |checking: bool| renewal.next(&used, Some(used.clone()), checking);
        assert!(steps(false) == Step::AskTabs);
        for _ in 0..MAX_POLLS_OF_CHECK + MAX_POLLS_OF_TABS {
            assert!(steps(true) == Step::Pause);
        }
        assert!(steps(true) == Step::Send);
    }

    #[test]
    fn a_session_that_was_dropped_meanwhile_is_not_renewed() {
        let used = used();
        let mut renewal = Renewal::default();
        let steps = std::iter::repeat_with(|| renewal.next(&used, None, false));
        let last = steps.take(2 + MAX_POLLS_OF_TABS as usize).last();
        assert!(last == Some(Step::Refuse));
    }

    #[test]
    fn a_refusal_says_nothing_of_a_session_that_has_begun_meanwhile() {
        let used = used();
        let newer = tokens("ann", "acme", "12:50:00");
        let refused = |held| unless_replaced(NotRenewed::Refused, &used, held);
        assert!(refused(Some(newer.clone())) == Ok(newer));
        assert!(refused(Some(used.clone())) == Err(NotRenewed::Refused));
        assert!(refused(None) == Err(NotRenewed::Refused));
    }

    #[test]
    fn only_a_refusal_of_the_backend_is_final() {
        let unexpected = |status| ApiError::Unexpected {
            status,
            message: String::new(),
            request_id: None,
        };
        let refused = [
            unexpected(400),
            unexpected(404),
            ApiError::NotFound,
            ApiError::SessionEnded,
        ];
        for error in refused {
            assert!(outcome(Err(error)) == Err(NotRenewed::Refused));
        }
        let open = [
            unexpected(500),
            ApiError::NoAnswer,
            ApiError::Offline,
            ApiError::RateLimited { retry_after: None },
        ];
        for error in open {
            assert!(outcome(Err(error.clone())) == Err(NotRenewed::Failed(error)));
        }
    }
}
