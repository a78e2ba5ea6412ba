//! The last resort: what is shown when the app itself fails.

use std::panic::{self, PanicHookInfo};
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

/// Shows a plain dialog with a way to reload when something panics. A development build also says in the
/// browser's console what panicked and where. A shipped one does not: the message could hold what somebody
/// typed, and nobody should have to download the code that writes it.
pub fn install() {
    panic::set_hook(Box::new(|info| {
        report(info);
        // Where even that fails nothing is left to try.
        let _ = show();
    }));
}

#[cfg(debug_assertions)]
fn report(info: &PanicHookInfo<'_>) {
    web_sys::console::error_1(&info.to_string().into());
}

#[cfg(not(debug_assertions))]
fn report(_: &PanicHookInfo<'_>) {}

/// The dialog in `index.html`.
const ID: &str = "fault";

fn show() -> Option<()> {
    let document = web_sys::window()?.document()?;
    let dialog = document.get_element_by_id(ID)?;
    dialog
        .dyn_into::<HtmlDialogElement>()
        .ok()?
        .show_modal()
        .ok()
}
