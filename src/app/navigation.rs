//! Going to other addresses of the console.
//!
//! Writes history entries directly: `leptos_router` keeps every visited URL in `path_stack`, which never
//! shrinks. The router is told the new URL through its signal; `popstate` it handles itself.
//!
//! The state of an entry is the path from which it was opened.

use crate::app::scroll;
use console_platform::events::on_document;
use console_platform::{focus, retain_until_cleanup};
use console_reactive::prelude::*;
use leptos_router::location::{BrowserUrl, LocationProvider, Url};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlAnchorElement, MouseEvent};

/// Goes to addresses of the console. Copies are the same.
#[derive(Clone, Copy)]
pub struct Navigate(StoredValue<ArcRwSignal<Url>>);

/// Provides [`Navigate`] and turns clicks on links into navigation within the page. Call it below the router.
pub fn provide_navigation() {
    if let Some(browser) = use_context::<BrowserUrl>() {
        let navigate = Navigate(StoredValue::new(browser.as_url().clone()));
        retain_until_cleanup(on_document("click", move |event| navigate.follow(&event)));
        provide_context(navigate);
    }
}

/// The [`Navigate`] of the app.
pub fn use_navigate() -> Navigate {
    expect_context()
}

impl Navigate {
    /// Goes to this path with its query. One step back leads here again.
    pub fn to(self, href: &str) {
        self.go(href, false, true);
    }

    /// Goes to this path with its query and replaces the current history entry.
    pub fn replace(self, href: &str) {
        self.go(href, true, true);
    }

    /// Leaves a form for the page that it belongs below. If it was opened from there this is a step back: no
    /// entry leads to the form any more, and none twice to the same page.
    pub fn leave_for(self, href: &str) {
        let above = BrowserUrl::parse(href).map(|url| url.path().to_owned());
        let history = web_sys::window().and_then(|window| window.history().ok());
        match history.filter(|_| opened_from().is_some_and(|path| above == Ok(path))) {
            Some(history) => _ = history.back(),
            None => self.replace(href),
        }
    }

    /// Changes the URL of the page that is shown, without scrolling. With `replaces` the current history
    /// entry is replaced, otherwise a new one is added.
    pub fn update_url(self, href: &str, replaces: bool) {
        self.go(href, replaces, false);
    }

    fn go(self, href: &str, replaces: bool, scrolls: bool) {
        let (Some(window), Ok(next)) = (web_sys::window(), BrowserUrl::parse(href)) else {
            return;
        };
        scroll::leave_for(href);
        // Two entries for one address would be a step back that leads nowhere.
        let here = BrowserUrl::current().ok();
        let is_here = here.as_ref() == Some(&next);
        let from = if replaces || is_here {
            opened_from()
        } else {
            here.as_ref().map(|here| here.path().to_owned())
        };
        let state = from.map_or(JsValue::NULL, JsValue::from);
        // A browser that has had too many entries refuses more for a while. The page is changed all the same.
        let _ = window.history().and_then(|history| {
            if replaces || is_here {
                history.replace_state_with_url(&state, "", Some(href))
            } else {
                history.push_state_with_url(&state, "", Some(href))
            }
        });
        // The focused element is about to be removed. Blurring it first spares the browser a layout.
        if here.is_some_and(|here| here.path() != next.path())
            && let Some(focused) = focus::active()
        {
            let _ = focused.blur();
        }
        let part = next.hash().trim_start_matches('#').to_owned();
        if let Some(address) = self.0.try_get_value() {
            address.set(next);
        }
        let part = window
            .document()
            .filter(|_| !part.is_empty())
            .and_then(|document| document.get_element_by_id(&part));
        match part {
            Some(part) => part.scroll_into_view(),
            None if scrolls => window.scroll_to_with_x_and_y(0.0, 0.0),
            None => {}
        }
    }

    fn follow(self, event: &Event) {
        if event.default_prevented() {
            return;
        }
        if let Some(link) = followed_link(event) {
            event.prevent_default();
            if leads_within_page(&link) {
                let part = link.hash();
                // Whoever skips to a part of the page goes on from there with the keyboard. It is no other
                // page: one step back does not lead to where the focus was.
                let _ = focus::id(part.trim_start_matches('#'));
                return;
            }
            let href = format!("{}{}{}", link.pathname(), link.search(), link.hash());
            if leads_up(&link) {
                self.leave_for(&href);
            } else {
                self.to(&href);
            }
        }
    }
}

/// Whether a link leads to a part of the page that is shown.
fn leads_within_page(link: &HtmlAnchorElement) -> bool {
    let here = BrowserUrl::current().ok();
    !link.hash().is_empty()
        && here.is_some_and(|here| {
            here.path() == link.pathname() && here.search() == link.search().trim_start_matches('?')
        })
}

/// The path from which the page that is shown was opened.
fn opened_from() -> Option<String> {
    web_sys::window()?.history().ok()?.state().ok()?.as_string()
}

/// Whether a link gives up the form that it is on, see [`Navigate::leave_for`].
pub fn leads_up(link: &HtmlAnchorElement) -> bool {
    link.rel() == "up"
}

/// The link that a click follows in this tab and to this origin, if it does.
pub fn followed_link(event: &Event) -> Option<HtmlAnchorElement> {
    let click = event.dyn_ref::<MouseEvent>()?;
    let opens_elsewhere = click.ctrl_key()
        || click.meta_key()
        || click.shift_key()
        || click.alt_key()
        || click.button() != 0;
    if opens_elsewhere {
        return None;
    }
    let link = link_at(event)?;
    let is_followed = link.target().is_empty()
        && !link.has_attribute("download")
        && !link.rel().split_whitespace().any(|word| word == "external");
    let origin = web_sys::window()?.location().origin().ok()?;
    (is_followed && link.origin() == origin).then_some(link)
}

/// The link in which an event happens.
pub fn link_at(event: &Event) -> Option<HtmlAnchorElement> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest("a[href]").ok()??.dyn_into().ok()
}
