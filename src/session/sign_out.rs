//! Signing out: here, in the other tabs, and at the backend.

use super::{Session, SessionStore};
use crate::app::publish::publish;
use console_api::auth;
use console_api::error::ApiError;
use console_api::held_pairs::HeldPairs;
use console_api::session::TabMessage;
use console_api::session_tokens::SessionTokens;
use console_api::transport::pause;
use console_domain::unsaved_work::UnsavedWork;
use console_platform::clock;
use console_platform::storage::{self, Area};
use console_reactive::prelude::*;
use leptos::task::spawn_local;

/// Where the pairs are kept that this tab has held.
const HELD_KEY: &str = "session-held";
/// Stands in the storage from a sign-out until the backend has ended every pair.
const UNENDED_KEY: &str = "session-unended";
/// How long other tabs have to say what they would lose, in milliseconds.
const ANSWER_TIMEOUT_MS: u32 = 150;

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
    held: StoredValue<HeldPairs>,
    /// What other tabs have said that they would lose.
    elsewhere: StoredValue<Vec<UnsavedWork>>,
    /// What this tab has lost because of a sign-out in another one.
    removed: RwSignal<Option<UnsavedWork>>,
}

impl Ending {
    pub(super) fn new() -> Self {
        let text = storage::get(Area::Session, HELD_KEY).unwrap_or_default();
        // Nothing was heard of it before the page was loaded again.
        let state = match storage::get(Area::Session, UNENDED_KEY) {
            Some(_) => SignOut::Failed(ApiError::NoAnswer),
            None => SignOut::None,
        };
        Self {
            state: RwSignal::new(state),
            held: StoredValue::new(HeldPairs::from_stored(&text)),
            elsewhere: StoredValue::new(vec![]),
            removed: RwSignal::new(None),
        }
    }

    pub(super) fn note_elsewhere(self, work: UnsavedWork) {
        self.elsewhere.update_value(|all| all.push(work));
    }

    /// Somebody has signed in: what was to be said about the last sign-out is past.
    pub(super) fn begin_anew(self) {
        storage::remove(Area::Session, UNENDED_KEY);
        publish(self.state, SignOut::None);
        publish(self.removed, None);
    }

    fn store(self) {
        let text = self.held.with_value(HeldPairs::to_stored);
        storage::set(Area::Session, HELD_KEY, &text);
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

    /// What the other tabs would lose by a sign-out. Those that are gone say nothing, so this takes a moment.
    pub async fn unsaved_elsewhere(self) -> Vec<UnsavedWork> {
        self.ending.elsewhere.set_value(vec![]);
        if self.post(&TabMessage::AskUnsaved) {
            pause(ANSWER_TIMEOUT_MS).await;
        }
        self.ending.elsewhere.get_value()
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

    /// Remembers a pair that the backend has given out, so that signing out ends it, whether or not it comes to
    /// be used here.
    pub fn hold(self, tokens: &SessionTokens) {
        let is_new = self
            .ending
            .held
            .try_update_value(|held| held.note(tokens, clock::now()));
        if is_new == Some(true) {
            self.ending.store();
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
        let Ending { state, held, .. } = self.ending;
        let before = state.get_untracked();
        let mut pairs = held.try_update_value(HeldPairs::take).unwrap_or_default();
        if before == SignOut::Ending || pairs.is_empty() {
            held.update_value(|held| held.put_back(pairs));
            return;
        }
        storage::set(Area::Session, UNENDED_KEY, "1");
        state.set(SignOut::Ending);
        spawn_local(async move {
            let mut failed = None;
            // No longer when somebody signs in meanwhile: ending a pair also ends the session of the cookie.
            while state.get_untracked() == SignOut::Ending {
                let Some(pair) = pairs.last() else {
                    // One may have come too late to be used.
                    pairs = held.try_update_value(HeldPairs::take).unwrap_or_default();
                    if pairs.is_empty() {
                        break;
                    }
                    continue;
                };
                if let Err(error) = auth::end_pair(self.client, pair).await {
                    failed = Some(error);
                    break;
                }
                pairs.pop();
            }
            held.update_value(|held| held.put_back(pairs));
            self.ending.store();
            // Somebody has signed in meanwhile: nothing is said about it any more, and the next sign-out tries
            // again.
            if state.get_untracked() != SignOut::Ending {
                return;
            }
            let next = match failed {
                Some(error) => SignOut::Failed(error),
                None if matches!(before, SignOut::Failed(_)) => SignOut::Ended,
                None => SignOut::None,
            };
            if !matches!(next, SignOut::Failed(_)) {
                storage::remove(Area::Session, UNENDED_KEY);
            }
            state.set(next);
        });
    }
}
