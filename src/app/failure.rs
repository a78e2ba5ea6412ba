//! The last resort: what is shown when the app itself fails.

use std::panic;

/// Shows a plain banner with a way to reload when something panics. What the panic says goes
/// nowhere: it could hold what somebody typed.
pub fn install() {
    panic::set_hook(Box::new(|_| show()));
}

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
    text.set_text_content(Some("The console has stopped because of a fault of its own. Nothing was changed that you did not confirm. "));
    let _ = link.set_attribute("href", "");
    link.set_text_content(Some("Reload the page"));
    let _ = banner.append_child(&text);
    let _ = banner.append_child(&link);
    let _ = body.insert_before(&banner, body.first_child().as_ref());
}
