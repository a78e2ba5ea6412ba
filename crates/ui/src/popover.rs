//! What opens beside a button: in the top layer, next to it, never outside the window.

use console_view::prelude::*;
use leptos::html;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, KeyboardEvent};

use super::icon::{Icon, IconView};
use super::id::unique;
use console_platform::events::{call, key, property};
use console_platform::focus;

/// The least distance from the button, and from the edges of the window, in CSS pixels.
const GAP: f64 = 4.0;

/// Opens `popover` beside `source`.
pub(super) fn show_beside(popover: &HtmlElement, source: &HtmlElement) {
    let options = js_sys::Object::new();
    _ = js_sys::Reflect::set(&options, &"source".into(), source);
    _ = call(popover, "showPopover", &[&options]);
    keep_in_window(popover, source);
}

/// CSS places a popover. Where it does not know anchor positioning, or has put it out of the window, its
/// position is computed here: WebKit 2.50 does so in a page that is scrolled, because it looks for room as if
/// the page were not.
fn keep_in_window(popover: &HtmlElement, source: &HtmlElement) {
    let understood = property(&js_sys::global(), "CSS")
        .and_then(|css| {
            call(
                &css,
                "supports",
                &[&"position-area".into(), &"block-end".into()],
            )
        })
        .and_then(|answer| answer.as_bool());
    let Some(window) = web_sys::window() else {
        return;
    };
    let number = |value: Result<JsValue, JsValue>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0)
    };
    let (width, height) = (number(window.inner_width()), number(window.inner_height()));
    let own = popover.get_bounding_client_rect();
    // Its animation begins a little above its place.
    if understood == Some(true) && own.top() >= -GAP && own.bottom() <= height {
        return;
    }
    let anchor = source.get_bounding_client_rect();
    let below = anchor.bottom() + GAP;
    let top = if below + own.height() <= height {
        below
    } else {
        // Above; from the top of the window where there is no room either.
        (anchor.top() - GAP - own.height()).max(GAP)
    };
    let from_start = if anchor.left() + own.width() > width {
        anchor.right() - own.width()
    } else {
        anchor.left()
    };
    let left = from_start.min(width - own.width() - GAP).max(GAP);
    let style = popover.style();
    for (name, value) in [
        // It moves with the page, as its button does.
        ("position", "absolute"),
        ("position-area", "none"),
        ("inset", "auto"),
        ("margin", "0"),
    ] {
        _ = style.set_property(name, value);
    }
    for (name, value) in [
        ("top", top + window.scroll_y().unwrap_or(0.0)),
        ("left", left + window.scroll_x().unwrap_or(0.0)),
    ] {
        // The browser formats the number: Rust's own float formatting is 10 kB of code that nothing else
        // needs.
        if let Ok(pixels) = js_sys::Number::from(value).to_string_with_radix(10) {
            _ = style.set_property(name, &format!("{}px", String::from(pixels)));
        }
    }
}

/// Whether a popover is showing.
pub(super) fn is_showing(popover: &HtmlElement) -> bool {
    popover.matches(":popover-open").unwrap_or(false)
}

/// A button and the panel that it opens; menus and pop-up panels are made of it.
///
/// The panel is in the document only while it is open, so that hundreds of rows cost hundreds of buttons and
/// nothing else.
#[component(transparent)]
pub(super) fn Floating(
    /// The accessible name of the button.
    label: Option<Signal<String>>,
    /// The class of the button.
    trigger_class: &'static str,
    /// The button's content.
    trigger: AnyView,
    /// Whether the content lies beneath the button instead of in it. The accessible name of the button then
    /// need not repeat that text: it is the button's description.
    covers: bool,
    /// `menu` or `dialog`.
    role: &'static str,
    /// The class of the panel.
    panel_class: &'static str,
    /// What keys do in the panel.
    on_keydown: fn(&KeyboardEvent, &HtmlElement),
    /// Which element of the panel takes the focus when it opens.
    first: &'static str,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The panel's content.
    content: ChildrenFn,
) -> impl IntoView {
    let trigger_ref = NodeRef::<html::Button>::new();
    let trigger_id = unique("trigger");
    let panel_id = unique("panel");
    // Pressing the button while the panel is open closes it before the click event: the click must not open
    // it again.
    let was_open = StoredValue::new(false);
    let panel = {
        let (trigger_id, panel_id) = (trigger_id.clone(), panel_id.clone());
        move || {
            let panel_ref = NodeRef::<html::Div>::new();
            Effect::new(move |_| {
                if let (Some(panel), Some(trigger)) = (panel_ref.get(), trigger_ref.get_untracked())
                {
                    show_beside(&panel, &trigger);
                    let target = panel.query_selector(first).ok().flatten();
                    _ = focus::element(target.as_ref().unwrap_or(&panel));
                }
            });
            let labelled_by = trigger_id.clone();
            let content = content.clone();
            view! {
                <div
                    node_ref=panel_ref
                    id=panel_id.clone()
                    class=panel_class
                    popover="auto"
                    role=role
                    tabindex="-1"
                    aria-labelledby=labelled_by
                    on:toggle=move |_| {
                        if panel_ref.try_get_untracked().flatten().is_none_or(|panel| !is_showing(&panel)) {
                            // This event comes late: the page may have changed since.
                            _ = open.try_set(false);
                        }
                    }
                    on:keydown=move |event| {
                        if let Some(panel) = panel_ref.try_get_untracked().flatten() {
                            if key(&event) == "Escape" {
                                // The popover would close by itself, but so would a dialog around it.
                                event.prevent_default();
                                event.stop_propagation();
                                close(&panel);
                                // The browser says it a moment later, and the button may be pressed before it
                                // does.
                                _ = open.try_set(false);
                            } else {
                                on_keydown(&event, &panel);
                            }
                        }
                    }
                >
                    {content.run()}
                </div>
            }
        }
    };
    let controls = panel_id;
    let (inside, beneath) = if covers {
        (None, Some(trigger))
    } else {
        (Some(trigger), None)
    };
    let content_id = format!("{trigger_id}-content");
    let described_by = covers.then(|| content_id.clone());
    let button = view! {
        <button
            node_ref=trigger_ref
            id=trigger_id
            type="button"
            class=if covers { "trigger-cover" } else { trigger_class }
            aria-label=move || label.map(|label| label.get())
            aria-describedby=described_by
            aria-haspopup=role
            aria-expanded=move || if open.get() { "true" } else { "false" }
            aria-controls=move || open.get().then(|| controls.clone())
            on:pointerdown=move |_| was_open.set_value(open.get_untracked())
            on:click=move |_| {
                let reopening = was_open.get_value();
                was_open.set_value(false);
                open.set(!reopening && !open.get_untracked());
            }
            on:keydown=move |event| {
                if role == "menu" && !open.get_untracked() && event.key() == "ArrowDown" {
                    event.prevent_default();
                    open.set(true);
                }
            }
        >
            {inside}
        </button>
    };
    let trigger = match beneath {
        Some(content) => view! {
            <span class=trigger_class>
                {button}<span id=content_id class="trigger-content" aria-hidden="true">{content}</span>
            </span>
        }
        .into_any(),
        None => button.into_any(),
    };
    view! {
        {trigger}
        <Show when=move || open.get()>{panel.clone()()}</Show>
    }
}

/// Closes the panel that `inside` belongs to and gives the focus back to its button.
pub fn close(inside: &HtmlElement) {
    let Ok(Some(panel)) = inside.closest("[popover]") else {
        return;
    };
    let button = panel.get_attribute("aria-labelledby");
    if let Some(panel) = panel.dyn_ref::<HtmlElement>() {
        _ = panel.hide_popover();
    }
    if let Some(button) = button {
        _ = focus::id(&button);
    }
}

/// What of a panel takes the focus when it opens.
const FIRST: &str = "[autofocus], input, select, button, a[href]";

/// For content that comes later than its panel: moves the focus from the panel into it, and the panel, which
/// has grown, to where there is room.
pub fn focus_loaded_content() {
    request_animation_frame(|| {
        let Some(panel) = focus::active().filter(|active| active.has_attribute("popover")) else {
            return;
        };
        let button = panel
            .get_attribute("aria-labelledby")
            .and_then(|id| document().get_element_by_id(&id));
        if let (Some(panel), Some(button)) = (
            panel.dyn_ref(),
            button.and_then(|button| button.dyn_into().ok()),
        ) {
            keep_in_window(panel, &button);
        }
        if let Ok(Some(first)) = panel.query_selector(FIRST) {
            _ = focus::element(&first);
        }
    });
}

/// A button that opens a small panel with any content: filters, a list to search in.
///
/// `<PopoverButton label="Filter" icon=Icon::FILTER trigger_class="chip">…</PopoverButton>`
#[component(transparent)]
pub fn PopoverButton(
    /// The words on the button, and the name of the panel.
    #[prop(into)]
    label: Signal<String>,
    /// The accessible name, when the words are not enough; it must contain them.
    #[prop(optional, into)]
    aria_label: Option<Signal<String>>,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// The class of the button.
    trigger_class: &'static str,
    /// What is on the button, instead of icon and words.
    #[prop(optional, into)]
    trigger: Option<ViewFnOnce>,
    /// The panel.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let covers = trigger.is_some();
    let trigger = match trigger {
        Some(trigger) => trigger.run(),
        None => view! {
            {icon.map(|icon| view! { <IconView icon /> })}
            <span class="btn-label">{label}</span>
        }
        .into_any(),
    };
    view! {
        <Floating
            label=Some(aria_label.unwrap_or(label))
            trigger_class
            trigger
            covers
            role="dialog"
            panel_class="popover"
            on_keydown=|_, _| ()
            first=FIRST
            open
            content=children
        />
    }
}
