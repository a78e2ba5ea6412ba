//! A place in the page for one test.

use console_view::prelude::*;
use leptos::mount::{UnmountHandle, mount_to};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlElement};

/// An element in the page with a view in it; both are removed when it is dropped.
pub struct Stage {
    pub root: HtmlElement,
    handle: Option<Box<dyn std::any::Any>>,
}

impl Stage {
    /// Renders a view.
    pub fn show<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Self {
        let document = document();
        let root: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        document.body().unwrap().append_child(&root).unwrap();
        let handle: UnmountHandle<_> = mount_to(root.clone(), move || Page::of(view));
        Self {
            root,
            handle: Some(Box::new(handle)),
        }
    }

    /// What is shown, without marker nodes.
    pub fn html(&self) -> String {
        self.root.inner_html().replace("<!---->", "")
    }

    /// The elements that match, in the order of the document.
    pub fn all(&self, selector: &str) -> Vec<Element> {
        let all = self.root.query_selector_all(selector).unwrap();
        (0..all.length())
            .filter_map(|index| all.item(index)?.dyn_into().ok())
            .collect()
    }

    /// The first element that matches.
    pub fn one(&self, selector: &str) -> HtmlElement {
        self.all(selector).remove(0).unchecked_into()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        drop(self.handle.take());
        self.root.remove();
    }
}

/// The document.
pub fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// What has the focus.
pub fn focused() -> Option<Element> {
    document().active_element()
}

/// Lets every effect run that is due: effects run in microtasks, and one may cause others.
pub async fn effects() {
    for _ in 0..4 {
        JsFuture::from(js_sys::Promise::resolve(&JsValue::NULL))
            .await
            .unwrap();
    }
}
