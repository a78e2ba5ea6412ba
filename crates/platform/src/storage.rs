//! Session and local storage that survive being forbidden.

use std::cell::RefCell;

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::Storage;

/// Which storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Lives with the tab.
    Session,
    /// Lives with the origin: never for anything that grants access.
    Local,
}

thread_local! {
    /// What could not be stored, for the life of the page.
    static MEMORY: RefCell<Vec<(Area, String, String)>> = const { RefCell::new(Vec::new()) };
}

fn open(area: Area) -> Option<Storage> {
    let window = web_sys::window()?;
    match area {
        Area::Session => window.session_storage(),
        Area::Local => window.local_storage(),
    }
    .ok()
    .flatten()
}

/// The value under `key`.
pub fn get(area: Area, key: &str) -> Option<String> {
    // What is in memory is newer: it is there because the storage did not take it.
    let remembered = MEMORY.with_borrow(|memory| {
        let entry = memory
            .iter()
            .find(|(place, name, _)| *place == area && name == key);
        entry.map(|(_, _, value)| value.clone())
    });
    remembered.or_else(|| open(area)?.get_item(key).ok().flatten())
}

/// Stores `value`; `false` when it is kept in memory only and will not survive a reload.
pub fn set(area: Area, key: &str, value: &str) -> bool {
    let stored = open(area).is_some_and(|storage| storage.set_item(key, value).is_ok());
    forget_in_memory(area, key);
    if !stored {
        MEMORY.with_borrow_mut(|memory| memory.push((area, key.to_owned(), value.to_owned())));
    }
    stored
}

/// Forgets `key`.
pub fn remove(area: Area, key: &str) {
    forget_in_memory(area, key);
    if let Some(storage) = open(area) {
        _ = storage.remove_item(key);
    }
}

fn forget_in_memory(area: Area, key: &str) {
    MEMORY
        .with_borrow_mut(|memory| memory.retain(|(place, name, _)| *place != area || name != key));
}

/// Whether the browser keeps cookies for this page; without them the backend knows no session.
/// `navigator.cookieEnabled` is true even where they are blocked, so a test cookie is set and removed again.
pub fn keeps_cookies() -> bool {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return true;
    };
    let key = JsValue::from_str("cookie");
    let put = |cookie: &str| Reflect::set(&document, &key, &cookie.into()).is_ok();
    let kept = put("console-probe=1; SameSite=Strict")
        && Reflect::get(&document, &key).is_ok_and(|all| {
            all.as_string()
                .is_some_and(|all| all.split(';').any(|one| one.trim() == "console-probe=1"))
        });
    put("console-probe=; SameSite=Strict; Max-Age=0");
    kept
}
