//! What is done for a session while its tab is open: it is renewed in time, and ended at its limits.

use super::later::Task;
use super::renewal::Renewals;
use super::{EndReason, SessionStore};
use crate::app::config::idle_limit;
use crate::app::publish::publish;
use chrono::{DateTime, TimeDelta, Utc};
use console_domain::session_limits::{Standing, standing};
use console_platform::{clock, last_input, retain_until_cleanup, visibility};
use console_reactive::prelude::*;

/// For how long a new page does without: no first visit waits for the code, and nothing is due so early that
/// the backend would not say so.
const FIRST: TimeDelta = TimeDelta::seconds(25);

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
                }
            });
            let noted = StoredValue::new(None::<DateTime<Utc>>);
            retain_until_cleanup(last_input::on_input(move || {
                let now = clock::device_now();
                let is_new = |noted: DateTime<Utc>| (now - noted).abs() >= INPUT_STEP;
                // An input after the end comes too late.
                if noted.get_value().is_none_or(is_new) && self.keeps_limits() {
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
    pub(super) fn standing(age: Option<TimeDelta>) -> Standing {
        standing(idle_limit(), last_input::get(), age, clock::device_now())
    }

    /// Ends the session if it has come to its limits. Whether there is one that goes on.
    fn keeps_limits(self) -> bool {
        let now = clock::device_now();
        let standing = self
            .client
            .session()
            .map(|tokens| Self::standing(tokens.age(now)));
        publish(self.ends_soon, standing == Some(Standing::EndsSoon));
        match standing.map(EndReason::at_limit) {
            None => false,
            Some(None) => true,
            Some(Some(reason)) => {
                self.end(reason);
                // Whoever comes to the screen or its storage later finds nothing that still works.
                self.end_pairs();
                false
            }
        }
    }
}
