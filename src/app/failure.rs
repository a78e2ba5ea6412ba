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

const ID: &str = "fault";

/// A dialog of plain markup: it works without the console's code. It lies over everything, dialogs included,
/// and can be closed, for what is on the page may be a value that was not stored yet. The console goes on
/// running below, as far as it can. `rel`: the console's own navigation leaves that link to the browser.
const DIALOG: &str = concat!(
    "<dialog id=fault class=dialog role=alertdialog aria-labelledby=fault-h aria-describedby=fault-p>",
    "<div class=dialog-header><h2 id=fault-h>Something went wrong in the console</h2></div>",
    "<div class=dialog-body><p id=fault-p>This is a fault of the console itself. What you see may not ",
    "be true any more, and controls may not work. If something is not stored yet, close this and copy ",
    "it. Then reload the page.</p></div>",
    "<form method=dialog class=dialog-footer><button class=btn>Close</button>",
    "<a class=\"btn btn-primary\" href=\"\" rel=external>Reload the page</a></form></dialog>"
);

fn show() -> Option<()> {
    let document = web_sys::window()?.document()?;
    if document.get_element_by_id(ID).is_none() {
        let body = document.body()?;
        body.insert_adjacent_html("beforeend", DIALOG).ok()?;
    }
    let dialog = document.get_element_by_id(ID)?;
    dialog
        .dyn_into::<HtmlDialogElement>()
        .ok()?
        .show_modal()
        .ok()
}
