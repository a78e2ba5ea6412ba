//! A place in the page for one component, and what a person does there.

use console_view::prelude::*;
use leptos::mount::{UnmountHandle, mount_to};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit};

pub fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// A place of its own in the page; gone with everything in it when it is dropped.
pub struct Stage {
    pub root: HtmlElement,
    _handle: Box<dyn std::any::Any>,
}

impl Stage {
    pub fn show<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Self {
        let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        document().body().unwrap().append_child(&root).unwrap();
        let handle: UnmountHandle<_> = mount_to(root.clone(), move || Page::of(view));
        Self {
            root,
            _handle: Box::new(handle),
        }
    }

    pub fn find(&self, selector: &str) -> Element {
        self.root
            .query_selector(selector)
            .unwrap()
            .unwrap_or_else(|| panic!("nothing matches {selector}"))
    }

    pub fn named(&self, name: &str) -> HtmlInputElement {
        self.find(&format!("input[aria-label='{name}']"))
            .unchecked_into()
    }

    pub fn button(&self, words: &str) -> HtmlElement {
        let all = self.root.query_selector_all("button").unwrap();
        (0..all.length())
            .map(|index| all.item(index).unwrap().unchecked_into::<HtmlElement>())
            .find(|button| button.text_content().unwrap_or_default().trim() == words)
            .unwrap_or_else(|| panic!("no button {words}"))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.root.remove();
    }
}

/// Lets the page draw once.
pub async fn frame() {
    for _ in 0..2 {
        let promise = js_sys::Promise::new(&mut |resolve, _| {
            web_sys::window()
                .unwrap()
                .request_animation_frame(&resolve)
                .unwrap();
        });
        JsFuture::from(promise).await.unwrap();
    }
}

/// Waits for a condition, for a bounded number of frames.
pub async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..120 {
        if holds() {
            return;
        }
        frame().await;
    }
    panic!("it never came to be that {what}");
}

pub fn press(target: &Element, key: &str) {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    target.dispatch_event(&event).unwrap();
}
