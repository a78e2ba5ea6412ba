//! Messages between the tabs of this origin.

use wasm_bindgen::JsValue;
use web_sys::{BroadcastChannel, MessageEvent};

use super::events::{Listener, listen};
use wasm_bindgen::JsCast;

/// An open channel; closed when dropped.
#[derive(Debug)]
pub struct Channel {
    channel: BroadcastChannel,
    _listener: Option<Listener>,
}

impl Channel {
    /// Joins `name` and hears the text messages of the other tabs; `None` when the browser has no such thing,
    /// and within another page, which could be anybody's.
    pub fn join(name: &str, mut on_message: impl FnMut(String) + 'static) -> Option<Self> {
        let window = web_sys::window()?;
        if window.parent().ok()?.as_ref() != Some(&window) {
            return None;
        }
        let channel = BroadcastChannel::new(name).ok()?;
        let listener = listen(channel.unchecked_ref(), "message", move |event| {
            let text = event
                .dyn_ref::<MessageEvent>()
                .and_then(|event| event.data().as_string());
            if let Some(text) = text {
                on_message(text);
            }
        });
        Some(Self {
            channel,
            _listener: listener,
        })
    }

    /// Tells every other tab; `false` when it could not be sent.
    pub fn post(&self, text: &str) -> bool {
        self.channel.post_message(&JsValue::from_str(text)).is_ok()
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}
