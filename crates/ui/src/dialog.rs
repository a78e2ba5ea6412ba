//! Modal dialogs.

use console_view::prelude::*;
use leptos::html;

use super::announcer::AnnouncerRegion;
use super::button::IconButton;
use super::icon::Icon;
use super::id::unique;
use super::sentence::with_names;
use super::toast::ToastRegion;
use console_platform::events::key;
use console_platform::{focus, retain_until_cleanup};

/// A modal dialog over the page.
///
/// The native element does most of it: the top layer, the inert page behind, the focus that stays inside. The
/// content is in the document only while the dialog is open, so that what it shows is gone when it closes.
/// The focus goes to the element with `autofocus`, or to the first control of the content, and returns to
/// where it was.
///
/// `<Dialog open heading="Delete token" footer=move || view! { … }>"It stops working at once."</Dialog>`
#[component(transparent)]
pub fn Dialog(
    /// Whether it is open; set to `false` when the person closes it.
    open: RwSignal<bool>,
    /// Its name.
    #[prop(into)]
    heading: Signal<String>,
    /// One sentence below the name, read together with it.
    #[prop(optional, into)]
    description: Option<Signal<String>>,
    /// The ids of what in the content is read together with the name, where there is no `description`.
    #[prop(optional)]
    described_by: Option<&'static str>,
    /// Whether Escape, the close button and a press on the backdrop close it. False while something is being
    /// done that must not be lost.
    #[prop(default = Signal::stored(true), into)]
    dismissable: Signal<bool>,
    /// Whether it interrupts with a question that must be answered.
    #[prop(optional)]
    alert: bool,
    /// 640 px wide instead of 480.
    #[prop(optional)]
    wide: bool,
    /// Called when the person closed it by Escape, the cross or beside it.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    /// The buttons at the bottom: the harmless one first.
    #[prop(optional, into)]
    footer: Option<ViewFn>,
    /// The content.
    children: ChildrenFn,
) -> impl IntoView {
    let close = move || {
        open.set(false);
        if let Some(on_close) = on_close {
            on_close.run(());
        }
    };
    view! {
        <Show when=move || open.get()>
            <Body
                heading
                description
                described_by
                dismissable
                alert
                wide
                close=Callback::new(move |()| close())
                footer=footer.clone()
                content=children.clone()
            />
        </Show>
    }
}

/// Closes the native dialog and gives the focus back when the content goes away, whoever took it away.
struct Opened {
    dialog: web_sys::HtmlDialogElement,
    opener: focus::Saved,
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.dialog.close();
        // Browsers notice late that what had the focus is not shown any more.
        let is_lost =
            focus::active().is_none_or(|active| self.dialog.contains(Some(active.as_ref())));
        if !self.opener.restore() && is_lost {
            // The opener went with the dialog, for instance the row of a deleted token.
            _ = focus::selector("main h1, h1");
        }
    }
}

#[component(transparent)]
fn Body(
    heading: Signal<String>,
    description: Option<Signal<String>>,
    described_by: Option<&'static str>,
    dismissable: Signal<bool>,
    alert: bool,
    wide: bool,
    close: Callback<()>,
    footer: Option<ViewFn>,
    content: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let opener = focus::save();
    Effect::new(move |opened: Option<bool>| {
        let Some(dialog) = node.get() else {
            return false;
        };
        if opened == Some(true) {
            return true;
        }
        if dialog.show_modal().is_ok() {
            focus_inside(&dialog);
        }
        true
    });
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            retain_until_cleanup(Opened {
                dialog: dialog.clone(),
                opener: opener.clone(),
            });
        }
    });
    let request_close = move || {
        if dismissable.try_get_untracked() == Some(true) {
            close.run(());
        }
    };
    // `close` arrives a moment after the dialog is gone: what it reads may be gone too.
    // A press that began inside and ended outside (selecting text) must not close it.
    let pressed_outside = StoredValue::new(false);
    let outside = move |target: Option<web_sys::EventTarget>| {
        node.try_get_untracked()
            .flatten()
            .is_some_and(|dialog| target.as_ref() == Some(dialog.as_ref()))
    };
    let (title_id, text_id) = (unique("dialog"), unique("dialog"));
    let labelled_by = title_id.clone();
    let described_by = match description {
        Some(_) => Some(text_id.clone()),
        None => described_by.map(str::to_owned),
    };
    view! {
        <dialog
            node_ref=node
            class=if wide { "dialog dialog-wide" } else { "dialog" }
            role=if alert { Some("alertdialog") } else { None }
            aria-labelledby=labelled_by
            aria-describedby=described_by
            tabindex="-1"
            closedby=move || if dismissable.get() { "closerequest" } else { "none" }
            on:cancel=move |event: web_sys::Event| {
                // A file input or a popover inside also sends `cancel`.
                if outside(event.target()) {
                    event.prevent_default();
                    request_close();
                }
            }
            on:keydown=move |event| {
                if key(&event) == "Escape" && !event.default_prevented() {
                    event.prevent_default();
                    request_close();
                }
            }
            on:pointerdown=move |event| pressed_outside.set_value(outside(event.target()))
            on:click=move |event| {
                if pressed_outside.get_value() && outside(event.target()) {
                    request_close();
                }
            }
            on:close=move |event: web_sys::Event| {
                // Some browsers close it at the second Escape whatever the page says.
                if outside(event.target()) {
                    if dismissable.try_get_untracked() == Some(true) {
                        close.run(());
                    } else if let Some(dialog) = node.try_get_untracked().flatten() {
                        _ = dialog.show_modal();
                    }
                }
            }
        >
            <div class="dialog-panel">
                <div class="dialog-header">
                    <h2 id=title_id dir="auto">{with_names(move || heading.get())}</h2>
                    {description.map(|text| view! {
                        <p id=text_id class="dialog-text" dir="auto">{with_names(move || text.get())}</p>
                    })}
                </div>
                <div class="dialog-body">{content.run()}</div>
                {footer.map(|footer| view! { <div class="dialog-footer">{footer.run()}</div> })}
                <Show when=move || dismissable.get()>
                    <div class="dialog-close">
                        <IconButton icon=Icon::X label="Close" on_press=request_close />
                    </div>
                </Show>
            </div>
            <AnnouncerRegion />
            <ToastRegion />
        </dialog>
    }
}

/// Focuses the control to begin with. The browser would focus the first one, which may be a link in the text.
fn focus_inside(dialog: &web_sys::Element) {
    let target = [
        "[autofocus]",
        ".dialog-body :is(input, select, textarea)",
        ".dialog-footer button",
    ]
    .iter()
    .find_map(|selector| dialog.query_selector(selector).ok().flatten());
    _ = focus::element(target.as_ref().unwrap_or(dialog));
    // The buttons are always in sight, and the browser may have scrolled for them all the same: what is asked
    // stands at the top.
    let is_button = |target: &web_sys::Element| target.matches(".dialog-footer *") == Ok(true);
    if target.as_ref().is_some_and(is_button) {
        dialog.set_scroll_top(0);
    }
}
