//! Settings that the operator writes into `index.html`, read once at start.

use console_json::{FromJson, Json};
use std::cell::OnceCell;

/// The element that holds the settings as JSON.
const CONFIG_ELEMENT: &str = "console-config";

/// Run-time settings. Everything is optional; the defaults suit an API on the console's own origin.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromJson)]
#[json(camel_case)]
pub struct Config {
    /// Address of the API; "" is the console's own origin.
    #[json(or_default)]
    pub api_base: String,
    /// Where a payment method is added; "" hides the link.
    #[json(or_default)]
    pub billing_url: String,
    /// Openlane's documentation; "" hides the links.
    #[json(or_default)]
    pub docs_url: String,
    /// A sentence above the sign-in form.
    #[json(or_default)]
    pub sign_in_notice: String,
}

thread_local! {
    static CONFIG: OnceCell<Config> = const { OnceCell::new() };
}

/// The settings. What cannot be read counts as not set, so that a typing error does not keep the
/// console from starting.
pub fn config() -> Config {
    CONFIG.with(|config| config.get_or_init(|| read().unwrap_or_default()).clone())
}

fn read() -> Option<Config> {
    let text = web_sys::window()?
        .document()?
        .get_element_by_id(CONFIG_ELEMENT)?
        .text_content()?;
    let mut config = Config::from_json(Json::parse(&text)?)?;
    for url in [&mut config.billing_url, &mut config.docs_url] {
        if !is_web_address(url) {
            url.clear();
        }
    }
    Some(config)
}

/// Whether a setting may become a link: the web, or a path of this origin.
fn is_web_address(url: &str) -> bool {
    url.starts_with("https://")
        || url.starts_with("http://")
        || (url.starts_with('/') && !url.starts_with("//"))
}

/// The path that this build is served under, without a final slash; "" at the root.
pub fn base_path() -> String {
    let content = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| {
            document
                .query_selector("meta[name=base-path]")
                .ok()
                .flatten()
        })
        .and_then(|meta| meta.get_attribute("content"));
    content
        .filter(|path| path.starts_with('/'))
        .unwrap_or_default()
        .trim_end_matches('/')
        .to_owned()
}

/// The address that programs reach the API at: what snippets name.
pub fn api_origin() -> String {
    let base = config().api_base;
    if base.is_empty() {
        web_sys::window()
            .and_then(|window| window.location().origin().ok())
            .unwrap_or_default()
    } else {
        base.trim_end_matches('/').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_may_be_left_out() {
        let text = r#"{"billingUrl":"https://b.test","later":1}"#;
        let expected = Config {
            billing_url: "https://b.test".into(),
            ..Config::default()
        };
        assert_eq!(
            Json::parse(text).and_then(Config::from_json),
            Some(expected)
        );
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert!(is_web_address("https://docs.example.test") && is_web_address("/billing"));
        assert!(!is_web_address("javascript:alert(1)") && !is_web_address("//evil.test"));
    }
}
