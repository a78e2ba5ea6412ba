//! What is done for a session while its tab is open: it is renewed in time, and ended at its limits.

use super::later::Task;
use super::renewal::Renewals;
use super::{EndReason, Session, SessionStore};
use crate::app::config::idle_limit;
use crate::app::publish::publish;
use chrono::{DateTime, TimeDelta, Utc};
use console_domain::session_limits::{SessionLimitState, standing};
use console_platform::{clock, last_input, retain_until_cleanup, visibility};
use console_reactive::prelude::*;
use leptos::prelude::set_timeout;
use std::time::Duration;

/// How old a page is when it begins to watch: no first visit fetches the code for that, and what is due
/// before is noticed by the backend's refusal.
const FIRST: TimeDelta = TimeDelta::seconds(25);

/// How often it is looked whether the end has come, while somebody is asked.
const POLL_INTERVAL: Duration = Duration::from_secs(5);

/// A session that is no older than the last sign-in by more than this has begun with it.
const SAME_SIGN_IN: TimeDelta = TimeDelta::minutes(1);

/// How exactly the time of an input is noted.
const INPUT_STEP: TimeDelta = TimeDelta::seconds(5);

/// Keeps an eye on the session as long as the page lives.
pub(super) fn watch_while_open(session: SessionStore) {
    let opened = clock::device_now();
    let tick = clock::last_tick();
    Effect::new(move |_| {
        tick.track();
        if !session.is_watched.get_value() && clock::device_now() - opened >= FIRST {
            session.is_watched.set_value(true);
            // Tried again with the next tick.
            session.later(Task::Watch, |session| session.is_watched.set_value(false));
        }
    });
    // Timers stand still while the computer sleeps.
    retain_until_cleanup(visibility::on_change(|is_visible| {
        if is_visible {
            clock::catch_up();
        }
    }));
}

impl SessionStore {
    /// Watches the session from now on.
    pub(super) fn watch(self) {
        self.owner().with(|| {
            let renewals = Renewals::new(self.client);
            let tick = clock::last_tick();
            Effect::new(move |_| {
                tick.track();
                if self.keeps_limits() {
                    renewals.on_tick();
                } else if self
                    .state
                    .with_untracked(|state| matches!(state, Session::Ended(_)))
                {
                    self.retry_end_pairs();
                }
            });
            // An input after the end comes too late, and does nothing any more.
            retain_until_cleanup(last_input::before_input(move || {
                self.client.session().is_some() && !self.keeps_limits()
            }));
            let noted = StoredValue::new(None::<DateTime<Utc>>);
            retain_until_cleanup(last_input::on_input(move |is_movement| {
                let is_asked = self.ends_soon.get_untracked();
                let now = clock::device_now();
                let is_new = |noted: DateTime<Utc>| (now - noted).abs() >= INPUT_STEP;
                let counts = !(is_movement && is_asked);
                if counts && noted.get_value().is_none_or(is_new) && self.keeps_limits() {
                    noted.set_value(Some(now));
                    last_input::note(now);
                    self.keeps_limits();
                }
            }));
        });
    }

    /// Whether the session ends within a minute, because nobody does anything.
    pub fn ends_soon(self) -> RwSignal<bool> {
        self.ends_soon
    }

    /// How a session of this age stands.
    pub(super) fn standing(age: Option<TimeDelta>) -> SessionLimitState {
        standing(idle_limit(), last_input::get(), age, clock::device_now())
    }

    /// Ends the session if it has come to its limits. Whether there is one that goes on.
    fn keeps_limits(self) -> bool {
        let session = self.client.session();
        let age = session.map(|tokens| tokens.age(clock::device_now()));
        let standing = age.map(Self::standing);
        let ends_soon = standing == Some(SessionLimitState::EndsSoon);
        if ends_soon && !self.ends_soon.get_untracked() {
            self.look_again_soon();
        }
        publish(self.ends_soon, ends_soon);
        match standing.map(EndReason::at_limit) {
            None => false,
            Some(None) => true,
            Some(Some(reason)) => {
                self.end(reason);
                // Whoever comes to the screen or its storage later finds nothing that still works.
                self.end_pairs_of_old_session(age.flatten());
                false
            }
        }
    }

    /// The question before the end goes away when that has come.
    fn look_again_soon(self) {
        set_timeout(
            move || {
                self.keeps_limits();
                if self.ends_soon.get_untracked() {
                    self.look_again_soon();
                }
            },
            POLL_INTERVAL,
        );
    }

    /// Ends the pairs of a session of this age at the backend. Not when somebody has signed in since in
    /// another tab: ending a pair also ends the session of the browser's cookie, which is theirs by now. What
    /// is left is ended by the next sign-out.
    pub(super) fn end_pairs_of_old_session(self, age: Option<TimeDelta>) {
        let since = last_input::last_sign_in().map(|last| clock::device_now() - last);
        let is_newest = match (since, age) {
            (Some(since), Some(age)) => age <= since + SAME_SIGN_IN,
            _ => true,
        };
        if is_newest {
            self.end_pairs();
        }
    }
}
