//! One tab at a time, through the Web Locks API.

use std::cell::RefCell;
use std::rc::Rc;

use futures::channel::oneshot;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::events::{call, property};

/// Held while this value lives; the next one in line gets it when it is dropped.
#[derive(Debug)]
pub struct Guard(Option<oneshot::Sender<()>>);

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(release) = self.0.take() {
            _ = release.send(());
        }
    }
}

/// Runs `task` while no other tab of this origin runs one under the same name.
///
/// Without Web Locks the task runs without a lock: two tabs may then do the same work, which the caller must
/// tolerate anyway.
pub async fn exclusive<T>(name: &str, task: impl Future<Output = T>) -> T {
    let _guard = acquire(name).await;
    task.await
}

/// Waits for the lock; without Web Locks the guard guards nothing.
pub async fn acquire(name: &str) -> Guard {
    let Some(locks) = web_sys::window().and_then(|window| property(&window.navigator(), "locks"))
    else {
        return Guard(None);
    };
    let (granted, when_granted) = oneshot::channel::<Guard>();
    let granted = Rc::new(RefCell::new(Some(granted)));
    let refused = Rc::clone(&granted);
    // The browser holds the lock until the promise returned here settles.
    let callback = Closure::once_into_js(move |_lock: JsValue| {
        let (release, when_released) = oneshot::channel::<()>();
        if let Some(granted) = granted.borrow_mut().take() {
            // If nobody waits any more the guard comes back, is dropped, and the lock is free again.
            _ = granted.send(Guard(Some(release)));
        }
        wasm_bindgen_futures::future_to_promise(async move {
            _ = when_released.await;
            Ok(JsValue::UNDEFINED)
        })
    });
    match call(&locks, "request", &[&JsValue::from_str(name), &callback]) {
        Some(promise) => {
            // The promise of a refused request (storage is blocked, an opaque origin) rejects without calling
            // the callback. Dropping the sender lets the waiting task go on without a lock.
            if let Ok(promise) = promise.dyn_into::<js_sys::Promise>() {
                wasm_bindgen_futures::spawn_local(async move {
                    if wasm_bindgen_futures::JsFuture::from(promise).await.is_err() {
                        drop(refused.borrow_mut().take());
                    }
                });
            }
            when_granted.await.unwrap_or(Guard(None))
        }
        None => Guard(None),
    }
}
