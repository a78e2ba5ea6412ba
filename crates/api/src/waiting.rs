//! Requests whose answer is long in coming: whoever waits is told, and can stop waiting.

use super::error::ApiError;
use super::transport::pause;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::{AbortController, AbortSignal};

/// After how long people are told that an answer is still awaited, in milliseconds.
const TOLD_AFTER_MS: u32 = 5_000;

type Listener = Box<dyn Fn(bool)>;

thread_local! {
    /// What people are told of.
    static LATE: RefCell<Vec<Rc<Request>>> = const { RefCell::new(Vec::new()) };
    static LISTENER: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

/// One request on its way.
struct Request {
    controller: AbortController,
    /// Why it was given up, if it was.
    given_up: Cell<Option<ApiError>>,
}

impl Request {
    fn give_up(&self, error: ApiError) {
        self.given_up.set(Some(error));
        self.controller.abort();
    }
}

/// Waiting for the answer to a request, until this is dropped.
pub(super) struct Waiting(Rc<Request>);

impl Waiting {
    /// Begins to wait; `None` if the browser cannot abort requests. After `limit_ms` milliseconds the request
    /// is aborted.
    pub(super) fn begin(limit_ms: u32) -> Option<Self> {
        let waiting = Self::new()?;
        let request = Rc::downgrade(&waiting.0);
        spawn_local(async move {
            let told_after = TOLD_AFTER_MS.min(limit_ms);
            pause(told_after).await;
            let Some(late) = request.upgrade() else {
                return;
            };
            change(|all| all.push(late));
            pause(limit_ms - told_after).await;
            if let Some(request) = request.upgrade() {
                request.give_up(ApiError::TimedOut);
            }
        });
        Some(waiting)
    }

    /// Goes on being told of between two attempts.
    pub(super) fn between_attempts() -> Option<Self> {
        let waiting = Self::new()?;
        change(|all| all.push(waiting.0.clone()));
        Some(waiting)
    }

    fn new() -> Option<Self> {
        let controller = AbortController::new().ok()?;
        Some(Self(Rc::new(Request {
            controller,
            given_up: Cell::new(None),
        })))
    }

    /// What aborts the request.
    pub(super) fn signal(&self) -> AbortSignal {
        self.0.controller.signal()
    }

    /// Why it was given up, if it was.
    pub(super) fn given_up(&self) -> Option<ApiError> {
        self.0.given_up.take()
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        change(|all| all.retain(|late| !Rc::ptr_eq(late, &self.0)));
    }
}

fn change(change: impl FnOnce(&mut Vec<Rc<Request>>)) {
    let [before, after] = LATE.with_borrow_mut(|all| {
        let before = all.is_empty();
        change(all);
        [before, all.is_empty()]
    });
    if before != after {
        LISTENER.with_borrow(|listener| {
            if let Some(listener) = listener {
                listener(!after);
            }
        });
    }
}

/// Who is told when an answer is long in coming (`true`), and when none is any more.
pub fn on_change(listener: impl Fn(bool) + 'static) {
    LISTENER.set(Some(Box::new(listener)));
}

/// Stops waiting for everything that is long in coming: those calls end in [`ApiError::Canceled`].
pub fn stop() {
    let late = LATE.with_borrow(Clone::clone);
    for request in late {
        request.give_up(ApiError::Canceled);
    }
}
