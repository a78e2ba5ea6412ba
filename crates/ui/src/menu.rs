//! A button that opens a menu.

use console_view::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::icon::{Icon, IconView};
use super::popover::{Floating, close};
use console_platform::{events, focus, intl, shortcut_keys};

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
    blocked: bool,
    keeps_open: bool,
    shortcut: Option<&'static str>,
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
            blocked: false,
            keeps_open: false,
            shortcut: None,
        }
    }

    /// Goes somewhere.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::new(Kind::Link(href.into()), label.into())
    }

    /// An item that runs `on_select`. The menu is closed and its button focused first, so that a dialog
    /// opened by it returns the focus to that button.
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

    /// A line that says something and cannot be chosen, such as that more is on its way.
    pub fn note(label: impl Into<String>) -> Self {
        let mut item = Self::new(Kind::Action(Callback::new(|()| ())), label.into());
        item.blocked = true;
        item
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

    /// Names the keys that do the same.
    #[must_use]
    pub fn shortcut(mut self, keys: &'static str) -> Self {
        self.shortcut = Some(keys);
        self
    }

    /// Names the single key that does the same, unless such keys are switched off.
    #[must_use]
    pub fn single_key(self, key: &'static str) -> Self {
        if shortcut_keys::are_on() {
            self.shortcut(key)
        } else {
            self
        }
    }

    /// Leaves the menu open when it is chosen: for what changes the items.
    #[must_use]
    pub fn keeps_open(mut self) -> Self {
        self.keeps_open = true;
        self
    }
}

/// A button that opens a menu. Arrow keys, Home, End and letters move in it; Escape, Tab and choosing close
/// it, and the focus goes back to the button.
///
/// `<MenuButton label=format!("Actions for {name}") items=move || vec![MenuItem::link("Details", href)]/>`
#[component(transparent)]
pub fn MenuButton(
    /// The accessible name of the button.
    #[prop(into)]
    label: Signal<String>,
    /// What is on it; asked for each time it opens, and again while it is open when a signal that it has
    /// read changes.
    #[prop(into)]
    items: Callback<(), Vec<MenuItem>>,
    /// The class of the button.
    #[prop(default = "btn btn-ghost btn-icon")]
    trigger_class: &'static str,
    /// What is on the button, instead of three dots.
    #[prop(optional, into)]
    trigger: Option<ViewFnOnce>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let covers = trigger.is_some();
    let trigger = match trigger {
        Some(trigger) => trigger.run(),
        None => view! { <IconView icon=Icon::DOTS /> }.into_any(),
    };
    let content = ViewFn::from(move || {
        move || {
            keep_focus();
            groups(items.run(()))
        }
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

/// The items of a menu, in their order.
fn items_of(menu: &Element) -> Vec<HtmlElement> {
    let Ok(list) = menu.query_selector_all(ITEMS) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|index| list.get(index)?.dyn_into().ok())
        .collect()
}

/// Called before the items of an open menu are rendered anew, which takes the focus away with the old ones:
/// gives it to the item that comes to the same place.
fn keep_focus() {
    let Some(active) = focus::active() else {
        return;
    };
    let Ok(Some(menu)) = active.closest("[role=menu]") else {
        return;
    };
    let place = items_of(&menu).iter().position(|item| *item == active);
    request_animation_frame(move || {
        // Somebody may have moved on meanwhile.
        if menu.is_connected() && focus::active().is_none() {
            let items = items_of(&menu);
            if let Some(item) = place.and_then(|place| items.get(place)).or(items.last()) {
                _ = focus::element(item);
            }
        }
    });
}

fn chosen(
    event: &web_sys::MouseEvent,
    blocked: bool,
    keeps_open: bool,
    on_select: Option<Callback<()>>,
) {
    if blocked {
        event.prevent_default();
        event.stop_propagation();
        return;
    }
    if let Some(item) = event
        .current_target()
        .filter(|_| !keeps_open)
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
    {
        close(&item);
    }
    if let Some(on_select) = on_select {
        on_select.run(());
    }
}

/// All items; those below a heading, up to the next one or to a line, are a group of that name.
fn groups(items: Vec<MenuItem>) -> AnyView {
    let mut views = Vec::new();
    let mut items = items.into_iter().peekable();
    while let Some(item) = items.next() {
        if !matches!(item.kind, Kind::Heading) {
            views.push(item_view(item));
            continue;
        }
        let name = item.label.clone();
        let mut group = vec![item_view(item)];
        let is_in_it = |item: &MenuItem| !matches!(item.kind, Kind::Heading | Kind::Separator);
        while let Some(item) = items.next_if(is_in_it) {
            group.push(item_view(item));
        }
        views.push(view! { <div role="group" aria-label=name>{group}</div> }.into_any());
    }
    views.collect_view()
}

fn item_view(item: MenuItem) -> AnyView {
    let MenuItem {
        kind,
        label,
        icon,
        danger,
        blocked,
        keeps_open,
        shortcut,
    } = item;
    let class = if danger {
        "menu-item menu-item-danger"
    } else {
        "menu-item"
    };
    let aria_disabled = blocked.then_some("true");
    let keys = shortcut.map(|keys| match keys {
        "Ctrl K" => "Control+K",
        "⌘ K" => "Meta+K",
        key => key,
    });
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
        {(checked == Some("true")).then(|| view! { <IconView icon=Icon::CHECK /> })}
        {shortcut.map(|keys| view! { <kbd aria-hidden="true">{keys}</kbd> })}
    };
    match kind {
        Kind::Link(href) => view! {
            <a
                class=class
                role=role
                tabindex="-1"
                href=href
                aria-disabled=aria_disabled
                aria-keyshortcuts=keys
                on:click=move |event| chosen(&event, blocked, keeps_open, None)
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
                aria-disabled=aria_disabled
                aria-keyshortcuts=keys
                on:click=move |event| chosen(&event, blocked, keeps_open, Some(on_select))
            >
                {content}
            </button>
        }
        .into_any(),
        Kind::Separator | Kind::Heading => ().into_any(),
    }
}

fn on_keydown(event: &KeyboardEvent, menu: &HtmlElement) {
    let key = event.key();
    if key == "Tab" {
        // Tab leaves from where the menu was opened, not from its place at the end of the document.
        close(menu);
        return;
    }
    let items = items_of(menu);
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
