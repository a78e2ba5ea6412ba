//! The last resort: what is shown when the app itself fails.

use std::panic::{self, PanicHookInfo};

/// Shows a plain banner with a way to reload when something panics. A development build also says in the
/// browser's console what panicked and where. A shipped one does not: the message could hold what somebody
/// typed, and nobody should have to download the code that writes it.
pub fn install() {
    panic::set_hook(Box::new(|info| {
        report(info);
        show();
    }));
}

#[cfg(debug_assertions)]
fn report(info: &PanicHookInfo<'_>) {
    web_sys::console::error_1(&info.to_string().into());
}

#[cfg(not(debug_assertions))]
fn report(_: &PanicHookInfo<'_>) {}

fn show() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let (Some(body), Ok(banner), Ok(text), Ok(link)) = (
        document.body(),
        document.create_element("div"),
        document.create_element("p"),
        document.create_element("a"),
    ) else {
        return;
    };
    let _ = banner.set_attribute("class", "boot-fault");
    let _ = banner.set_attribute("role", "alert");
    text.set_text_content(Some(
        "The console has stopped because of a fault of its own. \
         Nothing was changed that you did not confirm. ",
    ));
    let _ = link.set_attribute("href", "");
    link.set_text_content(Some("Reload the page"));
    let _ = banner.append_child(&text);
    let _ = banner.append_child(&link);
    let _ = body.insert_before(&banner, body.first_child().as_ref());
}
