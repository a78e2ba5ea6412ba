//! A button that opens a menu.

use console_view::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::icon::{Icon, IconView};
use super::id::unique;
use super::popover::{Floating, close};
use console_platform::{events, focus, intl};

#[derive(Clone)]
enum Kind {
    Link(String),
    Action(Callback<()>),
    Radio(bool, Callback<()>),
    Separator,
    Heading,
}

/// One line of a menu.
#[derive(Clone)]
pub struct MenuItem {
    kind: Kind,
    label: String,
    icon: Option<Icon>,
    danger: bool,
    disabled: Option<String>,
}

impl std::fmt::Debug for MenuItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("MenuItem").field(&self.label).finish()
    }
}

impl MenuItem {
    fn new(kind: Kind, label: String) -> Self {
        Self {
            kind,
            label,
            icon: None,
            danger: false,
            disabled: None,
        }
    }

    /// Goes somewhere.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::new(Kind::Link(href.into()), label.into())
    }

    /// Does something. The menu is closed and its button focused first, so that a dialog opened now gives the focus back to it.
    pub fn action(label: impl Into<String>, on_select: impl Fn() + Send + Sync + 'static) -> Self {
        Self::new(
            Kind::Action(Callback::new(move |()| on_select())),
            label.into(),
        )
    }

    /// One of several choices.
    pub fn radio(
        label: impl Into<String>,
        checked: bool,
        on_select: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self::new(
            Kind::Radio(checked, Callback::new(move |()| on_select())),
            label.into(),
        )
    }

    /// A line between groups.
    pub fn separator() -> Self {
        Self::new(Kind::Separator, String::new())
    }

    /// A small title above a group.
    pub fn heading(label: impl Into<String>) -> Self {
        Self::new(Kind::Heading, label.into())
    }

    /// Adds an icon.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Marks it as destructive.
    #[must_use]
    pub fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    /// Shows it without letting it be chosen, and says why.
    #[must_use]
    pub fn disabled(mut self, reason: impl Into<String>) -> Self {
        self.disabled = Some(reason.into());
        self
    }
}

/// A button that opens a menu. Arrow keys, Home, End and letters move in it; Escape, Tab and choosing close it, and the focus
/// goes back to the button.
///
/// `<MenuButton label=format!("Actions for {name}") items=move || vec![MenuItem::link("Details", href)]/>`
#[component(transparent)]
pub fn MenuButton(
    /// The accessible name of the button.
    #[prop(into)]
    label: Signal<String>,
    /// What is on it; asked for each time it opens.
    #[prop(into)]
    items: Callback<(), Vec<MenuItem>>,
    /// The icon on the button when it has no other content.
    #[prop(default = Icon::Dots)]
    icon: Icon,
    /// The class of the button.
    #[prop(default = "btn btn-ghost btn-icon")]
    trigger_class: &'static str,
    /// What is on the button, instead of the icon.
    #[prop(optional, into)]
    trigger: Option<ViewFnOnce>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let covers = trigger.is_some();
    let trigger = match trigger {
        Some(trigger) => trigger.run(),
        None => view! { <IconView icon /> }.into_any(),
    };
    let content: ChildrenFn = std::sync::Arc::new(move || {
        items
            .run(())
            .into_iter()
            .map(item_view)
            .collect_view()
            .into_any()
    });
    view! {
        <Floating
            label=Some(label)
            trigger_class
            trigger
            covers
            role="menu"
            panel_class="menu"
            on_keydown
            first=ITEMS
            open
            content
        />
    }
}

const ITEMS: &str = "[role^=menuitem]";

fn chosen(event: &web_sys::MouseEvent, disabled: bool, on_select: Option<Callback<()>>) {
    if disabled {
        event.prevent_default();
        event.stop_propagation();
        return;
    }
    if let Some(item) = event
        .current_target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
    {
        close(&item);
    }
    if let Some(on_select) = on_select {
        on_select.run(());
    }
}

fn item_view(item: MenuItem) -> AnyView {
    let MenuItem {
        kind,
        label,
        icon,
        danger,
        disabled,
    } = item;
    let class = if danger {
        "menu-item menu-item-danger"
    } else {
        "menu-item"
    };
    let blocked = disabled.is_some();
    let aria_disabled = blocked.then_some("true");
    let reason_id = blocked.then(|| unique("reason"));
    let described_by = reason_id.clone();
    let (role, checked) = match &kind {
        Kind::Separator => {
            return view! { <div class="menu-separator" role="separator"></div> }.into_any();
        }
        Kind::Heading => {
            return view! { <div class="menu-heading" role="presentation">{label}</div> }
                .into_any();
        }
        Kind::Radio(checked, _) => (
            "menuitemradio",
            Some(if *checked { "true" } else { "false" }),
        ),
        Kind::Link(_) | Kind::Action(_) => ("menuitem", None),
    };
    let content = view! {
        {icon.map(|icon| view! { <IconView icon /> })}
        <span class="menu-text" dir="auto">{label}</span>
        {(checked == Some("true")).then(|| view! { <IconView icon=Icon::Check /> })}
    };
    let item = match kind {
        Kind::Link(href) => view! {
            <a
                class=class
                role=role
                tabindex="-1"
                href=href
                aria-describedby=described_by
                aria-disabled=aria_disabled
                on:click=move |event| chosen(&event, blocked, None)
            >
                {content}
            </a>
        }
        .into_any(),
        Kind::Action(on_select) | Kind::Radio(_, on_select) => view! {
            <button
                type="button"
                class=class
                role=role
                tabindex="-1"
                aria-checked=checked
                aria-describedby=described_by
                aria-disabled=aria_disabled
                on:click=move |event| chosen(&event, blocked, Some(on_select))
            >
                {content}
            </button>
        }
        .into_any(),
        Kind::Separator | Kind::Heading => ().into_any(),
    };
    // Below the item, not in it: the item is still found by its name alone.
    view! {
        {item}
        {disabled.map(|reason| view! { <span class="menu-reason" id=reason_id>{reason}</span> })}
    }
    .into_any()
}

fn on_keydown(event: &KeyboardEvent, menu: &HtmlElement) {
    let key = event.key();
    if key == "Tab" {
        // Tab leaves from where the menu was opened, not from its place at the end of the document.
        close(menu);
        return;
    }
    let Ok(list) = menu.query_selector_all(ITEMS) else {
        return;
    };
    let items: Vec<HtmlElement> = (0..list.length())
        .filter_map(|index| list.get(index)?.dyn_into().ok())
        .collect();
    let count = items.len();
    if count == 0 || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let at = focus::active().and_then(|active| items.iter().position(|item| *item == active));
    let next = match key.as_str() {
        "ArrowDown" => at.map_or(0, |at| (at + 1) % count),
        "ArrowUp" => at.map_or(count - 1, |at| (at + count - 1) % count),
        "Home" | "PageUp" => 0,
        "End" | "PageDown" => count - 1,
        " " => {
            // Native for buttons; on a link a space would scroll.
            if let Some(item) = at
                .and_then(|at| items.get(at))
                .filter(|item| item.tag_name() == "A")
            {
                event.prevent_default();
                item.click();
            }
            return;
        }
        letter if letter.chars().count() == 1 => {
            let letter = intl::lower(letter);
            let from = at.map_or(0, |at| at + 1);
            let hit = (0..count).map(|step| (from + step) % count).find(|index| {
                items
                    .get(*index)
                    .and_then(|item| events::property(item, "textContent")?.as_string())
                    .is_some_and(|text| intl::lower(text.trim()).starts_with(&letter))
            });
            match hit {
                Some(hit) => hit,
                None => return,
            }
        }
        _ => return,
    };
    event.prevent_default();
    if let Some(item) = items.get(next) {
        _ = focus::element(item);
    }
}
