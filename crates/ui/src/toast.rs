//! Short notes on what was done. Never for an error that asks for a decision, and never with a secret.

use std::cell::Cell;
use std::time::Duration;

use console_view::prelude::*;

use super::announcer::announce;
use super::button::{Button, IconButton, Size};
use super::icon::{Icon, IconView};
use super::layer;
use super::sentence::with_names;
use super::tone::Tone;
use console_platform::focus;

/// A note.
#[derive(Clone, Debug)]
pub struct Toast {
    /// What it means.
    pub tone: Tone,
    /// One sentence.
    pub message: String,
}

impl Toast {
    /// It worked.
    pub fn success(message: impl Into<String>) -> Self {
        Self {
            tone: Tone::Success,
            message: message.into(),
        }
    }

    /// Worth knowing.
    pub fn info(message: impl Into<String>) -> Self {
        Self {
            tone: Tone::Info,
            message: message.into(),
        }
    }

    /// It did not work, and nothing needs to be decided.
    pub fn danger(message: impl Into<String>) -> Self {
        Self {
            tone: Tone::Danger,
            message: message.into(),
        }
    }

    /// Shows it.
    pub fn show(self) {
        push(self, None);
    }
}

#[derive(Clone)]
struct Entry {
    id: u32,
    toast: Toast,
    /// Half seconds left to live.
    left: u32,
    /// What "Stop waiting" does. Such a note stays as long as there is something to wait for.
    stop: Option<fn()>,
}

/// How often the notes are looked at.
const TICK: Duration = Duration::from_millis(500);
/// How long a note stays, in ticks: six seconds.
const LIFE: u32 = 12;
/// How many notes are shown at once.
const AT_MOST: usize = 4;

thread_local! {
    static ENTRIES: ArcRwSignal<Vec<Entry>> = ArcRwSignal::new(Vec::new());
    static NEXT: Cell<u32> = const { Cell::new(0) };
    static PAUSED: Cell<bool> = const { Cell::new(false) };
    static TICKING: Cell<bool> = const { Cell::new(false) };
}

fn entries() -> ArcRwSignal<Vec<Entry>> {
    ENTRIES.with(Clone::clone)
}

/// Shows a note and says it to screen readers.
fn push(toast: Toast, stop: Option<fn()>) {
    let id = NEXT.get();
    NEXT.set(id.wrapping_add(1));
    announce(toast.message.clone());
    entries().update(|entries| {
        if entries.len() >= AT_MOST {
            // That something is awaited is said as long as it is.
            let oldest = entries.iter().position(|entry| entry.stop.is_none());
            oldest.map(|oldest| entries.remove(oldest));
        }
        entries.push(Entry {
            id,
            toast,
            left: if stop.is_some() { u32::MAX } else { LIFE },
            stop,
        });
    });
    if !TICKING.replace(true) {
        tick();
    }
}

/// Takes all notes away: for a sign-out or a switch of organization.
pub fn clear() {
    entries().update(|entries| entries.retain(|entry| entry.stop.is_some()));
}

/// Says that an answer is long in coming, as long as there is a way to stop waiting for it.
pub fn still_waiting(stop: Option<fn()>) {
    if stop.is_some() {
        push(
            Toast::info("Openlane has not answered yet. Still waiting…"),
            stop,
        );
    } else {
        let had_focus =
            focus::active().is_some_and(|active| active.matches(".toast button") == Ok(true));
        entries().update(|entries| entries.retain(|entry| entry.stop.is_none()));
        if had_focus {
            rescue_focus();
        }
    }
}

fn tick() {
    set_timeout(
        || {
            let entries = entries();
            if !PAUSED.get() {
                let mut over = false;
                entries.update_untracked(|entries| {
                    for entry in entries {
                        entry.left = entry.left.saturating_sub(1);
                        over |= entry.left == 0;
                    }
                });
                if over {
                    entries.update(|entries| entries.retain(|entry| entry.left > 0));
                }
            }
            if entries.with_untracked(Vec::is_empty) {
                PAUSED.set(false);
                TICKING.set(false);
            } else {
                tick();
            }
        },
        TICK,
    );
}

fn dismiss(id: u32) {
    entries().update(|entries| entries.retain(|entry| entry.id != id));
    rescue_focus();
}

/// The button that had the focus goes with its note, a moment later.
fn rescue_focus() {
    PAUSED.set(false);
    request_animation_frame(|| {
        if focus::active().is_none() {
            const NEXT: [&str; 4] = [
                ".toast button",
                "dialog[open] [autofocus]",
                "dialog[open]",
                "main h1",
            ];
            _ = NEXT.iter().any(|selector| focus::selector(selector));
        }
    });
}

/// Where the notes are shown. One in the shell; dialogs bring their own.
///
/// `<ToastRegion/>`
#[component(transparent)]
pub fn ToastRegion() -> impl IntoView {
    let on_top = layer::enter(layer::Kind::Toasts);
    let entries = entries();
    let is_shown = {
        let entries = entries.clone();
        Memo::new(move |_| on_top() && entries.with(|entries| !entries.is_empty()))
    };
    view! {
        <Show when=move || is_shown.get()>
            <section
                class="toasts"
                aria-label="Notifications"
                on:pointerenter=|_| PAUSED.set(true)
                on:pointerleave=|_| PAUSED.set(false)
                on:focusin=|_| PAUSED.set(true)
                on:focusout=|_| PAUSED.set(false)
            >
                <ol>
                    <For
                        each={let entries = entries.clone(); move || entries.get()}
                        key=|entry| entry.id
                        let(entry)
                    >
                        <ToastItem entry />
                    </For>
                </ol>
            </section>
        </Show>
    }
}

#[component(transparent)]
fn ToastItem(entry: Entry) -> impl IntoView {
    let Entry {
        id,
        toast: Toast { tone, message },
        stop,
        ..
    } = entry;
    view! {
        <li class=format!("toast {}", tone.class())>
            <IconView icon=tone.icon() />
            <span class="toast-text">{with_names(move || message.clone())}</span>
            {match stop {
                Some(stop) => view! {
                    <Button size=Size::Small on_press=stop>"Stop waiting"</Button>
                }
                .into_any(),
                None => view! {
                    <IconButton icon=Icon::X label="Dismiss" size=Size::Small on_press=move || dismiss(id) />
                }
                .into_any(),
            }}
        </li>
    }
}
