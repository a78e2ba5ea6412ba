//! Questions that the page asks before the program has arrived.
//!
//! What a list begins with is known from the last time: [`remember`] keeps it for the tab, and the first
//! script of `index.html` sends it with the stored session when the same address is loaded again. The program
//! then takes the answers instead of asking. Nothing depends on it: what is not taken within seconds is
//! dropped, and whatever the page did not ask, or asked in vain, is asked as ever.

use super::client::graphql_body;
use super::documents;
use console_json::object;
use console_platform::events::call;
use console_platform::storage::{self, Area};
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

/// Where the questions are kept: the address, the API, and the bodies, a line each.
const KEY: &str = "first-requests";

/// Keeps what the list at the present address begins with: the account, and what was sent to the API at
/// `base` for its rows.
pub(super) fn remember(base: &str, rows: &str) {
    let address = web_sys::window().and_then(|window| window.location().href().ok());
    let account = graphql_body(documents::ACCOUNT, object! {});
    storage::set(
        Area::Session,
        KEY,
        &[&address.unwrap_or_default(), base, &account, rows].join("\n"),
    );
}

/// Forgets the questions.
pub fn forget() {
    storage::remove(Area::Session, KEY);
}

/// What the page has asked with the same `authorization` and `body`, once: resolves to the response and its
/// text, and fails when `signal` is aborted.
pub(super) fn take(authorization: &str, body: &str, signal: &AbortSignal) -> Option<Promise> {
    let window = web_sys::window()?;
    let arguments: [&JsValue; 3] = [&authorization.into(), &body.into(), signal];
    call(&window, "takeEarly", &arguments)?.dyn_into().ok()
}

/// The two parts of what [`take`] resolves to.
pub(super) fn parts(taken: JsValue) -> (web_sys::Response, Option<String>) {
    let pair: Array = taken.unchecked_into();
    (pair.get(0).unchecked_into(), pair.get(1).as_string())
}
