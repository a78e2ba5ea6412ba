//! Loading something, again when asked: only the answer to the newest request counts.

use crate::error::ApiError;

/// How loading stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Load<T> {
    /// Not asked for.
    Idle,
    /// Being loaded, with nothing to show meanwhile.
    Loading,
    /// Here.
    Ready(T),
    /// It could not be loaded.
    Failed(ApiError),
}

impl<T> Load<T> {
    /// What was loaded.
    pub const fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            _ => None,
        }
    }

    /// Why it could not be loaded.
    pub const fn failure(&self) -> Option<&ApiError> {
        match self {
            Self::Failed(error) => Some(error),
            _ => None,
        }
    }
}

/// Why something is loaded again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reload {
    /// It may have changed. If that fails, what is shown stays, marked as stale.
    Revalidate,
    /// Something else is wanted. If that fails, what is shown must go: it belongs to another key.
    NewKey,
}

/// What an answer changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled<T> {
    /// This is shown from now on.
    Show(Load<T>),
    /// What is shown stays, and could not be brought up to date.
    Stale(ApiError),
}

/// Which request of a loader counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadFlow {
    generation: u32,
    pending: Option<Reload>,
}

impl LoadFlow {
    /// Begins a request; answers to earlier ones do not count any more. Returns its generation.
    pub const fn begin(&mut self, reload: Reload) -> u32 {
        self.generation += 1;
        self.pending = Some(reload);
        self.generation
    }

    /// What is shown was set or dropped otherwise: the answer to a request that is on its way does not count.
    pub const fn cancel(&mut self) {
        self.generation += 1;
        self.pending = None;
    }

    /// Takes the answer to the request of `generation`; `None` when it does not count. `has_value` says
    /// whether something is shown.
    pub fn take_answer<T>(
        &mut self,
        generation: u32,
        answer: Result<T, ApiError>,
        has_value: bool,
    ) -> Option<Settled<T>> {
        if generation != self.generation {
            return None;
        }
        let reload = self.pending.take()?;
        Some(match answer {
            Ok(value) => Settled::Show(Load::Ready(value)),
            Err(error) if has_value && reload == Reload::Revalidate => Settled::Stale(error),
            Err(error) => Settled::Show(Load::Failed(error)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Reload::{NewKey, Revalidate};

    const FAILED: Result<u8, ApiError> = Err(ApiError::Offline);

    #[test]
    fn only_the_newest_request_counts_and_only_once() {
        let mut flow = LoadFlow::default();
        let first = flow.begin(Revalidate);
        let second = flow.begin(Revalidate);
        assert_eq!(flow.take_answer(first, Ok(1), false), None);
        let shown = Some(Settled::Show(Load::Ready(2)));
        assert_eq!(flow.take_answer(second, Ok(2), false), shown);
        assert_eq!(flow.take_answer(second, Ok(3), true), None);
    }

    #[test]
    fn a_failed_revalidation_keeps_what_is_shown() {
        let mut flow = LoadFlow::default();
        let generation = flow.begin(Revalidate);
        let stale = Some(Settled::Stale(ApiError::Offline));
        assert_eq!(flow.take_answer(generation, FAILED, true), stale);
    }

    #[test]
    fn a_failure_is_shown_when_nothing_else_is_or_when_that_belongs_to_another_key() {
        for (reload, has_value) in [(Revalidate, false), (NewKey, false), (NewKey, true)] {
            let mut flow = LoadFlow::default();
            let generation = flow.begin(reload);
            let failed = Some(Settled::Show(Load::Failed(ApiError::Offline)));
            assert_eq!(flow.take_answer(generation, FAILED, has_value), failed);
        }
    }

    #[test]
    fn the_newest_request_says_what_a_failure_means() {
        let mut flow = LoadFlow::default();
        flow.begin(Revalidate);
        let generation = flow.begin(NewKey);
        let failed = Some(Settled::Show(Load::Failed(ApiError::Offline)));
        assert_eq!(flow.take_answer(generation, FAILED, true), failed);
    }

    #[test]
    fn a_value_that_is_set_meanwhile_ends_the_request() {
        let mut flow = LoadFlow::default();
        let generation = flow.begin(Revalidate);
        flow.cancel();
        assert_eq!(flow.take_answer(generation, Ok(1), true), None);
    }
}
