//! Asking before somebody leaves a page that would lose something.
//!
//! The router knows nothing like it, so this catches every way out by itself: links before the
//! router sees them, the back button by an extra history entry, closing and reloading through the
//! browser's own question, and actions such as signing out because they ask here first.

use crate::platform::{keep, unload};
use crate::ui::{Button, Dialog, Variant};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, MouseEvent, Window};

/// What is at stake, in the words of the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stake {
    /// The question.
    pub heading: &'static str,
    /// What is lost.
    pub text: &'static str,
    /// The button that leaves.
    pub leave: &'static str,
    /// The button that stays.
    pub stay: &'static str,
}

type Action = Rc<dyn Fn()>;

/// Where somebody was about to go.
#[derive(Clone)]
enum Exit {
    Link(String),
    Back,
    Action(Action),
}

/// The guard of the app. Copies are the same guard.
#[derive(Clone, Copy)]
pub struct LeaveGuard {
    stake: RwSignal<Option<Stake>>,
    exit: RwSignal<Option<Exit>, LocalStorage>,
    unload: StoredValue<Option<unload::Guard>, LocalStorage>,
    /// Whether the page is shown by the extra history entry.
    is_extra: StoredValue<bool>,
    /// What happens once the extra history entry is taken back.
    after_back: StoredValue<Option<Action>, LocalStorage>,
}

/// Makes the guard and puts it where every component finds it.
pub fn provide_leave_guard() {
    provide_context(LeaveGuard {
        stake: RwSignal::new(None),
        exit: RwSignal::new_local(None),
        unload: StoredValue::new_local(None),
        is_extra: StoredValue::new(false),
        after_back: StoredValue::new_local(None),
    });
}

/// The guard of the app.
pub fn use_leave_guard() -> LeaveGuard {
    expect_context()
}

impl LeaveGuard {
    /// From now on leaving asks.
    pub fn arm(self, stake: Stake) {
        if !self.is_extra.get_value() {
            // Going back leads to this entry first, which is the same page.
            push_same_page();
            self.is_extra.set_value(true);
        }
        self.stake.set(Some(stake));
        self.unload.set_value(Some(unload::arm()));
    }

    /// From now on leaving is free. Takes the extra history entry back, then does `action`.
    pub fn disarm_then(self, action: impl Fn() + 'static) {
        let was_armed = self.is_armed();
        self.release();
        match history().filter(|_| was_armed) {
            Some(history) => {
                self.after_back.set_value(Some(Rc::new(action)));
                let _ = history.back();
            }
            None => action(),
        }
    }

    /// From now on leaving is free. The extra history entry stays: for whoever goes on to another
    /// page anyway.
    pub fn release(self) {
        self.pause();
        self.is_extra.try_set_value(false);
    }

    /// From now on leaving is free, but this page stays and may arm the guard again.
    pub fn pause(self) {
        self.stake.try_set(None);
        self.unload.try_set_value(None);
    }

    /// Whether leaving asks; not tracked.
    pub fn is_armed(self) -> bool {
        self.stake.try_get_untracked().flatten().is_some()
    }

    /// Does `action` at once, or after the person has agreed to lose what is at stake.
    pub fn ask(self, action: impl Fn() + 'static) {
        if self.is_armed() {
            self.exit.set(Some(Exit::Action(Rc::new(action))));
        } else {
            action();
        }
    }
}

fn window() -> Option<Window> {
    web_sys::window()
}

fn history() -> Option<web_sys::History> {
    window()?.history().ok()
}

fn push_same_page() {
    if let Some(history) = history() {
        let _ = history.push_state(&JsValue::NULL, "");
    }
}

/// The dialog that asks, and the listeners that notice somebody leaving. One in the shell.
#[component]
pub fn LeaveGuardDialog() -> impl IntoView {
    let guard = use_leave_guard();
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if guard.exit.with(Option::is_some) {
            open.set(true);
        }
    });
    keep(catch_links(guard));
    keep(crate::platform::events::on_window("popstate", move |_| {
        if let Some(action) = guard.after_back.try_update_value(Option::take).flatten() {
            action();
        } else if guard.is_armed() {
            push_same_page();
            guard.exit.set(Some(Exit::Back));
        } else if guard.is_extra.try_get_value() == Some(true) {
            // The step back led to the same page, which nobody meant.
            guard.is_extra.set_value(false);
            if let Some(history) = history() {
                let _ = history.back();
            }
        }
    }));
    let navigate = use_navigate();
    let stay = move || {
        open.set(false);
        guard.exit.set(None);
    };
    let leave = move || {
        open.set(false);
        let exit = guard.exit.try_update(Option::take).flatten();
        match exit {
            Some(Exit::Link(href)) => {
                let navigate = navigate.clone();
                guard.disarm_then(move || {
                    navigate(
                        &href,
                        NavigateOptions {
                            resolve: false,
                            ..NavigateOptions::default()
                        },
                    );
                });
            }
            // One step for the extra entry, one for the page.
            Some(Exit::Back) => {
                guard.release();
                if let Some(history) = history() {
                    let _ = history.go_with_delta(-2);
                }
            }
            Some(Exit::Action(action)) => guard.disarm_then(move || action()),
            None => {}
        }
    };
    let leave = StoredValue::new_local(leave);
    let words = Memo::new(move |previous: Option<&Option<Stake>>| {
        // The words stay while the dialog fades.
        guard.stake.get().or_else(|| previous.copied().flatten())
    });
    let word = move |pick: fn(Stake) -> &'static str| words.get().map_or("", pick);
    view! {
        <Dialog
            open
            alert=true
            heading=Signal::derive(move || word(|stake| stake.heading).to_owned())
            description=Signal::derive(move || word(|stake| stake.text).to_owned())
            on_close=stay
            footer=move || {
                view! {
                    <Button on_press=stay>{move || word(|stake| stake.stay)}</Button>
                    <Button variant=Variant::DangerSolid on_press=move || leave.with_value(|leave| leave())>
                        {move || word(|stake| stake.leave)}
                    </Button>
                }
            }
        >
            ""
        </Dialog>
    }
}

/// Catches clicks on links before the router sees them.
fn catch_links(guard: LeaveGuard) -> Option<CaptureListener> {
    CaptureListener::new("click", move |event| {
        if !guard.is_armed() {
            return;
        }
        let Some(event) = event.dyn_ref::<MouseEvent>() else {
            return;
        };
        let opens_elsewhere = event.ctrl_key()
            || event.meta_key()
            || event.shift_key()
            || event.alt_key()
            || event.button() != 0;
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|element| element.closest("a[href]").ok().flatten())
            .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok());
        let Some(link) = link.filter(|link| {
            !opens_elsewhere && link.target().is_empty() && !link.has_attribute("download")
        }) else {
            return;
        };
        let here = window()
            .and_then(|window| window.location().pathname().ok())
            .unwrap_or_default();
        let same_page = link.pathname() == here && !link.hash().is_empty();
        let same_origin =
            window().and_then(|window| window.location().origin().ok()) == Some(link.origin());
        // Another origin is another page load, for which the browser asks.
        if same_page || !same_origin {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        guard.exit.set(Some(Exit::Link(format!(
            "{}{}",
            link.pathname(),
            link.search()
        ))));
    })
}

/// A listener in the capture phase of the window, for as long as it lives.
struct CaptureListener {
    name: &'static str,
    closure: Closure<dyn FnMut(web_sys::Event)>,
}

impl CaptureListener {
    fn new(name: &'static str, handler: impl FnMut(web_sys::Event) + 'static) -> Option<Self> {
        let closure = Closure::<dyn FnMut(web_sys::Event)>::new(handler);
        window()?
            .add_event_listener_with_callback_and_bool(name, closure.as_ref().unchecked_ref(), true)
            .ok()?;
        Some(Self { name, closure })
    }
}

impl Drop for CaptureListener {
    fn drop(&mut self) {
        if let Some(window) = window() {
            let callback: &js_sys::Function = self.closure.as_ref().unchecked_ref();
            let _ = window.remove_event_listener_with_callback_and_bool(self.name, callback, true);
        }
    }
}
