//! Event listeners that remove themselves.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, EventTarget, KeyboardEvent};

/// A listener that lasts as long as this value.
#[must_use = "the listener is removed when this is dropped"]
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn FnMut(Event)>,
    /// Whether it hears before the targets do.
    is_first: bool,
}

impl std::fmt::Debug for Listener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Listener").field(&self.name).finish()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        _ = self.target.remove_event_listener_with_callback_and_bool(
            self.name,
            self.closure.as_ref().unchecked_ref(),
            self.is_first,
        );
    }
}

/// Listens for `name` on `target`.
pub fn listen(
    target: &EventTarget,
    name: &'static str,
    handler: impl FnMut(Event) + 'static,
) -> Option<Listener> {
    listen_boxed(target, name, Box::new(handler), false)
}

fn listen_boxed(
    target: &EventTarget,
    name: &'static str,
    handler: Box<dyn FnMut(Event)>,
    is_first: bool,
) -> Option<Listener> {
    let closure = Closure::wrap(handler);
    target
        .add_event_listener_with_callback_and_bool(name, closure.as_ref().unchecked_ref(), is_first)
        .ok()?;
    Some(Listener {
        target: target.clone(),
        name,
        closure,
        is_first,
    })
}

/// Listens on the window.
pub fn on_window(name: &'static str, handler: impl FnMut(Event) + 'static) -> Option<Listener> {
    listen(&web_sys::window()?.into(), name, handler)
}

/// Listens on the window before anything in the page hears of the event.
pub fn on_window_first(
    name: &'static str,
    handler: impl FnMut(Event) + 'static,
) -> Option<Listener> {
    listen_boxed(&web_sys::window()?.into(), name, Box::new(handler), true)
}

/// Listens on the document.
pub fn on_document(name: &'static str, handler: impl FnMut(Event) + 'static) -> Option<Listener> {
    listen(&web_sys::window()?.document()?.into(), name, handler)
}

/// Which key was pressed; "" while an input method composes: then keys choose and dismiss its candidates, and
/// Escape must not close what the person is typing in. Safari tells of the last one only by the code 229.
pub fn key(event: &KeyboardEvent) -> String {
    if event.is_composing() || event.key_code() == 229 {
        String::new()
    } else {
        event.key()
    }
}

/// Reads a property of a JavaScript value; `None` when it is missing.
///
/// For the few interfaces that `web-sys` does not bind without its unstable switch.
pub fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    js_sys::Reflect::get(of, &JsValue::from_str(name))
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}

/// Calls a method of a JavaScript value with up to three arguments; `None` when it is missing or throws.
pub fn call(of: &JsValue, name: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let method: js_sys::Function = property(of, name)?.dyn_into().ok()?;
    let list = js_sys::Array::new();
    for argument in arguments {
        list.push(argument);
    }
    js_sys::Reflect::apply(&method, of, &list).ok()
}
