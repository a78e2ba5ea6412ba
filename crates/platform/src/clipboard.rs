//! Writing to the clipboard, with an honest answer.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::events::{call, property};

/// Why the text is not on the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClipboardError {
    /// The browser offers no clipboard here: an insecure origin, or an embedded view.
    #[error("this browser offers no clipboard here")]
    Unavailable,
    /// The person or a policy refused.
    #[error("the browser did not allow it")]
    Denied,
    /// It was allowed and still did not work, for instance because the window had lost focus.
    #[error("the clipboard did not take it")]
    Failed,
}

/// Puts `text` on the clipboard and waits until the browser says that it is there.
///
/// # Errors
/// When it is not there; see [`ClipboardError`].
pub async fn write_text(text: &str) -> Result<(), ClipboardError> {
    let window = web_sys::window().ok_or(ClipboardError::Unavailable)?;
    let clipboard =
        property(&window.navigator(), "clipboard").ok_or(ClipboardError::Unavailable)?;
    let promise =
        call(&clipboard, "writeText", &[&JsValue::from_str(text)]).ok_or(ClipboardError::Failed)?;
    let promise: js_sys::Promise = promise.dyn_into().map_err(|_| ClipboardError::Failed)?;
    match JsFuture::from(promise).await {
        Ok(_) => Ok(()),
        Err(reason) => {
            let name = property(&reason, "name").and_then(|name| name.as_string());
            Err(if name.as_deref() == Some("NotAllowedError") {
                ClipboardError::Denied
            } else {
                ClipboardError::Failed
            })
        }
    }
}

/// Whether a clipboard is offered at all, to leave out buttons that cannot work.
pub fn is_available() -> bool {
    web_sys::window().is_some_and(|window| property(&window.navigator(), "clipboard").is_some())
}
