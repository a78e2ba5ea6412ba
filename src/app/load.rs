//! Loading something: runs the requests of [`LoadFlow`] and publishes how they stand as signals.

use crate::app::publish::publish;
use console_api::error::ApiError;
pub use console_api::flow::load::Load;
use console_api::flow::load::{LoadFlow, Reload, Settled};
use console_reactive::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

type Fetch<T> = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<T, ApiError>>>>>;

/// Loads something, again when asked. Copies are the same loader.
pub struct Loader<T: Send + Sync + 'static> {
    state: RwSignal<Load<T>>,
    /// Whether a newer answer than the one shown is on its way.
    refreshing: RwSignal<bool>,
    /// Why what is shown could not be brought up to date.
    stale: RwSignal<Option<ApiError>>,
    flow: StoredValue<LoadFlow>,
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
            flow: StoredValue::new(LoadFlow::default()),
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
        self.fetch(Reload::Revalidate);
    }

    /// Loads anew and goes on showing what is there. A failure leaves it there.
    pub fn revalidate(self) {
        self.show_loading_if_empty();
        self.fetch(Reload::Revalidate);
    }

    /// Loads something else and goes on showing what is there until it comes. A failure takes its
    /// place: what is there belongs to another key.
    pub fn reload_for_new_key(self) {
        self.show_loading_if_empty();
        self.fetch(Reload::NewKey);
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
        self.cancel();
        self.state.set(Load::Ready(value));
    }

    /// Forgets everything; an answer on its way is dropped.
    pub fn clear(self) {
        self.cancel();
        self.state.set(Load::Idle);
    }

    fn cancel(self) {
        self.flow.update_value(LoadFlow::cancel);
        publish(self.refreshing, false);
        publish(self.stale, None);
    }

    fn fetch(self, reload: Reload) {
        let Some(generation) = self.flow.try_update_value(|flow| flow.begin(reload)) else {
            return;
        };
        publish(self.refreshing, true);
        let answer = self.fetch.with_value(|fetch| fetch());
        spawn_local(async move {
            let answer = answer.await;
            let has_value = self
                .state
                .try_with_untracked(|state| state.ready().is_some());
            // Nothing when the page was left.
            let settled = has_value.and_then(|has_value| {
                self.flow
                    .try_update_value(|flow| flow.take_answer(generation, answer, has_value))?
            });
            let Some(settled) = settled else { return };
            publish(self.refreshing, false);
            match settled {
                Settled::Show(shown) => {
                    publish(self.stale, None);
                    self.state.try_set(shown);
                }
                Settled::Stale(error) => publish(self.stale, Some(error)),
            }
        });
    }
}
