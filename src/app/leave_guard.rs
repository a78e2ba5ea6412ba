//! Asking before somebody leaves a page that would lose something.
//!
//! The router has no such thing, so this catches every way out by itself: links before the router
//! sees them, going back by a sentinel entry of the history (see [`LeaveHistory`]), closing and reloading
//! through the browser's own question, and actions such as signing out because they ask here first.

mod question;

use crate::app::lazy::{lazy, lazy_on_demand};
use crate::app::navigation::{followed_link, leads_up, use_navigate};
use crate::app::route::Route;
use console_domain::kind::TokenKind;
use console_domain::leave_history::{Address, LeaveHistory, Pop};
use console_domain::unsaved_work::UnsavedWork;
use console_platform::events::on_window;
use console_platform::{locks, retain_until_cleanup, unload};
use console_ui::{Button, Dialog, Variant};
use console_view::prelude::*;
use leptos::task::spawn_local;
use question::Question;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Window;

type Action = Rc<dyn Fn()>;

/// Where somebody was about to go.
#[derive(Clone)]
enum Exit {
    Link {
        href: String,
        /// See [`leads_up`].
        is_up: bool,
    },
    /// By this many steps of the history, the sentinel included.
    Back(u32),
    Action(Action),
    /// Signing out, which takes this from other tabs, see [`UnsavedWork::from_lock_name`].
    SignOut(Vec<String>, Action),
}

/// The guard of the app. Copies are the same guard.
#[derive(Clone, Copy)]
pub struct LeaveGuard {
    work: RwSignal<Option<UnsavedWork>>,
    exit: RwSignal<Option<Exit>>,
    unload: StoredValue<Option<unload::Guard>>,
    history: StoredValue<LeaveHistory>,
    /// The page's address with its query, for putting it back on top of the history.
    href: StoredValue<String>,
    /// What happens once the sentinel is taken back.
    after_back: StoredValue<Option<Action>>,
    /// What was to be lost when an action was agreed to.
    given_up: StoredValue<Option<UnsavedWork>>,
}

/// Makes the guard and puts it where every component finds it. Before the router, which would show
/// the page that the back button leads to: of two listeners the first one decides.
pub fn provide_leave_guard() {
    let guard = LeaveGuard {
        work: RwSignal::new(None),
        exit: RwSignal::new(None),
        unload: StoredValue::new(None),
        history: StoredValue::new(LeaveHistory::default()),
        href: StoredValue::new(String::new()),
        after_back: StoredValue::new(None),
        given_up: StoredValue::new(None),
    };
    retain_until_cleanup(on_window("popstate", move |event| guard.on_pop(&event)));
    provide_context(guard);
}

/// The guard of the app.
pub fn use_leave_guard() -> LeaveGuard {
    expect_context()
}

impl LeaveGuard {
    /// From now on leaving asks.
    pub fn arm(self, work: UnsavedWork) {
        let needs_sentinel = self
            .history
            .try_update_value(|history| history.arm(address()));
        if needs_sentinel == Some(true) {
            self.href.set_value(href());
            let mark = js_sys::Date::now();
            let is_there = push_entry(Some(mark), None);
            self.history
                .update_value(|history| history.pushed(mark, is_there));
        }
        self.work.set(Some(work));
        self.unload.set_value(Some(unload::arm()));
    }

    /// From now on leaving is free. Takes the sentinel back, then does `action`.
    pub fn disarm_then(self, action: impl Fn() + 'static) {
        let takes_back = self
            .history
            .try_update_value(LeaveHistory::take_back)
            .unwrap_or(false);
        self.release();
        match history().filter(|_| takes_back) {
            Some(history) => {
                self.after_back.set_value(Some(Rc::new(action)));
                let _ = history.back();
            }
            None => action(),
        }
    }

    /// From now on leaving is free. The sentinel stays in the history: for whoever goes on to another
    /// page anyway.
    pub fn release(self) {
        self.pause();
        self.history.try_update_value(LeaveHistory::release);
    }

    /// From now on leaving is free, but this page stays and may arm the guard again.
    pub fn pause(self) {
        self.history.try_update_value(LeaveHistory::pause);
        self.work.try_set(None);
        // Nothing is lost any more by what was being asked about: who wanted to leave is free to do so.
        let is_moot = self.exit.try_with_untracked(|exit| {
            matches!(
                exit,
                Some(Exit::Link { .. } | Exit::Back(_) | Exit::Action(_))
            )
        });
        if is_moot == Some(true) {
            self.exit.set(None);
        }
        self.given_up.try_set_value(None);
        self.unload.try_set_value(None);
    }

    /// Whether leaving asks; not tracked.
    pub fn is_armed(self) -> bool {
        self.unsaved().is_some()
    }

    /// What would be lost by leaving; not tracked.
    pub fn unsaved(self) -> Option<UnsavedWork> {
        self.work.try_get_untracked().flatten()
    }

    /// Does `action` at once, or after the person has agreed to lose what is unsaved. An action that
    /// does not leave after all says so by [`Self::rearm`].
    pub fn ask(self, action: impl Fn() + 'static) {
        if self.is_armed() {
            self.exit.set(Some(Exit::Action(Rc::new(action))));
        } else {
            action();
        }
    }

    /// Does `action`, which signs out, at once, or after the person has agreed to lose what is unsaved here
    /// and in other tabs (`elsewhere`).
    pub fn ask_to_sign_out(self, elsewhere: Vec<String>, action: impl Fn() + 'static) {
        if elsewhere.is_empty() {
            self.ask(action);
        } else {
            self.exit
                .set(Some(Exit::SignOut(elsewhere, Rc::new(action))));
        }
    }

    /// The action that was agreed to has failed, and the page is still there: leaving asks again.
    pub fn rearm(self) {
        if let Some(work) = self.given_up.try_update_value(Option::take).flatten() {
            self.arm(work);
        }
    }

    /// The history has moved. What the router need not know is kept from it.
    fn on_pop(self, event: &web_sys::Event) {
        let pop = self
            .history
            .try_update_value(|history| history.on_pop(&address(), current_mark()));
        let pop = match pop {
            Some(Pop::Restore) => self.restore(),
            Some(pop) => pop,
            None => return,
        };
        if pop == Pop::Pass {
            return;
        }
        event.stop_immediate_propagation();
        match pop {
            Pop::Forward => _ = history().map(|history| history.forward()),
            Pop::Back => _ = history().map(|history| history.back()),
            Pop::Ask(steps) => self.exit.set(Some(Exit::Back(steps))),
            Pop::Act => {
                if let Some(action) = self.after_back.try_update_value(Option::take).flatten() {
                    action();
                }
            }
            Pop::Pass | Pop::Swallow | Pop::Restore => {}
        }
    }

    /// Puts the page that is still shown on top of the entry to which the history has moved, and a sentinel
    /// on top of that.
    fn restore(self) -> Pop {
        let has_page = push_entry(None, Some(&self.href.get_value()));
        let mark = js_sys::Date::now();
        let sentinel = (has_page && push_entry(Some(mark), None)).then_some(mark);
        self.history
            .try_update_value(|history| history.restored(has_page, sentinel))
            .unwrap_or(Pop::Pass)
    }
}

/// Adds an entry to the history, for `href` or for the address that is shown. Whether it is there: a browser
/// that has had too many of them refuses more for a while, and does not always say so.
fn push_entry(mark: Option<f64>, href: Option<&str>) -> bool {
    let state = mark.map_or(JsValue::NULL, Into::into);
    let Some(history) = history() else {
        return false;
    };
    let pushed = history.push_state_with_url(&state, "", href).is_ok();
    pushed && current_mark() == mark && href.is_none_or(|href| self::href() == href)
}

/// The mark of the entry that is shown, if it is a sentinel.
fn current_mark() -> Option<f64> {
    history()?.state().ok()?.as_f64()
}

fn address() -> Address {
    Address {
        path: path(),
        hash: hash(),
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

/// The address that is shown: path, query and what follows a `#`.
pub(super) fn href() -> String {
    let query = window().and_then(|window| window.location().search().ok());
    format!("{}{}{}", path(), query.unwrap_or_default(), hash())
}

/// Where to go from this page when there is no page before it.
fn list_of_page() -> String {
    let kind = match Route::here() {
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

/// The dialog that asks, and the listener that notices links. One in the shell. The code of the dialog comes
/// when the guard is armed for the first time.
#[component(transparent)]
pub fn LeaveGuardDialog() -> impl IntoView {
    let guard = use_leave_guard();
    retain_until_cleanup(catch_links(guard));
    lazy_on_demand(
        move || guard.work.with(Option::is_some) || guard.exit.with(Option::is_some),
        // Mostly nobody waits for it yet.
        || ().into_any(),
        || Box::pin(dialog(true)),
    )
}

#[component(transparent)]
fn Question() -> impl IntoView {
    let guard = use_leave_guard();
    // By this lock other tabs know what a sign-out would take from this one.
    let lock_name = Memo::new(move |_| {
        guard
            .work
            .with(|work| work.as_ref().map(UnsavedWork::lock_name))
    });
    Effect::new(move |_: Option<Option<locks::Guard>>| {
        lock_name.get().map(|name| locks::share(&name))
    });
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(guard.exit.with(Option::is_some)));
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
            Some(Exit::Link { href, is_up: true }) => {
                guard.disarm_then(move || navigate.leave_for(&href));
            }
            Some(Exit::Link { href, is_up: false }) => go_to(href),
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
            Some(Exit::Action(action) | Exit::SignOut(_, action)) => {
                let work = guard.unsaved();
                guard.disarm_then(move || {
                    guard.given_up.set_value(work.clone());
                    action();
                });
            }
            None => {}
        }
    };
    let leave = StoredValue::new(leave);
    let question = Memo::new(move |previous: Option<&Question>| {
        let asked = guard.exit.with(|exit| match exit {
            Some(Exit::SignOut(elsewhere, _)) => Some(Question::of_signing_out(
                guard.work.get().as_ref(),
                elsewhere,
            )),
            Some(_) => guard.work.get().map(|work| Question::of(work.kind)),
            None => None,
        });
        // The text stays while the dialog fades.
        asked.or_else(|| previous.cloned()).unwrap_or_default()
    });
    let word = move |pick: fn(&Question) -> &'static str| question.with(pick);
    view! {
        <Dialog
            open
            alert=true
            heading=Signal::derive(move || word(|question| question.heading).to_owned())
            description=Signal::derive(move || question.with(|question| question.text.clone()))
            on_close=stay
            footer=move || {
                view! {
                    <Button on_press=stay>{move || word(|question| question.stay)}</Button>
                    <Button variant=Variant::DangerSolid on_press=move || leave.with_value(|leave| leave())>
                        {move || word(|question| question.leave)}
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
        guard.exit.set(Some(Exit::Link {
            href: format!("{}{}", link.pathname(), link.search()),
            is_up: leads_up(&link),
        }));
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
