//! Settings that the operator writes into `index.html`, read once at start.

use console_api::settings::{Mistake, PageContext, Settings, read};
use console_domain::session_limits::IdleLimit;
use console_domain::transport;
use std::cell::OnceCell;
use web_sys::Document;

/// The element that holds the settings as JSON.
const CONFIG_ELEMENT: &str = "console-config";

thread_local! {
    static CONFIG: OnceCell<Settings> = const { OnceCell::new() };
}

/// Reads the settings of the page. To be called before anything else.
///
/// # Errors
/// What is wrong with them: the console must not start then, because it would not know whom to ask.
pub fn load() -> Result<(), Mistake> {
    let text = document()
        .and_then(|document| document.get_element_by_id(CONFIG_ELEMENT))
        .and_then(|element| element.text_content())
        .unwrap_or_default();
    let policy = content_of("meta[http-equiv=Content-Security-Policy]").unwrap_or_default();
    let page = PageContext {
        origin: &own_origin(),
        policy: &policy,
    };
    let settings = read(&text, page)?;
    CONFIG.with(|config| _ = config.set(settings));
    Ok(())
}

/// The settings, once [`load`] has found no mistake in them.
pub fn config() -> Settings {
    CONFIG.with(|config| config.get().cloned().unwrap_or_default())
}

/// For how long a session lasts without input.
pub fn idle_limit() -> IdleLimit {
    CONFIG.with(|config| {
        config
            .get()
            .map(|settings| settings.idle)
            .unwrap_or_default()
    })
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// What a `<meta>` of the page says.
fn content_of(selector: &str) -> Option<String> {
    let meta = document()?.query_selector(selector).ok()??;
    meta.get_attribute("content")
}

/// The origin of the console itself, for addresses that are used elsewhere.
pub fn own_origin() -> String {
    web_sys::window()
        .and_then(|window| window.location().origin().ok())
        .unwrap_or_default()
}

/// The path that this build is served under, without a final slash; "" at the root.
pub fn base_path() -> String {
    content_of("meta[name=base-path]")
        .filter(|path| path.starts_with('/'))
        .unwrap_or_default()
        .trim_end_matches('/')
        .to_owned()
}

/// Whether somebody on the network can read what this page sends, or change the page itself.
pub fn is_in_the_clear() -> bool {
    [own_origin(), api_origin()]
        .iter()
        .any(|origin| transport::is_in_the_clear(origin))
}

/// The address that programs reach the API at: what snippets name.
pub fn api_origin() -> String {
    let base = config().api_base;
    let origin = if !base.starts_with('/') && !base.is_empty() {
        String::new()
    } else {
        own_origin()
    };
    format!("{origin}{}", base.trim_end_matches('/'))
}
