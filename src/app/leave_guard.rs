//! Asking before somebody leaves a page that would lose something.
//!
//! The router knows nothing like it, so this catches every way out by itself: links before the
//! router sees them, going back by an extra history entry that it goes forward to again, closing and reloading through the
//! browser's own question, and actions such as signing out because they ask here first.

use crate::app::lazy::{lazy, when_wanted};
use crate::app::navigation::{followed_link, use_navigate};
use crate::app::route::Route;
use console_domain::kind::TokenKind;
use console_platform::events::on_window;
use console_platform::{keep, unload};
use console_ui::{Button, Dialog, Variant};
use console_view::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Window;

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
    /// By this many steps of the history, the extra entry included.
    Back(u32),
    Action(Action),
}

/// The extra history entry of a page.
#[derive(Clone, PartialEq)]
struct Extra {
    /// What it carries as its state: no other entry does.
    mark: f64,
    /// The page's path.
    path: String,
    /// What follows a `#` in its address.
    hash: String,
}

/// The guard of the app. Copies are the same guard.
#[derive(Clone, Copy)]
pub struct LeaveGuard {
    stake: RwSignal<Option<Stake>>,
    exit: RwSignal<Option<Exit>>,
    unload: StoredValue<Option<unload::Guard>>,
    /// The extra history entry, while the page is shown by it.
    extra: StoredValue<Option<Extra>>,
    /// How many steps of the history have been taken back on the way to the extra entry.
    steps: StoredValue<u32>,
    /// What happens once the extra history entry is taken back.
    after_back: StoredValue<Option<Action>>,
    /// What was at stake when an action was agreed to.
    let_go: StoredValue<Option<Stake>>,
}

/// Makes the guard and puts it where every component finds it. Before the router, which would show
/// the page that the back button leads to: of two listeners the first one decides.
pub fn provide_leave_guard() {
    let guard = LeaveGuard {
        stake: RwSignal::new(None),
        exit: RwSignal::new(None),
        unload: StoredValue::new(None),
        extra: StoredValue::new(None),
        steps: StoredValue::new(0),
        after_back: StoredValue::new(None),
        let_go: StoredValue::new(None),
    };
    keep(on_window("popstate", move |event| guard.on_pop(&event)));
    provide_context(guard);
}

/// The guard of the app.
pub fn use_leave_guard() -> LeaveGuard {
    expect_context()
}

impl LeaveGuard {
    /// From now on leaving asks.
    pub fn arm(self, stake: Stake) {
        if self.extra.with_value(Option::is_none) {
            let extra = Extra {
                mark: js_sys::Date::now(),
                path: path(),
                hash: hash(),
            };
            // Going back leads to this entry first, which is the same page.
            if let Some(history) = history() {
                let _ = history.push_state(&extra.mark.into(), "");
            }
            self.extra.set_value(Some(extra));
        }
        self.stake.set(Some(stake));
        self.unload.set_value(Some(unload::arm()));
    }

    /// From now on leaving is free. Takes the extra history entry back, then does `action`.
    pub fn disarm_then(self, action: impl Fn() + 'static) {
        let has_extra = self.extra.with_value(Option::is_some);
        self.release();
        match history().filter(|_| has_extra) {
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
        self.extra.try_set_value(None);
    }

    /// From now on leaving is free, but this page stays and may arm the guard again.
    pub fn pause(self) {
        self.stake.try_set(None);
        self.let_go.try_set_value(None);
        self.unload.try_set_value(None);
    }

    /// Whether leaving asks; not tracked.
    pub fn is_armed(self) -> bool {
        self.stake.try_get_untracked().flatten().is_some()
    }

    /// Does `action` at once, or after the person has agreed to lose what is at stake. An action that
    /// does not leave after all says so by [`Self::stays`].
    pub fn ask(self, action: impl Fn() + 'static) {
        if self.is_armed() {
            self.exit.set(Some(Exit::Action(Rc::new(action))));
        } else {
            action();
        }
    }

    /// The action that was agreed to has failed, and the page is still there: leaving asks again.
    pub fn stays(self) {
        if let Some(stake) = self.let_go.try_update_value(Option::take).flatten() {
            self.arm(stake);
        }
    }

    /// The history has moved. What the router need not know is kept from it.
    fn on_pop(self, event: &web_sys::Event) {
        if let Some(action) = self.after_back.try_update_value(Option::take).flatten() {
            event.stop_immediate_propagation();
            action();
            return;
        }
        let Some(extra) = self.extra.get_value() else {
            return;
        };
        let is_here = path() == extra.path;
        // A link to a part of this page moves the history as well, and leaves nothing.
        if is_here && hash() != extra.hash {
            return;
        }
        if self.is_armed() {
            event.stop_immediate_propagation();
            let state = history().and_then(|history| history.state().ok());
            if state.and_then(|state| state.as_f64()) == Some(extra.mark) {
                let steps = self
                    .steps
                    .try_update_value(std::mem::take)
                    .unwrap_or_default();
                if steps > 0 {
                    // Who takes one step knows nothing of the extra entry.
                    self.exit.set(Some(Exit::Back(steps.max(2))));
                }
            } else {
                // Nobody can tell how far it went, so the way forward is counted: the extra entry is
                // the last one.
                self.steps.update_value(|steps| *steps += 1);
                if let Some(history) = history() {
                    let _ = history.forward();
                }
            }
        } else if is_here {
            // The step back led to the same page, which nobody meant.
            event.stop_immediate_propagation();
            self.extra.set_value(None);
            if let Some(history) = history() {
                let _ = history.back();
            }
        }
    }
}

fn window() -> Option<Window> {
    web_sys::window()
}

fn history() -> Option<web_sys::History> {
    window()?.history().ok()
}

fn path() -> String {
    window()
        .and_then(|window| window.location().pathname().ok())
        .unwrap_or_default()
}

fn hash() -> String {
    window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default()
}

/// Where to go from this page when there is no page before it.
fn list_of_page() -> String {
    let kind = match Route::parse(&path()) {
        Some(
            Route::List(kind)
            | Route::New(kind)
            | Route::Details(kind, _)
            | Route::Edit(kind, _)
            | Route::Rotate(kind, _),
        ) => kind,
        _ => TokenKind::Api,
    };
    Route::List(kind).href()
}

lazy!(leave: fn dialog(is_shown: bool) => is_shown.then(|| view! { <Question /> }));

/// Fetches the code of the question: whoever fills in a form may lose the network before leaving it.
pub fn prepare() {
    spawn_local(async {
        // Without it the guard fetches it once more when it is armed.
        let _ = dialog(false).await;
    });
}

/// The dialog that asks, and the listener that notices links. One in the shell. The code of the dialog comes when the guard
/// is armed for the first time.
#[component(transparent)]
pub fn LeaveGuardDialog() -> impl IntoView {
    let guard = use_leave_guard();
    keep(catch_links(guard));
    when_wanted(
        move || guard.stake.with(Option::is_some),
        // Nobody waits for it yet.
        || ().into_any(),
        || Box::pin(dialog(true)),
    )
}

#[component(transparent)]
fn Question() -> impl IntoView {
    let guard = use_leave_guard();
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if guard.exit.with(Option::is_some) {
            open.set(true);
        }
    });
    let navigate = use_navigate();
    let stay = move || {
        open.set(false);
        guard.exit.set(None);
    };
    let go_to = move |href: String| {
        guard.disarm_then(move || navigate.to(&href));
    };
    let leave = move || {
        open.set(false);
        let exit = guard.exit.try_update(Option::take).flatten();
        match exit {
            Some(Exit::Link(href)) => go_to(href),
            Some(Exit::Back(steps)) => {
                match history().filter(|history| history.length().is_ok_and(|all| steps < all)) {
                    Some(history) => {
                        guard.release();
                        let _ = history.go_with_delta(-i32::try_from(steps).unwrap_or(i32::MAX));
                    }
                    // This page is the first one of its tab.
                    None => go_to(list_of_page()),
                }
            }
            Some(Exit::Action(action)) => {
                let stake = guard.stake.get_untracked();
                guard.disarm_then(move || {
                    guard.let_go.set_value(stake);
                    action();
                });
            }
            None => {}
        }
    };
    let leave = StoredValue::new(leave);
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
        // For another origin, which is another page load, the browser asks.
        let Some(link) = followed_link(&event) else {
            return;
        };
        if link.pathname() == path() && !link.hash().is_empty() {
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
