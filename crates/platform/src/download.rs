//! Saving text as a file.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Offers `text` as a file; `false` when the browser does not let us.
pub fn save_text(file_name: &str, media_type: &str, text: &str) -> bool {
    try_save(file_name, media_type, text).is_some()
}

fn try_save(file_name: &str, media_type: &str, text: &str) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let clicked = (|| {
        let anchor: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
        anchor.set_href(&url);
        anchor.set_download(file_name);
        // Detached on purpose: neither the router nor a screen reader ever sees this link.
        anchor.click();
        Some(())
    })();
    // The download has taken its own reference by now; a URL left behind would keep the text in memory.
    leptos::prelude::set_timeout(
        move || {
            _ = Url::revoke_object_url(&url);
        },
        std::time::Duration::from_secs(1),
    );
    clicked
}
