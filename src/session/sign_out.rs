//! Signing out: here, in the other tabs, and at the backend.

use super::later::Task;
use super::{Session, SessionStore};
use crate::app::publish::publish;
use console_api::auth;
use console_api::error::ApiError;
use console_api::held_pairs;
use console_api::session_tokens::SessionTokens;
use console_api::tab_message::TabMessage;
use console_domain::unsaved_work::{self, UnsavedWork};
use console_platform::storage::{self, Area};
use console_platform::{clock, locks};
use console_reactive::prelude::*;

/// Where the pairs are kept that this tab has held.
const HELD_KEY: &str = "session-held";
/// Stands in the storage from a sign-out until the backend has ended every pair.
const UNENDED_KEY: &str = "session-unended";

/// How a sign-out stands at the backend. Here it is over at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignOut {
    /// Nobody has signed out, or nothing is left to say about it.
    None,
    /// The backend is being told.
    Ending,
    /// The backend has not ended the session.
    Failed(ApiError),
    /// It has, after it had failed before.
    Ended,
}

/// What signing out has to do with.
#[derive(Clone, Copy)]
pub(super) struct Ending {
    state: RwSignal<SignOut>,
    /// What this tab has lost because of a sign-out in another one.
    removed: RwSignal<Option<UnsavedWork>>,
}

impl Ending {
    pub(super) fn new() -> Self {
        // Nothing was heard of it before the page was loaded again.
        let state = match storage::get(Area::Session, UNENDED_KEY) {
            Some(_) => SignOut::Failed(ApiError::NoAnswer),
            None => SignOut::None,
        };
        Self {
            state: RwSignal::new(state),
            removed: RwSignal::new(None),
        }
    }

    /// Somebody has signed in: what was to be said about the last sign-out is past.
    pub(super) fn begin_anew(self) {
        storage::remove(Area::Session, UNENDED_KEY);
        publish(self.state, SignOut::None);
        publish(self.removed, None);
    }
}

impl SessionStore {
    /// How the last sign-out stands at the backend.
    pub fn sign_out_state(self) -> RwSignal<SignOut> {
        self.ending.state
    }

    /// What this tab has lost because somebody has signed out in another one.
    pub fn removed(self) -> RwSignal<Option<UnsavedWork>> {
        self.ending.removed
    }

    /// What the other tabs would lose by a sign-out: names of locks, see [`UnsavedWork::from_lock_name`].
    pub async fn unsaved_elsewhere(self) -> Vec<String> {
        let locks = locks::held().await;
        unsaved_work::unsaved_elsewhere(locks, self.guard.unsaved().as_ref())
    }

    /// Signs out everywhere. The session here is over whatever the backend says; see [`SignOut`] for that.
    pub fn sign_out(self) {
        // Dropped first: nothing is asked any more for a session that the backend is about to end.
        self.post(&TabMessage::SignedOut);
        self.drop_session();
        self.end_pairs();
    }

    /// Somebody has signed out in another tab, and this one loses `unsaved`.
    pub(super) fn signed_out_elsewhere(self, unsaved: Option<UnsavedWork>) {
        self.drop_session();
        if unsaved.is_some() {
            self.ending.removed.set(unsaved);
        }
        self.end_pairs();
    }

    /// Remembers a pair that the backend has given out, so that signing out ends it, whether or not it comes
    /// to be used here.
    pub fn hold(self, tokens: &SessionTokens) {
        if let Some(more) = held_pairs::with(&held(), tokens) {
            storage::set(Area::Session, HELD_KEY, &more);
        }
    }

    /// A pair has come too late to be used. It is ended with the others, at once if nobody is signed in.
    pub fn discard(self, tokens: &SessionTokens) {
        self.hold(tokens);
        if self.state.with_untracked(|state| *state == Session::Guest) {
            self.end_pairs();
        }
    }

    /// Ends every pair that this tab has held. Those that could not be ended can be tried again.
    pub fn end_pairs(self) {
        let state = self.ending.state;
        if state.with_untracked(|state| *state == SignOut::Ending) || held().is_empty() {
            return;
        }
        let had_failed = state.with_untracked(|state| matches!(state, SignOut::Failed(_)));
        storage::set(Area::Session, UNENDED_KEY, "1");
        state.set(SignOut::Ending);
        self.later(Task::EndPairs { had_failed }, |session| {
            session
                .ending
                .state
                .set(SignOut::Failed(ApiError::NoAnswer));
        });
    }

    /// Tries again to end the pairs that could not be ended.
    pub(super) fn retry_end_pairs(self) {
        let has_failed = |state: &SignOut| matches!(state, SignOut::Failed(_));
        if self.ending.state.with_untracked(has_failed) {
            self.end_pairs();
        }
    }

    /// Ends what this tab has held, one pair after the other.
    pub(super) async fn end_held(self, had_failed: bool) {
        let state = self.ending.state;
        let mut left = held();
        // No longer when somebody signs in meanwhile: ending a pair also ends the session of the cookie. What
        // is left then is ended by the next sign-out.
        while state.get_untracked() == SignOut::Ending {
            if self.state.get_untracked() == Session::Guest {
                // One more may have come that was too late to be used. Not where somebody is about to sign in
                // again: that pair is of the new session.
                left = held();
            }
            let Some(pair) = held_pairs::newest(&left, clock::now()) else {
                if held_pairs::newest(&held(), clock::now()).is_none() {
                    storage::remove(Area::Session, HELD_KEY);
                }
                storage::remove(Area::Session, UNENDED_KEY);
                state.set(if had_failed {
                    SignOut::Ended
                } else {
                    SignOut::None
                });
                return;
            };
            if let Err(error) = auth::end_pair(self.client, &pair).await {
                if state.get_untracked() == SignOut::Ending {
                    state.set(SignOut::Failed(error));
                }
                return;
            }
            left = held_pairs::without(&left, &pair);
            storage::set(
                Area::Session,
                HELD_KEY,
                &held_pairs::without(&held(), &pair),
            );
        }
    }
}

fn held() -> String {
    storage::get(Area::Session, HELD_KEY).unwrap_or_default()
}
