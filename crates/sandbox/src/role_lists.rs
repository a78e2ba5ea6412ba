//! What goes wrong with the long list of a caller's relations (contract 6): it takes seconds the first time,
//! lacks relations whose check failed, fails altogether, and meanwhile somebody is not even found. All of it
//! is off until the command line or `POST /sandbox/roles` turns it on.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::config::Config;

/// How long a list takes that has been made before.
const WARM: Duration = Duration::from_millis(100);

/// What is to be changed; what is absent stays.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Change {
    /// How long a list takes the first time.
    pub(crate) cold: Option<Duration>,
    /// Whether lists lack relations.
    pub(crate) short: Option<bool>,
    /// Whether lists fail.
    pub(crate) refuse: Option<bool>,
    /// How many questions for oneself are answered "not found".
    pub(crate) refuse_self: Option<u32>,
}

/// What is turned on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    /// How long a list takes the first time.
    pub(crate) cold: Duration,
    /// Whether lists lack relations.
    pub(crate) short: bool,
    /// Whether lists fail.
    pub(crate) refuse: bool,
    /// How many more questions for oneself are answered "not found".
    pub(crate) refuse_self: u32,
    /// Caller and organization of the lists that were made.
    made: HashSet<(String, String)>,
}

impl Faults {
    fn of(config: &Config) -> Self {
        Self {
            cold: config.cold_roles,
            short: config.short_roles,
            ..Self::default()
        }
    }
}

/// The faults of one sandbox.
#[derive(Debug)]
pub(crate) struct RoleLists(Mutex<Faults>);

impl RoleLists {
    /// What the command line turned on.
    pub(crate) fn new(config: &Config) -> Self {
        Self(Mutex::new(Faults::of(config)))
    }

    fn lock(&self) -> MutexGuard<'_, Faults> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Back to what the command line turned on.
    pub(crate) fn reset(&self, config: &Config) {
        *self.lock() = Faults::of(config);
    }

    /// Changes what is turned on, and makes every list cold again.
    pub(crate) fn change(&self, change: Change) -> Faults {
        let mut faults = self.lock();
        faults.cold = change.cold.unwrap_or(faults.cold);
        faults.short = change.short.unwrap_or(faults.short);
        faults.refuse = change.refuse.unwrap_or(faults.refuse);
        faults.refuse_self = change.refuse_self.unwrap_or(faults.refuse_self);
        faults.made.clear();
        faults.clone()
    }

    /// How long to wait before a caller's list for an organization is answered. From then on it is warm.
    pub(crate) fn delay(&self, caller: &str, organization: &str) -> Duration {
        let mut faults = self.lock();
        if faults.cold.is_zero() {
            return Duration::ZERO;
        }
        let key = (caller.to_owned(), organization.to_owned());
        if faults.made.insert(key) {
            faults.cold
        } else {
            WARM.min(faults.cold)
        }
    }

    /// A long list as it is answered: whole, without every third relation and without `can_edit`, or not at
    /// all.
    pub(crate) fn list(&self, relations: Vec<String>) -> Option<Vec<String>> {
        let (short, refuse) = {
            let faults = self.lock();
            (faults.short, faults.refuse)
        };
        if refuse {
            return None;
        }
        if !short {
            return Some(relations);
        }
        let left = relations
            .into_iter()
            .enumerate()
            .filter(|(place, name)| place % 3 != 0 && name != "can_edit")
            .map(|(_, name)| name);
        Some(left.collect())
    }

    /// Whether anybody is to be told that they are not found.
    pub(crate) fn may_refuse_self(&self) -> bool {
        self.lock().refuse_self > 0
    }

    /// Whether this question for oneself is answered "not found"; it counts as one.
    pub(crate) fn refuses_self(&self) -> bool {
        let mut faults = self.lock();
        let left = faults.refuse_self.checked_sub(1);
        faults.refuse_self = left.unwrap_or(0);
        left.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_cold_once_for_each_caller_and_organization() {
        let cold = Duration::from_secs(5);
        let lists = RoleLists::new(&Config {
            cold_roles: cold,
            ..Config::default()
        });
        let delays = [("U", "A"), ("U", "A"), ("U", "B"), ("V", "A")]
            .map(|(caller, organization)| lists.delay(caller, organization));
        assert_eq!(delays, [cold, WARM, cold, cold]);
        lists.change(Change::default());
        assert_eq!(lists.delay("U", "A"), cold, "a change makes it cold again");
        let off = RoleLists::new(&Config::default());
        assert_eq!(off.delay("U", "A"), Duration::ZERO);
    }

    #[test]
    fn as_many_questions_are_refused_as_were_asked_for() {
        let lists = RoleLists::new(&Config::default());
        lists.change(Change {
            refuse_self: Some(2),
            ..Change::default()
        });
        let refused = [(); 4].map(|()| lists.refuses_self());
        assert_eq!(refused, [true, true, false, false]);
    }
}
