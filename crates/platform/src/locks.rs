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
    let (granted, when_granted) = oneshot::channel();
    let guard = request(name, "exclusive", granted);
    // Whatever refuses the lock drops the sender: the task goes on without.
    _ = when_granted.await;
    guard
}

/// Takes a lock that any number of tabs may hold at once, for as long as the guard lives, and waits for
/// nothing. It keeps nobody out: it tells other tabs something, see [`held`].
pub fn share(name: &str) -> Guard {
    request(name, "shared", oneshot::channel().0)
}

/// The names of the locks that the tabs of this origin hold, one for each that holds it. The browser knows
/// them without asking the tabs, so it does not matter how busy these are. Without Web Locks there are none.
pub async fn held() -> Vec<String> {
    let query = manager().and_then(|locks| call(&locks, "query", &[]));
    let Some(query) = query.and_then(|query| query.dyn_into::<js_sys::Promise>().ok()) else {
        return Vec::new();
    };
    let Ok(snapshot) = wasm_bindgen_futures::JsFuture::from(query).await else {
        return Vec::new();
    };
    let Some(held) = property(&snapshot, "held") else {
        return Vec::new();
    };
    (0..)
        .map_while(|index: u32| {
            property(&property(&held, &index.to_string())?, "name")?.as_string()
        })
        .collect()
}

fn manager() -> Option<JsValue> {
    property(&web_sys::window()?.navigator(), "locks")
}

/// Asks for a lock of this mode; `granted` is told when it is held, and dropped when it never will be.
fn request(name: &str, mode: &str, granted: oneshot::Sender<()>) -> Guard {
    let Some(locks) = manager() else {
        return Guard(None);
    };
    let (release, when_released) = oneshot::channel::<()>();
    let granted = Rc::new(RefCell::new(Some(granted)));
    let refused = Rc::clone(&granted);
    // The browser holds the lock until the promise returned here settles: at once when the guard is gone.
    let callback = Closure::once_into_js(move |_lock: JsValue| {
        if let Some(granted) = granted.borrow_mut().take() {
            _ = granted.send(());
        }
        wasm_bindgen_futures::future_to_promise(async move {
            _ = when_released.await;
            Ok(JsValue::UNDEFINED)
        })
    });
    let options = js_sys::Object::new();
    _ = js_sys::Reflect::set(&options, &"mode".into(), &mode.into());
    let promise = call(&locks, "request", &[&name.into(), &options, &callback]);
    // The promise of a refused request (storage is blocked, an opaque origin) rejects without calling the
    // callback.
    wasm_bindgen_futures::spawn_local(async move {
        if let Some(promise) =
            promise.and_then(|promise| promise.dyn_into::<js_sys::Promise>().ok())
        {
            _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        }
        drop(refused.borrow_mut().take());
    });
    Guard(Some(release))
}
