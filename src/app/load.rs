//! Something that is being loaded, and how it stands.

use console_api::error::ApiError;
use console_reactive::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// How loading stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Load<T> {
    /// Not asked for.
    Idle,
    /// On its way.
    Loading,
    /// Here.
    Ready(T),
    /// It did not come.
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

    /// Why it did not come.
    pub const fn failure(&self) -> Option<&ApiError> {
        match self {
            Self::Failed(error) => Some(error),
            _ => None,
        }
    }
}

type Fetch<T> = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<T, ApiError>>>>>;

/// Loads something, again when asked, and only ever shows the answer to the newest question.
pub struct Loader<T: Send + Sync + 'static> {
    state: RwSignal<Load<T>>,
    /// Whether a newer answer than the one shown is on its way.
    refreshing: RwSignal<bool>,
    /// Why what is shown could not be brought up to date.
    stale: RwSignal<Option<ApiError>>,
    question: StoredValue<u32>,
    fetch: StoredValue<Fetch<T>>,
}

impl<T: Send + Sync + 'static> Clone for Loader<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loader<T> {}

impl<T: Clone + Send + Sync + 'static> Loader<T> {
    /// Nothing is loaded yet.
    pub fn new<F>(fetch: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, ApiError>> + 'static,
    {
        Self {
            state: RwSignal::new(Load::Idle),
            refreshing: RwSignal::new(false),
            stale: RwSignal::new(None),
            question: StoredValue::new(0),
            fetch: StoredValue::new(Rc::new(move || Box::pin(fetch()))),
        }
    }

    /// How it stands; tracked.
    pub fn get(self) -> Load<T> {
        self.state.get()
    }

    /// How it stands, as a signal.
    pub fn signal(self) -> Signal<Load<T>> {
        self.state.into()
    }

    /// What was loaded, if it was; tracked.
    pub fn ready(self) -> Option<T> {
        self.state.with(|state| state.ready().cloned())
    }

    /// What was loaded, if it was; not tracked.
    pub fn ready_untracked(self) -> Option<T> {
        self.state.with_untracked(|state| state.ready().cloned())
    }

    /// Why it did not come, if that is so; tracked.
    pub fn failure(self) -> Option<ApiError> {
        self.state.with(|state| state.failure().cloned())
    }

    /// Whether a newer answer than the one shown is on its way; tracked.
    pub fn is_refreshing(self) -> bool {
        self.refreshing.get()
    }

    /// Why what is shown could not be brought up to date, if that failed last; tracked.
    pub fn stale(self) -> Option<ApiError> {
        self.stale.get()
    }

    /// Loads unless that was done or is being done.
    pub fn load_once(self) {
        if self
            .state
            .with_untracked(|state| matches!(state, Load::Idle | Load::Failed(_)))
        {
            self.load();
        }
    }

    /// Loads again what did not come.
    pub fn retry(self) {
        if self
            .state
            .with_untracked(|state| matches!(state, Load::Failed(_)))
        {
            self.load();
        }
    }

    /// Loads anew and shows that it does.
    pub fn load(self) {
        self.state.set(Load::Loading);
        self.ask(true);
    }

    /// Loads anew and goes on showing what is there. A failure leaves it there.
    pub fn refresh(self) {
        if self.state.with_untracked(|state| state.ready().is_none()) {
            self.state.set(Load::Loading);
        }
        self.ask(true);
    }

    /// Loads something else and goes on showing what is there until it comes. A failure takes its
    /// place: what is there answers another question.
    pub fn replace(self) {
        if self.state.with_untracked(|state| state.ready().is_none()) {
            self.state.set(Load::Loading);
        }
        self.ask(false);
    }

    /// Changes what was loaded, as after a change at the backend.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        self.state.update(|state| {
            if let Load::Ready(value) = state {
                change(value);
            }
        });
    }

    /// Shows `value` as loaded.
    pub fn set(self, value: T) {
        self.question.update_value(|question| *question += 1);
        self.state.set(Load::Ready(value));
    }

    /// Forgets everything; an answer on its way is dropped.
    pub fn clear(self) {
        self.question.update_value(|question| *question += 1);
        self.refreshing.set(false);
        self.stale.set(None);
        self.state.set(Load::Idle);
    }

    fn ask(self, keep: bool) {
        self.question.update_value(|question| *question += 1);
        let question = self.question.get_value();
        self.refreshing.set(true);
        let answer = self.fetch.with_value(|fetch| fetch());
        spawn_local(async move {
            let answer = answer.await;
            // The page may be gone, or a newer question asked.
            if self.question.try_get_value() != Some(question) {
                return;
            }
            self.refreshing.set(false);
            self.stale.set(None);
            match answer {
                Ok(value) => self.state.set(Load::Ready(value)),
                Err(error)
                    if keep && self.state.with_untracked(|state| state.ready().is_some()) =>
                {
                    self.stale.set(Some(error));
                }
                Err(error) => self.state.set(Load::Failed(error)),
            }
        });
    }
}
