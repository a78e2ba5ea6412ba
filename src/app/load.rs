//! Loading something: runs the requests of [`LoadFlow`] and publishes how they stand as signals.

use crate::app::publish::publish;
use console_api::error::ApiError;
pub use console_api::flow::load::Load;
use console_api::flow::load::{LoadFlow, Reload, Settled};
use console_reactive::prelude::*;
use leptos::task::spawn_local;
use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// What was loaded, of whatever type: the code that loads is there once.
type Loaded = Box<dyn Any>;
type Fetch = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<Loaded, ApiError>>>>>;

/// Loads something, again when asked. Copies are the same loader.
pub struct Loader<T: Send + Sync + 'static> {
    state: RwSignal<Load<T>>,
    requests: Requests,
}

/// What a loader has besides what it shows.
#[derive(Clone, Copy)]
struct Requests {
    /// Whether a newer answer than the one shown is on its way.
    refreshing: RwSignal<bool>,
    /// Why what is shown could not be brought up to date.
    stale: RwSignal<Option<ApiError>>,
    flow: StoredValue<LoadFlow>,
    fetch: StoredValue<Fetch>,
}

/// Where an answer is shown.
trait Shows {
    /// Whether something is shown; `None` when the page was left.
    fn has_value(&self) -> Option<bool>;
    fn show(&self, loaded: Load<Loaded>);
}

impl<T: Send + Sync + 'static> Shows for RwSignal<Load<T>> {
    fn has_value(&self) -> Option<bool> {
        self.try_with_untracked(|state| state.ready().is_some())
    }

    fn show(&self, loaded: Load<Loaded>) {
        let state = match loaded {
            Load::Idle => Load::Idle,
            Load::Loading => Load::Loading,
            Load::Failed(error) => Load::Failed(error),
            Load::Ready(value) => match value.downcast() {
                Ok(value) => Load::Ready(*value),
                Err(_) => return,
            },
        };
        self.try_set(state);
    }
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
            requests: Requests::new(Rc::new(move || {
                let fetched = fetch();
                Box::pin(async move { fetched.await.map(|value| Box::new(value) as Loaded) })
            })),
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

    /// The error of the last load, if it failed; tracked.
    pub fn failure(self) -> Option<ApiError> {
        self.state.with(|state| state.failure().cloned())
    }

    /// Whether a newer answer than the one shown is on its way; tracked.
    pub fn is_refreshing(self) -> bool {
        self.requests.refreshing.get()
    }

    /// Why what is shown could not be brought up to date, if that failed last; tracked.
    pub fn stale(self) -> Option<ApiError> {
        self.requests.stale.get()
    }

    /// Loads if nothing was loaded yet or the last load failed.
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

    /// Loads again, and shows [`Load::Loading`] meanwhile.
    pub fn load(self) {
        self.state.set(Load::Loading);
        self.requests
            .fetch(Reload::Revalidate, Box::new(self.state));
    }

    /// Loads again, and shows what is there meanwhile. A failure leaves it there.
    pub fn revalidate(self) {
        self.show_loading_if_empty();
        self.requests
            .fetch(Reload::Revalidate, Box::new(self.state));
    }

    /// Loads something else and goes on showing what is there until it comes. A failure takes its
    /// place: what is there belongs to another key.
    pub fn reload_for_new_key(self) {
        self.show_loading_if_empty();
        self.requests.fetch(Reload::NewKey, Box::new(self.state));
    }

    fn show_loading_if_empty(self) {
        if self.state.with_untracked(|state| state.ready().is_none()) {
            self.state.set(Load::Loading);
        }
    }

    /// Changes what was loaded, as after a change at the backend.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        self.state.update(|state| {
            if let Load::Ready(value) = state {
                change(value);
            }
        });
    }

    /// Shows `value` as loaded; an answer on its way is dropped.
    pub fn set(self, value: T) {
        self.requests.cancel();
        self.state.set(Load::Ready(value));
    }

    /// Forgets everything; an answer on its way is dropped.
    pub fn clear(self) {
        self.requests.cancel();
        self.state.set(Load::Idle);
    }
}

impl Requests {
    fn new(fetch: Fetch) -> Self {
        Self {
            refreshing: RwSignal::new(false),
            stale: RwSignal::new(None),
            flow: StoredValue::new(LoadFlow::default()),
            fetch: StoredValue::new(fetch),
        }
    }

    fn cancel(self) {
        self.flow.update_value(LoadFlow::cancel);
        publish(self.refreshing, false);
        publish(self.stale, None);
    }

    fn fetch(self, reload: Reload, state: Box<dyn Shows>) {
        let Some(generation) = self.flow.try_update_value(|flow| flow.begin(reload)) else {
            return;
        };
        publish(self.refreshing, true);
        let answer = self.fetch.with_value(|fetch| fetch());
        spawn_local(async move {
            let answer = answer.await;
            // Nothing when the page was left.
            let settled = state.has_value().and_then(|has_value| {
                self.flow
                    .try_update_value(|flow| flow.take_answer(generation, answer, has_value))?
            });
            match settled {
                Some(Settled::Show(shown)) => {
                    // First: whoever measures the page before it changes finds it as it was laid out.
                    state.show(shown);
                    publish(self.stale, None);
                }
                Some(Settled::Stale(error)) => publish(self.stale, Some(error)),
                None => return,
            }
            publish(self.refreshing, false);
        });
    }
}
