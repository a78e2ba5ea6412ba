//! What keeps new values from being lost, and from being seen by others.

use crate::app::leave_guard::{LeaveGuard, use_leave_guard};
use crate::session::{Session, use_session};
use console_domain::unsaved_work::UnsavedWork;
use console_platform::{retain_until_cleanup, visibility};
use console_ui::{Button, Callout, Checkbox, Tone, Variant, announce};
use console_view::prelude::*;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use std::time::Duration;

/// How long a value is shown.
const SHOWN_FOR: Duration = Duration::from_mins(1);

/// Leaving asks until the person confirms that what is shown once is stored. It is wiped on leaving and when
/// the page goes away. When the session is over it is hidden, and waits with the page until the same person
/// has signed in again; nobody else gets the page. Copies are the same.
#[derive(Clone, Copy)]
pub struct ValueGuard {
    guard: LeaveGuard,
    work: StoredValue<UnsavedWork>,
    wipe: Callback<()>,
    /// Whether the person says that it is stored.
    is_stored: RwSignal<bool>,
    is_gone: RwSignal<bool>,
}

impl ValueGuard {
    /// `wipe` overwrites the values, `hide` takes them out of the document. Leaving asks about `work`.
    pub fn new(
        work: UnsavedWork,
        wipe: impl Fn() + Copy + Send + Sync + 'static,
        hide: impl Fn() + Copy + Send + Sync + 'static,
    ) -> Self {
        let this = Self {
            guard: use_leave_guard(),
            work: StoredValue::new(work),
            wipe: Callback::new(move |()| wipe()),
            is_stored: RwSignal::new(false),
            is_gone: RwSignal::new(false),
        };
        this.arm();
        retain_until_cleanup(visibility::on_page_hide(move || {
            wipe();
            hide();
            this.is_gone.try_set(true);
        }));
        let state = use_session().state();
        Effect::new(move |_| {
            if !matches!(state.get(), Session::SignedIn(_)) {
                hide();
            }
        });
        on_cleanup(move || {
            wipe();
            this.guard.release();
        });
        this
    }

    fn arm(self) {
        self.work
            .try_with_value(|work| self.guard.arm(work.clone()));
    }

    /// Whether leaving would lose something; tracked.
    pub fn is_at_stake(self) -> bool {
        !self.is_stored.get() && !self.is_gone.get()
    }

    /// Whether the values are gone because the page was; tracked.
    pub fn is_gone(self) -> bool {
        self.is_gone.get()
    }

    /// The person has agreed to leave for another origin.
    pub fn leave(self) {
        self.guard.release();
    }

    /// The page is still there after all.
    pub fn stay(self) {
        if untrack(|| self.is_at_stake()) {
            self.arm();
        }
    }

    /// Says that the values are gone, once they are. `way_on` says what to do then.
    pub fn gone_notice(self, title: &'static str, way_on: &'static str) -> AnyView {
        (move || {
            self.is_gone.get().then(|| {
                view! { <Callout tone=Tone::Warning title><p>{way_on}</p></Callout> }
            })
        })
        .into_any()
    }

    /// The box to tick when everything is stored, and the button that leaves the page then.
    pub fn footer(
        self,
        confirmation: &'static str,
        done_label: &'static str,
        on_done: Callback<()>,
    ) -> AnyView {
        let confirm = move |on: bool| {
            self.is_stored.set(on);
            if on {
                self.guard.pause();
            } else {
                self.stay();
            }
        };
        let done = move || {
            self.wipe.run(());
            self.guard.disarm_then(move || on_done.run(()));
        };
        view! {
            <div class="stored">
                <Checkbox checked=self.is_stored on_change=confirm>{confirmation}</Checkbox>
                <Button
                    variant=Variant::Primary
                    disabled=Signal::derive(move || self.is_at_stake())
                    on_press=done
                >
                    {done_label}
                </Button>
            </div>
        }
        .into_any()
    }
}

/// Calls `hide` when the tab or the window is left: whoever comes back may not be alone. And a minute after
/// the last change of `shown`, which is something while a value is shown: who goes away may have forgotten
/// it. One press shows it again.
pub fn hide_when_away<T: PartialEq + Clone + Send + Sync + 'static>(
    shown: Signal<Option<T>>,
    hide: impl Fn() + Copy + 'static,
) {
    retain_until_cleanup(visibility::on_change(move |visible| {
        if !visible {
            hide();
        }
    }));
    retain_until_cleanup(visibility::on_window_blur(hide));
    Effect::new(move |timer: Option<Option<TimeoutHandle>>| {
        if let Some(timer) = timer.flatten() {
            timer.clear();
        }
        let hide = move || {
            // The page may be gone meanwhile.
            if shown.try_get_untracked().flatten().is_some() {
                hide();
                announce("The value is hidden");
            }
        };
        let timer = shown
            .get()
            .is_some()
            .then(|| set_timeout_with_handle(hide, SHOWN_FOR));
        timer.and_then(Result::ok)
    });
}
