//! Requests whose answer is long in coming: whoever waits is told, and can stop waiting.

use super::error::ApiError;
use gloo_timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::{AbortController, AbortSignal};

/// After how long people are told that an answer is still awaited, in milliseconds.
const TOLD_AFTER_MS: u32 = 5_000;

thread_local! {
    /// What people are told of.
    static LATE: RefCell<Vec<Rc<Request>>> = const { RefCell::new(Vec::new()) };
    static LISTENER: Cell<Option<fn(bool)>> = const { Cell::new(None) };
}

/// One request on its way.
struct Request {
    controller: AbortController,
    end: Cell<End>,
    /// What runs when it has taken long. Cleared with the answer: most come within a tenth of a second.
    timer: Cell<Option<Timeout>>,
}

/// Whether waiting has ended before the answer came.
#[derive(Clone, Copy)]
enum End {
    No,
    TimedOut,
    Canceled,
}

impl Request {
    /// Calls `then` after `milliseconds`, unless the answer has come before.
    fn after(self: &Rc<Self>, milliseconds: u32, then: impl FnOnce(Rc<Self>) + 'static) {
        let request = Rc::downgrade(self);
        let call = move || {
            if let Some(request) = request.upgrade() {
                then(request);
            }
        };
        self.timer.set(Some(Timeout::new(milliseconds, call)));
    }

    fn give_up(&self, end: End) {
        self.end.set(end);
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
        let told_after = TOLD_AFTER_MS.min(limit_ms);
        waiting.0.after(told_after, move |request| {
            set_late(&request, true);
            request.after(limit_ms - told_after, |request| {
                request.give_up(End::TimedOut);
            });
        });
        Some(waiting)
    }

    /// Goes on being told of between two attempts.
    pub(super) fn between_attempts() -> Option<Self> {
        let waiting = Self::new()?;
        set_late(&waiting.0, true);
        Some(waiting)
    }

    fn new() -> Option<Self> {
        Some(Self(Rc::new(Request {
            controller: AbortController::new().ok()?,
            end: Cell::new(End::No),
            timer: Cell::new(None),
        })))
    }

    /// What aborts the request.
    pub(super) fn signal(&self) -> AbortSignal {
        self.0.controller.signal()
    }

    /// Why it was given up, if it was.
    pub(super) fn given_up(&self) -> Option<ApiError> {
        match self.0.end.get() {
            End::No => None,
            End::TimedOut => Some(ApiError::TimedOut),
            End::Canceled => Some(ApiError::Canceled),
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.timer.take();
        set_late(&self.0, false);
    }
}

fn set_late(request: &Rc<Request>, is_late: bool) {
    let [was_any, is_any] = LATE.with_borrow_mut(|all| {
        let was_any = !all.is_empty();
        all.retain(|other| !Rc::ptr_eq(other, request));
        if is_late {
            all.push(request.clone());
        }
        [was_any, !all.is_empty()]
    });
    if was_any != is_any {
        tell(is_any);
    }
}

fn tell(is_any: bool) {
    if let Some(listener) = LISTENER.get() {
        listener(is_any);
    }
}

/// Who is told when an answer is long in coming (`true`), and when none is any more.
pub fn on_change(listener: fn(bool)) {
    LISTENER.set(Some(listener));
}

/// Stops waiting for everything that is long in coming: those calls end in [`ApiError::Canceled`].
pub fn stop() {
    for request in LATE.take() {
        request.give_up(End::Canceled);
    }
    tell(false);
}
