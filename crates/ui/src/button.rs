//! Buttons, and links that look like one.

use console_view::prelude::*;

use super::icon::{Icon, IconView};
use super::spinner::Spinner;

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    /// The one thing to do on this view.
    Primary,
    /// Anything else.
    #[default]
    Secondary,
    /// Beside something more important.
    Ghost,
    /// Leads to something destructive.
    Danger,
    /// Does the destructive thing: the last step only.
    DangerSolid,
}

impl Variant {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn-primary",
            Self::Secondary => "btn-secondary",
            Self::Ghost => "btn-ghost",
            Self::Danger => "btn-danger",
            Self::DangerSolid => "btn-danger-solid",
        }
    }
}

/// How big a button is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// 32 px high, 40 on touch.
    #[default]
    Medium,
    /// 28 px high: inside rows and panels.
    Small,
}

fn class(variant: Variant, size: Size, icon_only: bool) -> String {
    let mut class = format!("btn {}", variant.class());
    if size == Size::Small {
        class.push_str(" btn-sm");
    }
    if icon_only {
        class.push_str(" btn-icon");
    }
    class
}

/// A button.
///
/// Neither `busy` nor `disabled` sets the native `disabled` attribute: that would take the focus away from a
/// button that was just pressed, and remove the button from the tab order. Presses are ignored instead, and
/// `aria-disabled` says so.
///
/// `<Button variant=Variant::Primary busy=saving on_press=move || save()>"Save"</Button>`
#[component(transparent)]
pub fn Button(
    /// How much it asks for attention.
    #[prop(optional)]
    variant: Variant,
    /// How big it is.
    #[prop(optional)]
    size: Size,
    /// `button` unless it is the `submit` of a form.
    #[prop(default = "button")]
    r#type: &'static str,
    /// Whether what it does is being done.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether it can be pressed at all.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What a press does; a `submit` button needs none.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// The accessible name, when the words on it are not enough; it must contain them.
    #[prop(optional, into)]
    label: Option<Signal<String>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let blocked = move || busy.get() || disabled.get();
    view! {
        <button
            type=r#type
            class=class(variant, size, false)
            class:is-busy=busy
            aria-disabled=move || blocked().then_some("true")
            aria-busy=move || busy.get().then_some("true")
            aria-label=move || label.map(|label| label.get())
            on:click=move |event| press(&event, busy, disabled, on_press)
        >
            {icon.map(|icon| view! { <IconView icon /> })}
            <span class="btn-label">{children()}</span>
            {move || busy.get().then(|| view! { <Spinner /> })}
        </button>
    }
}

fn press(
    event: &web_sys::MouseEvent,
    busy: Signal<bool>,
    disabled: Signal<bool>,
    on_press: Option<Callback<()>>,
) {
    if busy.get_untracked() || disabled.get_untracked() {
        // Also keeps Enter in a text field from submitting the form through this button.
        event.prevent_default();
        event.stop_propagation();
    } else if let Some(on_press) = on_press {
        on_press.run(());
    }
}

/// A button with nothing but an icon on it.
///
/// `<IconButton icon=Icon::X label="Dismiss" on_press=move || close()/>`
#[component(transparent)]
pub fn IconButton(
    /// The picture.
    #[prop(into)]
    icon: Signal<Icon>,
    /// The accessible name, also shown on hover.
    #[prop(into)]
    label: Signal<String>,
    /// What a press does.
    #[prop(into)]
    on_press: Callback<()>,
    /// How much it asks for attention; quiet unless said otherwise.
    #[prop(default = Variant::Ghost)]
    variant: Variant,
    /// How big it is.
    #[prop(optional)]
    size: Size,
    /// The element's id.
    #[prop(optional, into)]
    id: Option<String>,
    /// Whether what it opens is open, if it opens something.
    #[prop(optional, into)]
    expanded: Option<Signal<bool>>,
) -> impl IntoView {
    view! {
        <button
            id=id
            type="button"
            class=class(variant, size, true)
            aria-expanded=expanded.map(|expanded| move || expanded.get().to_string())
            aria-label=label
            title=label
            on:click=move |_| on_press.run(())
        >
            <IconView icon />
        </button>
    }
}

/// A link that looks like a button, for navigation. The router handles plain anchors of this app by itself.
///
/// `<ButtonLink href=new_path variant=Variant::Primary icon=Icon::PLUS>"Create"</ButtonLink>`
#[component(transparent)]
pub fn ButtonLink(
    /// Where to.
    #[prop(into)]
    href: Signal<String>,
    /// How much it asks for attention.
    #[prop(optional)]
    variant: Variant,
    /// How big it is.
    #[prop(optional)]
    size: Size,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// Whether it leaves this app: opens a new tab and says so.
    #[prop(optional)]
    external: bool,
    /// Whether it gives up the form that it is on, for the page that the form belongs below.
    #[prop(optional)]
    up: bool,
    /// The words.
    children: Children,
) -> impl IntoView {
    let rel = external
        .then_some("noopener noreferrer external")
        .or(up.then_some("up"));
    view! {
        <a
            href=href
            class=class(variant, size, false)
            target=external.then_some("_blank")
            rel=rel
        >
            {icon.map(|icon| view! { <IconView icon /> })}
            <span class="btn-label">{children()}</span>
            {external.then(|| view! {
                <IconView icon=Icon::EXTERNAL /><span class="visually-hidden">" (opens in a new tab)"</span>
            })}
        </a>
    }
}
